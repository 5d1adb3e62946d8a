package dev.winnow.app.run.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineChoiceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void rowsWithoutEntityAreATable() throws IOException {
        Path file = file("bytes,service,land,label", "1,http,0,1", "2,smtp,0,0", "?,http,0,0");

        EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults());

        assertThat(choice.reason()).startsWith("no record has both an entity and a time");
        assertThat(columns(file, choice))
                .containsExactly(
                        new TableColumn("bytes", TableColumn.Kind.TEXT),
                        new TableColumn("land", TableColumn.Kind.NUMBER),
                        new TableColumn("service", TableColumn.Kind.TEXT));
    }

    @Test
    void oneEntityWithColumnsOfWordsIsATable() throws IOException {
        Path file = file(
                "time,host,bytes,service",
                "2026-01-01T00:00:00Z,a,1,http",
                "2026-01-01T00:00:03Z,a,2,smtp",
                "2026-01-01T00:00:06Z,a,3,http");

        EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults());

        assertThat(choice.reason()).startsWith("all records have one entity");
        assertThat(columns(file, choice))
                .containsExactly(
                        new TableColumn("bytes", TableColumn.Kind.NUMBER),
                        new TableColumn("service", TableColumn.Kind.TEXT));
    }

    @Test
    void metricsOfHostsAreEventsOfEntities() throws IOException {
        Path many = file("time,host,cpu,zone", "2026-01-01T00:00:00Z,a,1,x", "2026-01-01T00:00:03Z,b,2,y");
        Path one = file("time,host,cpu", "2026-01-01T00:00:00Z,a,1", "2026-01-01T00:00:03Z,a,2");

        for (Path file : List.of(many, one)) {
            assertThat(EngineChoice.of(file, "csv", InputOptions.defaults()))
                    .isEqualTo(new EngineChoice(InputOptions.defaults(), ""));
        }
    }

    @Test
    void whoNamesATypeHasChosen() throws IOException {
        Path file = file("bytes,service", "1,http");
        InputOptions typed =
                InputOptions.defaults().withMapping(new Mapping("", "auto", "", "numeric", Map.of(), Map.of()));

        assertThat(EngineChoice.of(file, "csv", typed).reason()).isEmpty();
        assertThat(EngineChoice.of(file, "zeek", InputOptions.defaults()).reason())
                .isEmpty();
    }

    private static List<TableColumn> columns(Path file, EngineChoice choice) {
        return EngineChoice.columns(FileFeed.head(
                file, InputFormats.create("csv", choice.options()), choice.options(), EngineChoice.PEEKED_RECORDS));
    }

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve(lines[0].length() + "-" + lines.length + ".csv"), List.of(lines));
    }
}
