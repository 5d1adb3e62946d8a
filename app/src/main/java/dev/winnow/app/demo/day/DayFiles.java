package dev.winnow.app.demo.day;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A synthetic day as the files that its sensors would have left, and the truth of one of them. */
public final class DayFiles {
    private final SyntheticDay day;

    public DayFiles(SyntheticDay day) {
        this.day = day;
    }

    /**
     * Writes {@code eve.json.gz} (Suricata), {@code zeek-ssh.json.gz} (Zeek) and {@code eve-labels.csv}: for each record of the first,
     * counted from 0, whether an attack left it.
     */
    public void write(Path directory) throws IOException {
        try (OutputStream eve = zipped(directory.resolve("eve.json.gz"));
                OutputStream zeek = zipped(directory.resolve("zeek-ssh.json.gz"))) {
            for (DayRecord record : day.records()) {
                OutputStream file = isEve(record) ? eve : zeek;
                file.write(record.value());
                file.write('\n');
            }
        }
        StringBuilder labels = new StringBuilder("record,label\n");
        int number = 0;
        for (DayRecord record : day.records()) {
            if (isEve(record)) {
                labels.append(number++).append(record.attack().isPresent() ? ",1\n" : ",0\n");
            }
        }
        Files.write(directory.resolve("eve-labels.csv"), labels.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isEve(DayRecord record) {
        return record.topicRole().equals(SyntheticDay.EVE);
    }

    private static OutputStream zipped(Path file) throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(file), 1 << 16);
    }
}
