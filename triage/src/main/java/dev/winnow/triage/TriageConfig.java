package dev.winnow.triage;

import dev.winnow.triage.adjust.AdjustConfig;
import dev.winnow.triage.band.BandConfig;
import dev.winnow.triage.calibrate.CalibrateConfig;
import dev.winnow.triage.cluster.ClusterConfig;
import dev.winnow.triage.feedback.FeedbackConfig;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.TimeConfig;
import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Everything that triage can be told; each block checks itself and says all of its problems at once. */
public record TriageConfig(
        AdjustConfig adjust,
        CalibrateConfig calibrate,
        BandConfig bands,
        ClusterConfig cluster,
        FeedbackConfig feedback,
        TimeConfig time) {
    public static TriageConfig defaults() {
        return new TriageConfig(
                AdjustConfig.defaults(),
                CalibrateConfig.defaults(),
                BandConfig.defaults(),
                ClusterConfig.defaults(),
                FeedbackConfig.defaults(),
                TimeConfig.defaults());
    }

    /** The same with other rules for what is remembered for verdicts. */
    public TriageConfig withFeedback(FeedbackConfig other) {
        return new TriageConfig(adjust, calibrate, bands, cluster, other, time);
    }

    /** One {@code name=value} line a setting, in order of declaration: equal text, equal behaviour. */
    public String canonicalText() {
        StringBuilder text = new StringBuilder();
        append(text, "triage", this);
        return text.toString();
    }

    /** SHA-256 of the canonical text, 64 hexadecimal digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Digest.sha256(canonicalText()));
    }

    private static void append(StringBuilder text, String name, Object value) {
        if (value instanceof Record block) {
            for (RecordComponent component : block.getClass().getRecordComponents()) {
                append(text, name + "." + component.getName(), component(block, component));
            }
        } else if (value instanceof Map<?, ?> map) {
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
            sorted.forEach((key, each) -> append(text, name + "." + key, each));
        } else if (value instanceof Iterable<?> list) {
            int position = 0;
            for (Object each : list) {
                append(text, name + "." + position++, each);
            }
        } else {
            text.append(name).append('=').append(value).append('\n');
        }
    }

    private static Object component(Record block, RecordComponent component) {
        try {
            return component.getAccessor().invoke(block);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record of ours must be readable: " + component, e);
        }
    }
}
