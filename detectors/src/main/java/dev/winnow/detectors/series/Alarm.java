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

    /** The raw score of a row if it raises an alarm, else 0. */
    double raise(double raw) {
        if (quietLeft > 0) {
            quietLeft--;
        } else {
            covered = 0;
        }
        if (raw < floor || raw <= covered * escalation) {
            return 0;
        }
        covered = raw;
        quietLeft = quietRows;
        return raw;
    }

    void snapshot(StateWriter out) {
        out.writeDouble(covered).writeInt(quietLeft);
    }

    void restore(StateReader in) {
        covered = in.readDouble();
        quietLeft = in.readInt();
    }
}
