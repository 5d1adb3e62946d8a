package dev.winnow.detectors.segment;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.FailureText;
import dev.winnow.detectors.forest.EarlyStop;
import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.fuse.CauchyCombination;
import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of a segment with their tails: raw scores in, one tail probability out. Mutable, one owner. */
final class Ensemble {
    /** Share of the events that no tree is spared: those of which a sum of evidence may grow, and some more. */
    private static final double ORDINARY = 0.15;

    private final SegmentConfig config;
    private final int width;
    private final List<Member> members = new ArrayList<>();
    /** Null where every tree is asked about every event. */
    private final @Nullable EarlyStop stop;

    /** Scratch of the combination; as many as there mostly are scores. */
    private double[] pValues = {};

    private double[] weights = {};

    /** What was combined last, and into what; derived, so no part of the state. */
    private double[] combinedPValues = {};

    private double[] combinedWeights = {};
    private double combined = Double.NaN;

    private RefusedBudget fusedBudget;
    private FusedTail fused;

    Ensemble(SegmentConfig config, int width) {
        this(config, width, Detectors.kinds());
    }

    /** @param kinds kinds to choose from, in the order of alerts and snapshots */
    Ensemble(SegmentConfig config, int width, List<Detectors.Kind> kinds) {
        this.config = config;
        this.width = width;
        stop = config.rcf().weight() > 0 && config.rcf().stopError() > 0
                ? new EarlyStop(config.rcf().trees(), config.rcf().stopError())
                : null;
        fused = new FusedTail(config.tail());
        fusedBudget = new RefusedBudget(config.gate());
        for (Detectors.Kind kind : kinds) {
            if (kind.weight().of(config) > 0) {
                members.add(new Member(
                        kind,
                        new StreamingTail(config.tail().window(), config.tail().peakShare()),
                        new RefusedBudget(config.gate()),
                        config.shadow().isOn() && kind.name().equals(Detectors.RCF)
                                ? Challenge.fresh(config, width)
                                : null));
            }
        }
    }

    /** Raw score and tail probability of the members that work, in registry order, and room for one more. Changes nothing. */
    List<MemberScore> score(float[] point, Observation observation, boolean withProbability) {
        return score(point, observation, withProbability, null);
    }

    /**
     * The same, where the forest's trees are asked only until its score surely is none of the strangest {@value #ORDINARY} of its tail.
     *
     * @param sparing notes what was left open
     */
    List<MemberScore> score(
            float[] point, Observation observation, boolean withProbability, @Nullable Sparing sparing) {
        List<MemberScore> scores = new ArrayList<>(members.size() + 1);
        double spared = Math.max(ORDINARY, config.tail().peakShare());
        for (Member member : members) {
            boolean known = withProbability && isUsable(member);
            double raw = known && sparing != null && stop != null && member.detector instanceof RandomCutForest forest
                    ? member.score(forest, point, stop, member.tail.above(spared), sparing)
                    : member.score(point, observation);
            if (raw >= 0 && raw < Double.POSITIVE_INFINITY) {
                scores.add(new MemberScore(member.kind.name(), raw, known ? member.tail.pValue(raw) : Double.NaN));
            }
        }
        return scores;
    }

    /** Whether trees may be spared at all. */
    boolean canSpare() {
        return stop != null;
    }

    /** Fused tail probability, or NaN where no member has one. */
    double fuse(List<MemberScore> scores) {
        return fused.calibrate(combine(scores));
    }

    double weight(String name) {
        return member(name).kind.weight().of(config);
    }

    /** Marks members that had no score to give; a rebuild gives them another chance. */
    void noteFailures(List<MemberScore> scores) {
        int next = 0;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (next < scores.size() && member.isOf(scores.get(next))) {
                next++;
            } else {
                member.failed = true;
            }
        }
    }

    /** The members that failed since this was asked last, each once for each failure. */
    List<MemberFailure> newFailures() {
        List<MemberFailure> failures = List.of();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.failed && !member.isReported) {
                failures = failures.isEmpty() ? new ArrayList<>() : failures;
                failures.add(new MemberFailure(member.kind.name(), member.cause));
                member.isReported = true;
            }
        }
        return failures;
    }

    boolean hasFailed() {
        return members.stream().anyMatch(member -> member.failed);
    }

    void update(float[] point, long timeMillis) {
        for (Member member : members) {
            member.update(point, timeMillis);
        }
    }

    /** Drift was found: a shadow challenges the forest, where that is wanted and there is none yet. */
    void challenge(long seed) {
        for (Member member : members) {
            if (member.challenge != null && !member.failed && member.detector instanceof RandomCutForest forest) {
                member.challenge.begin(forest, seed);
            }
        }
    }

    /** Lets the shadow that has won take over. False if there is none, or the forest has failed and is to be rebuilt. */
    boolean promote() {
        boolean isPromoted = false;
        for (Member member : members) {
            if (member.challenge != null && !member.failed && member.challenge.hasWon()) {
                member.promote(member.challenge);
                isPromoted = true;
            }
        }
        return isPromoted;
    }

    /** What became of shadows since this was asked last. */
    List<ShadowNews> takeShadowNews() {
        for (int i = 0; i < members.size(); i++) {
            Challenge challenge = members.get(i).challenge;
            if (challenge != null) {
                return challenge.takeNews();
            }
        }
        return List.of();
    }

    /** Whether {@link #feedTails} needs the point. */
    boolean isOnTrial() {
        for (int i = 0; i < members.size(); i++) {
            Challenge challenge = members.get(i).challenge;
            if (challenge != null && challenge.isOnTrial()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Feeds raw scores to the tails, as far as each tail's own budget lets it; {@code entityOnly} leaves out the members that a
     * rebuild will start anew. True if the combination was fed.
     *
     * @param point what the scores are of, where a shadow {@link #isOnTrial is on trial}: its tail is fed alike
     */
    boolean feedTails(List<MemberScore> scores, double momentary, boolean entityOnly, float @Nullable [] point) {
        boolean isFused = false;
        if (!entityOnly) {
            fusedBudget.advance();
            isFused = fusedBudget.admits(momentary);
            if (isFused) {
                fused.add(combine(scores));
            }
        }
        int at = 0;
        for (int i = 0; i < scores.size(); i++) {
            MemberScore score = scores.get(i);
            at = place(score, at);
            Member member = members.get(at);
            if (!entityOnly || member.kind.scope() == Detectors.Scope.ENTITY) {
                member.budget.advance();
                if (member.budget.admits(score.pValue())) {
                    member.tail.add(score.score());
                    if (member.challenge != null && point != null) {
                        member.challenge.feedTail(point);
                    }
                }
            }
        }
        return isFused;
    }

    /**
     * Starts the members over the segment anew and teaches them the points in order; their tails are filled with the scores that
     * the later half got before they were learnt, so that they are those of unseen points, and with as large a part of the
     * refused points.
     */
    void rebuild(
            List<float[]> points, long[] timesMillis, List<float[]> refused, long[] refusedTimesMillis, long seed) {
        int from = points.size() / 2;
        for (Member member : members) {
            if (member.kind.scope() != Detectors.Scope.SEGMENT) {
                continue;
            }
            member.heal();
            member.tail.clear();
            member.budget.clear();
            if (member.challenge != null) {
                member.challenge.forget();
            }
            try {
                Detector detector = member.kind.factory().create(config, width, seed);
                member.detector = detector;
                for (int i = 0; i < points.size() && !member.failed; i++) {
                    if (i >= from && detector.isWarm()) {
                        member.tail.add(detector.score(points.get(i), timesMillis[i]));
                    }
                    member.update(points.get(i), timesMillis[i]);
                }
                for (int i = refused.size() - refused.size() / 2;
                        i < refused.size() && detector.isWarm() && !member.failed;
                        i++) {
                    member.tail.add(detector.score(refused.get(i), refusedTimesMillis[i]));
                }
            } catch (RuntimeException e) {
                // As in scoring: the others go on, and the next rebuild tries again.
                member.fail(e);
            }
        }
    }

    boolean isAnyUsable() {
        for (int i = 0; i < members.size(); i++) {
            if (isUsable(members.get(i))) {
                return true;
            }
        }
        return false;
    }

    boolean areAllUsable() {
        for (int i = 0; i < members.size(); i++) {
            if (!isUsable(members.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The detector of a member over the segment, or null before the first fit and for members per entity. */
    @Nullable
    Detector detector(String name) {
        return member(name).detector;
    }

    /** The forest, if it is a member that works and has seen enough. */
    Optional<RandomCutForest> forest() {
        return members.stream()
                .filter(member -> !member.failed && member.detector instanceof RandomCutForest)
                .map(member -> (RandomCutForest) member.detector)
                .filter(Detector::isWarm)
                .findFirst();
    }

    /** Signed parts of a member per entity, whose squares split its score. */
    float[] parts(String name, Observation observation) {
        return name.equals(Detectors.CUSUM) ? observation.sums() : observation.deviates();
    }

    long liveBytes() {
        long bytes = 64 + fused.liveBytes() + (stop == null ? 0 : stop.liveBytes());
        for (Member member : members) {
            Detector detector = member.detector;
            bytes += 64 + member.tail.liveBytes() + (detector == null ? 0 : detector.liveBytes());
            bytes += member.challenge == null ? 0 : member.challenge.liveBytes();
        }
        return bytes;
    }

    void snapshot(StateWriter out) {
        for (Member member : members) {
            Detector detector = member.detector;
            out.writeString(member.kind.name()).writeBoolean(member.failed).writeBoolean(detector != null);
            if (detector != null) {
                StateWriter state = new StateWriter(1 << 16);
                detector.snapshot(state);
                out.writeBytes(state.toBytes());
            }
            member.tail.snapshot(out);
            member.budget.snapshot(out);
            if (member.challenge != null) {
                member.challenge.snapshot(out);
            }
        }
        fused.snapshot(out);
        fusedBudget.snapshot(out);
    }

    static Ensemble restore(SegmentConfig config, int width, StateReader in) {
        Ensemble ensemble = new Ensemble(config, width);
        for (Member member : ensemble.members) {
            String name = in.readString();
            if (!name.equals(member.kind.name())) {
                throw new StateFormatException("STA-004 segment: expected member \"" + member.kind.name()
                        + "\", found \"" + name + "\"; let the model start a new generation");
            }
            member.failed = in.readBoolean();
            member.isReported = member.failed;
            if (in.readBoolean()) {
                StateReader state = new StateReader(in.readBytes());
                member.detector = member.kind.restorer().restore(config, width, state);
                state.expectEnd();
            }
            member.tail =
                    StreamingTail.restore(config.tail().window(), config.tail().peakShare(), in);
            member.budget = RefusedBudget.restore(config.gate(), in);
            if (member.challenge != null) {
                member.challenge = Challenge.restore(config, width, in);
            }
        }
        ensemble.fused = FusedTail.restore(config.tail(), in);
        ensemble.fusedBudget = RefusedBudget.restore(config.gate(), in);
        return ensemble;
    }

    private double combine(List<MemberScore> scores) {
        if (pValues.length != scores.size()) {
            pValues = new double[scores.size()];
            weights = new double[scores.size()];
        }
        int at = 0;
        for (int i = 0; i < pValues.length; i++) {
            MemberScore score = scores.get(i);
            at = place(score, at);
            pValues[i] = score.pValue();
            weights[i] = members.get(at).kind.weight().of(config);
        }
        // What was judged is then learnt: the second time costs a comparison in place of a tangent for each member.
        if (!Arrays.equals(pValues, combinedPValues) || !Arrays.equals(weights, combinedWeights)) {
            combined = CauchyCombination.combine(pValues, weights);
            combinedPValues = copied(pValues, combinedPValues);
            combinedWeights = copied(weights, combinedWeights);
        }
        return combined;
    }

    private static double[] copied(double[] from, double[] to) {
        if (from.length != to.length) {
            return from.clone();
        }
        System.arraycopy(from, 0, to, 0, from.length);
        return to;
    }

    private boolean isUsable(Member member) {
        Detector detector = member.detector;
        return !member.failed
                && member.tail.size() >= config.tail().minimumScores()
                && (detector == null || detector.isWarm());
    }

    /** Place of the member that a score is of, from a place on: scores stand in the order of the members. */
    private int place(MemberScore score, int from) {
        for (int i = from; i < members.size(); i++) {
            if (members.get(i).isOf(score)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no member \"" + score.detector() + "\" in its place in this segment");
    }

    private Member member(String name) {
        for (Member member : members) {
            if (member.kind.name().equals(name)) {
                return member;
            }
        }
        throw new IllegalArgumentException("no member \"" + name + "\" in this segment");
    }

    private static final class Member {
        private static final String NO_SCORE = "it gave no finite score";

        private final Detectors.Kind kind;
        private StreamingTail tail;
        private RefusedBudget budget;
        /** Null where no shadow challenges it. */
        private @Nullable Challenge challenge;

        private @Nullable Detector detector;
        private boolean failed;
        /** Of the last exception, for people; not part of the state. */
        private String cause = NO_SCORE;

        private boolean isReported;

        private Member(Detectors.Kind kind, StreamingTail tail, RefusedBudget budget, @Nullable Challenge challenge) {
            this.kind = kind;
            this.tail = tail;
            this.budget = budget;
            this.challenge = challenge;
        }

        private boolean isOf(MemberScore score) {
            return score.detector().equals(kind.name());
        }

        /** Raw score, NaN where the member failed. */
        private double score(float[] point, Observation observation) {
            if (kind.scope() == Detectors.Scope.ENTITY) {
                return largest(kind.name().equals(Detectors.CUSUM) ? observation.sums() : observation.deviates());
            }
            if (detector == null || failed) {
                return Double.NaN;
            }
            try {
                return detector.score(point, observation.timeMillis());
            } catch (RuntimeException e) {
                // One broken member must not stop the stream: the segment goes on without it, as DEGRADED.
                cause = FailureText.of(e);
                return Double.NaN;
            }
        }

        private double score(RandomCutForest forest, float[] point, EarlyStop stop, double threshold, Sparing sparing) {
            try {
                double raw = stop.score(forest, point, threshold);
                if (stop.isStopped()) {
                    sparing.spared(kind.name(), tail.pValue(threshold));
                }
                return raw;
            } catch (RuntimeException e) {
                cause = FailureText.of(e);
                return Double.NaN;
            }
        }

        private void update(float[] point, long timeMillis) {
            if (detector == null || failed) {
                return;
            }
            try {
                Challenge own = challenge;
                if (own == null || own.see(point, (RandomCutForest) detector)) {
                    detector.update(point, timeMillis);
                }
                if (own != null && own.isDue()) {
                    promote(own);
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void promote(Challenge winner) {
            tail = winner.tail();
            detector = winner.take();
        }

        private void fail(RuntimeException e) {
            failed = true;
            isReported = false;
            cause = FailureText.of(e);
        }

        private void heal() {
            failed = false;
            isReported = false;
            cause = NO_SCORE;
        }

        private static double largest(float[] parts) {
            double largest = 0;
            for (float part : parts) {
                largest = Math.max(largest, Math.abs(part));
            }
            return largest;
        }
    }
}
