package dev.winnow.app.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayFilesTest {
    @TempDir
    private Path folder;

    @Test
    void eachRecordStandsInTheFileOfItsSensorAndEachOfSuricataHasItsLabel() throws IOException {
        SyntheticDay day = SyntheticDay.of(42, 0.5);

        new DayFiles(day).write(folder);

        List<String> eve = new ArrayList<>();
        List<String> zeek = new ArrayList<>();
        List<String> labels = new ArrayList<>(List.of("record,label"));
        for (DayRecord record : day.records()) {
            String text = new String(record.value(), StandardCharsets.UTF_8);
            if (record.topicRole().equals(SyntheticDay.EVE)) {
                labels.add(eve.size() + (record.attack().isPresent() ? ",1" : ",0"));
                eve.add(text);
            } else {
                zeek.add(text);
            }
        }
        assertThat(unzipped("eve.json.gz")).isEqualTo(eve);
        assertThat(unzipped("zeek-ssh.json.gz")).isEqualTo(zeek);
        assertThat(Files.readAllLines(folder.resolve("eve-labels.csv"))).isEqualTo(labels);
    }

    private List<String> unzipped(String name) throws IOException {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name))))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
