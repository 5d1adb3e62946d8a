package dev.winnow.evaluation.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multivariate series in two parts: one to learn from, taken as normal, and one to be judged on.
 *
 * @param name as in documents
 * @param train the part without labels; may be empty
 * @param test the part with labels
 */
public record SeriesPair(String name, Table train, Table test) {
    /** Rows without times are taken to be a minute apart. */
    public static final long STEP_MILLIS = 60_000;

    public SeriesPair {
        if (!train.columns().equals(test.columns())) {
            throw new IllegalArgumentException("both parts of series \"" + name + "\" must have the same columns, have "
                    + train.columns() + " and " + test.columns());
        }
    }

    /**
     * Reads two CSV files. Features are the numeric columns of the test file; the train file must have them too.
     *
     * @param positive as in {@link CsvTable#labelled}
     * @param stepMillis time between rows of files that have no times
     * @throws DataSetException EVL-003, EVL-004, EVL-005, EVL-006 as {@link CsvTable}; EVL-008 if the files do not fit together
     */
    public static SeriesPair read(
            String name,
            Path trainFile,
            Path testFile,
            String labelColumn,
            @Nullable String positive,
            long stepMillis) {
        CsvTable testTable = CsvTable.read(testFile, stepMillis);
        Table test = numbersOf(testTable.labelled(labelColumn, positive));
        Table train = CsvTable.read(trainFile, stepMillis).unlabelled();
        List<String> known = train.numericNames();
        List<String> wanted = test.numericNames();
        if (wanted.isEmpty() || !new HashSet<>(known).containsAll(wanted)) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-008 \"" + trainFile + "\": must have the numeric columns of \"" + testFile + "\" " + wanted
                            + ", has " + known + "; give files of one series");
        }
        return new SeriesPair(name, picked(train, wanted), test);
    }

    /** A file that holds both parts one after the other: the first rows are the train part. */
    static SeriesPair split(String name, Table whole, int trainRows) {
        Table numbers = numbersOf(whole);
        int[] first = new int[trainRows];
        int[] rest = new int[numbers.rows() - trainRows];
        for (int i = 0; i < numbers.rows(); i++) {
            if (i < trainRows) {
                first[i] = i;
            } else {
                rest[i - trainRows] = i;
            }
        }
        return new SeriesPair(name, numbers.rows(first), numbers.rows(rest));
    }

    /** Learn from the train part, then be judged on the test part without learning. */
    public TabularProtocol protocol() {
        String says = "fitted on the train part, then frozen";
        return train.rows() == 0
                ? TabularProtocol.stream(name, says, test, TabularProtocol.PeerInput.RAW)
                : TabularProtocol.frozen(name, says, train, test, TabularProtocol.PeerInput.RAW);
    }

    private static Table numbersOf(Table table) {
        return picked(table, table.numericNames());
    }

    /** The given numeric columns alone, in that order. */
    private static Table picked(Table table, List<String> names) {
        List<String> known = table.numericNames();
        int[] index = names.stream().mapToInt(known::indexOf).toArray();
        List<double[]> numeric = new ArrayList<>(table.rows());
        List<String[]> text = new ArrayList<>(table.rows());
        for (double[] row : table.numeric()) {
            double[] values = new double[index.length];
            for (int i = 0; i < index.length; i++) {
                values[i] = row[index[i]];
            }
            numeric.add(values);
            text.add(new String[0]);
        }
        List<Column> columns =
                names.stream().map(n -> new Column(n, Column.Kind.NUMERIC)).toList();
        return new Table(columns, table.timesMillis(), numeric, text, table.labels());
    }
}
