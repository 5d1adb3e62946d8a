package dev.winnow.app.advise;

import dev.winnow.app.advise.Advice.Member;
import dev.winnow.app.advise.Advice.Recommendation;
import dev.winnow.app.advise.Advice.Table;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.schemas.event.Event;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a sample into advice. Stateless; the same sample gives the same advice. */
public final class Advisor {
    /** Rows that correlations are taken over; their standard error is then 2 %. */
    private static final int CORRELATED_ROWS = 2000;

    private static final int CORRELATED_COLUMNS = 60;
    private static final double STRONG_CORRELATION = 0.7;

    /** Correlation of neighbours from which the order of the rows says something. */
    private static final double RESEMBLES = 0.3;

    /** Below this the correlation of neighbours has an error of 0.1 and more. */
    private static final int SERIES_ROWS = 100;

    /** What people can read on a clock: a minute to a day. */
    private static final long[] WINDOWS = {60, 300, 900, 3600, 21_600, 86_400};

    private Advisor() {}

    /**
     * Reads a sample and says what to do with such data; the stream stays open.
     *
     * @throws IllegalArgumentException ADV-001 if no row can be read
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static Advice advise(InputStream in, SampleReader.Request request) {
        SampleReader.Read read = SampleReader.read(in, request);
        String format = request.format();
        Sample sample = read.sample();
        if (sample.rows() == 0) {
            throw new IllegalArgumentException("ADV-001 FILE: must have at least one row that format \"" + format
                    + "\" takes, " + sample.refused() + " were refused"
                    + (sample.refused() > 0 ? ", the first because of " + sample.firstRefusal() : "")
                    + "; check --format, --time-field and --entity-field");
        }
        int rows = sample.rows();
        int[] busiest = sample.rowsOfBusiest();
        List<ColumnAdvice> columns = new ArrayList<>();
        List<double[]> scaled = new ArrayList<>();
        for (Sample.Column column : sample.columns()) {
            if (!column.isNumeric()) {
                columns.add(ColumnAdvice.ofText(column, rows));
                continue;
            }
            double[] values = column.numbers(rows);
            AdaptiveScaler scaler = fitted(values);
            ColumnAdvice advice = ColumnAdvice.ofNumbers(
                    column, rows, busiest, scaler.feature(0).kind());
            columns.add(advice);
            if (advice.isFeature() && scaled.size() < CORRELATED_COLUMNS) {
                scaled.add(scaled(values, scaler));
            }
        }
        Table table = table(read, busiest);
        return new Advice(table, columns, recommend(table, columns, correlatedShare(scaled), format));
    }

    /** Winnow's own scaler decides, so that the advice is what will happen. */
    private static AdaptiveScaler fitted(double[] values) {
        AdaptiveScaler scaler = new AdaptiveScaler(1, 50);
        scaler.fit(new double[][] {ColumnAdvice.present(values, null)});
        return scaler;
    }

    private static double[] scaled(double[] values, AdaptiveScaler scaler) {
        double[] points = Arrays.copyOf(values, Math.min(values.length, CORRELATED_ROWS));
        for (int i = 0; i < points.length; i++) {
            points[i] = scaler.scaleRow(new double[] {points[i]})[0];
        }
        return points;
    }

    /** Share of the columns that have a close relation to another. */
    private static double correlatedShare(List<double[]> columns) {
        boolean[] isRelated = new boolean[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                if (Math.abs(correlation(columns.get(i), columns.get(j))) > STRONG_CORRELATION) {
                    isRelated[i] = true;
                    isRelated[j] = true;
                }
            }
        }
        int related = 0;
        for (boolean is : isRelated) {
            related += is ? 1 : 0;
        }
        return columns.isEmpty() ? 0 : related / (double) columns.size();
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double both = 0;
        double onlyA = 0;
        double onlyB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            onlyA += (a[i] - meanA) * (a[i] - meanA);
            onlyB += (b[i] - meanB) * (b[i] - meanB);
        }
        return onlyA > 0 && onlyB > 0 ? both / Math.sqrt(onlyA * onlyB) : 0;
    }

    private static Table table(SampleReader.Read read, int[] busiest) {
        Sample sample = read.sample();
        long[] times = sample.times();
        int[] counts = sample.rowsByEntity();
        Arrays.sort(counts);
        Double span = null;
        Double spacing = null;
        if (sample.hasTime()) {
            span = (Arrays.stream(times).max().orElse(0)
                            - Arrays.stream(times).min().orElse(0))
                    / 1000.0;
            spacing = spacing(times, busiest);
        }
        Map<String, String> sets = new TreeMap<>();
        for (String type : sample.types().keySet()) {
            Event event = new Event(type, "any", 0, Map.of(), Map.of());
            FeatureSets.forEvent(event).ifPresent(set -> sets.put(type, set.id()));
        }
        return new Table(
                sample.rows(),
                read.isWhole(),
                sample.refused(),
                sample.firstRefusal(),
                read.timeField(),
                read.entityField(),
                span,
                spacing,
                counts.length,
                (counts[(counts.length - 1) / 2] + counts[counts.length / 2]) / 2.0,
                counts[counts.length - 1],
                sample.types(),
                sets);
    }

    private static double spacing(long[] times, int[] busiest) {
        double[] gaps = new double[Math.max(1, busiest.length - 1)];
        for (int i = 1; i < busiest.length; i++) {
            gaps[i - 1] = Math.abs(times[busiest[i]] - times[busiest[i - 1]]) / 1000.0;
        }
        Arrays.sort(gaps);
        return gaps[gaps.length / 2];
    }

    private static Recommendation recommend(
            Table table, List<ColumnAdvice> columns, double correlatedShare, String format) {
        List<ColumnAdvice> features =
                columns.stream().filter(ColumnAdvice::isFeature).toList();
        int numeric = 0;
        int resembling = 0;
        List<Integer> memories = new ArrayList<>();
        int heavy = 0;
        int discrete = 0;
        int wandering = 0;
        List<Integer> periods = new ArrayList<>();
        for (ColumnAdvice column : features) {
            heavy += column.scale().equals("signed-log") ? 1 : 0;
            discrete += column.distinct() <= ColumnAdvice.MOST_ONE_HOT ? 1 : 0;
            ColumnAdvice.Numbers numbers = column.numbers();
            if (numbers == null) {
                continue;
            }
            numeric++;
            wandering += numbers.isStationary() ? 0 : 1;
            if (numbers.lag1() > RESEMBLES) {
                resembling++;
                memories.add(numbers.memoryRows());
            }
            if (numbers.periodRows() > 0) {
                periods.add(numbers.periodRows());
            }
        }
        boolean isSeries = numeric > 0 && 2 * resembling >= numeric && table.eventsOfBusiest() >= SERIES_ROWS;
        int period = isSeries ? median(periods) : 0;
        int memory = isSeries ? median(memories) : 1;
        Members.Traits traits = new Members.Traits(
                table.rows(),
                table.eventsPerEntity(),
                table.eventsOfBusiest(),
                features.size(),
                heavy,
                discrete,
                wandering,
                correlatedShare,
                isSeries,
                period);
        List<Member> members = Members.of(traits);
        WarmUp warmUp = WarmUp.of(table, features.size(), period);
        String shape = resembling + " of " + numeric + " columns of numbers have neighbours that resemble each other"
                + (table.spanSeconds() == null ? "; without a time their order is taken for one" : "");
        return new Recommendation(
                isSeries ? "series" : "rows",
                shape,
                warmUp.events(),
                warmUp.reason(),
                windows(table),
                isSeries ? shingles(memory, period) : List.of(1),
                members,
                Snippet.of(table, columns, format, members, warmUp.events()));
    }

    /** The shortest windows that hold some ten and some hundred events of the median entity. */
    private static List<Long> windows(Table table) {
        Double span = table.spanSeconds();
        List<Long> windows = new ArrayList<>();
        if (span == null || table.eventsPerEntity() < 2) {
            return windows;
        }
        double seconds = Math.max(span, 1e-3) / table.eventsPerEntity();
        for (int events : new int[] {10, 100}) {
            long window = WINDOWS[WINDOWS.length - 1];
            for (int i = WINDOWS.length - 1; i >= 0 && WINDOWS[i] >= events * seconds; i--) {
                window = WINDOWS[i];
            }
            if (!windows.contains(window)) {
                windows.add(window);
            }
        }
        return windows;
    }

    /** The value alone, the stretch over which it forgets, and a shape for seasons. */
    private static List<Integer> shingles(int memory, int period) {
        List<Integer> shingles = new ArrayList<>(List.of(1));
        shingles.add(memory <= 4 ? 4 : memory <= 16 ? 8 : 16);
        if (period >= 96 || memory > 16) {
            shingles.add(48);
        }
        return shingles;
    }

    private static int median(List<Integer> values) {
        List<Integer> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
