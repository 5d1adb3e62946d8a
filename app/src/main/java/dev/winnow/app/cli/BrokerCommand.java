package dev.winnow.app.cli;

import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow broker}: the embedded broker as a process of its own, for tests that kill it. */
@Command(
        name = "broker",
        hidden = true,
        description = {
            "Run one Kafka broker on 127.0.0.1 until the process is ended. For tests and demonstrations only.",
            "Prints \"ready HOST:PORT\" when it can be used."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ended by a signal", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP},
        footerHeading = "%nExamples:%n",
        footer = "  winnow broker --dir /tmp/broker --port 19092")
final class BrokerCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Directory that keeps the data; default: a temporary one.")
    private @Nullable Path directory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port on 127.0.0.1; default: a free one.")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-003 --port: must be between 0 and 65535, was " + port);
        }
        EmbeddedKafka broker =
                directory == null ? EmbeddedKafka.startTemporary(port) : EmbeddedKafka.start(directory, port);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-close"));
        if (common.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ready", true);
            document.put("bootstrapServers", broker.bootstrapServers());
            common.json().write(document);
        } else {
            common.out().println("ready " + broker.bootstrapServers());
            common.out().flush();
        }
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
