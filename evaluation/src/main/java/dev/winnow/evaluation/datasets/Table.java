package dev.winnow.evaluation.datasets;

import java.util.List;

/**
 * A labelled table in file order. Rows are not copied: whoever reads them must not change them.
 *
 * @param columns features; numeric and text ones as they come
 * @param timesMillis event time of each row, never falling
 * @param numeric one array a row, as wide as there are numeric columns, in their order; NaN where missing
 * @param text one array a row, as wide as there are text columns, in their order; as in the file
 * @param labels true where a row is positive
 */
public record Table(
        List<Column> columns, long[] timesMillis, List<double[]> numeric, List<String[]> text, boolean[] labels) {
    public Table {
        columns = List.copyOf(columns);
        numeric = List.copyOf(numeric);
        text = List.copyOf(text);
        timesMillis = timesMillis.clone();
        labels = labels.clone();
        if (numeric.size() != labels.length || text.size() != labels.length || timesMillis.length != labels.length) {
            throw new IllegalArgumentException(
                    "a table must have as many numeric rows, text rows, times and labels, has " + numeric.size() + ", "
                            + text.size() + ", " + timesMillis.length + " and " + labels.length);
        }
    }

    public int rows() {
        return labels.length;
    }

    @Override
    public boolean[] labels() {
        return labels.clone();
    }

    @Override
    public long[] timesMillis() {
        return timesMillis.clone();
    }

    public int positives() {
        int count = 0;
        for (boolean label : labels) {
            count += label ? 1 : 0;
        }
        return count;
    }

    /** Numeric columns, in order. */
    public List<String> numericNames() {
        return names(Column.Kind.NUMERIC);
    }

    /** Text columns, in order. */
    public List<String> textNames() {
        return names(Column.Kind.TEXT);
    }

    /** Some of the rows, in the given order. */
    public Table rows(int[] picked) {
        boolean[] chosen = new boolean[picked.length];
        long[] times = new long[picked.length];
        double[][] numbers = new double[picked.length][];
        String[][] texts = new String[picked.length][];
        for (int i = 0; i < picked.length; i++) {
            chosen[i] = labels[picked[i]];
            times[i] = timesMillis[picked[i]];
            numbers[i] = numeric.get(picked[i]);
            texts[i] = text.get(picked[i]);
        }
        return new Table(columns, times, List.of(numbers), List.of(texts), chosen);
    }

    private List<String> names(Column.Kind kind) {
        return columns.stream()
                .filter(column -> column.kind() == kind)
                .map(Column::name)
                .toList();
    }
}
