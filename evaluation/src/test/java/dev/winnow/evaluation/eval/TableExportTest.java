package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.evaluation.datasets.Column;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableExportTest {
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
        List<Path> files = TableExport.write(
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
}
