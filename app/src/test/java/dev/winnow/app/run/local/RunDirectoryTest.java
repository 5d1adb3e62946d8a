package dev.winnow.app.run.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.shell.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void keepsAnEarlierRunAndItsKey() throws IOException {
        Path run = directory.resolve("run");
        assertThat(RunDirectory.prepare(run)).isEmpty();
        Files.writeString(run.resolve("audit.key"), "key");
        Files.writeString(run.resolve("alerts.jsonl"), "one");
        Files.writeString(Files.createDirectory(run.resolve("audit")).resolve("audit-0.chain"), "chain");

        assertThat(RunDirectory.prepare(run)).contains(run.resolve("previous"));

        assertThat(run.resolve("alerts.jsonl")).doesNotExist();
        assertThat(run.resolve("audit")).doesNotExist();
        assertThat(run.resolve("audit.key")).hasContent("key");
        assertThat(run.resolve("previous/alerts.jsonl")).hasContent("one");
        assertThat(run.resolve("previous/audit/audit-0.chain")).hasContent("chain");
        Files.writeString(run.resolve("alerts.jsonl"), "two");
        RunDirectory.prepare(run);
        assertThat(run.resolve("previous/alerts.jsonl")).hasContent("two");
        assertThat(run.resolve("previous/audit")).doesNotExist();
    }

    @Test
    void refusesAFileInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> RunDirectory.prepare(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("CLI-024 --out: \"" + file
                        + "\" must be a directory that can be written, or be made; found a file; choose another");
    }
}
