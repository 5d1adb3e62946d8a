package dev.winnow.app.run.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.Progress;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;

/** Recomputes an alert of a run over files: the whole run once more, then the alert's line byte for byte. */
public final class FileReplay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecordedRun recorded;

    public FileReplay(RecordedRun recorded) {
        this.recorded = recorded;
    }

    /** @throws CommandFailure CLI-041 where the directory is not that of a run; CLI-042 where a file it read has changed */
    public Replayed replay(String alertId, Progress progress) {
        Optional<String> before = recorded.alert(alertId);
        if (before.isEmpty()) {
            return Replayed.unknown(alertId, recorded.alerts().toString());
        }
        String why = recorded.again(FileRun.Inspector.NONE, progress);
        if (!why.isEmpty()) {
            return Replayed.notHeld(alertId, why);
        }
        Optional<String> after = recorded.alertAgain(alertId);
        Replayed.Comparison comparison = new Replayed.Comparison();
        if (after.isEmpty()) {
            comparison.differs("alert", "present", "absent");
        } else if (!after.equals(before)) {
            compare(comparison, before.get(), after.get());
        } else {
            comparison.value(
                    "line", before.get().length() + " characters", after.get().length() + " characters");
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
            throw recorded.notARun(e);
        }
    }
}
