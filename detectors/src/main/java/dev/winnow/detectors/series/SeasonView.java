package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Distance of the present stretch to the nearest one at the same phase of the season, and whether the series has
 * such a season at all: finds what is normal at another hour. Mutable, one owner.
 */
final class SeasonView {
    // The same search is made around another phase, each row the next of three. Where the same phase is hardly
    // nearer than another there is no season, and the view stays silent. The limit is not delicate: from 0.3 to 0.9
    // NAB's score moves by one point.
    private static final double[] OTHER_PHASES = {0.29, 0.5, 0.71};
    private static final double SEASONAL = 0.6;

    /** Rows compared before the strength means anything. */
    private static final int ENOUGH = 100;

    private final long season;
    private final long tolerance;
    private final int span;
    private final RunningMoments same;
    private final RunningMoments other;
    private int turn;
    private double distance = Double.POSITIVE_INFINITY;
    private double elsewhere = Double.POSITIVE_INFINITY;
    private int nearestSlot = -1;

    /** @param span which of the memory's spans is compared */
    SeasonView(long season, long tolerance, int span, double horizon) {
        this(season, tolerance, span, new RunningMoments(horizon), new RunningMoments(horizon));
    }

    private SeasonView(long season, long tolerance, int span, RunningMoments same, RunningMoments other) {
        this.season = season;
        this.tolerance = tolerance;
        this.span = span;
        this.same = same;
        this.other = other;
    }

    /** Share of the usual distance that the phase explains, at most 1. */
    double strength() {
        return other.mean() > 0 ? 1 - same.mean() / other.mean() : 0;
    }

    /** Whether the series is known to have the season, and a row of this phase was found. */
    boolean speaks() {
        return same.count() >= ENOUGH && strength() > SEASONAL && isMeasured();
    }

    boolean isMeasured() {
        return distance < Double.POSITIVE_INFINITY;
    }

    double distance() {
        return distance;
    }

    int span() {
        return span;
    }

    int nearestSlot() {
        return nearestSlot;
    }

    /** Searches for the row that comes now; after {@link StretchMemory#measure}, as often as one likes. */
    void measure(StretchMemory memory, long time) {
        elsewhere = search(memory, time, OTHER_PHASES[turn]);
        distance = search(memory, time, 1);
    }

    /** Ends the row that was measured. */
    void advance() {
        turn = (turn + 1) % OTHER_PHASES.length;
    }

    void learn() {
        if (isMeasured() && elsewhere < Double.POSITIVE_INFINITY) {
            same.add(distance);
            other.add(elsewhere);
        }
    }

    void rescale(double factor) {
        same.rescale(factor);
        other.rescale(factor);
    }

    void snapshot(StateWriter out) {
        out.writeInt(turn);
        same.snapshot(out);
        other.snapshot(out);
    }

    static SeasonView restore(long season, long tolerance, int span, double horizon, StateReader in) {
        int turn = Math.floorMod(in.readInt(), OTHER_PHASES.length);
        SeasonView view = new SeasonView(
                season, tolerance, span, RunningMoments.restore(horizon, in), RunningMoments.restore(horizon, in));
        view.turn = turn;
        return view;
    }

    /** Nearest distance around a share of a season ago, and any number of whole seasons before. */
    private double search(StretchMemory memory, long time, double back) {
        double least = memory.nearestAtPhase(span, time - (long) (back * season), season, tolerance);
        nearestSlot = memory.foundSlot();
        return Math.sqrt(least);
    }
}
