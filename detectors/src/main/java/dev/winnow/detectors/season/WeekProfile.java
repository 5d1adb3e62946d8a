package dev.winnow.detectors.season;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Level and variance of each feature at each hour of the week, learnt visit by visit. Mutable on purpose, one owner; nothing here
 * allocates but {@link #restore}.
 */
final class WeekProfile {
    /** No visit is open. */
    private static final long NONE = Long.MIN_VALUE;

    /** Points in a row from before the open hour after which that hour is taken for a mistake about time. */
    private static final int LATE_LIMIT = 256;

    /** About four weeks of hours. */
    private static final double COMMON_GAIN = 1.0 / (4 * LocalHours.WEEK);

    private final int dimensions;
    private final double weeklyKept;
    private final double visitPoints;
    private final float[] levels;
    private final float[] variances;

    /** Decayed visits of an hour, each counted by how many points it rests on. */
    private final float[] visits = new float[LocalHours.WEEK];

    /** Decayed points of an hour. */
    private final float[] points = new float[LocalHours.WEEK];

    /** Variance about an hour's level, over all hours. */
    private final double[] common;

    private final double[] openMeans;
    private final double[] openSquares;
    private long compared;
    private long openHour = NONE;
    private int openPoints;
    private int latePoints;

    /**
     * @param weeklyKept what is left of an hour's history at its next visit, in (0, 1)
     * @param visitPoints points at which a visit counts half
     */
    WeekProfile(int dimensions, double weeklyKept, double visitPoints) {
        this.dimensions = dimensions;
        this.weeklyKept = weeklyKept;
        this.visitPoints = visitPoints;
        levels = new float[LocalHours.WEEK * dimensions];
        variances = new float[LocalHours.WEEK * dimensions];
        common = new double[dimensions];
        openMeans = new double[dimensions];
        openSquares = new double[dimensions];
    }

    double visits(int slot) {
        return visits[slot];
    }

    double points(int slot) {
        return points[slot];
    }

    double level(int slot, int feature) {
        return levels[slot * dimensions + feature];
    }

    /** Mean square about the level, within visits and between them. */
    double variance(int slot, int feature) {
        return variances[slot * dimensions + feature];
    }

    /** The same over all hours, of visits that had one before: what to expect of an hour that was hardly seen. */
    double commonVariance(int feature) {
        return common[feature];
    }

    /** Visits that {@link #commonVariance} rests on. */
    long compared() {
        return compared;
    }

    /**
     * Adds a point to the visit of its hour. A later hour closes the visit before; earlier ones are ignored, until there are so many
     * in a row that it was the open hour that came out of turn: then that visit is dropped.
     */
    void add(float[] point, long hour) {
        if (hour < openHour) {
            if (++latePoints < LATE_LIMIT) {
                return;
            }
            clearOpen();
            openHour = hour;
        } else if (hour > openHour) {
            close();
            openHour = hour;
        }
        latePoints = 0;
        openPoints++;
        for (int i = 0; i < dimensions; i++) {
            double difference = point[i] - openMeans[i];
            openMeans[i] += difference / openPoints;
            openSquares[i] += difference * (point[i] - openMeans[i]);
        }
    }

    void snapshot(StateWriter out) {
        out.writeFloats(levels).writeFloats(variances).writeFloats(visits).writeFloats(points);
        out.writeLong(openHour).writeInt(openPoints).writeInt(latePoints);
        out.writeDoubles(openMeans)
                .writeDoubles(openSquares)
                .writeDoubles(common)
                .writeLong(compared);
    }

    /** Reads into an empty profile what {@link #snapshot} wrote. */
    void restore(StateReader in) {
        fill(in.readFloats(), levels, true);
        fill(in.readFloats(), variances, false);
        fill(in.readFloats(), visits, false);
        fill(in.readFloats(), points, false);
        openHour = in.readLong();
        openPoints = in.readInt();
        latePoints = in.readInt();
        double[] means = in.readDoubles();
        double[] squares = in.readDoubles();
        double[] variances = in.readDoubles();
        compared = in.readLong();
        if (openPoints < 0
                || means.length != dimensions
                || squares.length != dimensions
                || variances.length != dimensions) {
            throw new StateFormatException("STA-002 seasonal: the open hour must have " + dimensions
                    + " features and points of at least 0, has " + means.length + " and " + openPoints);
        }
        System.arraycopy(means, 0, openMeans, 0, dimensions);
        System.arraycopy(squares, 0, openSquares, 0, dimensions);
        System.arraycopy(variances, 0, common, 0, dimensions);
    }

    long liveBytes() {
        return 192 + 4L * (levels.length + variances.length + visits.length + points.length) + 24L * dimensions;
    }

    private void close() {
        if (openPoints == 0) {
            return;
        }
        int slot = LocalHours.hourOfWeek(openHour);
        double weight = openPoints / (openPoints + visitPoints);
        double kept = weeklyKept * visits[slot];
        double gain = weight / (kept + weight);
        boolean isFirst = visits[slot] == 0;
        double commonGain = Math.max(1.0 / (compared + 1), COMMON_GAIN);
        for (int i = 0; i < dimensions; i++) {
            int at = slot * dimensions + i;
            double difference = openMeans[i] - levels[at];
            double within = openSquares[i] / openPoints;
            if (isFirst) {
                levels[at] = (float) openMeans[i];
                variances[at] = (float) within;
            } else {
                double square = within + (1 - gain) * difference * difference;
                levels[at] += (float) (gain * difference);
                variances[at] += (float) (gain * (square - variances[at]));
                common[i] += commonGain * (square - common[i]);
            }
        }
        compared += isFirst ? 0 : 1;
        visits[slot] = (float) (kept + weight);
        points[slot] = (float) (weeklyKept * points[slot] + openPoints);
        clearOpen();
    }

    private void clearOpen() {
        openPoints = 0;
        Arrays.fill(openMeans, 0);
        Arrays.fill(openSquares, 0);
    }

    private static void fill(float[] read, float[] into, boolean isSigned) {
        if (read.length != into.length) {
            throw new StateFormatException(
                    "STA-002 seasonal: must have " + into.length + " numbers here, has " + read.length);
        }
        for (int i = 0; i < read.length; i++) {
            if (!Float.isFinite(read[i]) || (!isSigned && read[i] < 0)) {
                throw new StateFormatException("STA-004 seasonal: number " + i + " must be finite"
                        + (isSigned ? "" : " and at least 0") + ", was " + read[i]);
            }
            into[i] = read[i];
        }
    }
}
