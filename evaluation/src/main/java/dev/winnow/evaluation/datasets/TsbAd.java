package dev.winnow.evaluation.datasets;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of the TSB-AD benchmark (Q. Liu and J. Paparrizos, "The elephant in the room", NeurIPS 2024): CSV with one column a
 * metric and {@code Label}; the file's name says how many rows are for training, as in
 * {@code 001_NAB_id_1_Facility_tr_1007_1st_2014.csv}.
 */
public final class TsbAd {
    private static final Pattern TRAIN_ROWS = Pattern.compile("_tr_(\\d+)_");

    private TsbAd() {}

    /**
     * Reads one file.
     *
     * @throws DataSetException EVL-008 if its name has no training length within the file; EVL-005 if the rest has one class
     *     only; EVL-003 to EVL-006 as {@link CsvTable}
     */
    public static SeriesPair read(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.csv(\\.gz)?$", "");
        CsvTable table = CsvTable.read(file, SeriesPair.STEP_MILLIS);
        String label = table.names().stream()
                .filter(column -> column.equalsIgnoreCase("label"))
                .findFirst()
                .orElse("Label");
        Table whole = table.labelled(label, null);
        Matcher matcher = TRAIN_ROWS.matcher(name);
        int trainRows = matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
        if (trainRows < 0 || trainRows >= whole.rows()) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-008 \"" + file + "\": its name must have _tr_N_ with N below its " + whole.rows()
                            + " rows; keep the benchmark's file names");
        }
        SeriesPair pair = SeriesPair.split(name, whole, trainRows);
        int positives = pair.test().positives();
        if (positives == 0 || positives == pair.test().rows()) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-005 \"" + file + "\" after the first " + trainRows
                            + " rows: must have positive and negative rows, has " + positives + " positive of "
                            + pair.test().rows() + "; leave the file out");
        }
        return pair;
    }
}
