package dev.winnow.topology.detect;

import dev.winnow.topology.loop.InputTime;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Event;
import dev.winnow.wire.Heartbeat;
import dev.winnow.wire.ModelInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Events, and inputs of models that are none, to candidates, model notes and what other shards should know. Computes first and writes last: whatever fails in between leaves the stores as
 * they were, the live model is dropped, and the event becomes a dead letter. State that another build wrote stops the task
 * instead: it would refuse every event, and only the right build helps.
 *
 * <p>A record that was applied before is skipped under exactly-once. Without it the outputs may be what was lost, so they
 * are made again, from a model that has already learnt the event, and nothing is learnt twice.
 */
public final class DetectProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {
    private final TopologySettings settings;
    private final ModelCache live;
    private ProcessorContext<String, SpecificRecord> context;
    private EventHandler events;
    private InputHandler inputs;

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

    /** Called again on the same object when a task is revived, so nothing live may survive it. */
    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        live.clear(this);
        Shard shard = new Shard(context.taskId().partition(), settings.detectPartitions());
        Notes notes = new Notes(settings, context);
        Models models = new Models(
                settings,
                live,
                this,
                context.getStateStore(Stores.MODELS),
                new UnitSilences(context.getStateStore(Stores.FEEDS)));
        Rows rows = new Rows(settings, context.getStateStore(Stores.ENTITIES));
        FeedNews feeds = new FeedNews(settings, shard, new Feeds(context.getStateStore(Stores.FEEDS)), models, notes);
        events = new EventHandler(settings, shard, models, rows, feeds, notes);
        inputs = new InputHandler(settings, shard, models, feeds, notes);
        long every = settings.models().heartbeatMillis();
        if (every > 0 && shard.isFirst()) {
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

    @Override
    public void close() {
        live.clear(this);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        if (record.value() instanceof Event event) {
            events.handle(record.withValue(event), place);
        } else if (record.value() instanceof ModelInput input) {
            inputs.handle(record, input, place);
        } else {
            throw new IllegalStateException(
                    "no rule for " + record.value().getSchema().getName());
        }
    }
}
