package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** One alarm a burst: an alarm covers what follows it, unless that is much stranger. Mutable, one owner. */
final class Alarm {
    private final double floor;
    private final int quietRows;
    private final double escalation;
    private double covered;
    private int quietLeft;

    Alarm(double floor, int quietRows, double escalation) {
        this.floor = floor;
        this.quietRows = quietRows;
        this.escalation = escalation;
    }

    /** The raw score of the row that comes now if it would raise an alarm, else 0. Changes nothing. */
    double strength(double raw) {
        double before = quietLeft > 0 ? covered : 0;
        return raw < floor || raw <= before * escalation ? 0 : raw;
    }

    /** Takes in the row that {@link #strength} was asked of. */
    void raise(double raw) {
        if (strength(raw) > 0) {
            covered = raw;
            quietLeft = quietRows;
            return;
        }
        if (quietLeft > 0) {
            quietLeft--;
        } else {
            covered = 0;
        }
    }

    void snapshot(StateWriter out) {
        out.writeDouble(covered).writeInt(quietLeft);
    }

    void restore(StateReader in) {
        covered = in.readDouble();
        quietLeft = in.readInt();
    }
}
