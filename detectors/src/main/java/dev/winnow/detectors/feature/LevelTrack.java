package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * The usual level of a number: mean and variance over about the last n values, exactly averaged until n are there and
 * exponentially forgotten after that. Mutable, one owner.
 */
final class LevelTrack extends Track {
    private final int slot;
    private final int over;
    private final boolean logarithmic;
    private int count;
    private double mean;
    private double variance;

    LevelTrack(int slot, int over, boolean logarithmic) {
        this.slot = slot;
        this.over = over;
        this.logarithmic = logarithmic;
    }

    @Override
    Track copy() {
        LevelTrack copy = new LevelTrack(slot, over, logarithmic);
        copy.count = count;
        copy.mean = mean;
        copy.variance = variance;
        return copy;
    }

    @Override
    void apply(Contribution event) {
        double value = event.numbers[slot];
        if (Double.isNaN(value)) {
            return;
        }
        count = Math.min(count + 1, over);
        double weight = 1.0 / count;
        double delta = transformed(value) - mean;
        mean += weight * delta;
        variance = (1 - weight) * (variance + weight * delta * delta);
    }

    /**
     * Distance of a value from the usual level, in standard deviations; NaN before there are {@code least} values.
     * The deviation is taken to be at least 5 % of the level plus a thousandth, so that steady values do not make
     * every small change enormous.
     */
    double deviation(double value, int least) {
        if (Double.isNaN(value) || count < least) {
            return Double.NaN;
        }
        double floor = 0.05 * Math.abs(mean) + 0.001;
        return (transformed(value) - mean) / StrictMath.sqrt(variance + floor * floor);
    }

    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    private double transformed(double value) {
        return logarithmic ? Math.copySign(StrictMath.log1p(Math.abs(value)), value) : value;
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        Compact.writeVar(out, count);
        if (count > 0) {
            Compact.writeNumber(out, mean);
            Compact.writeNumber(out, variance);
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        count = Compact.readCount(in, over, "level count");
        if (count > 0) {
            mean = Compact.readNumber(in);
            variance = Compact.readNumber(in);
        }
    }

    @Override
    int maxBytes() {
        return 25;
    }
}
