package dev.winnow.detectors.segment;

import dev.winnow.detectors.setting.SettingException;
import java.util.Locale;

/**
 * How one segment's model works; the blocks {@code detectors} and {@code tables} of the configuration. Each block is a record below,
 * with its ranges; what one block demands of another stands here.
 *
 * @param rcf the forest over all entities of the segment
 * @param ewma level per entity
 * @param cusum lasting shifts per entity
 * @param members weights of further members in the fusion, by name
 * @param scaler input scaling
 * @param tail score to tail probability
 * @param gate gated learning
 * @param guard what one source may teach at most
 * @param drift when the gate opens
 * @param silence entities that stop reporting
 * @param persistence evidence that an entity accumulates
 * @param learnPerSecond events a second of event time that a segment learns, all shards together; above it learns a random sample
 *     of them, 0 for no limit
 * @param readyAfterEvents events after which scores are probabilities
 * @param shadow whether a second forest challenges the one in force after drift
 */
public record SegmentConfig(
        Rcf rcf,
        Ewma ewma,
        Cusum cusum,
        MemberWeights members,
        Scaler scaler,
        Tail tail,
        Admission gate,
        Guard guard,
        Drift drift,
        Quiet silence,
        Persistence persistence,
        int learnPerSecond,
        int readyAfterEvents,
        Shadow shadow) {
    public SegmentConfig {
        check(
                learnPerSecond >= 0 && learnPerSecond <= 1_000_000,
                "learnPerSecond",
                "between 0 and 1000000",
                learnPerSecond);
        check(
                readyAfterEvents >= 2 * scaler.firstFit() && readyAfterEvents <= 1_000_000,
                "readyAfterEvents",
                "between 2 × scaler.firstFit (" + 2 * scaler.firstFit() + ") and 1000000",
                readyAfterEvents);
        check(
                drift.retrainEvents() >= scaler.firstFit(),
                "drift.retrainEvents",
                "at least scaler.firstFit (" + scaler.firstFit() + ")",
                drift.retrainEvents());
        check(
                rcf.weight() + ewma.weight() + cusum.weight() + members.total() > 0,
                "rcf.weight",
                "above 0 if ewma.weight, cusum.weight and all members are 0",
                rcf.weight());
        check(!shadow.isOn() || rcf.weight() > 0, "shadow.mode", "off if rcf.weight is 0", word(shadow.mode()));
        check(
                !shadow.isOn() || shadow.trialPoints() >= tail.minimumScores(),
                "shadow.trialPoints",
                "at least tail.minimumScores (" + tail.minimumScores() + ")",
                shadow.trialPoints());
    }

    /**
     * @param trees trees, 1 to 1000
     * @param sampleSize points a tree, 2 to 2048
     * @param weight weight in the fusion, 0 switches the member off
     * @param stopError an event that surely is ordinary is not shown to every tree; chance that one is stopped although all trees
     *     together would put it among the strangest 15 %; 0 asks every tree
     */
    public record Rcf(int trees, int sampleSize, double weight, double stopError) {
        public Rcf {
            check(trees >= 1 && trees <= 1000, "rcf.trees", "between 1 and 1000", trees);
            check(sampleSize >= 2 && sampleSize <= 2048, "rcf.sampleSize", "between 2 and 2048", sampleSize);
            checkWeight("rcf.weight", weight);
            check(
                    stopError == 0 || stopError >= 1e-6 && stopError <= 0.1,
                    "rcf.stopError",
                    "0 or between 0.000001 and 0.1",
                    stopError);
        }

        Rcf withStopError(double error) {
            return new Rcf(trees, sampleSize, weight, error);
        }
    }

    /**
     * @param alpha weight of the newest value, in (0, 0.5]; half-life ln 2 / alpha events
     * @param priorEvents events that the segment's statistics count for beside the entity's own
     * @param weight weight in the fusion, 0 switches the member off
     */
    public record Ewma(double alpha, double priorEvents, double weight) {
        public Ewma {
            check(alpha > 0 && alpha <= 0.5, "ewma.alpha", "above 0 and at most 0.5", alpha);
            check(priorEvents >= 1 && priorEvents <= 10_000, "ewma.priorEvents", "between 1 and 10000", priorEvents);
            checkWeight("ewma.weight", weight);
        }
    }

    /**
     * @param slack deviations per event that are tolerated
     * @param threshold sum, in deviations, at which a feature alarms and starts again
     * @param weight weight in the fusion, 0 switches the member off
     */
    public record Cusum(double slack, double threshold, double weight) {
        public Cusum {
            check(slack > 0 && slack <= 3, "cusum.slack", "above 0 and at most 3", slack);
            check(threshold >= 1 && threshold <= 100, "cusum.threshold", "between 1 and 100", threshold);
            checkWeight("cusum.weight", weight);
        }
    }

    /**
     * @param firstFit events of the first fit; refits at 4 and 16 times as many
     * @param reservoir raw admitted vectors that are kept for refits, at least firstFit
     * @param clip largest magnitude of a scaled value
     */
    public record Scaler(int firstFit, int reservoir, double clip) {
        public Scaler {
            check(firstFit >= 32 && firstFit <= 100_000, "scaler.firstFit", "between 32 and 100000", firstFit);
            check(
                    reservoir >= firstFit && reservoir <= 100_000,
                    "scaler.reservoir",
                    "between scaler.firstFit (" + firstFit + ") and 100000",
                    reservoir);
            check(clip >= 12 && clip <= 1000, "scaler.clip", "between 12 and 1000", clip);
        }
    }

    /**
     * @param window admitted scores that a tail rests on
     * @param peakShare share of them that the Pareto tail is fitted to
     * @param minimumScores scores below which a member has no probability
     */
    public record Tail(int window, double peakShare, int minimumScores) {
        public Tail {
            check(window >= 256 && window <= 65_536, "tail.window", "between 256 and 65536", window);
            check(peakShare >= 0.005 && peakShare <= 0.2, "tail.peakShare", "between 0.005 and 0.2", peakShare);
            check(
                    minimumScores >= 50 && minimumScores <= window,
                    "tail.minimumScores",
                    "between 50 and tail.window (" + window + ")",
                    minimumScores);
        }
    }

    /**
     * @param level tail probability at or below which an event is refused, 0 learns everything
     * @param forcedShare share of the refused events that is learnt all the same, rationed to one in a thousand events
     * @param taper where above 0, an event of probability p below the level is learnt with probability (p / level)^taper, at least
     *     the forced share; for streams with many anomalies, where a sharp and deep gate would hide what is rare but normal
     * @param fade how many times fewer refused scores feed the tails in each further decade of probability: 10 as in a clean stream;
     *     with less, a stream that has become wider for good reaches its new tails sooner
     */
    public record Admission(double level, double forcedShare, double taper, double fade) {
        public Admission {
            check(level >= 0 && level <= 0.2, "gate.level", "between 0 and 0.2", level);
            check(forcedShare >= 0 && forcedShare <= 1, "gate.forcedShare", "between 0 and 1", forcedShare);
            check(taper >= 0 && taper <= 10, "gate.taper", "between 0 and 10", taper);
            check(fade >= 2 && fade <= 10, "gate.fade", "between 2 and 10", fade);
        }

        /** Chance, by the taper, that a refused event is learnt all the same. */
        double tapered(double p) {
            return taper > 0 ? StrictMath.pow(p / level, taper) : 0;
        }
    }

    /**
     * @param points events of one source that the segment's model may learn from in a window, 0 for no limit; it does not hold
     *     while only one source was ever seen
     * @param windowSeconds length of the window in event time
     * @param keptShare share of the sources that is learnt from, chosen anew each minute by a secret
     */
    public record Guard(int points, long windowSeconds, double keptShare) {
        public Guard {
            check(points >= 0 && points <= 65_535, "guard.points", "between 0 and 65535", points);
            check(
                    windowSeconds >= 1 && windowSeconds <= 604_800,
                    "guard.windowSeconds",
                    "between 1 and 604800",
                    windowSeconds);
            check(keptShare > 0 && keptShare <= 1, "guard.keptShare", "above 0 and at most 1", keptShare);
            check(
                    points > 0 || keptShare == 1,
                    "guard.keptShare",
                    "1 where guard.points is 0, which switches the guard off",
                    keptShare);
        }

        /** Whether anything can be refused. */
        public boolean isOn() {
            return points > 0;
        }
    }

    /**
     * @param window events over which refusals are counted
     * @param refusedShare share of refused events that is a drift alarm
     * @param retrainEvents events that are learnt unconditionally after an alarm
     * @param scoreRunLength ordinary events between two false signals that scores drift, on average; 0: no such signals
     * @param featureRunLength windows between two false signals that features drift, on average; 0: no such signals
     * @param featureWindowSeconds event time that a window of features spans at least; it has 512 events at least, and the first
     *     24 windows are the reference
     */
    public record Drift(
            int window,
            double refusedShare,
            int retrainEvents,
            int scoreRunLength,
            int featureRunLength,
            long featureWindowSeconds) {
        public Drift {
            check(window >= 64 && window <= 65_536, "drift.window", "between 64 and 65536", window);
            check(
                    refusedShare > 0.2 && refusedShare <= 1,
                    "drift.refusedShare",
                    "above 0.2 and at most 1",
                    refusedShare);
            check(
                    retrainEvents >= 64 && retrainEvents <= 1_000_000,
                    "drift.retrainEvents",
                    "between 64 and 1000000",
                    retrainEvents);
            check(
                    scoreRunLength == 0 || scoreRunLength >= 10_000 && scoreRunLength <= 1_000_000_000,
                    "drift.scoreRunLength",
                    "0 or between 10000 and 1000000000",
                    scoreRunLength);
            check(
                    featureRunLength == 0 || featureRunLength >= 100 && featureRunLength <= 1_000_000,
                    "drift.featureRunLength",
                    "0 or between 100 and 1000000",
                    featureRunLength);
            check(
                    featureWindowSeconds >= 0 && featureWindowSeconds <= 2_592_000,
                    "drift.featureWindowSeconds",
                    "between 0 and 2592000",
                    featureWindowSeconds);
        }
    }

    /**
     * @param entities entities whose rhythm is remembered
     * @param pValue probability of a gap below which it is a silence
     * @param minimumGaps gaps that must be known first
     */
    public record Quiet(int entities, double pValue, int minimumGaps) {
        public Quiet {
            check(entities >= 1 && entities <= 1_000_000, "silence.entities", "between 1 and 1000000", entities);
            check(pValue >= 1e-9 && pValue <= 0.1, "silence.pValue", "between 1e-9 and 0.1", pValue);
            check(minimumGaps >= 2 && minimumGaps <= 1000, "silence.minimumGaps", "between 2 and 1000", minimumGaps);
        }
    }

    /**
     * @param drift what an event's −ln p must exceed to add to the sum, as a multiple of its mean on a clean stream
     * @param halfLifeSeconds event time after which half of a sum is forgotten
     * @param weight weight beside the event's own probability, 0 switches it off
     */
    public record Persistence(double drift, long halfLifeSeconds, double weight) {
        public Persistence {
            check(drift > 1 && drift <= 10, "persistence.drift", "above 1 and at most 10", drift);
            check(
                    halfLifeSeconds >= 1 && halfLifeSeconds <= 31_536_000,
                    "persistence.halfLifeSeconds",
                    "between 1 and 31536000",
                    halfLifeSeconds);
            checkWeight("persistence.weight", weight);
        }
    }

    /** What becomes of a shadow that has won. */
    public enum ShadowMode {
        /** There is none. */
        OFF,
        /** It is announced, and waits for people. */
        REPORT,
        /** It takes over. */
        PROMOTE
    }

    /**
     * @param mode off: after drift the forest goes on as it is; report: a second forest learns beside it, and a measured win is
     *     announced; promote: the winner takes over
     * @param learnPoints events that the second forest learns before its trial
     * @param trialPoints events on which it is judged, at least tail.minimumScores
     */
    public record Shadow(ShadowMode mode, int learnPoints, int trialPoints) {
        public Shadow {
            check(
                    learnPoints >= 256 && learnPoints <= 100_000,
                    "shadow.learnPoints",
                    "between 256 and 100000",
                    learnPoints);
            check(
                    trialPoints >= 100 && trialPoints <= 100_000,
                    "shadow.trialPoints",
                    "between 100 and 100000",
                    trialPoints);
        }

        /** No second forest. */
        public static Shadow off() {
            return new Shadow(ShadowMode.OFF, 256, 600);
        }

        public boolean isOn() {
            return mode != ShadowMode.OFF;
        }
    }

    /** The defaults for events of entities. */
    public static SegmentConfig defaults() {
        return SegmentDefaults.entities();
    }

    /** The defaults for rows of a table. */
    public static SegmentConfig table() {
        return SegmentDefaults.table();
    }

    /** The same with another shadow. */
    public SegmentConfig withShadow(Shadow other) {
        return with(rcf, members, other);
    }

    /** The same where every event's score is shown to somebody, so every tree is asked about all. */
    public SegmentConfig withWholeScores() {
        return with(rcf.withStopError(0), members, shadow);
    }

    /** The same with other further members. */
    public SegmentConfig withMembers(MemberWeights others) {
        return with(rcf, others, shadow);
    }

    private SegmentConfig with(Rcf forest, MemberWeights others, Shadow second) {
        return new SegmentConfig(
                forest,
                ewma,
                cusum,
                others,
                scaler,
                tail,
                gate,
                guard,
                drift,
                silence,
                persistence,
                learnPerSecond,
                readyAfterEvents,
                second);
    }

    /** SHA-256 in hex of every value: models with other fingerprints cannot be restored under this configuration. */
    public String fingerprint() {
        return SegmentFingerprint.of(this);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void checkWeight(String setting, double weight) {
        check(weight >= 0 && weight <= 100, setting, "between 0 and 100", weight);
    }

    private static void check(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new SettingException(setting, "must be " + required + ", was " + found);
        }
    }
}
