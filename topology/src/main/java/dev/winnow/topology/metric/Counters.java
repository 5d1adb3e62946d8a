package dev.winnow.topology.metric;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
        EVENTS_OF_HISTORY,
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
        /** Segments that looked unlike before and learnt anew. */
        MODEL_DRIFTS,
        /** Segments whose ordinary events were scored unlike before. */
        SCORE_DRIFTS,
        /** Segments whose features were distributed unlike before. */
        FEATURE_DRIFTS,
        /** Second forests that began to learn after drift. */
        SHADOWS_STARTED,
        /** Those of them that were measured to be better and wait for people. */
        SHADOWS_WON,
        /** Those of them that took over. */
        SHADOWS_PROMOTED,
        /** Those of them that are gone because they were not, or no longer, better, or their model started anew. */
        SHADOWS_RETIRED,
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

    /** Types that are counted by name; an attacker can invent as many as he likes. */
    public static final int MOST_TYPES = 100;

    /** Stands for all types beyond those. */
    public static final String OTHER_TYPES = "(others)";

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final ConcurrentSkipListMap<String, LongAdder> unscored = new ConcurrentSkipListMap<>();

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

    /** Counts an event of a type that no feature set accepts, by its type as well. */
    public void addUnscored(String type) {
        add(Count.EVENTS_WITHOUT_FEATURE_SET);
        LongAdder adder = unscored.get(type);
        if (adder == null) {
            String name = unscored.size() < MOST_TYPES ? type : OTHER_TYPES;
            adder = unscored.computeIfAbsent(name, any -> new LongAdder());
        }
        adder.increment();
    }

    /** Events of types that no feature set accepts, by type; types beyond the first hundred as {@link #OTHER_TYPES}. */
    public SortedMap<String, Long> unscored() {
        TreeMap<String, Long> events = new TreeMap<>();
        unscored.forEach((type, adder) -> events.put(type, adder.sum()));
        return events;
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
