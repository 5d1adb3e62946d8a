package dev.winnow.app.run.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertQualityTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void countsWhatWasShownAgainstAllThatWasThere() throws IOException {
        AlertQuality quality = new AlertQuality(labels("record,label\n0,1\n1,0\n2,1\n3,0\n9,1\n"));

        quality.observe(0, 4, 0.9, true);
        quality.observe(1, 4, 0.9, true);
        quality.observe(2, 2, 0.1, false);
        quality.observe(3, 1, 0.1, false);
        quality.observe(4, 9, 0.1, true);

        assertThat(quality.document())
                .containsEntry("labelledAlerts", 4L)
                .containsEntry("labelledPositives", 2L)
                .containsEntry("recordsPositive", 3L)
                .containsEntry("alertsMedium", 2L)
                .containsEntry("precisionMedium", 0.5)
                .containsEntry("recallMedium", 1.0 / 3);
        // Bins: 0.9 twice with one hit, 0.1 twice with one hit: gaps |1.8 − 1| + |0.2 − 1| over 4.
        assertThat((Double) quality.document().get("ece")).isCloseTo(0.4, within(1e-12));
        // By score: one of two, two of three, two of four, and the record without an alert last: (1/2 + 2/3 + 3/5) / 3.
        assertThat((Double) quality.document().get("averagePrecision"))
                .isCloseTo((1 / 2.0 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-12));
        // Pairs of an attack and another record in the right order: half a tie and one, one, none, of six.
        assertThat((Double) quality.document().get("roc")).isCloseTo((0.5 + 1 + 1) / 6, within(1e-12));
        // The highest score is shared by an attack and another record: no threshold flags none of the two others.
        assertThat(quality.document()).containsEntry("recallAt1PercentFpr", 0.0);
        // Squares: 0.01 + 0.81 + 0.81 + 0.01 over 4.
        assertThat((Double) quality.document().get("brier")).isCloseTo(0.41, within(1e-12));
    }

    @Test
    void recallAtOnePercentIsThatOfTheLowestThresholdThatFlagsNoMore() throws IOException {
        StringBuilder table = new StringBuilder("record,label\n");
        for (int record = 0; record < 204; record++) {
            table.append(record).append(record < 4 ? ",1\n" : ",0\n");
        }
        AlertQuality quality = new AlertQuality(labels(table.toString()));

        quality.observe(0, 9, 0.9, true);
        quality.observe(10, 8, 0.9, true);
        quality.observe(1, 7, 0.9, true);
        quality.observe(11, 6, 0.9, true);
        quality.observe(2, 6, 0.9, true);
        quality.observe(12, 5, 0.9, true);
        quality.observe(3, 5, 0.9, true);

        // Two of two hundred may be flagged: down to the score of 6.
        assertThat(quality.document()).containsEntry("recallAt1PercentFpr", 0.75);
    }

    @Test
    void saysNothingWhereNothingIsLabelled() throws IOException {
        AlertQuality quality = new AlertQuality(labels("record,label\n"));

        quality.observe(0, 4, 0.9, true);

        assertThat(quality.document())
                .containsEntry("labelledAlerts", 0L)
                .containsEntry("precisionMedium", null)
                .containsEntry("recallMedium", null)
                .containsEntry("ece", null)
                .containsEntry("brier", null)
                .containsEntry("averagePrecision", null)
                .containsEntry("roc", null)
                .containsEntry("recallAt1PercentFpr", null);
    }

    @Test
    void readsColumnsInAnyOrderAndIgnoresOthers() throws IOException {
        RecordLabels labels = labels("label,note,record\n1,\"x\",7\n0,,8\n\n");

        assertThat(labels.of(7)).contains(true);
        assertThat(labels.of(8)).contains(false);
        assertThat(labels.of(9)).isEmpty();
        assertThat(labels.positives()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a,label               | line 1: must name the columns record and label
        record,label;0,2      | line 2: must have 2 cells, a record number and a label 0 or 1
        record,label;-1,1     | line 2: must have 2 cells, a record number and a label 0 or 1
        record,label;0,1,1    | line 2: must have 2 cells, a record number and a label 0 or 1
        record,label;0,1;0,0  | line 3: must not label record 0 again
        """)
    void refusesATableThatIsNotOne(String text, String message) {
        assertThatThrownBy(() -> labels(text.replace(';', '\n')))
                .hasMessage("CLI-023 \"" + directory.resolve("labels.csv") + "\" " + message);
    }

    private RecordLabels labels(String text) throws IOException {
        return RecordLabels.read(Files.writeString(directory.resolve("labels.csv"), text));
    }
}
