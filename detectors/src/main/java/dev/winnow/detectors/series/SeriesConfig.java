package dev.winnow.detectors.series;

import java.util.ArrayList;
import java.util.List;

/**
 * How a series is watched. One setting serves every series: nothing here has a unit of a metric.
 *
 * @param memoryRows rows remembered to compare with, a power of two from 128 to 65,536; memory and time per row are
 *     proportional to it
 * @param spans effective lengths, in rows, of the stretches that are compared, rising, each 1 to 128
 * @param warmRows rows before the first score, 64 to {@code memoryRows}
 * @param seasonMillis length of the season whose phase rows are compared within, above 0; a day by default
 * @param seasonToleranceMillis how far before and after the same phase a row counts as of that phase, 0 to half a
 *     season
 * @param smoothing weight of the newest row in {@link SeriesScore#smoothed}, in (0, 1]
 * @param alertFloor raw score from which a row can raise an alarm, above 0
 * @param quietRows rows for which an alarm covers what follows, 0 to 100,000
 * @param escalation factor by which a covered row must exceed the alarm that covers it to raise another, at least 1
 */
public record SeriesConfig(
        int memoryRows,
        List<Integer> spans,
        int warmRows,
        long seasonMillis,
        long seasonToleranceMillis,
        double smoothing,
        double alertFloor,
        int quietRows,
        double escalation) {
    /** Four weeks of five-minute rows. */
    private static final int DEFAULT_MEMORY = 8192;

    private static final long DAY = 86_400_000L;

    public SeriesConfig {
        spans = List.copyOf(spans);
        List<String> problems = new ArrayList<>();
        if (memoryRows < 128 || memoryRows > 65_536 || Integer.bitCount(memoryRows) != 1) {
            problems.add("CFG-004 series.memoryRows: must be a power of two between 128 and 65536, was " + memoryRows);
        }
        if (spans.isEmpty() || spans.size() > 8) {
            problems.add("CFG-004 series.spans: must be 1 to 8 lengths, was " + spans);
        }
        for (int i = 0; i < spans.size(); i++) {
            range(problems, "spans", spans.get(i), 1, 128);
            if (i > 0 && spans.get(i) <= spans.get(i - 1)) {
                problems.add("CFG-004 series.spans: must rise, was " + spans);
            }
        }
        range(problems, "warmRows", warmRows, 64, memoryRows);
        range(problems, "quietRows", quietRows, 0, 100_000);
        if (seasonMillis <= 0) {
            problems.add("CFG-004 series.seasonMillis: must be above 0, was " + seasonMillis);
        }
        if (seasonToleranceMillis < 0 || seasonToleranceMillis > seasonMillis / 2) {
            problems.add("CFG-004 series.seasonToleranceMillis: must be between 0 and half of seasonMillis, was "
                    + seasonToleranceMillis);
        }
        if (!(smoothing > 0 && smoothing <= 1)) {
            problems.add("CFG-004 series.smoothing: must be in (0, 1], was " + smoothing);
        }
        if (!(alertFloor > 0 && Double.isFinite(alertFloor))) {
            problems.add("CFG-004 series.alertFloor: must be finite and above 0, was " + alertFloor);
        }
        if (!(escalation >= 1 && Double.isFinite(escalation))) {
            problems.add("CFG-004 series.escalation: must be finite and at least 1, was " + escalation);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    public static SeriesConfig defaults() {
        return new SeriesConfig(DEFAULT_MEMORY, List.of(1, 2, 4), 100, DAY, DAY / 32, 0.2, 0.3, 80, 2);
    }

    /** The same with another memory and another season, of which rows within a 32nd count as of one phase. */
    public SeriesConfig of(int rows, long season) {
        return new SeriesConfig(
                rows,
                spans,
                Math.min(warmRows, rows),
                season,
                season / 32,
                smoothing,
                alertFloor,
                quietRows,
                escalation);
    }

    private static void range(List<String> problems, String name, int value, int from, int to) {
        if (value < from || value > to) {
            problems.add("CFG-004 series." + name + ": must be between " + from + " and " + to + ", was " + value);
        }
    }
}
