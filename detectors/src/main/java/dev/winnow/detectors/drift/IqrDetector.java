package dev.winnow.detectors.drift;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Deviation of each feature beyond its quartiles, each side by its own. Mutable, one owner, not thread-safe; {@link #score} and
 * {@link #update} do not allocate.
 *
 * <p>The score is the largest distance from the median of the last 1,024 learnt values, in deviations estimated from the distance
 * of the quartile on that side; on Gaussian data a nominal k is an effective k within 2 %. A skewed feature has two measures: a
 * long tail is not strange because the other side is short. The attribution splits the score by the squares of the distances.
 */
public final class IqrDetector implements Detector {
    // J. W. Tukey, Exploratory Data Analysis, 1977: fences beyond the quartiles. Differs from it: in place of one fence
    // at 1.5
    // ranges a distance without an end, from the median, by half-ranges of each side: Tukey's fence is 2.7 here.
    //
    // The estimate is worth 0.156 of a sample deviation (from the asymptotic variances of median and quartile); |t|
    // with that
    // many degrees of freedom becomes the normal deviate of equal tail.

    /** Name in alerts and configuration. */
    public static final String NAME = "iqr";

    private static final int VERSION = 1;

    /** With fewer the estimate leaves the threshold open by more than 2 % at 3 deviations. */
    private static final int WINDOW = 1024;

    private static final int WARM_UPDATES = 64;

    /** A full window does not move by more in fewer updates. */
    private static final int MEASURE_EVERY = 16;

    private static final double EFFICIENCY = 0.156;
    private static final double NORMAL_QUARTILE = 0.6744897501960817;

    /** In scaled units: below lies rounding. */
    private static final double SMALLEST_SPREAD = 0.01;

    private final int dimensions;
    private final SortedWindows windows;
    private final double[] centres;
    private final double[] lowSpreads;
    private final double[] highSpreads;
    private long updates;

    public IqrDetector(int dimensions) {
        this.dimensions = dimensions;
        windows = new SortedWindows(NAME, dimensions, WINDOW);
        centres = new double[dimensions];
        lowSpreads = new double[dimensions];
        highSpreads = new double[dimensions];
        Arrays.fill(lowSpreads, 1);
        Arrays.fill(highSpreads, 1);
    }

    public static IqrDetector restore(int dimensions, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        IqrDetector detector = new IqrDetector(dimensions);
        detector.updates = in.readLong();
        detector.windows.restore(in);
        SortedWindows.read(NAME, in.readDoubles(), detector.centres);
        SortedWindows.read(NAME, in.readDoubles(), detector.lowSpreads);
        SortedWindows.read(NAME, in.readDoubles(), detector.highSpreads);
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
        out.writeDoubles(centres).writeDoubles(lowSpreads).writeDoubles(highSpreads);
    }

    @Override
    public long liveBytes() {
        return 128 + 24L * dimensions + windows.liveBytes();
    }

    private double standardised(float value, int i) {
        double distance = value - centres[i];
        return distance / (distance > 0 ? highSpreads[i] : lowSpreads[i]);
    }

    private void measure() {
        for (int i = 0; i < dimensions; i++) {
            double centre = windows.quantile(i, 0.5);
            centres[i] = centre;
            lowSpreads[i] = spread(
                    centre - windows.quantile(i, 0.25),
                    centre - windows.quantile(i, 0.05),
                    centre - windows.quantile(i, 0.005));
            highSpreads[i] = spread(
                    windows.quantile(i, 0.75) - centre,
                    windows.quantile(i, 0.95) - centre,
                    windows.quantile(i, 0.995) - centre);
        }
    }

    private static double spread(double quartile, double wide, double widest) {
        double own = quartile / NORMAL_QUARTILE;
        if (own > SMALLEST_SPREAD) {
            return own;
        }
        // A quarter of the values or more are equal: the tail on this side says what is usual.
        return Math.max(SMALLEST_SPREAD, Math.max(wide / NormalDeviate.AT_95, widest / NormalDeviate.AT_995));
    }
}
