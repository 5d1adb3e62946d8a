package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.JoinedKey;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.ModelStore;
import dev.winnow.topology.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events to candidates and model notes. Computes first and writes last: whatever fails in between leaves the stores as
 * they were, the live model is dropped, and the event becomes a dead letter. State that another build wrote stops the task
 * instead: it would refuse every event, and only the right build helps.
 *
 * <p>A record that was applied before is skipped under exactly-once. Without it the outputs may be what was lost, so they
 * are made again, from a model that has already learnt the event, and nothing is learnt twice.
 */
public final class DetectProcessor implements Processor<String, dev.winnow.wire.Event, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(DetectProcessor.class);

    private final TopologySettings settings;
    private final LiveModels live;
    private final SingleObjectCodec codec = new SingleObjectCodec();
    private ProcessorContext<String, SpecificRecord> context;
    private ModelStore models;
    private KeyValueStore<Bytes, byte[]> entities;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private DetectProcessor(TopologySettings settings) {
        this.settings = settings;
        this.live = new LiveModels(settings.models().cacheBytes());
    }

    public static ProcessorSupplier<String, dev.winnow.wire.Event, String, SpecificRecord> supplier(
            TopologySettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, dev.winnow.wire.Event, String, SpecificRecord> get() {
                return new DetectProcessor(settings);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.models(), Stores.rows(Stores.ENTITIES));
            }
        };
    }

    /** Called again on the same object when a task is revived, so no live model may survive it. */
    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        live.clear();
        models = new ModelStore(
                context.getStateStore(Stores.MODELS), settings.models().snapshotEvery());
        entities = context.getStateStore(Stores.ENTITIES);
    }

    @Override
    public void close() {
        live.clear();
    }

    @Override
    public void process(Record<String, dev.winnow.wire.Event> record) {
        settings.counters().add(Count.EVENTS_DETECTED);
        dev.winnow.wire.Event wire = record.value();
        FeatureSet set;
        try {
            set = FeatureSets.forEvent(Candidates.event(wire), settings.featureSets())
                    .orElse(null);
        } catch (RuntimeException e) {
            refuse(record, e);
            return;
        }
        if (set == null) {
            settings.counters().add(Count.EVENTS_WITHOUT_FEATURE_SET);
            return;
        }
        String segment = JoinedKey.of(wire.getTenant(), set.id(), "all");
        Judged judged;
        try {
            judged = judge(record.key(), wire, set, segment);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            live.drop(segment);
            if (e instanceof StateVersionException) {
                throw e;
            }
            refuse(record, e);
            return;
        }
        if (judged == null) {
            settings.counters().add(Count.EVENTS_SKIPPED);
        } else {
            judged.row().ifPresent(row -> write(judged, row, segment));
            count(judged);
            for (SpecificRecord value : judged.out()) {
                RecordHeaders headers = new RecordHeaders();
                SourceHeader.add(headers, wire.getSource());
                context.forward(new Record<>(wire.getTenant(), value, record.timestamp(), headers));
            }
        }
    }

    /** One event's outcome, before anything is written; without a row where it was learnt before. */
    private record Judged(
            LiveModel held,
            Observation observation,
            Assessment assessment,
            Optional<NewRow> row,
            List<SpecificRecord> out) {}

    private record NewRow(Bytes key, byte[] value) {}

    private @Nullable Judged judge(String key, dev.winnow.wire.Event wire, FeatureSet set, String segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        LiveModel held = live.use(segment, name -> load(name, set));
        boolean isApplied =
                held.hasApplied(place.topic(), settings.topicId(place.topic()), place.partition(), place.offset());
        if (isApplied && settings.audit().exactlyOnce()) {
            return null;
        }
        Event event = Candidates.event(wire);
        SegmentModel model = held.model();
        // A new generation starts with new rows: those of the old one follow another configuration.
        Bytes entityKey = Bytes.wrap((set.id() + "|" + held.generation() + "|" + key).getBytes(StandardCharsets.UTF_8));
        byte[] stored = entities.get(entityKey);
        EntityRow row = stored == null ? model.emptyRow() : model.decodeRow(stored);

        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        List<SpecificRecord> out = new ArrayList<>(1);
        if (settings.gate(set).passes(assessment)) {
            out.add(Candidates.candidate(wire, event, set, segment, held, observation, assessment, row));
        }
        if (isApplied) {
            return new Judged(held, observation, assessment, Optional.empty(), out);
        }
        if (held.isUnannouncedReplacement()) {
            out.add(Signals.newGeneration(wire, segment, held.generation(), held.causes()));
        }
        Learned learned = model.learn(observation, assessment);
        row.learn(observation, assessment);
        NewRow newRow = new NewRow(entityKey, row.encode());
        out.addAll(Signals.of(wire, segment, learned));
        learned.silences().forEach(silence -> out.add(Candidates.silence(wire, segment, held, silence)));
        return new Judged(held, observation, assessment, Optional.of(newRow), out);
    }

    private void write(Judged judged, NewRow row, String segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        if (models.journal(
                judged.held(),
                judged.observation().toBytes(),
                place.topic(),
                settings.topicId(place.topic()),
                place.partition(),
                place.offset())) {
            settings.counters().add(Count.MODEL_SNAPSHOTS);
            live.weigh(segment, judged.held());
        }
        entities.put(row.key(), row.value());
    }

    private LiveModel load(String segment, FeatureSet set) {
        settings.counters().add(Count.MODELS_HYDRATED);
        LiveModel loaded = models.load(segment, new SegmentFactory(settings, set, segment));
        if (loaded.isUnannouncedReplacement() && loaded.causes().contains(GenerationCause.DAMAGE)) {
            settings.counters().add(Count.MODELS_DAMAGED);
        }
        return loaded;
    }

    private void count(Judged judged) {
        if (judged.observation().isLate()) {
            settings.counters().add(Count.EVENTS_LATE);
        }
        if (judged.assessment().isScored()) {
            settings.counters().add(Count.EVENTS_SCORED);
        }
        settings.counters().add(Count.SENT_TO_TRIAGE, judged.out().size());
        settings.counters()
                .add(
                        Count.CANDIDATES,
                        judged.out().stream()
                                .filter(dev.winnow.wire.Candidate.class::isInstance)
                                .count());
    }

    private void refuse(Record<String, dev.winnow.wire.Event> record, RuntimeException cause) {
        LOG.error("DET-900 detect refused {}", record.value().getSource(), cause);
        settings.counters().add(Count.DEAD_LETTERS);
        Rejection rejection = new Rejection(
                "DET-900",
                "detect: the event could not be judged (" + cause.getClass().getSimpleName()
                        + "); the model is as it was before it");
        byte[] original = codec.encode("", record.value());
        context.forward(new Record<>(
                record.value().getSource().getTopic(),
                DeadLetters.of(
                        rejection, "detect", "avro", record.value().getSource(), record.timestamp(), null, original),
                record.timestamp()));
    }
}
