package dev.winnow.evaluation.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Server metrics: ASD (Z. Li et al., KDD 2021; five-minute steps) and SMD (Y. Su et al., KDD 2019; one-minute steps), as
 * {@code NAME-train.csv.gz} and {@code NAME-test.csv.gz} with a last column {@code label}.
 */
public final class ServerMetrics {
    private static final String TRAIN = "-train.csv.gz";
    private static final long ASD_STEP_MILLIS = 300_000;

    private ServerMetrics() {}

    /**
     * Every series of a folder, by name.
     *
     * @param data folder that has {@code server-metrics} below it, or that folder itself
     * @throws DataSetException EVL-003 if there are none or one cannot be read
     */
    public static List<SeriesPair> read(Path data) {
        return names(data).stream().map(name -> read(data, name)).toList();
    }

    /** Names of the series in a folder, sorted. */
    static List<String> names(Path data) {
        Path folder = TabularSets.folder(data, "server-metrics");
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(TRAIN))
                    .map(name -> name.substring(0, name.length() - TRAIN.length()))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw new DataSetException(
                        DataSetException.Cause.FILE,
                        "EVL-003 \"" + folder + "\": must have files NAME" + TRAIN + ", has none; give another --data");
            }
            return names;
        } catch (IOException e) {
            throw new DataSetException(
                    DataSetException.Cause.FILE,
                    "EVL-003 \"" + folder + "\": must be a readable folder; give another --data",
                    e);
        }
    }

    /** One of the series. */
    static SeriesPair read(Path data, String name) {
        Path folder = TabularSets.folder(data, "server-metrics");
        return SeriesPair.read(
                name,
                folder.resolve(name + TRAIN),
                folder.resolve(name + "-test.csv.gz"),
                "label",
                null,
                name.startsWith("asd") ? ASD_STEP_MILLIS : SeriesPair.STEP_MILLIS);
    }

    /** The group that a series' figures are averaged in: its name up to the first hyphen. */
    public static String group(String series) {
        int hyphen = series.indexOf('-');
        return hyphen < 0 ? series : series.substring(0, hyphen);
    }
}
