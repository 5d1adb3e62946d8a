package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** What one event adds to its entity's windows; never changed once built. */
final class Contribution {
    /** Event time, or the frontier where the event came later than that. */
    final long timeMillis;
    /** One value a number slot; NaN where missing. */
    final double[] numbers;
    /** One hash a key slot; 0 where missing. */
    final int[] keys;

    Contribution(long timeMillis, double[] numbers, int[] keys) {
        this.timeMillis = timeMillis;
        this.numbers = numbers;
        this.keys = keys;
    }

    Contribution at(long otherMillis) {
        return new Contribution(otherMillis, numbers, keys);
    }

    /**
     * By time, then by content, so that events with equal times have one order whichever came first. Contributions
     * that compare as equal are interchangeable.
     */
    int compare(Contribution other) {
        if (timeMillis != other.timeMillis) {
            return Long.compare(timeMillis, other.timeMillis);
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != other.keys[i]) {
                return Integer.compare(keys[i], other.keys[i]);
            }
        }
        for (int i = 0; i < numbers.length; i++) {
            int order = Double.compare(numbers[i], other.numbers[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    void write(StateWriter out, long baseMillis) {
        Compact.writeSigned(out, timeMillis - baseMillis);
        for (double number : numbers) {
            Compact.writeNumber(out, number);
        }
        for (int key : keys) {
            out.writeInt(key);
        }
    }

    static Contribution read(StateReader in, long baseMillis, int numberCount, int keyCount) {
        long time = baseMillis + Compact.readSigned(in);
        double[] numbers = new double[numberCount];
        for (int i = 0; i < numberCount; i++) {
            numbers[i] = Compact.readNumber(in);
        }
        int[] keys = new int[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = in.readInt();
        }
        return new Contribution(time, numbers, keys);
    }

    static int maxBytes(int numberCount, int keyCount) {
        return Compact.MAX_BYTES * (1 + numberCount) + 4 * keyCount;
    }
}
