package dev.winnow.evaluation.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {
    @TempDir
    private Path folder;

    @Test
    void columnsOfNumbersAreNumericAndOthersText() throws IOException {
        Table table = read("a,b,c,label\n1,x,,0\n2.5e3,y,?,1\n,1f,-3,normal\n").labelled("label", null);

        assertThat(table.columns())
                .containsExactly(
                        new Column("a", Column.Kind.NUMERIC),
                        new Column("b", Column.Kind.TEXT),
                        new Column("c", Column.Kind.NUMERIC));
        assertThat(table.numeric().get(1)).containsExactly(2500, Double.NaN);
        assertThat(table.numeric().get(2)).containsExactly(Double.NaN, -3);
        assertThat(table.text().get(2)).containsExactly("1f");
    }

    @Test
    void anInfinityIsMissing() throws IOException {
        Table table = read("rate,label\nInfinity,0\n3,1\n").labelled("label", null);

        assertThat(table.numericNames()).containsExactly("rate");
        assertThat(table.numeric().get(0)[0]).isNaN();
    }

    @Test
    void whatTellsTheLabelIsNoFeature() throws IOException {
        Table table = read("a,time_label,Attack_cat,difficulty,empty,label\n1,x,dos,3,,0\n2,y,-,4,,1\n")
                .labelled("label", null);

        assertThat(table.columns()).extracting(Column::name).containsExactly("a");
    }

    @Test
    void aLabelColumnOfAnyNameIsNoFeature() throws IOException {
        Table table = read("a,class\n1,anomaly\n2,normal\n").labelled("class", "anomaly");

        assertThat(table.columns()).extracting(Column::name).containsExactly("a");
        assertThat(table.labels()).containsExactly(true, false);
    }

    @Test
    void withoutAValueEverythingButTheUsualNamesOfNormalIsPositive() throws IOException {
        Table table = read("a,label\n1,Normal.\n1,BENIGN\n1,0.0\n1,-\n1,\n1,false\n1,DoS Hulk\n1,2\n1,true\n")
                .labelled("label", null);

        assertThat(table.labels()).containsExactly(false, false, false, false, false, false, true, true, true);
    }

    @Test
    void aTimeColumnThatNeverFallsGivesTheTimes() throws IOException {
        Table stated = read("timestamp,a,label\n2020-01-01T00:00:00Z,1,0\n2020-01-01 00:05:00,2,1\n")
                .labelled("label", null);
        Table falling = read("time,a,label\n10,1,0\n9,2,1\n").labelled("label", null);

        assertThat(stated.columns()).extracting(Column::name).containsExactly("a");
        assertThat(stated.timesMillis()).containsExactly(1_577_836_800_000L, 1_577_837_100_000L);
        assertThat(falling.columns()).extracting(Column::name).containsExactly("time", "a");
        assertThat(falling.timesMillis()).containsExactly(1_000_000_000_000L, 1_000_000_001_000L);
    }

    @Test
    void quotesLineEndsAndByteOrderMarksAreRead() throws IOException {
        CsvTable table = read("\uFEFF\"a,1\",label\r\n\"x \"\"y\"\"\nz\",0\r\n\r\nw,1");

        assertThat(table.names()).containsExactly("a,1", "label");
        assertThat(table.rows()).isEqualTo(2);
        assertThat(table.labelled("label", null).text().get(0)).containsExactly("x \"y\"\nz");
    }

    @Test
    void whatIsGzippedIsUnpackedWhateverItsName() throws IOException {
        Path file = folder.resolve("packed.data");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a,label\n1,0\n2,1\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(CsvTable.read(file).rows()).isEqualTo(2);
    }

    /** The JDK's own stream takes what follows for the end where {@code available()} says nothing is left. */
    @Test
    void everyMemberOfAGzippedFileIsReadAndGarbageBehindOneIsNot() throws IOException {
        Path file = folder.resolve("members.csv.gz");
        for (String part : List.of("a,label\n1,0\n", "2,1\n", "3,1\n")) {
            try (OutputStream out = new GZIPOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(CsvTable.read(file).rows()).isEqualTo(3);
        Files.writeString(file, "garbage", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> CsvTable.read(file))
                .hasMessage(
                        "EVL-003 \"" + file + "\": must be readable, failed with ZipException; check path and rights");
    }

    @Test
    void aMissingColumnIsNamedWithThoseThere() throws IOException {
        CsvTable table = read("a,label\n1,0\n");

        assertThatThrownBy(() -> table.labelled("lable", null))
                .isInstanceOf(DataSetException.class)
                .hasMessage("EVL-004 \"" + folder.resolve("t.csv")
                        + "\": must have a column \"lable\", has [a, label]; name the right one");
    }

    @Test
    void oneClassAloneCannotBeJudged() throws IOException {
        CsvTable table = read("a,label\n1,good\n2,bad\n");

        assertThatThrownBy(() -> table.labelled("label", "worse"))
                .hasMessage("EVL-005 \"" + folder.resolve("t.csv")
                        + "\" column \"label\": must have positive and negative rows, has 0 positive of 2 for the value"
                        + " \"worse\"; values found: [good, bad]");
        assertThatThrownBy(() -> table.labelled("label", null)).hasMessageContaining("has 2 positive of 2;");
    }

    @Test
    void malformedFilesAreRefusedWithTheirLine() {
        assertThatThrownBy(() -> read("a,label\n1,0\n\"x\ny\",1\n3\n"))
                .hasMessage("EVL-006 \"" + folder.resolve("t.csv")
                        + "\" line 5: must have 2 fields like the header, has 1; mend the line");
        assertThatThrownBy(() -> read("a,label\n\"1,0\n"))
                .hasMessage("EVL-006 \"" + folder.resolve("t.csv")
                        + "\" line 2: a CSV record must have a closing quote for each opening one; found the record's end;"
                        + " correct the line or its header");
        assertThatThrownBy(() -> read("a,a\n")).hasMessageContaining("\"a\" is there twice");
        assertThatThrownBy(() -> read("")).hasMessageContaining("must have a header line, was empty");
        assertThatThrownBy(() -> read("label\n0\n1\n").labelled("label", null))
                .hasMessageContaining("must have a feature beside the label, has the columns [label]");
    }

    @Test
    void anUnreadableFileIsNamed() {
        assertThatThrownBy(() -> CsvTable.read(folder.resolve("absent.csv")))
                .hasMessage("EVL-003 \"" + folder.resolve("absent.csv")
                        + "\": must be readable, failed with NoSuchFileException; check path and rights");
    }

    private CsvTable read(String... text) throws IOException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, String.join("", text));
        return CsvTable.read(file);
    }
}
