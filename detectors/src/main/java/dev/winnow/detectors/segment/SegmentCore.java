package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.DriftAlarm;
import dev.winnow.detectors.drift.RefusalWindow;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.drift.SilenceMonitor;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.forest.AttributionStability;
import dev.winnow.detectors.guard.LearningGuard;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A segment's model from the feature vector on: its life cycle and what it learns. Mutable, one owner, not thread-safe. */
final class SegmentCore {
    // Long, for the steps of the life cycle share its counters. What they call has files of its own: gate, samples,
    // ensemble, watch, budgets.
    //
    // Everything that is learnt is decided by (state, observation, assessment) and by draws that depend on the sequence
    // number only, so replaying deltas on a snapshot gives the live model bit for bit.
    //
    // Members, reservoir and rows learn admitted events only. Which scores feed the tails is RefusedBudget's business:
    // one
    // for events that are remarkable by themselves, by their own probability, as the tails hold such scores; and one
    // for
    // those that only their entity's past makes remarkable. Were both charged by the one fused probability, its
    // mistakes
    // would cut the tails, and the cut tails would make the mistakes larger (twice the stated share at 0.001).

    /** Makes the share of {@link LeadingFeature} good to 0.06. */
    private static final int REDRAWN = 64;

    private final SegmentConfig config;
    private final int width;
    private final long seed;
    private final ScaledReservoir samples;
    private final LearningGate gate;
    private final Ensemble ensemble;
    private final RefusalWindow refusals;
    private final SilenceMonitor silence;
    private final DriftWatch watch;
    private final RefusedBudget persistentBudget;
    private final Persistence persistence;
    private final LearningShare share;
    /** Null where the guard is off. */
    private final @Nullable LearningGuard guard;

    private ModelState state = ModelState.COLLECTING;
    private ModelState resumeTo = ModelState.COLLECTING;
    /** Inputs taken: events, and facts of other shards. */
    private long observed;
    /** Events that the guard let through to learning; all draws and intervals count these. */
    private long sequence;

    private int retrainLeft;

    /** What the last event that came here showed of what is ordinary. */
    private DriftWatch.Found drifts = DriftWatch.Found.nothing();

    /** Entities that the other shards know. */
    private long entitiesElsewhere;

    private SegmentCore(
            SegmentConfig config,
            int width,
            long seed,
            ScaledReservoir samples,
            LearningGate gate,
            Ensemble ensemble,
            RefusalWindow refusals,
            SilenceMonitor silence,
            DriftWatch watch,
            RefusedBudget persistentBudget,
            Persistence persistence,
            LearningShare share,
            @Nullable LearningGuard guard) {
        this.config = config;
        this.width = width;
        this.seed = seed;
        this.samples = samples;
        this.gate = gate;
        this.ensemble = ensemble;
        this.refusals = refusals;
        this.silence = silence;
        this.watch = watch;
        this.persistentBudget = persistentBudget;
        this.persistence = persistence;
        this.share = share;
        this.guard = guard;
    }

    static SegmentCore fresh(SegmentConfig config, int width, long seed) {
        return fresh(config, width, seed, Detectors.kinds());
    }

    /** @param kinds kinds of members to choose from */
    static SegmentCore fresh(SegmentConfig config, int width, long seed, List<Detectors.Kind> kinds) {
        SegmentConfig.Quiet quiet = config.silence();
        return new SegmentCore(
                config,
                width,
                seed,
                ScaledReservoir.empty(config, width, seed),
                new LearningGate(config.gate(), seed, 0),
                new Ensemble(config, width, kinds),
                new RefusalWindow(config.drift().window(), config.drift().refusedShare()),
                new SilenceMonitor(quiet.entities(), quiet.pValue(), quiet.minimumGaps()),
                new DriftWatch(config.drift(), width, Draws.at(seed, Draws.WATCH, 0)),
                new RefusedBudget(config.gate()),
                new Persistence(config),
                new LearningShare(config.learnPerSecond()),
                config.guard().isOn()
                        ? LearningGuard.create(
                                config.guard().points(),
                                1000 * config.guard().windowSeconds(),
                                config.guard().keptShare(),
                                Draws.at(seed, Draws.GUARD, 0))
                        : null);
    }

    long sequence() {
        return observed;
    }

    ModelState state() {
        return state;
    }

    /** Scaled point, empty while collecting. */
    float[] scaled(FeatureVector vector) {
        return samples.scaled(vector);
    }

    /** The scaled point of an observation: its own, where no refit has come in between. Not to be changed. */
    private float[] point(Observation observation) {
        EntityHistory history = observation.history();
        return history != null && history.isOf(samples.scaler())
                ? observation.point()
                : samples.scale(observation.vector());
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
        if (!samples.isFitted()) {
            float[] none = {};
            return new Observation(timeMillis, entity, vector, none, none, rarityKeys, isLate, 0, 1, event, null, none);
        }
        float[] point = samples.scale(vector);
        EntityHistory prepared = history.at(samples.scaler());
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
        if (!samples.isFitted() || state == ModelState.PAUSED) {
            return new Assessment(state, List.of(), Double.NaN, Double.NaN, !isStopped());
        }
        boolean isProbable = state != ModelState.WARMING && (state != ModelState.FROZEN || isPastWarmUp(resumeTo));
        float[] point = point(observation);
        if (isProbable && ensemble.canSpare()) {
            // An estimate does for ordinary events alone. What is refused as a lesson, passes a gate, or adds to an
            // entity's evidence is decided on the scores of all trees: with estimates up to the level of learning,
            // a scan, whose events are each a little strange, had 155 alerts in place of 500.
            Sparing sparing = new Sparing();
            List<MemberScore> scores = ensemble.score(point, observation, true, sparing);
            double least = sparing.isSpared() ? ensemble.fuse(sparing.strangest(scores)) : 1;
            if (!isRemarkable(least) && !persistence.isEvidence(least)) {
                return judge(scores, true, observation);
            }
        }
        return judge(ensemble.score(point, observation, isProbable), isProbable, observation);
    }

    private Assessment judge(List<MemberScore> scores, boolean isProbable, Observation observation) {
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
        return Explanations.attribute(
                ensemble, samples.isFitted() ? point(observation) : new float[0], observation, assessment);
    }

    Baseline baseline(Observation observation, EntityHistory history, int neighbours) {
        List<Baseline.Neighbour> nearest = samples.isFitted()
                ? Nearest.of(samples.reservoir(), samples.scaler(), point(observation), neighbours)
                : List.of();
        return Explanations.baseline(samples.reservoir(), observation, history, nearest);
    }

    Optional<ForestReasons> forestReasons(Observation observation) {
        if (!samples.isFitted() || samples.reservoir().size() == 0) {
            return Optional.empty();
        }
        List<float[]> ordinary = samples.points();
        return ensemble.forest()
                .map(forest -> ForestReasons.of(
                        forest,
                        point(observation),
                        observation.vector().schema().names(),
                        ordinary,
                        Draws.at(seed, Draws.REASONS, observed)));
    }

    Optional<LeadingFeature> leadingFeature(Observation observation) {
        if (!samples.isFitted()) {
            return Optional.empty();
        }
        return ensemble.forest().map(forest -> {
            AttributionStability.Report report = new AttributionStability(
                            forest, REDRAWN, Draws.at(seed, Draws.REASONS, observed))
                    .of(point(observation));
            return new LeadingFeature(observation.vector().schema().names().get(report.first()), report.firstShare());
        });
    }

    /** Whether the next event is learnt: all are, until they come faster than {@link SegmentConfig#learnPerSecond}. */
    boolean isLesson(long nowMillis) {
        share.count(nowMillis, 1);
        return !(state == ModelState.READY || state == ModelState.DEGRADED)
                || share.isLesson(Draws.uniform(Draws.at(seed, Draws.LESSON, observed)));
    }

    /** @param isLesson false for an event that is only seen: it neither teaches nor feeds tails, and is no sign of drift */
    Learned learn(Observation observation, Assessment assessment, boolean isLesson) {
        ModelState before = state;
        int refitsBefore = samples.refits();
        drifts = DriftWatch.Found.nothing();
        Optional<DriftAlarm> alarm = isLesson ? learnLesson(observation, assessment, true) : Optional.empty();
        observed++;
        List<MemberFailure> failures = newFailures();
        if (state == ModelState.READY || state == ModelState.DEGRADED) {
            state = ensemble.areAllUsable() ? ModelState.READY : ModelState.DEGRADED;
        }
        List<Silence> silences = silence.observe(observation.entity(), observation.timeMillis());
        return new Learned(
                before,
                state,
                alarm,
                silences,
                samples.refits() != refitsBefore,
                failures,
                drifts.score(),
                drifts.feature(),
                ensemble.takeShadowNews());
    }

    /** @param isOwn false for what another shard saw: each watches the drift of its own entities */
    private Optional<DriftAlarm> learnLesson(Observation observation, Assessment assessment, boolean isOwn) {
        // What the guard refuses is as if it had not come, and shifts no draw.
        if (!isStopped() && guard != null && !guard.admits(observation.timeMillis(), observation.entity())) {
            return Optional.empty();
        }
        if (isOwn && (state == ModelState.READY || state == ModelState.DEGRADED)) {
            watchDrift(observation, assessment);
        }
        Optional<DriftAlarm> alarm = learnAdmitted(observation, assessment);
        sequence++;
        return alarm;
    }

    private void watchDrift(Observation observation, Assessment assessment) {
        double momentary = assessment.momentary();
        if (!Double.isNaN(momentary) && !isRemarkable(momentary) && !isRemarkable(assessment.pValue())) {
            drifts = watch.observe(observation, momentary, silence.size() + entitiesElsewhere);
            if (drifts.score().isPresent() || drifts.feature().isPresent()) {
                ensemble.challenge(Draws.at(seed, Draws.SHADOW, sequence));
            }
        }
    }

    /** True while each lesson counts: the shards warm up together. */
    boolean isWarmingUp() {
        return state == ModelState.COLLECTING || state == ModelState.WARMING;
    }

    /**
     * Takes in what is known elsewhere; no event, but counted like one, since the journal's deltas are. It learns what the other
     * shards have learnt, as if it had been its own: so a segment is ready after as many events on six shards as on one, its scales
     * and forests are those of all its entities, and a tail probability is a share of the segment's events.
     */
    Learned absorb(PopulationFacts facts, List<Observation> lessons, long nowMillis) {
        ModelState before = state;
        int refitsBefore = samples.refits();
        Optional<DriftAlarm> alarm = Optional.empty();
        entitiesElsewhere = facts.entities();
        share.count(nowMillis, facts.events());
        for (Observation lesson : lessons) {
            if (lesson.hasDeviates() || state == ModelState.COLLECTING) {
                Optional<DriftAlarm> raised = learnLesson(lesson, assess(lesson), false);
                alarm = raised.isPresent() ? raised : alarm;
            } else if (!isStopped() && (guard == null || guard.admits(lesson.timeMillis(), lesson.entity()))) {
                // Its shard had no scale yet: it says nothing of the members per entity.
                teach(lesson);
                samples.refitWhenDue(ensemble, sequence);
                sequence++;
            }
        }
        observed++;
        return new Learned(
                        before,
                        state,
                        alarm,
                        silence.pass(facts.timeMillis()),
                        samples.refits() != refitsBefore,
                        newFailures())
                .with(ensemble.takeShadowNews());
    }

    /** Members that failed at this input; they are started anew before long, for the regular refits end with the third. */
    private List<MemberFailure> newFailures() {
        List<MemberFailure> failures = ensemble.newFailures();
        if (!failures.isEmpty()) {
            samples.refitSoon(sequence);
        }
        return failures;
    }

    /** Entities that are known here. */
    int entities() {
        return silence.size();
    }

    /** Does what people say; no event, but counted like one, since the journal's deltas are. */
    Learned obey(ModelOrder order) {
        ModelState before = state;
        observed++;
        if (order == ModelOrder.PROMOTE_SHADOW) {
            return Learned.ordered(before, before)
                    .with(ensemble.promote() ? ensemble.takeShadowNews() : List.of(ShadowNews.absent()));
        }
        if (!isStopped()) {
            resumeTo = state;
        }
        state = order.state(resumeTo);
        return Learned.ordered(before, state);
    }

    private boolean isStopped() {
        return state == ModelState.PAUSED || state == ModelState.FROZEN;
    }

    long liveBytes() {
        return 256
                + samples.liveBytes()
                + ensemble.liveBytes()
                + refusals.liveBytes()
                + silence.liveBytes()
                + watch.liveBytes()
                + persistence.liveBytes()
                + (guard == null ? 0 : guard.liveBytes());
    }

    void snapshot(StateWriter out) {
        out.writeLong(seed)
                .writeLong(observed)
                .writeLong(sequence)
                .writeByte(state.ordinal())
                .writeByte(resumeTo.ordinal());
        out.writeLong(samples.nextRefit())
                .writeInt(samples.refits())
                .writeInt(retrainLeft)
                .writeDouble(gate.forcedTokens());
        out.writeLong(entitiesElsewhere);
        samples.snapshot(out);
        ensemble.snapshot(out);
        refusals.snapshot(out);
        silence.snapshot(out);
        watch.snapshot(out);
        persistentBudget.snapshot(out);
        persistence.snapshot(out);
        share.snapshot(out);
        if (guard != null) {
            guard.snapshot(out);
        }
    }

    static SegmentCore restore(SegmentConfig config, int width, StateReader in) {
        long seed = in.readLong();
        long observed = in.readLong();
        long sequence = in.readLong();
        ModelState state = state(in.readByte());
        ModelState resumeTo = state(in.readByte());
        long nextRefit = in.readLong();
        int refits = in.readInt();
        int retrainLeft = in.readInt();
        double forcedTokens = in.readDouble();
        long entitiesElsewhere = in.readLong();
        SegmentConfig.Quiet quiet = config.silence();
        SegmentCore core = new SegmentCore(
                config,
                width,
                seed,
                ScaledReservoir.restore(config, width, seed, nextRefit, refits, in),
                new LearningGate(config.gate(), seed, forcedTokens),
                Ensemble.restore(config, width, in),
                RefusalWindow.restore(config.drift().window(), config.drift().refusedShare(), in),
                SilenceMonitor.restore(quiet.entities(), quiet.pValue(), quiet.minimumGaps(), in),
                DriftWatch.restore(config.drift(), width, Draws.at(seed, Draws.WATCH, 0), in),
                RefusedBudget.restore(config.gate(), in),
                Persistence.restore(config, in),
                LearningShare.restore(config.learnPerSecond(), in),
                config.guard().isOn()
                        ? LearningGuard.restore(
                                config.guard().points(),
                                1000 * config.guard().windowSeconds(),
                                config.guard().keptShare(),
                                Draws.at(seed, Draws.GUARD, 0),
                                in)
                        : null);
        core.observed = observed;
        core.sequence = sequence;
        core.state = state;
        core.resumeTo = resumeTo;
        core.retrainLeft = retrainLeft;
        core.entitiesElsewhere = entitiesElsewhere;
        return core;
    }

    private boolean isAdmitted(double momentary, double p) {
        if (isStopped()) {
            return false;
        }
        return state == ModelState.RETRAINING || gate.admits(momentary, p, sequence);
    }

    private boolean isRemarkable(double p) {
        return gate.isRemarkable(p);
    }

    private Optional<DriftAlarm> learnAdmitted(Observation observation, Assessment assessment) {
        switch (state) {
            case COLLECTING -> collect(observation);
            case WARMING -> warm(observation, assessment);
            case READY, DEGRADED -> {
                return learnGated(observation, assessment);
            }
            case RETRAINING -> retrain(observation, assessment);
            case PAUSED, FROZEN -> {}
        }
        return Optional.empty();
    }

    private void collect(Observation observation) {
        samples.keep(observation, sequence);
        if (samples.reservoir().size() >= config.scaler().firstFit()) {
            samples.refit(ensemble, true);
            state = ModelState.WARMING;
        }
    }

    private void warm(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        feedTails(observation, assessment, false);
        teach(observation);
        samples.refitWhenDue(ensemble, sequence);
        if (sequence + 1 >= config.readyAfterEvents() && ensemble.isAnyUsable()) {
            state = ModelState.READY;
        }
    }

    private Optional<DriftAlarm> learnGated(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        gate.count(assessment, sequence);
        boolean isRefused = isRemarkable(assessment.momentary()) || isRemarkable(assessment.pValue());
        if (isFedToTails(assessment)) {
            feedTails(observation, assessment, false);
        }
        if (assessment.admitted()) {
            teach(observation);
        }
        samples.refitWhenDue(ensemble, sequence);
        Optional<DriftAlarm> alarm =
                refusals.observe(observation.entity(), isRefused, silence.size() + entitiesElsewhere);
        if (alarm.isPresent()) {
            state = ModelState.RETRAINING;
            retrainLeft = config.drift().retrainEvents();
            samples.clear();
            watch.clear();
        }
        return alarm;
    }

    private boolean isFedToTails(Assessment assessment) {
        persistentBudget.advance();
        return isRemarkable(assessment.momentary()) || persistentBudget.admits(assessment.pValue());
    }

    private void retrain(Observation observation, Assessment assessment) {
        ensemble.noteFailures(assessment.members());
        if (2 * retrainLeft <= config.drift().retrainEvents()) {
            // By now the rows have come round; the tails over the segment are rebuilt with their members.
            feedTails(observation, assessment, true);
        }
        teach(observation);
        if (--retrainLeft == 0) {
            samples.refit(ensemble, true);
            refusals.clear();
            persistentBudget.clear();
            samples.refitNotBefore(sequence);
            state = ModelState.READY;
        }
    }

    private void feedTails(Observation observation, Assessment assessment, boolean entityOnly) {
        List<MemberScore> members = assessment.members();
        boolean hasEvidence =
                !members.isEmpty() && members.get(members.size() - 1).detector().equals(Persistence.NAME);
        boolean wasFed = ensemble.feedTails(
                hasEvidence ? members.subList(0, members.size() - 1) : members,
                assessment.momentary(),
                entityOnly,
                ensemble.isOnTrial() ? point(observation) : null);
        if (wasFed && isRemarkable(assessment.momentary())) {
            samples.keepRefused(observation, sequence);
        }
        if (hasEvidence) {
            persistence.learn(observation.evidence(), assessment.momentary());
        }
    }

    private void teach(Observation observation) {
        samples.keep(observation, sequence);
        ensemble.update(point(observation), observation.timeMillis());
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
