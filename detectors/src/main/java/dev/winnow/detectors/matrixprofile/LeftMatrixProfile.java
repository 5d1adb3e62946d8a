package dev.winnow.detectors.matrixprofile;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Distance of the newest stretch of a series from the one in its bounded past that is most like it in shape. Mutable, one owner,
 * not thread-safe; a value costs some operations for each one of the history, and allocates nothing.
 *
 * <p>Only the past is looked at, so a distance never changes afterwards: what is new is found when it is new, and the second time
 * it is known. The measure is Euclidean over shapes, (x − mean)/sqrt(deviation² + noise²): 0 is a repetition, {@code sqrt(2·window)} is
 * unrelated, twice the root of the window is the opposite.
 *
 * <p>A value a million times as large as the others blurs which neighbour is the nearest, in the fourth digit, until as many
 * values as the history holds have followed it.
 */
public final class LeftMatrixProfile {
    // C.-C. M. Yeh et al., "Matrix profile I", ICDM 2016, algorithm STAMPI, with the dot products carried on along
    // diagonals as
    // in Y. Zhu et al., "Matrix profile II", ICDM 2016 (STOMP): for a lag d,
    // QT_t(d) = QT_{t−1}(d) + x_t·x_{t−d} − x_{t−m}·x_{t−m−d}. Bounded history and left neighbours only: S. Lu et al.,
    // "Matrix profile XXIV" (DAMP), KDD 2022.
    //
    // A lag lives as long as the stream, so its product would gather rounding for ever: each value takes one lag anew,
    // in turn,
    // and the distance that is reported is computed from the values themselves. The arrays are longer than the history
    // by a
    // quarter, so that every loop runs straight through them; they are moved back when the end is reached. Entry e of
    // products
    // is lag (largest − e), so that products and values run in the same direction.

    private static final int VERSION = 1;

    private final MatrixProfileConfig config;
    private final int largestLag;
    private final double[] values;
    private final double[] means;
    private final double[] inverses;

    /** Half the size of each shape: products are compared as product − half, half as far apart as distances. */
    private final double[] halves;

    private final double[] products;

    /** Values in the arrays; the newest stands just before. */
    private int end;

    private long count;
    private double base;
    private double distance;
    private int lag;
    private int trialLag;

    private LeftMatrixProfile(MatrixProfileConfig config) {
        this.config = config;
        largestLag = config.history() - config.window();
        int capacity = config.history() + 1 + config.history() / 4;
        values = new double[capacity];
        means = new double[capacity];
        inverses = new double[capacity];
        halves = new double[capacity];
        products = new double[largestLag - config.exclusion() + 1];
    }

    public static LeftMatrixProfile create(MatrixProfileConfig config) {
        return new LeftMatrixProfile(config);
    }

    /**
     * Distance that the series would have with one more value; 0 while not warm. Changes nothing that is kept.
     *
     * @throws IllegalArgumentException if the value is not finite or beyond 1e100
     */
    public double trial(double value) {
        check(value);
        if (!hasNeighbours(count + 1)) {
            return 0;
        }
        values[end] = count == 0 ? 0 : value - base;
        return scan(false);
    }

    /**
     * Adds a value.
     *
     * @return the distance of the stretch that it ends; 0 while not warm
     * @throws IllegalArgumentException if the value is not finite or beyond 1e100
     */
    public double add(double value) {
        check(value);
        base = count == 0 ? value : base;
        values[end] = value - base;
        count++;
        distance = 0;
        lag = 0;
        if (count >= config.window()) {
            int from = end - config.window() + 1;
            double mean = Shape.mean(values, from, config.window());
            double inverse = Shape.inverse(values, from, config.window(), mean, config.noise());
            means[end] = mean;
            inverses[end] = inverse;
            halves[end] = Shape.size(config.window(), inverse, config.noise()) / 2;
        }
        if (hasNeighbours(count)) {
            distance = scan(true);
            lag = trialLag;
            refresh();
        }
        end++;
        if (end == values.length) {
            moveBack();
        }
        return distance;
    }

    /** Distance of the last value added; 0 while not warm. */
    public double distance() {
        return distance;
    }

    /** Values between the last stretch and the one most like it; 0 while not warm. */
    public int lag() {
        return lag;
    }

    /** Mean of the stretch that would end with one more value. */
    double trialMean(double value) {
        int length = (int) Math.min(config.window(), count + 1);
        double sum = value - base;
        for (int i = end - length + 1; i < end; i++) {
            sum += values[i];
        }
        return base + sum / length;
    }

    /** Values so far. */
    public long count() {
        return count;
    }

    /** True once half of the history is there to compare with. */
    public boolean isWarm() {
        return hasNeighbours(count) && count >= config.history() / 2;
    }

    public MatrixProfileConfig config() {
        return config;
    }

    public long liveBytes() {
        return 168 + 8L * (4L * values.length + products.length);
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeLong(count)
                .writeDouble(base)
                .writeDouble(distance)
                .writeInt(lag);
        out.writeDoubles(Arrays.copyOfRange(values, end - kept(), end));
        out.writeDoubles(products);
    }

    /** @param config the configuration under which the state was written */
    public static LeftMatrixProfile restore(MatrixProfileConfig config, StateReader in) {
        in.expectVersion("matrix-profile", VERSION);
        LeftMatrixProfile profile = new LeftMatrixProfile(config);
        profile.count = in.readLong();
        profile.base = in.readDouble();
        profile.distance = in.readDouble();
        profile.lag = in.readInt();
        double[] kept = in.readDoubles();
        double[] products = in.readDoubles();
        if (profile.count < 0 || kept.length != profile.kept() || products.length != profile.products.length) {
            throw new StateFormatException("STA-004 matrix-profile: must have " + profile.kept() + " values and "
                    + profile.products.length + " products, has " + kept.length + " and " + products.length);
        }
        System.arraycopy(kept, 0, profile.values, 0, kept.length);
        System.arraycopy(products, 0, profile.products, 0, products.length);
        profile.end = kept.length;
        profile.summarise();
        return profile;
    }

    /** Finds the nearest neighbour of the stretch that ends at {@code end}, and carries the products on if asked. */
    private double scan(boolean carryOn) {
        int m = config.window();
        int from = end - m + 1;
        double mean = Shape.mean(values, from, m);
        double inverse = Shape.inverse(values, from, m, mean, config.noise());
        double sum = m * mean;
        int first = firstEntry(carryOn ? count : count + 1);
        int known = Math.max(first, firstEntry(carryOn ? count - 1 : count));
        double newest = values[end];
        double oldest = from > 0 ? values[from - 1] : 0;
        int offset = end - largestLag;
        double best = Double.NEGATIVE_INFINITY;
        int bestEntry = first;
        for (int e = known; e < products.length; e++) {
            int other = offset + e;
            double product = products[e] + newest * values[other] - oldest * values[other - m];
            if (carryOn) {
                products[e] = product;
            }
            double alike = (product - sum * means[other]) * inverses[other] * inverse - halves[other];
            if (alike > best) {
                best = alike;
                bestEntry = e;
            }
        }
        for (int e = first; e < known; e++) {
            int other = offset + e;
            double product = product(other);
            if (carryOn) {
                products[e] = product;
            }
            double alike = (product - sum * means[other]) * inverses[other] * inverse - halves[other];
            if (alike > best) {
                best = alike;
                bestEntry = e;
            }
        }
        trialLag = largestLag - bestEntry;
        return Shape.distance(values, from, offset + bestEntry - m + 1, m, config.noise());
    }

    /** Takes one product anew, each in its turn. */
    private void refresh() {
        int first = firstEntry(count);
        int entry = first + (int) (count % (products.length - first));
        products[entry] = product(end - largestLag + entry);
    }

    private double product(int other) {
        double product = 0;
        for (int i = 0; i < config.window(); i++) {
            product += values[end - i] * values[other - i];
        }
        return product;
    }

    /** The first entry whose stretch lies wholly within a number of values. */
    private int firstEntry(long valuesSoFar) {
        return (int) Math.min(products.length, Math.max(0, largestLag - (valuesSoFar - config.window())));
    }

    private boolean hasNeighbours(long valuesSoFar) {
        return valuesSoFar - config.window() >= config.exclusion();
    }

    /** Values that anything still depends on. */
    private int kept() {
        return (int) Math.min(count, config.history() + 1L);
    }

    private void moveBack() {
        int kept = Math.min(end, config.history() + 1);
        System.arraycopy(values, end - kept, values, 0, kept);
        System.arraycopy(means, end - kept, means, 0, kept);
        System.arraycopy(inverses, end - kept, inverses, 0, kept);
        System.arraycopy(halves, end - kept, halves, 0, kept);
        end = kept;
    }

    /** Means and inverses follow from the values: they are computed as when the values came. */
    private void summarise() {
        for (int i = config.window() - 1; i < end; i++) {
            int from = i - config.window() + 1;
            means[i] = Shape.mean(values, from, config.window());
            inverses[i] = Shape.inverse(values, from, config.window(), means[i], config.noise());
            halves[i] = Shape.size(config.window(), inverses[i], config.noise()) / 2;
        }
    }

    private static void check(double value) {
        if (!(Math.abs(value) <= Shape.LARGEST)) {
            throw new IllegalArgumentException(
                    "DET-004 matrix-profile: value must be between -1e100 and 1e100, was " + value);
        }
    }
}
