package dev.winnow.evaluation.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.evaluation.metrics.NabProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NabCorpusTest {
    @TempDir
    private Path root;

    @Test
    void readsWhateverCategoriesAreThere() throws IOException {
        data("realTweets/a.csv", 10);
        data("mine/b.csv", 10);
        data("mine/unlabelled.csv", 3);
        labels("{\"realTweets/a.csv\": [[\"2020-01-01 00:02:00.000000\", \"2020-01-01 00:04:00.000000\"]],"
                + " \"mine/b.csv\": [], \"absent/c.csv\": []}");

        NabCorpus corpus = NabCorpus.read(root);

        assertThat(corpus.series())
                .extracting(NabCorpus.Series::name)
                .containsExactly("mine/b.csv", "realTweets/a.csv");
        assertThat(corpus.skipped()).containsExactly("absent/c.csv", "mine/unlabelled.csv");
        assertThat(corpus.windows()).isOne();
        assertThat(corpus.series().get(1).table().labels())
                .containsExactly(false, false, true, true, true, false, false, false, false, false);
        assertThat(corpus.profiles()).isEqualTo(NabProfile.PUBLISHED);
    }

    @Test
    void timesThatFallBackAreHeld() throws IOException {
        Path file = root.resolve("data/c/a.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "timestamp,value\n2020-10-25 02:30:00,1\n2020-10-25 02:00:00,2\n2020-10-25 03:00:00,\n");
        labels("{\"c/a.csv\": [[\"2020-10-25 02:00:00\", \"2020-10-25 03:00:00\"]]}");

        Table table = NabCorpus.read(root).series().get(0).table();

        assertThat(table.timesMillis()[1]).isEqualTo(table.timesMillis()[0]);
        assertThat(table.labels()).containsExactly(false, true, true);
        assertThat(table.numeric().get(2)[0]).isNaN();
    }

    @Test
    void aWindowThatIsNoRowsTimeIsRefused() throws IOException {
        data("c/a.csv", 10);
        labels("{\"c/a.csv\": [[\"2020-01-01 00:02:30\", \"2020-01-01 00:04:00\"]]}");

        assertThatThrownBy(() -> NabCorpus.read(root))
                .hasMessage(
                        "EVL-007 windows of \"c/a.csv\": must begin and end at times of rows, \"2020-01-01 00:02:30\""
                                + " is none; take labels and data of one version");
    }

    @Test
    void aCorpusWithoutWindowsIsRefused() throws IOException {
        data("c/a.csv", 10);
        labels("{\"c/a.csv\": []}");

        assertThatThrownBy(() -> NabCorpus.read(root)).hasMessageStartingWith("EVL-005 \"" + root);
    }

    @Test
    void aFolderWithoutLabelsIsRefused() {
        assertThatThrownBy(() -> NabCorpus.read(root))
                .hasMessage("EVL-003 \"" + root.resolve("labels/combined_windows.json")
                        + "\": must be readable JSON, failed with FileNotFoundException; check path and content");
    }

    private void data(String name, int rows) throws IOException {
        Path file = root.resolve("data").resolve(name);
        Files.createDirectories(file.getParent());
        StringBuilder text = new StringBuilder("timestamp,value\n");
        for (int i = 0; i < rows; i++) {
            text.append("2020-01-01 00:0").append(i).append(":00,").append(i).append('\n');
        }
        Files.writeString(file, text);
    }

    private void labels(String json) throws IOException {
        Path file = root.resolve("labels/combined_windows.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }
}
