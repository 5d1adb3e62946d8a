package dev.winnow.topology.metric;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has done since it started, attempts that were aborted afterwards included: for metrics, progress and
 * for knowing when a bounded input is drained. The audit log, not this, is the record. Thread-safe.
 */
public final class Counters {
    /** What is counted. */
    public enum Count {
        /** Input records read by decode. */
        RECORDS_READ,
        /** Records refused at any stage. */
        DEAD_LETTERS,
        /** Input records refused by decode. */
        RECORDS_REFUSED,
        /** Events that decode accepted. */
        EVENTS_DECODED,
        /** Events that reached detect. */
        EVENTS_DETECTED,
        /** Events of a type that no feature set accepts. */
        EVENTS_WITHOUT_FEATURE_SET,
        /** Events that came after the grace period of their windows. */
        EVENTS_LATE,
        /** Events whose score meant something. */
        EVENTS_SCORED,
        /** Events skipped because the store had already seen their offset. */
        EVENTS_SKIPPED,
        /** Events that passed the gate. */
        CANDIDATES,
        /** Model notes and candidates that detect sent to triage. */
        SENT_TO_TRIAGE,
        /** Model notes and candidates that triage has taken. */
        TAKEN_BY_TRIAGE,
        /** What shards told, sent to the tenant's task. */
        SHARD_FACTS,
        /** Inputs of models that are no events, read from their topic. */
        MODEL_INPUTS_READ,
        /** Those of them that models have taken. */
        MODEL_INPUTS_TAKEN,
        /** Verdict records read from the feedback topic. */
        VERDICTS_READ,
        /** Verdicts that passed decoding. */
        VERDICTS_DECODED,
        /** Verdicts that triage has taken. */
        VERDICTS_TAKEN,
        /** Commands that triage has taken. */
        COMMANDS_TAKEN,
        /** Alerts written, folded ones included. */
        ALERTS,
        /** Candidates that a mute suppressed. */
        MUTED,
        /** Cluster updates written. */
        CLUSTER_UPDATES,
        /** Audit entries written. */
        AUDIT_ENTRIES,
        /** Models read back from their store. */
        MODELS_HYDRATED,
        /** Rows of entities that were silent for too long. */
        ENTITY_ROWS_EXPIRED,
        /** Rows of entities that went because the bytes were used up. */
        ENTITY_ROWS_EVICTED,
        /** Rows of entities that were damaged and started anew. */
        ENTITY_ROWS_DAMAGED,
        /** Models whose stored state was damaged and that started anew. */
        MODELS_DAMAGED,
        /** Model snapshots written. */
        MODEL_SNAPSHOTS
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    private final LastSeen lastSeen = new LastSeen();

    public Counters() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    /** What models and calibrators were like when they were last used. */
    public LastSeen lastSeen() {
        return lastSeen;
    }

    public void add(Count count) {
        add(count, 1);
    }

    public void add(Count count, long amount) {
        adder(count).add(amount);
    }

    public long value(Count count) {
        return adder(count).sum();
    }

    private LongAdder adder(Count count) {
        LongAdder adder = counts.get(count);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + count);
        }
        return adder;
    }
}
