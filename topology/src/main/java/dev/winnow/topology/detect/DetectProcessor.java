package dev.winnow.topology.detect;

import dev.winnow.detectors.FailureText;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.Engine;
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
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.loop.InputTime;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.LifecycleOrders;
import dev.winnow.topology.mapping.Population;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.EntityRows;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.LiveRows;
import dev.winnow.topology.store.ModelStore;
import dev.winnow.topology.store.SeriesUnits;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Heartbeat;
import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.Source;
import dev.winnow.wire.TenantTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
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
 * Events, and inputs of models that are none, to candidates, model notes and what other shards should know. Computes first and writes last: whatever fails in between leaves the stores as
 * they were, the live model is dropped, and the event becomes a dead letter. State that another build wrote stops the task
 * instead: it would refuse every event, and only the right build helps.
 *
 * <p>A record that was applied before is skipped under exactly-once. Without it the outputs may be what was lost, so they
 * are made again, from a model that has already learnt the event, and nothing is learnt twice.
 */
public final class DetectProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(DetectProcessor.class);

    private static final Map<SignalKind, Count> SHADOWS = Map.of(
            SignalKind.SHADOW_STARTED, Count.SHADOWS_STARTED,
            SignalKind.SHADOW_WON, Count.SHADOWS_WON,
            SignalKind.SHADOW_PROMOTED, Count.SHADOWS_PROMOTED,
            SignalKind.SHADOW_RETIRED, Count.SHADOWS_RETIRED);

    private final TopologySettings settings;
    private final ModelCache live;
    private final AnnouncedTypes announced = new AnnouncedTypes();
    private final LiveRows rows = new LiveRows();
    private final ModelInputHandler inputs = new ModelInputHandler();
    private ProcessorContext<String, SpecificRecord> context;
    private ModelStore models;
    private EntityRows entities;
    private SeriesUnits units;
    private Feeds feeds;
    /** Whether the model at hand may have changed already. */
    private boolean isLearning;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private DetectProcessor(TopologySettings settings, ModelCache live) {
        this.settings = settings;
        this.live = live;
    }

    public static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier(
            TopologySettings settings) {
        ModelCache live = new ModelCache(
                settings.models().cacheBytes(), settings.counters().lastSeen()::forgetModel);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SpecificRecord> get() {
                return new DetectProcessor(settings, live);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.rows(Stores.MODELS), Stores.rows(Stores.ENTITIES), Stores.rows(Stores.FEEDS));
            }
        };
    }

    /** Called again on the same object when a task is revived, so no live model may survive it. */
    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        live.clear(this);
        rows.clear();
        announced.clear();
        models = new ModelStore(
                context.getStateStore(Stores.MODELS), settings.models().snapshotEvery());
        entities = new EntityRows(
                context.getStateStore(Stores.ENTITIES),
                settings.models().entityBytes(),
                settings.models().entityTtlMillis());
        settings.counters().add(Count.ENTITY_ROWS_DAMAGED, entities.damagedAtOpening());
        units = new SeriesUnits(
                context.getStateStore(Stores.MODELS),
                SeriesUnits.MOST,
                settings.models().entityTtlMillis());
        feeds = new Feeds(context.getStateStore(Stores.FEEDS));
        long every = settings.models().heartbeatMillis();
        if (every > 0 && isFirstShard()) {
            context.schedule(Duration.ofMillis(every), PunctuationType.WALL_CLOCK_TIME, this::tick);
        }
    }

    /** Decides nothing: the time becomes a record, and what follows from it follows when that comes round. */
    private void tick(long clockMillis) {
        RecordHeaders headers = new RecordHeaders();
        InputTime.add(headers, clockMillis);
        context.forward(new Record<>(
                "",
                new ModelInput(
                        "", "", 0, settings.detectPartitions(), Instant.ofEpochMilli(clockMillis), new Heartbeat()),
                clockMillis,
                headers));
    }

    private boolean isFirstShard() {
        return context.taskId().partition() == 0;
    }

    @Override
    public void close() {
        live.clear(this);
        rows.clear();
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        if (record.value() instanceof dev.winnow.wire.Event event) {
            processEvent(record.withValue(event));
        } else if (record.value() instanceof ModelInput input) {
            processInput(record, input);
        } else {
            throw new IllegalStateException(
                    "no rule for " + record.value().getSchema().getName());
        }
    }

    private void processEvent(Record<String, dev.winnow.wire.Event> record) {
        settings.counters().add(Count.EVENTS_DETECTED);
        dev.winnow.wire.Event wire = record.value();
        Event event;
        FeatureSet set;
        try {
            event = Candidates.event(wire);
            set = FeatureSets.forEvent(event, settings.featureSets()).orElse(null);
        } catch (RuntimeException e) {
            refuse(record, wire.getSource(), e);
            return;
        }
        if (set == null) {
            settings.counters().addUnscored(wire.getType());
            if (announced.isNew(wire)) {
                settings.counters().add(Count.SENT_TO_TRIAGE);
                send(wire.getTenant(), List.of(Signals.unscored(wire)), wire.getSource(), record.timestamp());
            }
            return;
        }
        Segment segment = segment(wire.getTenant(), set, event.entity());
        Judged judged;
        try {
            isLearning = false;
            judged = judge(wire, event, set, segment);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isLearning) {
                live.drop(this, segment.key());
            }
            if (e instanceof StateVersionException) {
                throw e;
            }
            refuse(record, wire.getSource(), e);
            return;
        }
        if (judged == null) {
            settings.counters().add(Count.EVENTS_SKIPPED);
        } else {
            if (judged.isNew()) {
                write(judged, wire, segment);
            }
            count(judged);
            if (settings.isHistory(wire.getSource().getTopic())) {
                settings.counters().add(Count.EVENTS_OF_HISTORY);
            }
            settings.counters()
                    .lastSeen()
                    .model(judged.held(), set.id(), judged.held().model().state());
            send(wire.getTenant(), judged.out(), wire.getSource(), record.timestamp());
            if (judged.isNew()) {
                tell(segment, set, judged.held());
                if (isFirstShard()) {
                    announce(
                            feeds.hear(
                                    wire.getTenant(),
                                    set.id(),
                                    wire.getEventTime().toEpochMilli()),
                            Candidates.Revealing.of(wire));
                }
            }
        }
    }

    private void processInput(Record<String, SpecificRecord> record, ModelInput input) {
        settings.counters().add(Count.MODEL_INPUTS_TAKEN);
        if (input.getBody() instanceof Heartbeat) {
            feeds.beat(input.getTime().toEpochMilli())
                    .forEach(news -> announce(news, revealing(input, news.timeMillis())));
            return;
        }
        settings.featureSets().stream()
                .filter(set -> set.id().equals(input.getFeatureSet()))
                .findFirst()
                .ifPresent(set ->
                        segments(input.getTenant(), set).forEach(segment -> processInput(record, input, set, segment)));
    }

    /** All segments of a feature set that this task has: one, or one for each unit of a series. */
    private List<Segment> segments(String tenant, FeatureSet set) {
        Segment all = segment(tenant, set, Segment.ALL);
        return set.engine() == Engine.SERIES
                ? units.of(all.ofAll().key()).stream().map(all::withGroup).toList()
                : List.of(all);
    }

    private void processInput(
            Record<String, SpecificRecord> record, ModelInput input, FeatureSet set, Segment segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        try {
            isLearning = false;
            LiveModel held = use(segment, set);
            if (held.hasApplied(place.topic(), settings.topicId(place.topic()), place.partition(), place.offset())) {
                settings.counters().add(Count.EVENTS_SKIPPED);
                return;
            }
            SegmentFactory factory = new SegmentFactory(settings, set, segment);
            if (LifecycleOrders.isReset(input)) {
                models.reset(
                        segment.key(),
                        factory,
                        place.topic(),
                        settings.topicId(place.topic()),
                        place.partition(),
                        place.offset());
                live.drop(this, segment.key());
                return;
            }
            isLearning = true;
            Optional<ModelInputHandler.Taken> taken = inputs.take(held, factory, input, place);
            if (taken.isPresent()) {
                journal(held, segment, taken.get().delta(), place);
                settings.counters().add(Count.SENT_TO_TRIAGE, taken.get().out().size());
                Source source = new Source(place.topic(), place.partition(), place.offset());
                send(input.getTenant(), taken.get().out(), source, record.timestamp());
                tell(segment, set, held);
            }
            if (isFirstShard() && !(input.getBody() instanceof LifecycleOrder)) {
                announce(
                        feeds.hear(input.getTenant(), set.id(), input.getTime().toEpochMilli()),
                        revealing(input, input.getTime().toEpochMilli()));
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isLearning) {
                live.drop(this, segment.key());
            }
            if (e instanceof StateVersionException) {
                throw e;
            }
            refuse(record, new Source(place.topic(), place.partition(), place.offset()), e);
        }
    }

    /** Sends on what was found about a tenant's feeds: the dead ones, and how far its time has come. */
    private void announce(Feeds.News news, Candidates.Revealing revealing) {
        List<SpecificRecord> out = new ArrayList<>();
        for (Silence silence : news.silences()) {
            settings.featureSets().stream()
                    .filter(set -> set.id().equals(silence.entity()))
                    .findFirst()
                    .ifPresent(set -> {
                        Segment segment = segment(news.tenant(), set, Segment.ALL);
                        LiveModel held = use(segment, set);
                        out.add(Signals.silence(revealing.time(), segment, silence));
                        out.add(Candidates.silence(revealing, segment, held, silence));
                    });
        }
        if (news.isTimeTold()) {
            out.add(new TenantTime(news.tenant(), Instant.ofEpochMilli(news.timeMillis())));
        }
        settings.counters().add(Count.SENT_TO_TRIAGE, out.size());
        send(news.tenant(), out, revealing.source(), Math.max(0, news.timeMillis()));
    }

    private Candidates.Revealing revealing(ModelInput input, long timeMillis) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        return inputs.revealing(input, place, timeMillis);
    }

    private Segment segment(String tenant, FeatureSet set, String entity) {
        return Segment.of(tenant, set, entity, context.taskId().partition(), settings.detectPartitions());
    }

    private void send(String tenant, List<SpecificRecord> values, Source source, long timeMillis) {
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
    private void tell(Segment segment, FeatureSet set, LiveModel held) {
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

    /** One event's outcome, before anything is written; not new where it was learnt before, and with no row to write where
     * none is kept. */
    private record Judged(
            LiveModel held,
            Observation observation,
            Assessment assessment,
            EntityRow row,
            boolean isNew,
            byte @Nullable [] toWrite,
            List<SpecificRecord> out) {}

    private @Nullable Judged judge(dev.winnow.wire.Event wire, Event event, FeatureSet set, Segment segment) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        LiveModel held = use(segment, set);
        boolean isApplied =
                held.hasApplied(place.topic(), settings.topicId(place.topic()), place.partition(), place.offset());
        if (isApplied && settings.audit().exactlyOnce()) {
            return null;
        }
        SegmentModel model = held.model();
        EntityRow row = model.keepsRows() ? row(held, segment, event) : model.emptyRow();

        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        List<SpecificRecord> out = new ArrayList<>(1);
        boolean isHistory = settings.isHistory(wire.getSource().getTopic());
        if (!isHistory && settings.gate(set).passes(assessment)) {
            out.add(Candidates.candidate(wire, event, set, segment, held, observation, assessment, row));
        }
        if (isApplied) {
            return new Judged(held, observation, assessment, row, false, null, out);
        }
        if (held.isUnannouncedReplacement()) {
            out.add(Signals.newGeneration(wire.getEventTime(), segment, held.generation(), held.causes()));
        }
        isLearning = true;
        Learned learned = model.learn(observation, assessment);
        settings.counters().add(Count.MODEL_DRIFTS, learned.drift().isPresent() ? 1 : 0);
        settings.counters().add(Count.SCORE_DRIFTS, learned.scoreDrift().isPresent() ? 1 : 0);
        settings.counters().add(Count.FEATURE_DRIFTS, learned.featureDrift().isPresent() ? 1 : 0);
        byte[] toWrite = null;
        if (model.keepsRows()) {
            row.learn(observation, assessment);
            toWrite = row.encode();
        }
        out.addAll(Signals.of(wire.getEventTime(), segment, learned));
        Candidates.Revealing revealing = Candidates.Revealing.of(wire);
        if (!isHistory) {
            learned.silences().forEach(silence -> out.add(Candidates.silence(revealing, segment, held, silence)));
        }
        return new Judged(held, observation, assessment, row, true, toWrite, out);
    }

    /** A new generation starts with new rows: those of the old one follow another configuration. */
    private EntityRow row(LiveModel held, Segment segment, Event event) {
        EntityRow used = rows.take(segment.key(), held.generation(), event.entity());
        if (used != null && entities.isKept(segment.key(), held.generation(), event.entity(), event.timeMillis())) {
            return used;
        }
        byte[] stored = entities.get(segment.key(), held.generation(), event.entity(), event.timeMillis());
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

    private void write(Judged judged, dev.winnow.wire.Event wire, Segment segment) {
        journal(
                judged.held(),
                segment,
                judged.held().model().delta(judged.observation()),
                context.recordMetadata().orElseThrow());
        if (judged.held().model().featureSet().engine() == Engine.SERIES) {
            hearOfUnit(judged, wire, segment);
        }
        byte[] row = judged.toWrite();
        if (row == null) {
            return;
        }
        EntityRows.Gone gone = entities.put(
                segment.key(),
                judged.held().generation(),
                wire.getEntity(),
                wire.getEventTime().toEpochMilli(),
                row);
        rows.put(segment.key(), judged.held().generation(), wire.getEntity(), judged.row());
        settings.counters().add(Count.ENTITY_ROWS_EXPIRED, gone.expired());
        settings.counters().add(Count.ENTITY_ROWS_EVICTED, gone.evicted());
        if (gone.toAnnounce() > 0) {
            judged.out().add(Signals.entitiesEvicted(wire.getEventTime(), segment, gone.toAnnounce(), entities.size()));
        }
    }

    private void hearOfUnit(Judged judged, dev.winnow.wire.Event wire, Segment segment) {
        SeriesUnits.Gone gone = units.hear(
                segment.ofAll().key(), segment.group(), wire.getEventTime().toEpochMilli());
        for (List<String> names : List.of(gone.expired(), gone.evicted())) {
            for (String name : names) {
                String key = segment.withGroup(name).key();
                models.delete(key);
                live.drop(this, key);
            }
        }
        settings.counters().add(Count.ENTITY_ROWS_EXPIRED, gone.expired().size());
        settings.counters().add(Count.ENTITY_ROWS_EVICTED, gone.evicted().size());
        if (gone.toAnnounce() > 0) {
            judged.out()
                    .add(Signals.unitsEvicted(
                            wire.getEventTime(), segment.ofAll(), gone.toAnnounce(), SeriesUnits.MOST));
        }
    }

    private void journal(LiveModel held, Segment segment, byte[] delta, RecordMetadata place) {
        if (models.journal(
                held, delta, place.topic(), settings.topicId(place.topic()), place.partition(), place.offset())) {
            settings.counters().add(Count.MODEL_SNAPSHOTS);
            live.admit(this, segment.key(), held);
        }
    }

    private LiveModel use(Segment segment, FeatureSet set) {
        LiveModel known = live.use(this, segment.key());
        if (known != null) {
            return known;
        }
        LiveModel loaded = load(segment, set);
        live.admit(this, segment.key(), loaded);
        return loaded;
    }

    private LiveModel load(Segment segment, FeatureSet set) {
        settings.counters().add(Count.MODELS_HYDRATED);
        LiveModel loaded = models.load(segment.key(), new SegmentFactory(settings, set, segment));
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
        int candidates = 0;
        for (SpecificRecord out : judged.out()) {
            candidates += out instanceof dev.winnow.wire.Candidate ? 1 : 0;
        }
        settings.counters().add(Count.CANDIDATES, candidates);
    }

    private void refuse(Record<String, ? extends SpecificRecord> record, Source source, RuntimeException cause) {
        LOG.error("DET-900 detect refused {}", source, cause);
        settings.counters().add(Count.DEAD_LETTERS);
        dev.winnow.wire.Event event = record.value() instanceof dev.winnow.wire.Event judged ? judged : null;
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
