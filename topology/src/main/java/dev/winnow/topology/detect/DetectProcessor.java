package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
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
import dev.winnow.topology.store.EntityRows;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.ModelStore;
import dev.winnow.topology.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
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
    private final ModelCache live;
    private final SingleObjectCodec codec = new SingleObjectCodec();
    private ProcessorContext<String, SpecificRecord> context;
    private ModelStore models;
    private EntityRows entities;
    /** Whether the model at hand may have changed already. */
    private boolean isLearning;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private DetectProcessor(TopologySettings settings, ModelCache live) {
        this.settings = settings;
        this.live = live;
    }

    public static ProcessorSupplier<String, dev.winnow.wire.Event, String, SpecificRecord> supplier(
            TopologySettings settings) {
        ModelCache live = new ModelCache(
                settings.models().cacheBytes(), settings.counters().lastSeen()::forgetModel);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, dev.winnow.wire.Event, String, SpecificRecord> get() {
                return new DetectProcessor(settings, live);
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
        live.clear(this);
        models = new ModelStore(
                context.getStateStore(Stores.MODELS), settings.models().snapshotEvery());
        entities = new EntityRows(
                context.getStateStore(Stores.ENTITIES),
                settings.models().entityBytes(),
                settings.models().entityTtlMillis());
    }

    @Override
    public void close() {
        live.clear(this);
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
            isLearning = false;
            judged = judge(wire, set, segment);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isLearning) {
                live.drop(this, segment);
            }
            if (e instanceof StateVersionException) {
                throw e;
            }
            refuse(record, e);
            return;
        }
        if (judged == null) {
            settings.counters().add(Count.EVENTS_SKIPPED);
        } else {
            judged.row().ifPresent(row -> write(judged, row, wire, segment));
            count(judged);
            settings.counters()
                    .lastSeen()
                    .model(judged.held(), set.id(), judged.held().model().state());
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
            Optional<byte[]> row,
            List<SpecificRecord> out) {}

    private @Nullable Judged judge(dev.winnow.wire.Event wire, FeatureSet set, String segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        LiveModel held = use(segment, set);
        boolean isApplied =
                held.hasApplied(place.topic(), settings.topicId(place.topic()), place.partition(), place.offset());
        if (isApplied && settings.audit().exactlyOnce()) {
            return null;
        }
        Event event = Candidates.event(wire);
        SegmentModel model = held.model();
        EntityRow row = row(held, segment, event);

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
        isLearning = true;
        Learned learned = model.learn(observation, assessment);
        row.learn(observation, assessment);
        byte[] newRow = row.encode();
        out.addAll(Signals.of(wire, segment, learned));
        learned.silences().forEach(silence -> out.add(Candidates.silence(wire, segment, held, silence)));
        return new Judged(held, observation, assessment, Optional.of(newRow), out);
    }

    /** A new generation starts with new rows: those of the old one follow another configuration. */
    private EntityRow row(LiveModel held, String segment, Event event) {
        byte[] stored = entities.get(segment, held.generation(), event.entity(), event.timeMillis());
        if (stored != null) {
            try {
                return held.model().decodeRow(stored);
            } catch (StateVersionException e) {
                throw e;
            } catch (StateFormatException e) {
                settings.counters().add(Count.ENTITY_ROWS_DAMAGED);
                LOG.error("The row of an entity of {} is damaged and starts anew: {}", segment, e.getMessage());
            }
        }
        return held.model().emptyRow();
    }

    private void write(Judged judged, byte[] row, dev.winnow.wire.Event wire, String segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        if (models.journal(
                judged.held(),
                judged.observation().toBytes(),
                place.topic(),
                settings.topicId(place.topic()),
                place.partition(),
                place.offset())) {
            settings.counters().add(Count.MODEL_SNAPSHOTS);
            live.admit(this, segment, judged.held());
        }
        EntityRows.Gone gone = entities.put(
                segment,
                judged.held().generation(),
                wire.getEntity(),
                wire.getEventTime().toEpochMilli(),
                row);
        settings.counters().add(Count.ENTITY_ROWS_EXPIRED, gone.expired());
        settings.counters().add(Count.ENTITY_ROWS_EVICTED, gone.evicted());
        if (gone.toAnnounce() > 0) {
            judged.out().add(Signals.entitiesEvicted(wire, segment, gone.toAnnounce(), entities.size()));
        }
    }

    private LiveModel use(String segment, FeatureSet set) {
        LiveModel known = live.use(this, segment);
        if (known != null) {
            return known;
        }
        LiveModel loaded = load(segment, set);
        live.admit(this, segment, loaded);
        return loaded;
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
