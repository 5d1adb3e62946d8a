package dev.winnow.app.run.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.run.file.RunRecord;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.audit.key.RootKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code winnow triage --out} wrote: its alerts, and all that is needed to make the run again. */
public final class RecordedRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Path scratch;
    private final Map<String, String> environment;
    private final RootKey key;

    /**
     * @param directory directory of the run
     * @param scratch where the second run writes; the caller deletes it
     * @param environment for secrets, which are not recorded
     * @param key audit key of the second run; nothing of an alert depends on it
     */
    public RecordedRun(Path directory, Path scratch, Map<String, String> environment, RootKey key) {
        this.directory = directory;
        this.scratch = scratch;
        this.environment = environment;
        this.key = key;
    }

    /**
     * The alert's line as it was recorded.
     *
     * @throws CommandFailure CLI-041 where the directory is not that of a run
     */
    public Optional<String> alert(String alertId) {
        return line(directory, alertId);
    }

    /** The alert's line in the second run. */
    public Optional<String> alertAgain(String alertId) {
        return line(scratch, alertId);
    }

    Path alerts() {
        return directory.resolve("alerts.jsonl");
    }

    /**
     * Makes the run again.
     *
     * @param inspector sees what stands in the topics when everything is decided
     * @return why it cannot be made again; empty where it was
     * @throws CommandFailure CLI-041 where the directory is not that of a run; CLI-042 where a file it read has changed
     */
    public String again(FileRun.Inspector inspector, Progress progress) {
        Path summary = directory.resolve("summary.json");
        JsonNode run;
        try {
            run = JSON.readTree(Files.readAllBytes(summary)).path("run");
        } catch (IOException e) {
            throw notARun(e);
        }
        if (!run.isObject()) {
            throw notARun(null);
        }
        int shards = run.path("shards").asInt(1);
        if (shards > 1) {
            return "the run had " + shards + " shards, which hear of one another in no fixed order; only a run on one"
                    + " shard can be made again";
        }
        WinnowConfig config = RunRecord.config(run, summary, environment);
        new FileRun(config, RunRecord.request(run, scratch, key)).run(progress, inspector);
        return "";
    }

    private Optional<String> line(Path from, String alertId) {
        try (BufferedReader lines = Files.newBufferedReader(from.resolve("alerts.jsonl"))) {
            String start = "{\"id\":" + JSON.writeValueAsString(alertId) + ",";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(start)) {
                    return Optional.of(line);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw notARun(e);
        }
    }

    CommandFailure notARun(@Nullable Exception cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-041 --run: \"" + directory
                        + "\" must be the directory that winnow triage --out wrote, with alerts.jsonl"
                        + " and the run block of summary.json",
                cause);
    }
}
