package dev.winnow.app.cli;

import dev.winnow.app.config.WinnowConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reaches Kafka: {@code -c FILE}, or {@code --bootstrap}, or the environment. */
final class ClusterOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file: where Kafka is, topic names.")
    private @Nullable Path file;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers; default: kafka.bootstrapServers of the configuration (127.0.0.1:9092).")
    private @Nullable String bootstrap;

    /** Whether the configuration of the application is at hand, and not only the way to the brokers. */
    boolean hasFile() {
        return file != null;
    }

    /** Whether a cluster is named at all. */
    boolean isGiven() {
        return file != null || bootstrap != null;
    }

    KafkaTarget target(CommandContext context) {
        Map<String, String> environment = new HashMap<>(context.environment());
        if (bootstrap != null) {
            environment.put("WINNOW_KAFKA__BOOTSTRAP_SERVERS", bootstrap);
        }
        WinnowConfig config = file == null
                ? WinnowConfig.parse("", "command line", Path.of(""), environment)
                : WinnowConfig.load(file, environment);
        return new KafkaTarget(config);
    }
}
