package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/** The last few values of a number, newest first; events that do not carry it are passed over. Mutable, one owner. */
final class LagTrack extends Track {
    private final int slot;
    private final double[] values;

    LagTrack(int slot, int steps) {
        this.slot = slot;
        values = new double[steps];
        Arrays.fill(values, Double.NaN);
    }

    @Override
    Track copy() {
        LagTrack copy = new LagTrack(slot, values.length);
        System.arraycopy(values, 0, copy.values, 0, values.length);
        return copy;
    }

    @Override
    void apply(Contribution event) {
        double value = event.numbers[slot];
        if (!Double.isNaN(value)) {
            System.arraycopy(values, 0, values, 1, values.length - 1);
            values[0] = value;
        }
    }

    /** The value that many steps back, from 1; NaN while there is none. */
    double back(int steps) {
        return values[steps - 1];
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        for (double value : values) {
            Compact.writeNumber(out, value);
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Compact.readNumber(in);
        }
    }

    @Override
    int maxBytes() {
        return Compact.MAX_BYTES * values.length;
    }
}
