package dev.winnow.topology.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.schemas.input.Decoded;
import dev.winnow.topology.Eve;
import dev.winnow.topology.Run;
import dev.winnow.topology.Worlds;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.MapStore;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Event;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task whose transaction was aborted is revived with the same processor object. */
final class RevivedTaskTest {
    private final TopologySettings settings = new Worlds().settings();
    private final MapStore models = new MapStore(Stores.MODELS);
    private final MapStore entities = new MapStore(Stores.ENTITIES);
    private final SplittableRandom random = new SplittableRandom(31);
    private final List<Event> events = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path directory;

    private Event event(int i) {
        while (events.size() <= i) {
            long time = Eve.NOON + events.size() * 1000L;
            Decoded.Accepted accepted = (Decoded.Accepted) Worlds.eve()
                    .decode(
                            events.size() > 160 && events.size() % 25 == 0
                                    ? Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time)
                                    : Eve.ordinaryFlow(random, time));
            events.add(new Event(
                    "acme",
                    accepted.event().entity(),
                    new Source(Worlds.EVENTS, 0, (long) events.size()),
                    "suricata-eve",
                    accepted.event().type(),
                    Instant.ofEpochMilli(time),
                    new TreeMap<>(accepted.event().numbers()),
                    new TreeMap<>(accepted.event().texts()),
                    ByteBuffer.allocate(32)));
        }
        return events.get(i);
    }

    private MockProcessorContext<String, SpecificRecord> context() {
        MockProcessorContext<String, SpecificRecord> context =
                new MockProcessorContext<>(Run.properties(directory), new TaskId(1, 0), directory.toFile());
        context.addStateStore(models);
        context.addStateStore(entities);
        context.addStateStore(new MapStore("feeds"));
        return context;
    }

    private void feed(
            Processor<String, SpecificRecord, String, SpecificRecord> processor,
            MockProcessorContext<String, SpecificRecord> context,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            Event event = event(i);
            context.setRecordMetadata("events-by-entity-repartition", 0, i);
            processor.process(new Record<>(
                    "acme|" + event.getEntity(), event, event.getEventTime().toEpochMilli()));
        }
    }

    private static List<SpecificRecord> sent(MockProcessorContext<String, SpecificRecord> context) {
        List<SpecificRecord> sent = new ArrayList<>();
        context.forwarded().forEach(forward -> sent.add(forward.record().value()));
        context.resetForwards();
        return sent;
    }

    @Test
    void initDropsLiveModelsSoThatAbortedEventsAreLearntOnce() {
        MockProcessorContext<String, SpecificRecord> context = context();
        Processor<String, SpecificRecord, String, SpecificRecord> processor =
                DetectProcessor.supplier(settings).get();
        processor.init(context);
        feed(processor, context, 0, 150);
        sent(context);
        MapStore modelsBefore = models.copy();
        MapStore entitiesBefore = entities.copy();
        feed(processor, context, 150, 260);
        List<SpecificRecord> aborted = sent(context);
        TreeMap<Bytes, byte[]> afterFirst = new TreeMap<>(models.copy().rows());

        models.become(modelsBefore);
        entities.become(entitiesBefore);
        processor.init(context);
        feed(processor, context, 150, 260);

        assertThat(aborted).anyMatch(Candidate.class::isInstance);
        assertThat(sent(context)).isEqualTo(aborted);
        assertThat(models.rows()).usingRecursiveComparison().isEqualTo(afterFirst);
    }

    @Test
    void failureOfTheStoreStopsTheTaskAndIsNoDeadLetter() {
        MockProcessorContext<String, SpecificRecord> context = context();
        Processor<String, SpecificRecord, String, SpecificRecord> processor =
                DetectProcessor.supplier(settings).get();
        processor.init(context);
        feed(processor, context, 0, 5);
        sent(context);
        processor.init(context);
        entities.failReads(new KafkaException("the store is gone"));

        assertThatThrownBy(() -> feed(processor, context, 5, 6)).hasMessage("the store is gone");
        assertThat(sent(context)).isEmpty();
    }
}
