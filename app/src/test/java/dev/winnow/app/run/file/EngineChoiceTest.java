package dev.winnow.app.run.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineChoiceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private static final long T = 1_767_225_600;

    private int files;

    @Test
    void rowsWithoutEntityAreATable() throws IOException {
        Path file = file("bytes,service,land,label", "1,http,0,1", "2,smtp,0,0", "?,http,0,0");

        EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults(), null);

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

        EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults(), null);

        assertThat(choice.reason()).startsWith("all records have one entity");
        assertThat(columns(file, choice))
                .containsExactly(
                        new TableColumn("bytes", TableColumn.Kind.NUMBER),
                        new TableColumn("service", TableColumn.Kind.TEXT));
    }

    @Test
    void eventsAtUnevenStepsAreOfEntities() throws IOException {
        Path many = file("time,host,cpu,zone", "2026-01-01T00:00:00Z,a,1,x", "2026-01-01T00:00:03Z,b,2,y");
        Path one = file("time,host,cpu", "2026-01-01T00:00:00Z,a,1", "2026-01-01T00:00:03Z,a,2");
        Path uneven = metrics("time,host,cpu", i -> T + (i * i % 17 + 3 * i) + ",a,1");

        for (Path file : List.of(many, one, uneven)) {
            EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults(), null);

            assertThat(choice.engine()).isEqualTo(Engine.ENTITIES);
            assertThat(choice.options()).isEqualTo(InputOptions.defaults());
        }
    }

    @Test
    void numbersAtEvenStepsAreSeries() throws IOException {
        Path ofHosts = metrics("time,host,cpu", i -> T + i / 3 * 60 + ",h" + i % 3 + ",1");
        Path ofOne = metrics("timestamp,value", i -> T + 300 * i + (i % 9 == 0 ? 7 : 0) + ",5");

        EngineChoice hosts = EngineChoice.of(ofHosts, "csv", InputOptions.defaults(), null);
        EngineChoice one = EngineChoice.of(ofOne, "csv", InputOptions.defaults(), null);

        assertThat(hosts.engine()).isEqualTo(Engine.SERIES);
        assertThat(hosts.options().mapping().rows()).isFalse();
        assertThat(one.engine()).isEqualTo(Engine.SERIES);
        assertThat(one.options().mapping().rows()).isTrue();
        assertThat(List.of(hosts.reason(), one.reason())).allMatch(reason -> reason.contains("even steps"));
    }

    @Test
    void whoAsksForAnEngineGetsIt() throws IOException {
        Path file = metrics("time,host,cpu", i -> T + 60 * i + ",a,1");

        for (Engine engine : Engine.values()) {
            EngineChoice choice = EngineChoice.of(file, "csv", InputOptions.defaults(), engine);

            assertThat(choice.engine()).isEqualTo(engine);
            assertThat(choice.reason()).isEmpty();
            assertThat(choice.options().mapping().rows()).isEqualTo(engine == Engine.TABLE);
        }
    }

    @Test
    void whoNamesATypeHasChosen() throws IOException {
        Path file = file("bytes,service", "1,http");
        InputOptions typed =
                InputOptions.defaults().withMapping(new Mapping("", "auto", "", "numeric", Map.of(), Map.of()));

        assertThat(EngineChoice.of(file, "csv", typed, null).engine()).isEqualTo(Engine.ENTITIES);
        assertThat(EngineChoice.of(file, "csv", typed, Engine.TABLE).engine()).isEqualTo(Engine.TABLE);
        assertThat(EngineChoice.of(file, "zeek", InputOptions.defaults(), null).reason())
                .isEmpty();
    }

    private Path metrics(String header, IntFunction<String> row) throws IOException {
        List<String> lines = new ArrayList<>(List.of(header));
        for (int i = 0; i < 60; i++) {
            lines.add(row.apply(i));
        }
        return file(lines.toArray(String[]::new));
    }

    private static List<TableColumn> columns(Path file, EngineChoice choice) {
        return EngineChoice.columns(FileFeed.head(
                file, InputFormats.create("csv", choice.options()), choice.options(), EngineChoice.PEEKED_RECORDS));
    }

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve(files++ + ".csv"), List.of(lines));
    }
}
