package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.DriftAlarm;
import dev.winnow.detectors.drift.RefusalWindow;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.drift.SilenceMonitor;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A segment's model from the feature vector on: its life cycle and what it learns. Mutable, one owner, not thread-safe. */
final class SegmentCore {
    // Everything that is learnt is decided by (state, observation, assessment) and by draws that depend on the sequence
    // number
    // only, so replaying deltas on a snapshot gives the live model bit for bit.
    //
    // Refits and the forest: a changed scale makes every stored point meaningless, so the members over the segment are
    // rebuilt from a reservoir of raw admitted vectors, in order of arrival, and their tails from the scores that these
    // points
    // get before they are learnt. A refit that would hardly change a scale is no refit (FeatureScale.isCloseTo).
    //
    // Members, reservoir and rows learn admitted events only. Which scores feed the tails is RefusedBudget's business:
    // one
    // for events that are remarkable by themselves, by their own probability, as the tails hold such scores; and one
    // for
    // those that only their entity's past makes remarkable. Were both charged by the one fused probability, its
    // mistakes
    // would cut the tails, and the cut tails would make the mistakes larger (twice the stated share at 0.001).

    private static final int REFIT_FACTOR = 4;
    private static final double PERSISTENT_FORCED_SHARE = 0.2;

    private final SegmentConfig config;
    private final int width;
    private final long seed;
    private final AdaptiveScaler scaler;
    private final RawReservoir reservoir;
    private final Ensemble ensemble;
    private final RefusalWindow refusals;
    private final SilenceMonitor silence;
    private final RefusedBudget budget;
    private final RefusedBudget persistentBudget;
    private final Persistence persistence;
    private ModelState state = ModelState.COLLECTING;
    private ModelState resumeTo = ModelState.COLLECTING;
    private long sequence;
    private long nextRefit;
    private int refits;
    private int retrainLeft;

    private SegmentCore(
            SegmentConfig config,
            int width,
            long seed,
            AdaptiveScaler scaler,
            RawReservoir reservoir,
            Ensemble ensemble,
            RefusalWindow refusals,
            SilenceMonitor silence,
            RefusedBudget budget,
            RefusedBudget persistentBudget,
            Persistence persistence) {
        this.config = config;
        this.width = width;
        this.seed = seed;
        this.scaler = scaler;
        this.reservoir = reservoir;
        this.ensemble = ensemble;
        this.refusals = refusals;
        this.silence = silence;
        this.budget = budget;
        this.persistentBudget = persistentBudget;
        this.persistence = persistence;
        nextRefit = (long) config.scaler().firstFit() * REFIT_FACTOR;
    }

    static SegmentCore fresh(SegmentConfig config, int width, long seed) {
        SegmentConfig.Quiet quiet = config.silence();
        return new SegmentCore(
                config,
                width,
                seed,
                new AdaptiveScaler(width, config.scaler().clip()),
                new RawReservoir(config.scaler().reservoir(), width),
                new Ensemble(config, width),
                new RefusalWindow(config.drift().window(), config.drift().refusedShare()),
                new SilenceMonitor(quiet.entities(), quiet.pValue(), quiet.minimumGaps()),
                new RefusedBudget(config.gate().level()),
                new RefusedBudget(config.gate().level()),
                new Persistence(config));
    }

    long sequence() {
        return sequence;
    }

    ModelState state() {
        return state;
    }

    /** Scaled point, empty while collecting. */
    float[] scaled(FeatureVector vector) {
        return scaler.isFitted() ? scaler.scale(vector) : new float[0];
    }

    /** Judges a vector by its entity's history; changes nothing. The event is carried along for the row. */
    Observation observe(
            long timeMillis,
            String entity,
            FeatureVector vector,
            long[] rarityKeys,
            boolean isLate,
            @Nullable Event event,
            EntityHistory history) {
        if (!scaler.isFitted()) {
            float[] none = {};
            return new Observation(timeMillis, entity, vector, none, none, rarityKeys, isLate, 0, 1, event, null, none);
        }
        float[] point = scaler.scale(vector);
        EntityHistory prepared = history.at(scaler);
        float[] deviates = prepared.deviates(point, vector);
        float[] sums = prepared.sums(deviates, vector);
        return new Observation(
                timeMillis,
                entity,
                vector,
                deviates,
                sums,
                rarityKeys,
                isLate,
                prepared.evidence(timeMillis),
                prepared.meanEvidence(),
                event,
                prepared,
                point);
    }

    Assessment assess(Observation observation) {
        if (!scaler.isFitted()) {
            return new Assessment(state, List.of(), Double.NaN, Double.NaN, state != ModelState.PAUSED);
        }
        boolean isProbable = state != ModelState.WARMING && (state != ModelState.PAUSED || isPastWarmUp(resumeTo));
        List<MemberScore> scores = ensemble.score(scaler.scale(observation.vector()), observation, isProbable);
        double momentary = isProbable ? ensemble.fuse(scores) : Double.NaN;
        double p = momentary;
        if (isProbable && !Double.isNaN(momentary) && persistence.isOn()) {
            double sum = persistence.sum(observation.evidence(), observation.meanEvidence(), momentary);
            double persistent = persistence.pValue(observation.evidence());
            scores.add(new MemberScore(Persistence.NAME, sum, persistent));
            p = persistence.combine(momentary, persistent);
        }
        return new Assessment(state, scores, momentary, p, isAdmitted(momentary, p));
    }

    Attribution attribute(Observation observation, Assessment assessment) {
        return Explanations.attribute(ensemble, scaled(observation.vector()), observation, assessment);
    }

    Baseline baseline(Observation observation, EntityHistory history, int neighbours) {
        return Explanations.baseline(
                scaler, reservoir, ensemble, scaled(observation.vector()), observation, history, neighbours);
    }

    Learned learn(Observation observation, Assessment assessment) {
        ModelState before = state;
        int refitsBefore = refits;
        Optional<DriftAlarm> alarm = Optional.empty();
        switch (state) {
            case COLLECTING -> collect(observation);
            case WARMING -> warm(observation, assessment);
            case READY, DEGRADED -> alarm = learnGated(observation, assessment);
            case RETRAINING -> retrain(observation, assessment);
            case PAUSED -> {}
        }
        sequence++;
        if (state == ModelState.READY || state == ModelState.DEGRADED) {
            state = ensemble.areAllUsable() ? ModelState.READY : ModelState.DEGRADED;
        }
        List<Silence> silences = silence.observe(observation.entity(), observation.timeMillis());
        return new Learned(before, state, alarm, silences, refits != refitsBefore);
    }

    /** Stops learning; true if that changed anything. */
    boolean pause() {
        if (state == ModelState.PAUSED) {
            return false;
        }
        resumeTo = state;
        state = ModelState.PAUSED;
        return true;
    }

    /** Goes on where {@link #pause} stopped; true if that changed anything. */
    boolean resume() {
        if (state != ModelState.PAUSED) {
            return false;
        }
        state = resumeTo;
        return true;
    }

    long liveBytes() {
        return 256
                + scaler.liveBytes()
                + reservoir.liveBytes()
                + ensemble.liveBytes()
                + refusals.liveBytes()
                + silence.liveBytes()
                + persistence.liveBytes();
    }

    void snapshot(StateWriter out) {
        out.writeLong(seed).writeLong(sequence).writeByte(state.ordinal()).writeByte(resumeTo.ordinal());
        out.writeLong(nextRefit).writeInt(refits).writeInt(retrainLeft);
        scaler.snapshot(out);
        reservoir.snapshot(out);
        ensemble.snapshot(out);
        refusals.snapshot(out);
        silence.snapshot(out);
        budget.snapshot(out);
        persistentBudget.snapshot(out);
        persistence.snapshot(out);
    }

    static SegmentCore restore(SegmentConfig config, int width, StateReader in) {
        long seed = in.readLong();
        long sequence = in.readLong();
        ModelState state = state(in.readByte());
        ModelState resumeTo = state(in.readByte());
        long nextRefit = in.readLong();
        int refits = in.readInt();
        int retrainLeft = in.readInt();
        SegmentConfig.Quiet quiet = config.silence();
        SegmentCore core = new SegmentCore(
                config,
                width,
                seed,
                AdaptiveScaler.restore(width, config.scaler().clip(), in),
                RawReservoir.restore(config.scaler().reservoir(), width, in),
                Ensemble.restore(config, width, in),
                RefusalWindow.restore(config.drift().window(), config.drift().refusedShare(), in),
                SilenceMonitor.restore(quiet.entities(), quiet.pValue(), quiet.minimumGaps(), in),
                RefusedBudget.restore(config.gate().level(), in),
                RefusedBudget.restore(config.gate().level(), in),
                Persistence.restore(config, in));
        core.sequence = sequence;
        core.state = state;
        core.resumeTo = resumeTo;
        core.nextRefit = nextRefit;
        core.refits = refits;
        core.retrainLeft = retrainLeft;
        return core;
    }

    private boolean isAdmitted(double momentary, double p) {
        if (state == ModelState.PAUSED) {
            return false;
        }
        if (!(isRemarkable(momentary) || isRemarkable(p)) || state == ModelState.RETRAINING) {
            return true;
        }
        // What is remarkable only for what its entity did before is learnt more often: an entity that has changed for
        // good
        // must become ordinary again some day, and a burst is over by then.
        double share = isRemarkable(momentary) ? config.gate().forcedShare() : PERSISTENT_FORCED_SHARE;
        return Draws.uniform(Draws.at(seed, Draws.FORCED, sequence)) < share;
    }

    private boolean isRemarkable(double p) {
        return p <= config.gate().level();
    }

    private void collect(Observation observation) {
        keep(observation);
        if (reservoir.size() >= config.scaler().firstFit()) {
            refit(true);
            state = ModelState.WARMING;
        }
    }

    private void warm(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        feedTails(observation, assessment, false);
        teach(observation);
        refitWhenDue();
        if (sequence + 1 >= config.readyAfterEvents() && ensemble.isAnyUsable()) {
            state = ModelState.READY;
        }
    }

    private Optional<DriftAlarm> learnGated(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        boolean isRefused = isRemarkable(assessment.momentary()) || isRemarkable(assessment.pValue());
        if (isFedToTails(assessment)) {
            feedTails(observation, assessment, false);
        }
        if (assessment.admitted()) {
            teach(observation);
        }
        refitWhenDue();
        Optional<DriftAlarm> alarm = refusals.observe(observation.entity(), isRefused, silence.size());
        if (alarm.isPresent()) {
            state = ModelState.RETRAINING;
            retrainLeft = config.drift().retrainEvents();
            reservoir.clear();
        }
        return alarm;
    }

    private boolean isFedToTails(Assessment assessment) {
        budget.advance();
        persistentBudget.advance();
        if (isRemarkable(assessment.momentary())) {
            return budget.spend(assessment.momentary());
        }
        return !isRemarkable(assessment.pValue()) || persistentBudget.spend(assessment.pValue());
    }

    private void retrain(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        if (2 * retrainLeft <= config.drift().retrainEvents()) {
            // By now the rows have come round; the tails over the segment are rebuilt with their members.
            feedTails(observation, assessment, true);
        }
        teach(observation);
        if (--retrainLeft == 0) {
            refit(true);
            refusals.clear();
            budget.clear();
            persistentBudget.clear();
            nextRefit = Math.max(nextRefit, sequence + (long) config.scaler().firstFit() * REFIT_FACTOR);
            state = ModelState.READY;
        }
    }

    private void feedTails(Observation observation, Assessment assessment, boolean entityOnly) {
        List<MemberScore> members = assessment.members();
        boolean hasEvidence =
                !members.isEmpty() && members.get(members.size() - 1).detector().equals(Persistence.NAME);
        ensemble.feedTails(hasEvidence ? members.subList(0, members.size() - 1) : members, entityOnly);
        if (hasEvidence) {
            persistence.learn(observation.evidence(), assessment.momentary());
        }
    }

    private void teach(Observation observation) {
        keep(observation);
        ensemble.update(scaler.scale(observation.vector()));
    }

    private void keep(Observation observation) {
        reservoir.add(observation.vector(), Draws.at(seed, Draws.RESERVOIR, sequence));
    }

    private void refitWhenDue() {
        if (sequence + 1 < nextRefit) {
            return;
        }
        long first = config.scaler().firstFit();
        nextRefit = nextRefit >= first * REFIT_FACTOR * REFIT_FACTOR ? Long.MAX_VALUE : nextRefit * REFIT_FACTOR;
        refit(false);
    }

    /** Fits the scaler to the reservoir; rebuilds the members if a scale changed or if they must be anyway. */
    private void refit(boolean isForced) {
        boolean changed = scaler.fit(reservoir.columns());
        if (!changed && !isForced) {
            return;
        }
        List<float[]> points = new ArrayList<>(reservoir.size());
        for (int r = 0; r < reservoir.size(); r++) {
            points.add(scaler.scaleRow(reservoir.row(r)));
        }
        ensemble.rebuild(points, Draws.at(seed, Draws.REBUILD, refits));
        refits++;
    }

    private static boolean isPastWarmUp(ModelState state) {
        return state != ModelState.COLLECTING && state != ModelState.WARMING;
    }

    private static ModelState state(int ordinal) {
        if (ordinal >= ModelState.values().length) {
            throw new StateFormatException(
                    "STA-004 segment: state must be below " + ModelState.values().length + ", was " + ordinal);
        }
        return ModelState.values()[ordinal];
    }
}
