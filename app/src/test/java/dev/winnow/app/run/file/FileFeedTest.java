package dev.winnow.app.run.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFeedTest {
    private static final InputFormat EVE = InputFormats.create("suricata-eve", InputOptions.defaults());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void readsRotatedLogsFromTheOldestOn() throws IOException {
        Path newest = file("eve.json", "2026-01-03T00:00:00");
        Path older = file("eve.json.1", "2026-01-02T00:00:00");
        Path oldest = file("eve.json.10", "2026-01-01T00:00:00");

        List<Path> ordered = FileFeed.inOrderOfTime(List.of(newest, older, oldest), EVE, InputOptions.defaults());

        assertThat(ordered).containsExactly(oldest, older, newest);
    }

    @Test
    void keepsTheOrderOfFilesThatBeginTogetherAndOfThoseWithoutATime() throws IOException {
        Path b = file("b", "2026-01-01T00:00:00");
        Path broken = Files.writeString(directory.resolve("broken"), "no JSON\n");
        Path a = file("a", "2026-01-01T00:00:00");

        List<Path> ordered = FileFeed.inOrderOfTime(List.of(b, broken, a), EVE, InputOptions.defaults());

        assertThat(ordered).containsExactly(b, broken, a);
    }

    private Path file(String name, String time) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                "cut off by the rotation\n{\"timestamp\":\"" + time + ".000000+0000\",\"event_type\":\"flow\","
                        + "\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.2\",\"proto\":\"TCP\","
                        + "\"flow\":{\"bytes_toserver\":1,\"bytes_toclient\":1,\"pkts_toserver\":1,\"pkts_toclient\":1}}\n");
    }
}
