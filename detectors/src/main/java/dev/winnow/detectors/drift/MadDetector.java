package dev.winnow.detectors.drift;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Robust deviation of each feature from its own recent level. Mutable, one owner, not thread-safe; {@link #score} and
 * {@link #update} do not allocate.
 *
 * <p>The score is the largest distance from the median of the last 1,024 learnt values, in deviations estimated by the median
 * absolute deviation; on Gaussian data a nominal k is an effective k within 2 %. Up to half of the values may be strange without
 * moving it. The attribution splits the score by the squares of the distances.
 */
public final class MadDetector implements Detector {
    // F. R. Hampel, "The influence curve and its role in robust estimation", JASA 69 (1974): 1.4826 · MAD. The estimate
    // is
    // worth 0.37 of a sample deviation of as many values; |t| with that many degrees of freedom becomes the normal
    // deviate
    // of equal tail.
    //
    // Differs from it: where more than half of the values are equal the MAD is 0 and every other value would be
    // strange. There,
    // and only there, the 95 % and 99.5 % quantiles say what is usual (RobustDeviationTest, manyEqualValues...).

    /** Name in alerts and configuration. */
    public static final String NAME = "mad";

    private static final int VERSION = 1;

    /** With fewer the estimate leaves the threshold open by more than 2 % at 3 deviations. */
    private static final int WINDOW = 1024;

    private static final int WARM_UPDATES = 64;

    /** A full window does not move by more in fewer updates. */
    private static final int MEASURE_EVERY = 16;

    private static final double EFFICIENCY = 0.37;
    private static final double NORMAL_MAD = 1.482602218505602;

    /** In scaled units: below lies rounding. */
    private static final double SMALLEST_SPREAD = 0.01;

    private final int dimensions;
    private final SortedWindows windows;
    private final double[] centres;
    private final double[] spreads;
    private long updates;

    public MadDetector(int dimensions) {
        this.dimensions = dimensions;
        windows = new SortedWindows(NAME, dimensions, WINDOW);
        centres = new double[dimensions];
        spreads = new double[dimensions];
        Arrays.fill(spreads, 1);
    }

    public static MadDetector restore(int dimensions, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        MadDetector detector = new MadDetector(dimensions);
        detector.updates = in.readLong();
        detector.windows.restore(in);
        SortedWindows.read(NAME, in.readDoubles(), detector.centres);
        SortedWindows.read(NAME, in.readDoubles(), detector.spreads);
        return detector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return updates >= WARM_UPDATES;
    }

    @Override
    public double score(float[] point) {
        Points.check(NAME, point, dimensions);
        double largest = 0;
        for (int i = 0; i < dimensions; i++) {
            largest = Math.max(largest, Math.abs(standardised(point[i], i)));
        }
        return NormalDeviate.ofStudent(largest, Math.max(1, EFFICIENCY * windows.size()));
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        double[] parts = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            parts[i] = standardised(point[i], i);
        }
        Points.split(parts, score, high, low);
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions);
        windows.add(point);
        updates++;
        if (updates < WINDOW / 4 || updates % MEASURE_EVERY == 0) {
            measure();
        }
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(updates);
        windows.snapshot(out);
        out.writeDoubles(centres).writeDoubles(spreads);
    }

    @Override
    public long liveBytes() {
        return 128 + 16L * dimensions + windows.liveBytes();
    }

    private double standardised(float value, int i) {
        return (value - centres[i]) / spreads[i];
    }

    private void measure() {
        for (int i = 0; i < dimensions; i++) {
            centres[i] = windows.quantile(i, 0.5);
            double own = NORMAL_MAD * windows.medianDistance(i, centres[i]);
            spreads[i] = own > SMALLEST_SPREAD ? own : Math.max(SMALLEST_SPREAD, tailSpread(i));
        }
    }

    /** What the tails say of the deviation, the longer one, by 95 % and by 99.5 % of the values. */
    private double tailSpread(int i) {
        double wide = Math.max(centres[i] - windows.quantile(i, 0.05), windows.quantile(i, 0.95) - centres[i]);
        double widest = Math.max(centres[i] - windows.quantile(i, 0.005), windows.quantile(i, 0.995) - centres[i]);
        return Math.max(wide / NormalDeviate.AT_95, widest / NormalDeviate.AT_995);
    }
}
