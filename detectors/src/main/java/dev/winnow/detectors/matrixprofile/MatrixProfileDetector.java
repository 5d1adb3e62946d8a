package dev.winnow.detectors.matrixprofile;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Stretches of a series that are unlike anything before them, per feature. Mutable, one owner, not thread-safe; neither scoring
 * nor learning allocates.
 *
 * <p>For segments that are one series: the points of many entities in turn have no shape. Levels are taken out, sizes up to about
 * the usual one count; what lies far out for good is left to detectors of points. The score is about 1 where every feature is as
 * new as usual.
 */
public final class MatrixProfileDetector implements Detector {
    // Per feature the distance of LeftMatrixProfile over sqrt(2·window), squared, over its own mean (exponentially
    // weighted):
    // a feature that repeats itself exactly counts for more when it stops than one that is always new. The score is the
    // root of
    // the mean over the features.

    /** Name in alerts and configuration. */
    public static final String NAME = "profile";

    private static final int VERSION = 1;

    /** Weight of the newest distance in what is usual. */
    private static final double ALPHA = 0.01;

    /** Usual squared distance at least: a twentieth of the unrelated one is as good a repetition as a scaled series has. */
    private static final double SMALLEST_USUAL = 0.05 * 0.05;

    private final MatrixProfileConfig config;
    private final LeftMatrixProfile[] profiles;
    private final double[] usual;
    private long judged;
    private long updates;

    private MatrixProfileDetector(MatrixProfileConfig config, LeftMatrixProfile[] profiles) {
        this.config = config;
        this.profiles = profiles;
        usual = new double[profiles.length];
    }

    /** With a window of 16, a history of 512 and a noise of one usual deviation. */
    public static MatrixProfileDetector create(int dimensions) {
        return create(dimensions, defaults());
    }

    public static MatrixProfileDetector create(int dimensions, MatrixProfileConfig config) {
        LeftMatrixProfile[] profiles = new LeftMatrixProfile[dimensions];
        for (int i = 0; i < dimensions; i++) {
            profiles[i] = LeftMatrixProfile.create(config);
        }
        return new MatrixProfileDetector(config, profiles);
    }

    public static MatrixProfileDetector restore(int dimensions, StateReader in) {
        return restore(dimensions, defaults(), in);
    }

    public static MatrixProfileDetector restore(int dimensions, MatrixProfileConfig config, StateReader in) {
        in.expectVersion(NAME, VERSION);
        int written = in.readInt();
        if (written != dimensions) {
            throw new StateFormatException("STA-004 profile: must have " + dimensions + " features, has " + written);
        }
        long updates = in.readLong();
        long judged = in.readLong();
        double[] usual = in.readDoubles();
        LeftMatrixProfile[] profiles = new LeftMatrixProfile[dimensions];
        for (int i = 0; i < dimensions; i++) {
            profiles[i] = LeftMatrixProfile.restore(config, in);
        }
        MatrixProfileDetector detector = new MatrixProfileDetector(config, profiles);
        detector.updates = updates;
        detector.judged = judged;
        if (usual.length != dimensions) {
            throw new StateFormatException(
                    "STA-004 profile: must have " + dimensions + " usual distances, has " + usual.length);
        }
        System.arraycopy(usual, 0, detector.usual, 0, dimensions);
        return detector;
    }

    private static MatrixProfileConfig defaults() {
        // A noise as large as what is usual keeps sizes: on the six ASD servers it gives a VUS-PR of 0.61, where pure
        // shapes
        // (0.1) give 0.34; windows of 8 to 24 and histories of 512 to 2,048 give 0.45 to 0.61.
        return MatrixProfileConfig.of(16, 512, 1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return profiles.length;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return profiles[0].isWarm();
    }

    @Override
    public double score(float[] point) {
        check(point);
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            sum += ratio(i, profiles[i].trial(point[i]));
        }
        return StrictMath.sqrt(sum / point.length);
    }

    /** In proportion to the squares; high where the value lies above the mean of the stretch that it ends. */
    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        for (int i = 0; i < point.length; i++) {
            // Σ ratio/n is the square of the score, so the parts ratio/(n·score) add up to it.
            double part = score > 0 ? ratio(i, profiles[i].trial(point[i])) / (point.length * score) : 0;
            boolean above = point[i] >= profiles[i].trialMean(point[i]);
            high[i] = above ? part : 0;
            low[i] = above ? 0 : part;
        }
    }

    @Override
    public void update(float[] point) {
        check(point);
        updates++;
        boolean warm = isWarm();
        judged += warm ? 1 : 0;
        double weight = Math.max(ALPHA, 1.0 / Math.max(1, judged));
        for (int i = 0; i < point.length; i++) {
            double square = square(profiles[i].add(point[i]));
            usual[i] += warm ? weight * (square - usual[i]) : 0;
        }
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeInt(profiles.length).writeLong(updates).writeLong(judged);
        out.writeDoubles(usual);
        for (LeftMatrixProfile profile : profiles) {
            profile.snapshot(out);
        }
    }

    @Override
    public long liveBytes() {
        return 72 + profiles.length * (16 + profiles[0].liveBytes());
    }

    private double ratio(int feature, double distance) {
        double expected = judged == 0 ? 1 : Math.max(SMALLEST_USUAL, usual[feature]);
        return square(distance) / expected;
    }

    private double square(double distance) {
        return distance * distance / (2 * config.window());
    }

    private void check(float[] point) {
        if (point.length != profiles.length) {
            throw new IllegalArgumentException("DET-002 detector \"" + NAME + "\": expected " + profiles.length
                    + " features, got " + point.length);
        }
        for (int i = 0; i < point.length; i++) {
            if (!Float.isFinite(point[i])) {
                throw new IllegalArgumentException(
                        "DET-003 detector \"" + NAME + "\": feature " + i + " must be finite, was " + point[i]);
            }
        }
    }
}
