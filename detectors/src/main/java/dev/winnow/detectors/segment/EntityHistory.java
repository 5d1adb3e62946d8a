package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.CusumStatistic;
import dev.winnow.detectors.drift.EntityMoments;
import dev.winnow.detectors.drift.MomentWeights;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * What one entity's own members remember: levels and sums in scaled space, and plain moments in the features' own units for
 * baselines. Mutable, one owner.
 */
final class EntityHistory {
    /** Half-life of some 230 events: longer than most bursts, so that a burst does not excuse itself. */
    private static final double MEAN_GAIN = 0.003;

    /** Events for which the mean of chance counts at first. */
    private static final double MEAN_PRIOR_EVENTS = 100;

    /** One event at one in a million counts no more than this for the mean. */
    private static final double MOST_SURPRISE = 14;

    private final SegmentConfig config;
    private final int width;
    private final MomentWeights weights;
    private final EntityMoments moments;
    private final CusumStatistic cusum;
    private final double[] rawMeans;
    private final double[] rawVariances;
    private int epoch;
    private long admitted;
    private double evidence;
    private double meanEvidence = 1;
    private long judged;
    private long lastMillis = Long.MIN_VALUE;

    private EntityHistory(
            SegmentConfig config, int width, MomentWeights weights, EntityMoments moments, CusumStatistic cusum) {
        this.config = config;
        this.width = width;
        this.weights = weights;
        this.moments = moments;
        this.cusum = cusum;
        rawMeans = new double[width];
        rawVariances = new double[width];
    }

    /** What all entities under a configuration share. */
    static MomentWeights weights(SegmentConfig config) {
        return new MomentWeights(config.ewma().alpha(), config.ewma().priorEvents());
    }

    static EntityHistory empty(SegmentConfig config, int width, MomentWeights weights) {
        return new EntityHistory(
                config,
                width,
                weights,
                new EntityMoments(width, weights),
                new CusumStatistic(width, config.cusum().slack(), config.cusum().threshold()));
    }

    /** Events learnt. */
    long admitted() {
        return admitted;
    }

    /** Accumulated evidence as of a time: half of it is forgotten in each half-life. */
    double evidence(long timeMillis) {
        if (evidence == 0 || lastMillis == Long.MIN_VALUE || timeMillis <= lastMillis) {
            return evidence;
        }
        double halfLives =
                (timeMillis - lastMillis) / (1000.0 * config.persistence().halfLifeSeconds());
        return evidence * StrictMath.pow(0.5, halfLives);
    }

    /** Long-run mean of the entity's −ln p; 1 for one that is as strange as chance has it. */
    double meanEvidence() {
        return meanEvidence;
    }

    double rawMean(int index) {
        return rawMeans[index];
    }

    double rawDeviation(int index) {
        return Math.sqrt(rawVariances[index]);
    }

    int count(int index) {
        return moments.count(index);
    }

    /** Whether its levels and sums are in the scaler's present epoch. */
    boolean isOf(AdaptiveScaler scaler) {
        return epoch == scaler.epoch();
    }

    /** This history, or a copy of it, in the scaler's present epoch. */
    EntityHistory at(AdaptiveScaler scaler) {
        if (isOf(scaler)) {
            return this;
        }
        StateWriter out = new StateWriter();
        write(out);
        EntityHistory copy = read(config, width, weights, new StateReader(out.toBytes()));
        copy.moments.rebase(scaler, epoch);
        copy.epoch = scaler.epoch();
        return copy;
    }

    /** Normal deviate per feature of a point that was not learnt yet; 0 where missing. */
    float[] deviates(float[] point, FeatureVector vector) {
        float[] deviates = new float[width];
        for (int i = 0; i < width; i++) {
            deviates[i] = vector.isMissing(i) ? 0 : (float) moments.deviate(i, point[i]);
        }
        return deviates;
    }

    /** Signed cumulative sum per feature that the deviates would lead to; 0 where missing. */
    float[] sums(float[] deviates, FeatureVector vector) {
        float[] sums = new float[width];
        for (int i = 0; i < width; i++) {
            sums[i] = vector.isMissing(i) ? 0 : (float) cusum.signedSum(i, deviates[i]);
        }
        return sums;
    }

    /**
     * Sums are evidence, so they always move and start again after their alarm; levels are learnt from admitted events only.
     */
    void learn(Observation observation, Assessment assessment) {
        remember(observation.timeMillis(), assessment);
        float[] point = observation.point();
        FeatureVector vector = observation.vector();
        float[] deviates = observation.deviates();
        boolean isAdmitted = assessment.admitted();
        for (int i = 0; i < width; i++) {
            if (!vector.isMissing(i)) {
                cusum.add(i, deviates[i]);
            }
        }
        if (!isAdmitted) {
            return;
        }
        double alpha = config.ewma().alpha();
        for (int i = 0; i < width; i++) {
            if (!vector.isMissing(i)) {
                double gain = Math.max(alpha, 1.0 / (moments.count(i) + 1.0));
                double difference = vector.value(i) - rawMeans[i];
                rawMeans[i] += gain * difference;
                rawVariances[i] = (1 - gain) * (rawVariances[i] + gain * difference * difference);
            }
        }
        moments.update(point, vector.missing());
        admitted++;
    }

    /** Evidence always moves, as the sums do: it is what says that learning must stop. */
    void remember(long timeMillis, Assessment assessment) {
        for (MemberScore member : assessment.members()) {
            if (member.detector().equals(Persistence.NAME)) {
                evidence = member.score();
                double gain = Math.max(MEAN_GAIN, 1 / (MEAN_PRIOR_EVENTS + judged++));
                meanEvidence +=
                        gain * (Math.min(MOST_SURPRISE, -StrictMath.log(assessment.momentary())) - meanEvidence);
                lastMillis = Math.max(lastMillis, timeMillis);
            }
        }
    }

    long liveBytes() {
        return 96 + 16L * width + moments.liveBytes() + cusum.liveBytes();
    }

    void write(StateWriter out) {
        out.writeInt(epoch).writeLong(admitted);
        out.writeDouble(evidence).writeDouble(meanEvidence).writeLong(judged).writeLong(lastMillis);
        moments.snapshot(out);
        cusum.snapshot(out);
        for (int i = 0; i < width; i++) {
            out.writeDouble(rawMeans[i]).writeDouble(rawVariances[i]);
        }
    }

    static EntityHistory read(SegmentConfig config, int width, MomentWeights weights, StateReader in) {
        int epoch = in.readInt();
        long admitted = in.readLong();
        if (epoch < 0 || admitted < 0) {
            throw new StateFormatException(
                    "STA-004 entity row: epoch and count must be at least 0, were " + epoch + " and " + admitted);
        }
        double evidence = in.readDouble();
        double meanEvidence = in.readDouble();
        long judged = in.readLong();
        long lastMillis = in.readLong();
        EntityHistory history = new EntityHistory(
                config,
                width,
                weights,
                EntityMoments.restore(width, weights, in),
                CusumStatistic.restore(
                        width, config.cusum().slack(), config.cusum().threshold(), in));
        history.epoch = epoch;
        history.admitted = admitted;
        history.evidence = evidence;
        history.meanEvidence = meanEvidence;
        history.judged = judged;
        history.lastMillis = lastMillis;
        for (int i = 0; i < width; i++) {
            history.rawMeans[i] = in.readDouble();
            history.rawVariances[i] = in.readDouble();
        }
        return history;
    }
}
