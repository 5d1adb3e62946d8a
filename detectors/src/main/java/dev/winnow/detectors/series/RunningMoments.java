package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** Mean and deviation of a distance so far, and how far a new one lies above them. Mutable, one owner. */
final class RunningMoments {
    // What was strange counts too: a series that has had bursts has a large deviation, and its next burst is less
    // of a surprise. Cutting values off at 20 deviations costs 4 points of NAB's score, at 5 deviations 14; the cut
    // here only keeps a single absurd value from blinding the model.
    private static final double CUT = 1000;

    /** The deviation counts as at least this share of the mean … */
    private static final double RELATIVE_FLOOR = 0.5;

    /** … plus this share of a metric's unit, so that the first small step of a series that stood still is none. */
    private static final double ABSOLUTE_FLOOR = 0.03;

    private final double horizon;
    private double count;
    private double mean;
    private double variance;

    /** @param horizon values that count; older ones fade */
    RunningMoments(double horizon) {
        this.horizon = horizon;
    }

    double count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Deviations above the mean, at least 0. */
    double excess(double value) {
        return Math.max(0, (value - mean) / unit());
    }

    void add(double value) {
        double kept = count < MetricUnits.FIRST_FIT ? value : Math.min(value, mean + CUT * unit());
        count = Math.min(count + 1, horizon);
        double d = kept - mean;
        mean += d / count;
        variance += (d * (kept - mean) - variance) / count;
    }

    void rescale(double factor) {
        mean *= factor;
        variance *= factor * factor;
    }

    void snapshot(StateWriter out) {
        out.writeDouble(count).writeDouble(mean).writeDouble(variance);
    }

    static RunningMoments restore(double horizon, StateReader in) {
        RunningMoments moments = new RunningMoments(horizon);
        moments.count = in.readDouble();
        moments.mean = in.readDouble();
        moments.variance = in.readDouble();
        return moments;
    }

    private double unit() {
        return Math.sqrt(variance) + RELATIVE_FLOOR * mean + ABSOLUTE_FLOOR;
    }
}
