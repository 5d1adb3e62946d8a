package dev.winnow.evaluation.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesPairTest {
    @TempDir
    private Path folder;

    @Test
    void metricsAreMatchedByNameAndTextIsNone() throws IOException {
        Path train = write("train.csv", "b,a,host\n1,2,x\n3,4,x\n");
        Path test = write("test.csv", "a,host,b,label\n5,y,6,0\n7,y,8,1\n");

        SeriesPair pair = SeriesPair.read("s", train, test, "label", null, 300_000);

        assertThat(pair.test().numericNames()).containsExactly("a", "b");
        assertThat(pair.train().numeric().get(0)).containsExactly(2, 1);
        assertThat(pair.test().timesMillis()).containsExactly(1_000_000_000_000L, 1_000_000_300_000L);
        assertThat(pair.protocol().isFrozen()).isTrue();
    }

    @Test
    void aMetricThatTheTrainFileLacksIsRefused() throws IOException {
        Path train = write("train.csv", "a\n1\n");
        Path test = write("test.csv", "a,b,label\n5,6,0\n7,8,1\n");

        assertThatThrownBy(() -> SeriesPair.read("s", train, test, "label", null, 1))
                .hasMessage("EVL-008 \"" + train + "\": must have the numeric columns of \"" + test
                        + "\" [a, b], has [a]; give files of one series");
    }

    @Test
    void aBenchmarkFileIsSplitWhereItsNameSays() throws IOException {
        Path file = write("001_NAB_id_1_Facility_tr_2_1st_3.csv", "Data,Label\n1,0\n2,0\n3,0\n9,1\n");

        SeriesPair pair = TsbAd.read(file);

        assertThat(pair.name()).isEqualTo("001_NAB_id_1_Facility_tr_2_1st_3");
        assertThat(pair.train().rows()).isEqualTo(2);
        assertThat(pair.test().labels()).containsExactly(false, true);
        assertThat(pair.test().numeric().get(1)).containsExactly(9);
    }

    @Test
    void aBenchmarkFileWithoutItsNameIsRefused() throws IOException {
        Path file = write("series.csv", "Data,Label\n1,0\n9,1\n");

        assertThatThrownBy(() -> TsbAd.read(file))
                .hasMessage("EVL-008 \"" + file
                        + "\": its name must have _tr_N_ with N below its 2 rows; keep the benchmark's file names");
    }

    @Test
    void aBenchmarkFileWhoseEventsAreAllInTrainingIsRefused() throws IOException {
        Path file = write("002_X_id_1_Y_tr_2_1st_1.csv", "Data,Label\n1,0\n9,1\n1,0\n2,0\n");

        assertThatThrownBy(() -> TsbAd.read(file))
                .hasMessage("EVL-005 \"" + file
                        + "\" after the first 2 rows: must have positive and negative rows, has 0 positive of 2; leave the"
                        + " file out");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }
}
