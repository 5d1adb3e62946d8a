package dev.winnow.topology.mapping;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.cluster.ClusterSummary;
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
    private Signals() {}

    /** Notes about what a model has just learnt. */
    public static List<Signal> of(Event event, String segment, Learned learned) {
        if (!learned.changedState()
                && !learned.refitted()
                && learned.drift().isEmpty()
                && learned.silences().isEmpty()) {
            return List.of();
        }
        List<Signal> signals = new ArrayList<>(2);
        Instant time = event.getEventTime();
        learned.drift()
                .ifPresent(alarm -> signals.add(new Signal(
                        SignalKind.DRIFT,
                        event.getTenant(),
                        segment,
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
                                "entities_shifted", (double) alarm.entitiesShifted())))));
        if (learned.changedState()) {
            signals.add(new Signal(
                    SignalKind.MODEL_STATE,
                    event.getTenant(),
                    segment,
                    time,
                    "Model of " + segment + " went from " + word(learned.before()) + " to " + word(learned.after())
                            + ".",
                    Map.of()));
        } else if (learned.refitted()) {
            signals.add(new Signal(
                    SignalKind.MODEL_STATE,
                    event.getTenant(),
                    segment,
                    time,
                    "Model of " + segment + " fitted its scaler anew and rebuilt its members.",
                    Map.of()));
        }
        for (Silence silence : learned.silences()) {
            signals.add(new Signal(
                    SignalKind.SILENCE,
                    event.getTenant(),
                    silence.entity(),
                    time,
                    String.format(
                            Locale.ROOT,
                            "Nothing from this entity in %s for %d s; it usually reports every %.0f s.",
                            segment,
                            silence.silentMillis() / 1000,
                            silence.expectedGapMillis() / 1000),
                    new TreeMap<>(Map.of(
                            "silent_seconds", silence.silentMillis() / 1000.0,
                            "expected_gap_seconds", silence.expectedGapMillis() / 1000,
                            "p_value", silence.pValue()))));
        }
        return signals;
    }

    /** Stored state was left behind. */
    public static Signal newGeneration(Event event, String segment, long generation, Set<GenerationCause> causes) {
        return new Signal(
                SignalKind.CONFIG_CHANGE,
                event.getTenant(),
                segment,
                event.getEventTime(),
                "Model of " + segment + " starts generation " + generation + ": "
                        + causes.stream().map(GenerationCause::text).collect(Collectors.joining(", "))
                        + ".",
                Map.of("generation", (double) generation));
    }

    /** Rows of entities went because the bytes were used up. */
    public static Signal entitiesEvicted(Event event, String segment, long evicted, int kept) {
        return new Signal(
                SignalKind.ENTITY_STATE,
                event.getTenant(),
                segment,
                event.getEventTime(),
                "New entities of " + segment + " took the place of the " + evicted
                        + " longest unused rows, whose entities start anew; more sources than state.entityMb holds, or a"
                        + " flood of invented ones.",
                new TreeMap<>(Map.of("evicted", (double) evicted, "kept", (double) kept)));
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
                numbers);
    }

    public static Signal clusterClosed(ClusterSummary state, String text, long timeMillis) {
        return new Signal(
                SignalKind.CLUSTER_CLOSED,
                state.tenant(),
                state.id(),
                Instant.ofEpochMilli(Math.max(0, timeMillis)),
                text,
                Map.of("alerts", (double) state.alerts()));
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
