package dev.winnow.detectors.season;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.drift.NormalDeviate;
import dev.winnow.detectors.drift.Points;
import dev.winnow.detectors.drift.StateVersions;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.time.ZoneId;

/**
 * Deviation of a point from what is usual at this hour of the week. Mutable, one owner, not thread-safe; {@link #score} and
 * {@link #update} do not allocate but when the zone's clocks change.
 *
 * <p>The score is the largest |z| over the features, in deviations; the attribution splits it by z². An hour that was not seen
 * yet, and a point without a time, are judged by the overall level. A late point teaches the overall level only.
 */
public final class SeasonalProfileDetector implements Detector {
    // Additive seasonality with one level and one spread an hour of the week, as in seasonal exponential smoothing
    // without
    // trend
    // (C. C. Holt 1957, P. R. Winters 1960; R. Hyndman, G. Athanasopoulos, Forecasting, section 8.3), but by visits: an
    // hour is
    // learnt as a whole when it is over, so that it is judged by earlier weeks and not by its own first minutes, and a
    // busy week
    // counts no more than a quiet one. Spread is about the hour's level: within the visit and between visits.
    //
    // Shrinking: an hour's level by S / (S + v/V), S visits with variance v about it, V the variance of everything; its
    // variance towards that of all hours about their levels. Freedom is the same for all features.

    /** Name in alerts and configuration. */
    public static final String NAME = "seasonal";

    private static final int VERSION = 1;

    /** What is left of an hour's history a week later: five weeks count. */
    private static final double WEEKLY_KEPT = 0.8;

    /** Points from which a visit counts almost whole. */
    private static final double VISIT_POINTS = 2;

    /** Points that the more general spread counts for beside the own one. */
    private static final double PRIOR_POINTS = 10;

    private static final double OVERALL_GAIN = 1 / 8192.0;

    /** Square of the smallest deviation, in scaled units: below lies rounding. */
    private static final double SMALLEST_VARIANCE = 1e-4;

    private static final int WARM_UPDATES = 64;
    private static final int UNKNOWN = -1;

    private final int dimensions;
    private final String zone;
    private final LocalHours hours;
    private final double[] levels;
    private final double[] variances;
    private final WeekProfile week;
    private long updates;

    /**
     * @param dimensions width, at least 1
     * @param zone whose wall clock the users of what is watched live by
     */
    public SeasonalProfileDetector(int dimensions, ZoneId zone) {
        this.dimensions = dimensions;
        this.zone = zone.getId();
        hours = new LocalHours(zone);
        levels = new double[dimensions];
        variances = new double[dimensions];
        week = new WeekProfile(dimensions, WEEKLY_KEPT, VISIT_POINTS);
    }

    /**
     * Reads what {@link #snapshot} wrote.
     *
     * @throws StateFormatException STA-003 where the profile was learnt by another zone's clock
     */
    public static SeasonalProfileDetector restore(int dimensions, ZoneId zone, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        SeasonalProfileDetector detector = new SeasonalProfileDetector(dimensions, zone);
        String stored = in.readString();
        if (!stored.equals(detector.zone)) {
            throw new StateFormatException("STA-003 snapshot of \"seasonal\": zone must be \"" + detector.zone
                    + "\", was \"" + stored + "\"; let the model start a new generation");
        }
        detector.updates = in.readLong();
        for (int i = 0; i < dimensions; i++) {
            detector.levels[i] = in.readDouble();
            detector.variances[i] = in.readDouble();
            if (!Double.isFinite(detector.levels[i]) || !(detector.variances[i] >= 0) || detector.updates < 0) {
                throw new StateFormatException("STA-004 seasonal: feature " + i + " has level " + detector.levels[i]
                        + " and variance " + detector.variances[i] + " after " + detector.updates + " updates");
            }
        }
        detector.week.restore(in);
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
        return largest(point, UNKNOWN);
    }

    @Override
    public double score(float[] point, long timeMillis) {
        Points.check(NAME, point, dimensions);
        return largest(point, LocalHours.hourOfWeek(hours.hour(timeMillis)));
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        split(point, UNKNOWN, score(point), high, low);
    }

    @Override
    public void attribute(float[] point, long timeMillis, double[] high, double[] low) {
        split(point, LocalHours.hourOfWeek(hours.hour(timeMillis)), score(point, timeMillis), high, low);
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions);
        double gain = Math.max(1.0 / (updates + 1), OVERALL_GAIN);
        for (int i = 0; i < dimensions; i++) {
            double difference = point[i] - levels[i];
            levels[i] += gain * difference;
            variances[i] = (1 - gain) * (variances[i] + gain * difference * difference);
        }
        updates++;
    }

    @Override
    public void update(float[] point, long timeMillis) {
        update(point);
        week.add(point, hours.hour(timeMillis));
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeString(zone).writeLong(updates);
        for (int i = 0; i < dimensions; i++) {
            out.writeDouble(levels[i]).writeDouble(variances[i]);
        }
        week.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 192 + 16L * dimensions + week.liveBytes();
    }

    private double largest(float[] point, int slot) {
        double largest = 0;
        for (int i = 0; i < dimensions; i++) {
            largest = Math.max(largest, Math.abs(standardised(point, i, slot)));
        }
        return NormalDeviate.ofStudent(largest, freedom(slot));
    }

    private void split(float[] point, int slot, double score, double[] high, double[] low) {
        double[] parts = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            parts[i] = standardised(point, i, slot);
        }
        Points.split(parts, score, high, low);
    }

    /** Distance from the expected value in expected deviations of this hour. */
    private double standardised(float[] point, int i, int slot) {
        double overall = overallVariance(i);
        double visits = slot == UNKNOWN ? 0 : week.visits(slot);
        if (visits == 0) {
            return (point[i] - overallLevel(i)) / Math.sqrt(overall);
        }
        double prior = week.compared() == 0 ? overall : week.commonVariance(i);
        double seen = week.points(slot);
        double variance = Math.max(
                SMALLEST_VARIANCE, (seen * week.variance(slot, i) + PRIOR_POINTS * prior) / (seen + PRIOR_POINTS));
        double weight = visits / (visits + variance / overall);
        double level = weight * week.level(slot, i) + (1 - weight) * overallLevel(i);
        return (point[i] - level) / Math.sqrt(variance);
    }

    private double freedom(int slot) {
        boolean isKnown = slot != UNKNOWN && week.visits(slot) > 0;
        return PRIOR_POINTS + (isKnown ? week.points(slot) : Math.min(updates, 1 / OVERALL_GAIN));
    }

    /** The scaler's centre is 0. */
    private double overallLevel(int i) {
        return levels[i] * updates / (updates + 1.0);
    }

    /** The scaler's usual variance is 1. */
    private double overallVariance(int i) {
        return Math.max(SMALLEST_VARIANCE, (variances[i] * updates + PRIOR_POINTS) / (updates + PRIOR_POINTS));
    }
}
