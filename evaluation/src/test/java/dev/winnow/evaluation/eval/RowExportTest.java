package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.evaluation.datasets.Column;
import dev.winnow.evaluation.datasets.SeriesPair;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowExportTest {
    private static final Table TABLE = new Table(
            List.of(
                    new Column("a", Column.Kind.NUMERIC),
                    new Column("word", Column.Kind.TEXT),
                    new Column("b", Column.Kind.NUMERIC)),
            new long[] {0, 1},
            List.of(new double[] {3, 0.25}, new double[] {Double.NaN, -7}),
            List.of(new String[] {"tcp"}, new String[] {"a,\"b\""}),
            new boolean[] {false, true});

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void writesTheRowsOfOnePassAndTheirLabelsBeside() throws IOException {
        List<Path> files = RowExport.tables(
                "set",
                List.of(
                        TabularProtocol.stream("stream", "s", TABLE, TabularProtocol.PeerInput.RAW),
                        TabularProtocol.frozen("frozen", "s", TABLE, TABLE, TabularProtocol.PeerInput.RAW)),
                directory.resolve("new"));

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("set-stream.csv", "set-stream-labels.csv");
        assertThat(Files.readAllLines(files.get(0))).containsExactly("a,word,b", "3,tcp,0.25", ",\"a,\"\"b\"\"\",-7");
        assertThat(Files.readAllLines(files.get(1))).containsExactly("record,label", "0,0", "1,1");
    }

    @Test
    void writesASeriesInOnePieceAndTheLabelsOfItsSecondPart() throws IOException {
        Table train = numbers(new boolean[3], 1, 2, 3);
        Table test = numbers(new boolean[] {false, true}, 4, 99.5);

        List<Path> files = RowExport.series("set", List.of(new SeriesPair("web-1", train, test)), directory);

        assertThat(Files.readAllLines(files.get(0)))
                .startsWith("time,host,cpu", "2026-01-01T00:00:00Z,web-1,1")
                .endsWith("2026-01-01T00:03:00Z,web-1,4", "2026-01-01T00:04:00Z,web-1,99.5");
        assertThat(Files.readAllLines(files.get(1))).containsExactly("record,label", "3,0", "4,1");
    }

    private static Table numbers(boolean[] labels, double... values) {
        List<double[]> rows =
                Arrays.stream(values).mapToObj(value -> new double[] {value}).toList();
        return new Table(
                List.of(new Column("cpu", Column.Kind.NUMERIC)),
                new long[values.length],
                rows,
                Collections.nCopies(values.length, new String[0]),
                labels);
    }
}
