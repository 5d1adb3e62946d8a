package dev.winnow.evaluation.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells from a stack which stage its thread is at: that of the innermost frame that a rule names. */
final class StageRules {
    // Most frames say nothing: a library, or a class that several stages use (state writers, sketches, trees). Whoever
    // called
    // them decides.

    /** Methods by {@code class#method}; they come before the packages. */
    static final Map<String, Stage> METHODS = methods();

    private static Map<String, Stage> methods() {
        Map<String, Stage> methods = new TreeMap<>(Map.ofEntries(
                Map.entry("dev.winnow.detectors.segment.EntityRow#encode", Stage.ROW),
                Map.entry("dev.winnow.detectors.segment.EntityRow#decode", Stage.ROW),
                Map.entry("dev.winnow.detectors.segment.EntityRow#empty", Stage.ROW),
                Map.entry("dev.winnow.detectors.segment.EntityRow#learn", Stage.LEARN),
                Map.entry("dev.winnow.detectors.segment.SegmentCore#observe", Stage.SCORE),
                Map.entry("dev.winnow.detectors.segment.SegmentModel#replay", Stage.JOURNAL),
                Map.entry("dev.winnow.detectors.segment.SegmentModel#absorb", Stage.LEARN),
                Map.entry("dev.winnow.detectors.segment.EntityModel#absorb", Stage.LEARN),
                Map.entry("dev.winnow.detectors.segment.Observation#toBytes", Stage.JOURNAL),
                Map.entry("dev.winnow.topology.mapping.Candidates#event", Stage.RE_KEY),
                Map.entry("dev.winnow.topology.mapping.Candidates#candidate", Stage.EXPLAIN)));
        for (String engine : List.of("EntityModel", "TableModel", "SeriesModel")) {
            String type = "dev.winnow.detectors.segment." + engine + "#";
            methods.put(type + "observe", Stage.FEATURES);
            methods.put(type + "assess", Stage.SCORE);
            methods.put(type + "attribute", Stage.EXPLAIN);
            methods.put(type + "baseline", Stage.EXPLAIN);
            methods.put(type + "scaled", Stage.EXPLAIN);
            methods.put(type + "learn", Stage.LEARN);
            methods.put(type + "delta", Stage.JOURNAL);
            methods.put(type + "snapshot", Stage.JOURNAL);
            methods.put(type + "restore", Stage.JOURNAL);
        }
        return Map.copyOf(methods);
    }

    /** Classes and packages by the beginning of their names; the first that fits counts. */
    static final List<Map.Entry<String, Stage>> BEGINNINGS = List.of(
            Map.entry("dev.winnow.topology.store.EntityRows", Stage.ROW),
            Map.entry("dev.winnow.topology.store.LiveRows", Stage.ROW),
            Map.entry("dev.winnow.topology.store.Model", Stage.JOURNAL),
            Map.entry("dev.winnow.topology.store.LiveModel", Stage.JOURNAL),
            Map.entry("dev.winnow.topology.store.AuditLog", Stage.AUDIT),
            Map.entry("dev.winnow.audit.", Stage.AUDIT),
            Map.entry("dev.winnow.topology.seal.", Stage.AUDIT),
            Map.entry("dev.winnow.schemas.input.", Stage.DECODE),
            Map.entry("dev.winnow.topology.ingest.", Stage.DECODE),
            Map.entry("dev.winnow.topology.detect.", Stage.DETECT),
            Map.entry("dev.winnow.topology.loop.", Stage.LEARN),
            Map.entry("dev.winnow.topology.decide.", Stage.TRIAGE),
            Map.entry("dev.winnow.triage.", Stage.TRIAGE),
            Map.entry("dev.winnow.schemas.output.", Stage.TRIAGE));

    /** Avro of whole records. Whose records they are, the processor around says. */
    static final List<String> CODECS = List.of("dev.winnow.topology.serde.", "dev.winnow.schemas.wire.");

    private static final List<String> STORES = List.of("org.apache.kafka.streams.state.", "org.rocksdb.");

    /** Clients and the runtime of Kafka Streams, but for what only wraps a store. */
    private static final List<String> KAFKA = List.of(
            "org.apache.kafka.clients.",
            "org.apache.kafka.streams.kstream.",
            "org.apache.kafka.streams.processor.internals.");

    private static final List<String> WRAPPERS = List.of(
            "org.apache.kafka.streams.processor.internals.AbstractRead",
            "org.apache.kafka.streams.processor.internals.metrics.");

    private StageRules() {}

    /** @param stack innermost frame first */
    static Stage of(StackTraceElement[] stack) {
        boolean isStore = false;
        boolean isCodec = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            Stage stage = named(type, frame.getMethodName());
            if (stage != null) {
                return isCodec ? ofCodec(stage) : stage;
            }
            isCodec |= startsWithAny(type, CODECS);
            isStore |= startsWithAny(type, STORES);
            if (!isCodec && startsWithAny(type, KAFKA) && !startsWithAny(type, WRAPPERS)) {
                return isStore ? Stage.FLUSH : Stage.KAFKA;
            }
        }
        // Records are read before any processor has them; at event rate these are the re-keyed ones.
        return isCodec ? Stage.RE_KEY : Stage.REST;
    }

    private static Stage ofCodec(Stage around) {
        return switch (around) {
            case DECODE -> Stage.RE_KEY;
            case DETECT -> Stage.EXPLAIN;
            default -> around;
        };
    }

    private static @Nullable Stage named(String type, String method) {
        int nested = type.indexOf('$');
        String outer = nested < 0 ? type : type.substring(0, nested);
        Stage stage = METHODS.get(outer + "#" + method);
        for (int i = 0; stage == null && i < BEGINNINGS.size(); i++) {
            stage = type.startsWith(BEGINNINGS.get(i).getKey())
                    ? BEGINNINGS.get(i).getValue()
                    : null;
        }
        return stage;
    }

    private static boolean startsWithAny(String type, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (type.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
