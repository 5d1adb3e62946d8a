package dev.winnow.evaluation.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header, column by column. A column is numeric if every value that is there is a number; {@code NaN},
 * {@code NA}, {@code null}, {@code ?} and nothing are missing, and so is an infinity, which is what a division by zero left behind.
 * Each different text is held once.
 */
public final class CsvTable {
    private static final Set<String> MISSING = Set.of("", "?", "na", "n/a", "nan", "null", "none");
    private static final Set<String> INFINITE = Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");
    private static final Set<String> NEGATIVE = Set.of("", "-", "0", "false", "no", "normal", "benign", "background");

    /** Names that tell the label in other words; so does every name that ends in {@code label}. */
    private static final Set<String> TELLING =
            Set.of("attack", "attack_cat", "attack_type", "attack_name", "difficulty");

    /** Rows without times come one a second. */
    static final long STEP_MILLIS = 1000;

    private final Path file;
    private final List<String> names;
    private final List<Cells> cells;
    private final int rows;
    private final long stepMillis;

    private CsvTable(Path file, List<String> names, List<Cells> cells, int rows, long stepMillis) {
        this.file = file;
        this.names = names;
        this.cells = cells;
        this.rows = rows;
        this.stepMillis = stepMillis;
    }

    /**
     * Reads a file whose rows come one a second if it has no times.
     *
     * @throws DataSetException EVL-003 if the file cannot be read, EVL-006 if it is malformed
     */
    public static CsvTable read(Path file) {
        return read(file, STEP_MILLIS);
    }

    /** As {@link #read(Path)}, with another time between rows. */
    static CsvTable read(Path file, long stepMillis) {
        try (CsvReader reader = CsvReader.open(file)) {
            List<String> names = reader.header();
            for (int i = 0; i < names.size(); i++) {
                if (names.indexOf(names.get(i)) != i) {
                    throw new DataSetException(
                            DataSetException.Cause.CONTENT,
                            "EVL-006 \"" + file + "\": columns must have different names, \"" + names.get(i)
                                    + "\" is there twice; rename one");
                }
            }
            List<Cells> cells = new ArrayList<>();
            names.forEach(name -> cells.add(new Cells()));
            int rows = 0;
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                for (int i = 0; i < row.size(); i++) {
                    cells.get(i).add(rows, row.get(i).strip());
                }
                rows++;
            }
            return new CsvTable(file, names, cells, rows, stepMillis);
        }
    }

    /** Columns, in the header's order. */
    public List<String> names() {
        return names;
    }

    public int rows() {
        return rows;
    }

    /** Text of a cell. */
    String text(String column, int row) {
        return cells.get(index(column)).text(row);
    }

    /** A cell as a number; NaN if it is none. */
    double number(String column, int row) {
        return cells.get(index(column)).number(row);
    }

    /** True for a column whose name says that it tells the truth: it ends in {@code label}, or is one of those known from public sets. */
    public static boolean tellsTheLabel(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("label") || TELLING.contains(lower);
    }

    /**
     * The table with its labels. Columns that tell the label, and those without any value, are no features; nor is a column called
     * time, timestamp, datetime, date_time or ts whose values are times that never fall: it gives the rows' times.
     *
     * @param labelColumn the column with the truth
     * @param positive the value that is positive; null for everything but nothing, -, 0, false, no, normal, benign, background
     * @throws DataSetException EVL-004 if there is no such column, EVL-005 if not both classes occur, EVL-006 without features
     */
    public Table labelled(String labelColumn, @Nullable String positive) {
        boolean[] labels = labels(labelColumn, positive);
        int count = 0;
        for (boolean label : labels) {
            count += label ? 1 : 0;
        }
        if (count == 0 || count == rows) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-005 \"" + file + "\" column \"" + labelColumn
                            + "\": must have positive and negative rows, has " + count + " positive of " + rows
                            + (positive == null ? "" : " for the value \"" + positive + "\"")
                            + "; values found: " + values(labelColumn));
        }
        return table(labels, Set.of(labelColumn));
    }

    /** The features alone, without labels: every row counts as negative. */
    public Table unlabelled() {
        return table(new boolean[rows], Set.of());
    }

    /**
     * Truth of each row, as {@link #labelled} has it, whether or not both classes occur.
     *
     * @throws DataSetException EVL-004 if there is no such column
     */
    public boolean[] labels(String labelColumn, @Nullable String positive) {
        Cells column = cells.get(index(labelColumn));
        boolean[] labels = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            String value = column.text(i);
            labels[i] = positive == null ? !isNegative(value) : value.equals(positive);
        }
        return labels;
    }

    private Table table(boolean[] labels, Set<String> notFeatures) {
        List<Column> columns = new ArrayList<>();
        List<Cells> numeric = new ArrayList<>();
        List<Cells> text = new ArrayList<>();
        long[] times = TimeColumn.even(rows, TimeColumn.START_MILLIS, stepMillis);
        boolean hasTimes = false;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Cells column = cells.get(i);
            if (notFeatures.contains(name) || tellsTheLabel(name) || column.isEmpty()) {
                continue;
            }
            Optional<long[]> stated = hasTimes ? Optional.empty() : TimeColumn.of(name, rows, column::text);
            if (stated.isPresent()) {
                times = stated.get();
                hasTimes = true;
                continue;
            }
            columns.add(new Column(name, column.isNumeric() ? Column.Kind.NUMERIC : Column.Kind.TEXT));
            (column.isNumeric() ? numeric : text).add(column);
        }
        if (columns.isEmpty()) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-006 \"" + file + "\": must have a feature beside the label, has the columns " + names
                            + "; give a file with features");
        }
        double[][] numbers = new double[rows][numeric.size()];
        String[][] texts = new String[rows][text.size()];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < numeric.size(); c++) {
                numbers[i][c] = numeric.get(c).number(i);
            }
            for (int c = 0; c < text.size(); c++) {
                texts[i][c] = text.get(c).text(i);
            }
        }
        return new Table(columns, times, Arrays.asList(numbers), Arrays.asList(texts), labels);
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new DataSetException(
                    DataSetException.Cause.REQUEST,
                    "EVL-004 \"" + file + "\": must have a column \"" + name + "\", has " + names
                            + "; name the right one");
        }
        return index;
    }

    /** The first few different values of a column, for a message. */
    private String values(String name) {
        List<String> different = cells.get(index(name)).different();
        return different.size() <= 10 ? different.toString() : different.subList(0, 10) + " and more";
    }

    private static boolean isNegative(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (NEGATIVE.contains(lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower)) {
            return true;
        }
        return number(lower) == 0;
    }

    /** The value as a number; NaN if it is none or is missing or infinite. */
    private static double number(String text) {
        // Java's own suffixes are no part of a number in a file: 5f may be a hexadecimal id.
        if (text.isEmpty() || Character.isLetter(text.charAt(text.length() - 1))) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** One column's texts, each different one held once, and what they are. */
    private static final class Cells {
        private final Map<String, String> different = new HashMap<>();
        private final List<String> order = new ArrayList<>();
        private String[] texts = new String[256];
        private boolean isNumeric = true;
        private boolean isEmpty = true;
        private int rows;

        private void add(int row, String value) {
            if (row == texts.length) {
                texts = Arrays.copyOf(texts, 2 * row);
            }
            String known = different.get(value);
            if (known == null) {
                known = value;
                different.put(value, value);
                if (order.size() < 11) {
                    order.add(value);
                }
                boolean isMissing = isMissing(value);
                isEmpty &= isMissing;
                isNumeric &= isMissing || !Double.isNaN(CsvTable.number(value));
            }
            texts[row] = known;
            rows = row + 1;
        }

        private boolean isNumeric() {
            return isNumeric;
        }

        private boolean isEmpty() {
            return isEmpty;
        }

        private List<String> different() {
            return order;
        }

        private String text(int row) {
            String text = texts[row];
            return row < rows && text != null ? text : "";
        }

        private double number(int row) {
            return CsvTable.number(text(row));
        }

        private static boolean isMissing(String value) {
            String lower = value.toLowerCase(Locale.ROOT);
            return MISSING.contains(lower) || INFINITE.contains(lower);
        }
    }
}
