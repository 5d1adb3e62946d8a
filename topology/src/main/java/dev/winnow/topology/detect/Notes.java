package dev.winnow.topology.detect;

import dev.winnow.detectors.FailureText;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.Population;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.wire.Event;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What detect sends on: to triage, to the other shards, and as dead letters. */
final class Notes {
    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    private static final Map<SignalKind, Count> SHADOWS = Map.of(
            SignalKind.SHADOW_STARTED, Count.SHADOWS_STARTED,
            SignalKind.SHADOW_WON, Count.SHADOWS_WON,
            SignalKind.SHADOW_PROMOTED, Count.SHADOWS_PROMOTED,
            SignalKind.SHADOW_RETIRED, Count.SHADOWS_RETIRED);

    private final TopologySettings settings;
    private final ProcessorContext<String, SpecificRecord> context;

    Notes(TopologySettings settings, ProcessorContext<String, SpecificRecord> context) {
        this.settings = settings;
        this.context = context;
    }

    /** Sends candidates and notes of models to triage. */
    void send(String tenant, List<SpecificRecord> values, Source source, long timeMillis) {
        settings.counters().add(Count.SENT_TO_TRIAGE, values.size());
        for (SpecificRecord value : values) {
            if (value instanceof Signal signal && SHADOWS.containsKey(signal.getKind())) {
                settings.counters().add(SHADOWS.get(signal.getKind()));
            }
            RecordHeaders headers = new RecordHeaders();
            SourceHeader.add(headers, source);
            context.forward(new Record<>(tenant, value, timeMillis, headers));
        }
    }

    /** Sends what the other shards should know after the last input, if it is time. */
    void tell(Segment segment, FeatureSet set, LiveModel held) {
        held.model().facts().ifPresent(facts -> {
            settings.counters().add(Count.SHARD_FACTS);
            context.forward(new Record<>(
                    segment.tenant(),
                    Population.wire(
                            segment,
                            new SegmentFactory(settings, set, segment).populationName(),
                            held.generation(),
                            facts),
                    facts.timeMillis()));
        });
    }

    /** Makes a dead letter of a record that could not be judged. */
    void refuse(Record<String, ? extends SpecificRecord> record, Source source, RuntimeException cause) {
        LOG.error("DET-900 detect refused {}", source, cause);
        settings.counters().add(Count.DEAD_LETTERS);
        Event event = record.value() instanceof Event judged ? judged : null;
        Rejection rejection = new Rejection(
                "DET-900",
                "detect: the " + (event == null ? "input" : "event") + " could not be judged, " + FailureText.of(cause)
                        + "; the model is as it was before it");
        context.forward(new Record<>(
                source.getTopic(),
                DeadLetters.atSource(
                        rejection,
                        "detect",
                        event == null ? "avro" : event.getFormat(),
                        source,
                        record.timestamp(),
                        event == null ? ByteBuffer.allocate(0) : event.getInputSha256()),
                record.timestamp()));
    }
}
