package dev.winnow.app.cli;

import dev.winnow.app.run.replay.RecordedRun;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a past decision stands: a run over files, or a cluster. */
final class DecisionPlace {
    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--run", paramLabel = "DIR", description = "Directory that winnow triage --out wrote.")
    private @Nullable Path run;

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            description = "Application id, where no configuration is at hand.")
    private @Nullable String applicationId;

    /**
     * The directory of the run; empty for a cluster.
     *
     * @throws CommandFailure CLI-040 where neither or both are named
     */
    Optional<Path> run(String command) {
        if ((run != null) == cluster.isGiven()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-040 " + command + ": name either --run DIR or a cluster (-c, --bootstrap)");
        }
        return Optional.ofNullable(run);
    }

    /** The run of a directory, made again in another. */
    static RecordedRun recorded(Path directory, TemporaryFolder scratch, CommandContext context) throws IOException {
        return new RecordedRun(directory, scratch.path(), context.environment(), KeyFiles.read(null, null));
    }

    /** Asks the cluster. */
    <T> T live(CommandContext context, Function<KafkaTarget, T> question) {
        Map<String, String> environment = new HashMap<>(context.environment());
        if (applicationId != null) {
            environment.put("WINNOW_APPLICATION__ID", applicationId);
        }
        KafkaTarget target = cluster.target(new CommandContext(environment, context.requiredTopics()));
        try {
            return question.apply(target);
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
    }
}
