package dev.winnow.app.advise;

import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The first rows of a file, by column. Mutable while it is read, one owner. */
final class Sample {
    /** A text longer than this counts as its beginning: what is different after that is no category. */
    private static final int MAX_TEXT = 200;

    private final boolean hasTime;
    private final List<String> order;
    private final TreeMap<String, Column> columns = new TreeMap<>();
    private final Map<String, Integer> entityIds = new LinkedHashMap<>();
    private final TreeMap<String, Integer> types = new TreeMap<>();
    private long[] times = new long[1024];
    private int[] entities = new int[1024];
    private int rows;
    private long refused;
    private String firstRefusal = "";

    /**
     * @param hasTime false if the rows came without a time and were given their number for one
     * @param order columns in the file's order where it has one
     */
    Sample(boolean hasTime, List<String> order) {
        this.hasTime = hasTime;
        this.order = List.copyOf(order);
    }

    void add(Event event) {
        if (rows == times.length) {
            times = Arrays.copyOf(times, 2 * rows);
            entities = Arrays.copyOf(entities, 2 * rows);
        }
        times[rows] = event.timeMillis();
        entities[rows] = entityIds.computeIfAbsent(event.entity(), name -> entityIds.size());
        types.merge(event.type(), 1, Integer::sum);
        event.numbers().forEach((name, value) -> column(name).number(rows, value));
        event.texts().forEach((name, value) -> column(name).text(value));
        rows++;
    }

    void refuse(String reason) {
        if (refused++ == 0) {
            firstRefusal = reason;
        }
    }

    int rows() {
        return rows;
    }

    int width() {
        return columns.size();
    }

    long refused() {
        return refused;
    }

    /** Code and reason of the first refused record; empty without any. */
    String firstRefusal() {
        return firstRefusal;
    }

    boolean hasTime() {
        return hasTime;
    }

    long[] times() {
        return Arrays.copyOf(times, rows);
    }

    /** Rows by event type. */
    Map<String, Integer> types() {
        return types;
    }

    /** Rows of each entity. */
    int[] rowsByEntity() {
        int[] counts = new int[entityIds.size()];
        for (int row = 0; row < rows; row++) {
            counts[entities[row]]++;
        }
        return counts;
    }

    /** Rows of the entity that has most, in order: what has a rhythm has it there. */
    int[] rowsOfBusiest() {
        int[] counts = rowsByEntity();
        int busiest = 0;
        for (int i = 1; i < counts.length; i++) {
            busiest = counts[i] > counts[busiest] ? i : busiest;
        }
        int[] picked = new int[counts.length == 0 ? 0 : counts[busiest]];
        int n = 0;
        for (int row = 0; row < rows; row++) {
            if (entities[row] == busiest) {
                picked[n++] = row;
            }
        }
        return picked;
    }

    /** Columns in the file's order, or by name. */
    List<Column> columns() {
        List<Column> all = new ArrayList<>();
        order.stream().filter(columns::containsKey).map(columns::get).forEach(all::add);
        columns.values().stream().filter(column -> !order.contains(column.name)).forEach(all::add);
        return all;
    }

    private Column column(String name) {
        return columns.computeIfAbsent(name, Column::new);
    }

    /** One column. A value is a number, a text, or missing. */
    static final class Column {
        private final String name;
        private final Map<String, Integer> texts = new HashMap<>();
        private double[] numbers = {};
        private int numberCount;
        private int textCount;

        Column(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** True if most values are numbers. */
        boolean isNumeric() {
            return numberCount >= textCount;
        }

        int present() {
            return numberCount + textCount;
        }

        /** Values by row, NaN where there is no number. */
        double[] numbers(int rows) {
            double[] values = Arrays.copyOf(numbers, rows);
            if (numbers.length < rows) {
                Arrays.fill(values, numbers.length, rows, Double.NaN);
            }
            return values;
        }

        int distinctTexts() {
            return texts.size();
        }

        /** Times that the most frequent text came, or none. */
        OptionalInt mostFrequent() {
            return texts.values().stream().mapToInt(Integer::intValue).max();
        }

        /** Texts that came once. */
        int singletons() {
            return (int) texts.values().stream().filter(count -> count == 1).count();
        }

        private void number(int row, double value) {
            if (row >= numbers.length) {
                int from = numbers.length;
                numbers = Arrays.copyOf(numbers, Math.max(1024, 2 * (row + 1)));
                Arrays.fill(numbers, from, numbers.length, Double.NaN);
            }
            numbers[row] = value;
            numberCount++;
        }

        private void text(String value) {
            texts.merge(value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value, 1, Integer::sum);
            textCount++;
        }
    }
}
