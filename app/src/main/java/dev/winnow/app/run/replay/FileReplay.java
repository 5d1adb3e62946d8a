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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Recomputes an alert of a run over files: the whole run once more, then the alert's line byte for byte. */
public final class FileReplay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path recorded;
    private final Path scratch;
    private final Map<String, String> environment;
    private final RootKey key;

    /**
     * @param recorded directory of the run
     * @param scratch where the second run writes; the caller deletes it
     * @param environment for secrets, which are not recorded
     * @param key audit key of the second run; nothing of an alert depends on it
     */
    public FileReplay(Path recorded, Path scratch, Map<String, String> environment, RootKey key) {
        this.recorded = recorded;
        this.scratch = scratch;
        this.environment = environment;
        this.key = key;
    }

    /** @throws CommandFailure CLI-041 where the directory is not that of a run; CLI-042 where a file it read has changed */
    public Replayed replay(String alertId, Progress progress) {
        String before = line(recorded, alertId);
        if (before == null) {
            return Replayed.unknown(alertId, recorded.resolve("alerts.jsonl").toString());
        }
        Path summary = recorded.resolve("summary.json");
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
            return Replayed.notHeld(
                    alertId,
                    "the run had " + shards + " shards, which hear of one another in no fixed order; only a run on one"
                            + " shard can be made again");
        }
        WinnowConfig config = RunRecord.config(run, summary, environment);
        new FileRun(config, RunRecord.request(run, scratch, key)).run(progress);
        String after = line(scratch, alertId);
        Replayed.Comparison comparison = new Replayed.Comparison();
        if (after == null) {
            comparison.differs("alert", "present", "absent");
        } else if (!after.equals(before)) {
            compare(comparison, before, after);
        } else {
            comparison.value("line", before.length() + " characters", after.length() + " characters");
        }
        return comparison.result(alertId);
    }

    private void compare(Replayed.Comparison comparison, String before, String after) {
        try {
            JsonNode one = JSON.readTree(before);
            JsonNode other = JSON.readTree(after);
            TreeSet<String> fields = new TreeSet<>();
            one.fieldNames().forEachRemaining(fields::add);
            other.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                comparison.value(
                        field, one.path(field).toString(), other.path(field).toString());
            }
            if (one.equals(other)) {
                comparison.differs("bytes", "another order or notation", "the same values");
            }
        } catch (IOException e) {
            throw notARun(e);
        }
    }

    private @Nullable String line(Path directory, String alertId) {
        try (BufferedReader lines = Files.newBufferedReader(directory.resolve("alerts.jsonl"))) {
            String start = "{\"id\":" + JSON.writeValueAsString(alertId) + ",";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            return null;
        } catch (IOException e) {
            throw notARun(e);
        }
    }

    private CommandFailure notARun(@Nullable Exception cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-041 --run: \"" + recorded
                        + "\" must be the directory that winnow triage --out wrote, with alerts.jsonl"
                        + " and the run block of summary.json",
                cause);
    }
}
