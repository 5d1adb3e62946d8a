package dev.winnow.topology.mapping;

import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.drift.ScoreDrift;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.MemberFailure;
import dev.winnow.detectors.segment.ShadowNews;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.cluster.ClusterSummary;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.wire.Event;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What people should know about the system itself. */
public final class Signals {
    /** Shard of a signal that is about no model. */
    static final int NO_SHARD = -1;

    private Signals() {}

    /** Notes about what a model has just learnt. */
    public static List<Signal> of(Instant time, Segment segment, Learned learned) {
        if (!learned.changedState()
                && !learned.refitted()
                && learned.drift().isEmpty()
                && learned.silences().isEmpty()
                && learned.failures().isEmpty()
                && learned.scoreDrift().isEmpty()
                && learned.featureDrift().isEmpty()
                && learned.shadow().isEmpty()) {
            return List.of();
        }
        List<Signal> signals = new ArrayList<>(2);
        learned.drift()
                .ifPresent(alarm -> signals.add(new Signal(
                        SignalKind.DRIFT,
                        segment.tenant(),
                        segment.name(),
                        time,
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of the last %d events of %s look unlike before; the model learns anew.",
                                100 * alarm.refusedShare(),
                                alarm.windowEvents(),
                                segment),
                        // Sorted: the order of Map.of differs from one JVM to the next.
                        new TreeMap<>(Map.of(
                                "refused_share", alarm.refusedShare(),
                                "window_events", (double) alarm.windowEvents(),
                                "entities", (double) alarm.entities(),
                                "entities_shifted", (double) alarm.entitiesShifted())),
                        segment.shard(),
                        segment.shards())));
        if (learned.changedState()) {
            signals.add(new Signal(
                    SignalKind.MODEL_STATE,
                    segment.tenant(),
                    segment.name(),
                    time,
                    "Model of " + segment + " went from " + word(learned.before()) + " to " + word(learned.after())
                            + ".",
                    Map.of(),
                    segment.shard(),
                    segment.shards()));
        } else if (learned.refitted()) {
            signals.add(new Signal(
                    SignalKind.MODEL_STATE,
                    segment.tenant(),
                    segment.name(),
                    time,
                    "Model of " + segment + " fitted its scaler anew and rebuilt its members.",
                    Map.of(),
                    segment.shard(),
                    segment.shards()));
        }
        for (MemberFailure failure : learned.failures()) {
            signals.add(new Signal(
                    SignalKind.MODEL_STATE,
                    segment.tenant(),
                    segment.name(),
                    time,
                    "Member " + failure.detector() + " of " + segment + " failed (" + failure.cause()
                            + "); the model goes on without it and starts it anew at its next refit.",
                    Map.of(),
                    segment.shard(),
                    segment.shards()));
        }
        learned.scoreDrift().ifPresent(drift -> signals.add(scoreDrift(time, segment, drift)));
        learned.featureDrift().ifPresent(drift -> signals.add(featureDrift(time, segment, drift)));
        learned.shadow().forEach(news -> signals.add(shadow(time, segment, news)));
        learned.silences().forEach(silence -> signals.add(silence(time, segment, silence)));
        return signals;
    }

    private static Signal scoreDrift(Instant time, Segment segment, ScoreDrift drift) {
        return new Signal(
                SignalKind.SCORE_DRIFT,
                segment.tenant(),
                segment.name(),
                time,
                String.format(
                        Locale.ROOT,
                        "Ordinary events of %s look stranger than before: their mean tail probability is %.2f for %d events,"
                                + " since %s, and was %.2f.",
                        segment,
                        drift.meanAfter(),
                        drift.events(),
                        Instant.ofEpochMilli(drift.sinceMillis()),
                        drift.meanBefore()),
                new TreeMap<>(Map.of(
                        "mean_p_before",
                        drift.meanBefore(),
                        "mean_p_after",
                        drift.meanAfter(),
                        "events",
                        (double) drift.events(),
                        "since_millis",
                        (double) drift.sinceMillis())),
                segment.shard(),
                segment.shards());
    }

    private static Signal featureDrift(Instant time, Segment segment, FeatureDrift drift) {
        return new Signal(
                SignalKind.FEATURE_DRIFT,
                segment.tenant(),
                segment.name(),
                time,
                String.format(
                        Locale.ROOT,
                        "Feature %s of %s is distributed unlike in its reference (PSI %.2f, %.2f nats, in %d ordinary events;"
                                + " since %s)%s. A new reference is taken.",
                        drift.feature(),
                        segment,
                        drift.psi(),
                        drift.divergence(),
                        drift.windowEvents(),
                        Instant.ofEpochMilli(drift.sinceMillis()),
                        drift.others() == 0 ? "" : ", and so are " + drift.others() + " more"),
                new TreeMap<>(Map.of(
                        "psi", drift.psi(),
                        "kl_nats", drift.divergence(),
                        "other_features", (double) drift.others(),
                        "window_events", (double) drift.windowEvents(),
                        "since_millis", (double) drift.sinceMillis())),
                segment.shard(),
                segment.shards());
    }

    private static Signal shadow(Instant time, Segment segment, ShadowNews news) {
        SignalKind kind = switch (news.event()) {
            case STARTED -> SignalKind.SHADOW_STARTED;
            case WON -> SignalKind.SHADOW_WON;
            case PROMOTED -> SignalKind.SHADOW_PROMOTED;
            case NOT_BETTER, NO_LONGER_BETTER, REBUILT -> SignalKind.SHADOW_RETIRED;
            case ABSENT -> SignalKind.MODEL_STATE;
        };
        String text = switch (news.event()) {
            case STARTED -> "A second forest begins to learn beside that of %s, for what is ordinary has changed.";
            case WON -> "The second forest of %s is better (%s); promote_shadow lets it take over.";
            case PROMOTED -> "The second forest of %s has taken over (%s).";
            case NOT_BETTER -> "The second forest of %s was not better (%s) and is gone.";
            case NO_LONGER_BETTER -> "The second forest of %s is no longer better (%s) and is gone.";
            case REBUILT -> "The second forest of %s is gone, for the model started its members anew.";
            case ABSENT -> "No second forest of %s has won; promote_shadow changed nothing.";
        };
        boolean isJudged = switch (news.event()) {
            case WON, PROMOTED, NOT_BETTER, NO_LONGER_BETTER -> true;
            case STARTED, REBUILT, ABSENT -> false;
        };
        return new Signal(
                kind,
                segment.tenant(),
                segment.name(),
                time,
                String.format(
                        Locale.ROOT,
                        text,
                        segment,
                        String.format(
                                Locale.ROOT,
                                "advantage %.2f ± %.2f in telling what was from what is",
                                news.advantage(),
                                news.advantageError())),
                isJudged
                        ? new TreeMap<>(Map.of("advantage", news.advantage(), "advantage_error", news.advantageError()))
                        : Map.of(),
                segment.shard(),
                segment.shards());
    }

    /** An event type that no feature set takes. */
    public static Signal unscored(Event event) {
        return new Signal(
                SignalKind.EVENT_TYPE_UNSCORED,
                event.getTenant(),
                event.getType(),
                event.getEventTime(),
                "Events of type \"" + event.getType() + "\" from " + event.getFormat()
                        + " are not scored: no feature set takes them. Name a type that one takes in"
                        + " inputs[].mapping.type, or leave them out at the source.",
                Map.of(),
                -1,
                0);
    }

    /** More types than are announced one by one. */
    public static Signal unscoredOthers(Signal last, int most) {
        return new Signal(
                SignalKind.EVENT_TYPE_UNSCORED,
                last.getTenant(),
                "(others)",
                last.getEventTime(),
                "More than " + most + " event types are not scored; further ones are counted and not announced.",
                Map.of("types", (double) most),
                -1,
                0);
    }

    /** An entity, or a feed as a whole, from which nothing comes any more. */
    public static Signal silence(Instant time, Segment segment, Silence silence) {
        return new Signal(
                SignalKind.SILENCE,
                segment.tenant(),
                silence.entity(),
                time,
                String.format(
                        Locale.ROOT,
                        "Nothing from %s in %s for %d s; it usually reports every %.0f s.",
                        silence.entity().equals(segment.featureSet())
                                ? "any entity"
                                : silence.part().isEmpty() ? "this entity" : silence.part() + " of this entity",
                        segment,
                        silence.silentMillis() / 1000,
                        silence.expectedGapMillis() / 1000),
                new TreeMap<>(Map.of(
                        "silent_seconds", silence.silentMillis() / 1000.0,
                        "expected_gap_seconds", silence.expectedGapMillis() / 1000,
                        "p_value", silence.pValue())),
                segment.shard(),
                segment.shards());
    }

    /** Stored state was left behind. */
    public static Signal newGeneration(Instant time, Segment segment, long generation, Set<GenerationCause> causes) {
        return new Signal(
                SignalKind.CONFIG_CHANGE,
                segment.tenant(),
                segment.name(),
                time,
                "Model of " + segment + " starts generation " + generation + ": "
                        + causes.stream().map(GenerationCause::text).collect(Collectors.joining(", "))
                        + ".",
                Map.of("generation", (double) generation),
                segment.shard(),
                segment.shards());
    }

    /** Clusters of another application secret were closed. */
    public static Signal secretChanged(String tenant, String text, int closed, long timeMillis) {
        return new Signal(
                SignalKind.CONFIG_CHANGE,
                tenant,
                "application secret",
                Instant.ofEpochMilli(Math.max(0, timeMillis)),
                text,
                new TreeMap<>(Map.of("closed_clusters", (double) closed)),
                NO_SHARD,
                0);
    }

    /** Rows of entities went because the bytes were used up. */
    public static Signal entitiesEvicted(Instant time, Segment segment, long evicted, int kept) {
        return new Signal(
                SignalKind.ENTITY_STATE,
                segment.tenant(),
                segment.name(),
                time,
                "New entities of " + segment + " took the place of the " + evicted
                        + " longest unused rows, whose entities start anew; more sources than state.entityMb holds, or a"
                        + " flood of invented ones.",
                new TreeMap<>(Map.of("evicted", (double) evicted, "kept", (double) kept)),
                segment.shard(),
                segment.shards());
    }

    /** Models of units of a series went because there were too many. */
    public static Signal unitsEvicted(Instant time, Segment segment, int evicted, int kept) {
        return new Signal(
                SignalKind.ENTITY_STATE,
                segment.tenant(),
                segment.name(),
                time,
                "New units of " + segment + " took the place of the " + evicted
                        + " longest silent ones, which start anew;"
                        + " a shard keeps the series of " + kept + " units. Give the topic more partitions, or find the"
                        + " sender of invented ones.",
                new TreeMap<>(Map.of("evicted", (double) evicted, "kept", (double) kept)),
                segment.shard(),
                segment.shards());
    }

    public static Signal refit(CalibratorChange change) {
        TreeMap<String, Double> numbers = new TreeMap<>();
        numbers.put("epoch", (double) change.inForce().epoch());
        numbers.put("labels", (double) change.inForce().labels());
        change.ece().ifPresent(ece -> numbers.put("ece", ece));
        change.brier().ifPresent(brier -> numbers.put("brier", brier));
        return new Signal(
                SignalKind.CALIBRATION_REFIT,
                change.tenant(),
                change.featureSet(),
                Instant.ofEpochMilli(Math.max(0, change.timeMillis())),
                change.text(),
                numbers,
                NO_SHARD,
                0);
    }

    public static Signal clusterClosed(ClusterSummary state, String text, long timeMillis) {
        return new Signal(
                SignalKind.CLUSTER_CLOSED,
                state.tenant(),
                state.id(),
                Instant.ofEpochMilli(Math.max(0, timeMillis)),
                text,
                Map.of("alerts", (double) state.alerts()),
                NO_SHARD,
                0);
    }

    public static Signal expired(Expiry.VerdictExpired expiry) {
        return new Signal(
                SignalKind.VERDICT_EXPIRED,
                expiry.tenant(),
                expiry.expired().verdict().id(),
                Instant.ofEpochMilli(Math.max(0, expiry.timeMillis())),
                expiry.text(),
                Map.of(),
                NO_SHARD,
                0);
    }

    /** A verdict changed nothing because it is known; its sender should see that. */
    public static Signal repeated(VerdictOutcome outcome, long timeMillis) {
        return new Signal(
                SignalKind.VERDICT_REPEATED,
                outcome.verdict().tenant(),
                outcome.verdict().id(),
                Instant.ofEpochMilli(Math.max(0, timeMillis)),
                outcome.text(),
                Map.of(),
                NO_SHARD,
                0);
    }

    public static Signal alertsLeftEarly(Expiry.AlertsLeftEarly early) {
        return new Signal(
                SignalKind.ALERTS_EVICTED,
                early.tenant(),
                "triage.feedback.maxAlerts",
                Instant.ofEpochMilli(Math.max(0, early.timeMillis())),
                early.text(),
                new TreeMap<>(Map.of(
                        "shown", (double) early.leavers().shown(),
                        "folded", (double) early.leavers().folded())),
                NO_SHARD,
                0);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
