package dev.winnow.topology.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.input.Decoded;
import dev.winnow.topology.Eve;
import dev.winnow.topology.Run;
import dev.winnow.topology.Worlds;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.MapStore;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.DeadLetter;
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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that cannot be judged. */
final class DetectFailureTest {
    private static final byte[] HASH = new byte[32];

    private final TopologySettings settings = new Worlds().settings();
    private final MapStore models = new MapStore(Stores.MODELS);
    private final SplittableRandom random = new SplittableRandom(31);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path directory;

    @Test
    void becomesALetterWithTheCauseAndTheInputRecordAndLeavesNoTrace() {
        MockProcessorContext<String, SpecificRecord> context = context();
        Processor<String, SpecificRecord, String, SpecificRecord> processor =
                DetectProcessor.supplier(settings).get();
        processor.init(context);
        for (int i = 0; i < 120; i++) {
            feed(processor, context, i, event(i));
        }
        context.resetForwards();
        TreeMap<Bytes, byte[]> before = new TreeMap<>(models.copy().rows());
        Event broken = event(120);
        broken.getNumbers().put("bytes_out", Double.NaN);

        feed(processor, context, 120, broken);

        List<SpecificRecord> sent = context.forwarded().stream()
                .map(forward -> (SpecificRecord) forward.record().value())
                .toList();
        assertThat(sent).singleElement().isInstanceOfSatisfying(DeadLetter.class, letter -> {
            assertThat(letter.getCode()).isEqualTo("DET-900");
            assertThat(letter.getStage()).isEqualTo("detect");
            assertThat(letter.getFormat()).isEqualTo("suricata-eve");
            assertThat(letter.getSource()).isEqualTo(new Source(Worlds.EVENTS, 0, 120L));
            assertThat(letter.getReason())
                    .startsWith("detect: the event could not be judged, ")
                    .endsWith("; the model is as it was before it");
            assertThat(letter.getOriginalLength()).isEqualTo(-1);
            assertThat(letter.getOriginalSha256()).isEqualTo(ByteBuffer.wrap(HASH));
        });
        assertThat(models.rows()).usingRecursiveComparison().isEqualTo(before);
        assertThat(settings.counters().value(Count.DEAD_LETTERS)).isEqualTo(1);
    }

    @Test
    void streamGoesOnAsIfTheEventHadNotCome() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(event(i));
        }
        Event broken = event(120);
        broken.getNumbers().put("bytes_out", Double.NaN);
        MapStore without = new MapStore(Stores.MODELS);

        List<SpecificRecord> expected = run(without, events, null);
        List<SpecificRecord> found = run(models, events, broken);

        assertThat(found).filteredOn(value -> !(value instanceof DeadLetter)).isEqualTo(expected);
        assertThat(found).hasSize(expected.size() + 1);
        assertThat(models.rows()).usingRecursiveComparison().isEqualTo(without.rows());
    }

    /** @param broken comes in place of the event of number 120; null for nothing in its place */
    private List<SpecificRecord> run(MapStore store, List<Event> events, @Nullable Event broken) {
        MockProcessorContext<String, SpecificRecord> context = context(store);
        Processor<String, SpecificRecord, String, SpecificRecord> processor =
                DetectProcessor.supplier(settings).get();
        processor.init(context);
        for (int i = 0; i < events.size(); i++) {
            if (i != 120) {
                feed(processor, context, i, events.get(i));
            } else if (broken != null) {
                feed(processor, context, i, broken);
            }
        }
        return context.forwarded().stream()
                .map(forward -> (SpecificRecord) forward.record().value())
                .toList();
    }

    private MockProcessorContext<String, SpecificRecord> context() {
        return context(models);
    }

    private MockProcessorContext<String, SpecificRecord> context(MapStore models) {
        MockProcessorContext<String, SpecificRecord> context =
                new MockProcessorContext<>(Run.properties(directory), new TaskId(1, 0), directory.toFile());
        context.addStateStore(models);
        context.addStateStore(new MapStore(Stores.ENTITIES));
        context.addStateStore(new MapStore(Stores.FEEDS));
        return context;
    }

    private static void feed(
            Processor<String, SpecificRecord, String, SpecificRecord> processor,
            MockProcessorContext<String, SpecificRecord> context,
            int offset,
            Event event) {
        context.setRecordMetadata("events-by-entity-repartition", 0, offset);
        processor.process(new Record<>(
                "acme|" + event.getEntity(), event, event.getEventTime().toEpochMilli()));
    }

    private Event event(int number) {
        long time = Eve.NOON + number * 1000L;
        Decoded.Accepted accepted = (Decoded.Accepted) Worlds.eve().decode(Eve.ordinaryFlow(random, time));
        return new Event(
                "acme",
                accepted.event().entity(),
                new Source(Worlds.EVENTS, 0, (long) number),
                "suricata-eve",
                accepted.event().type(),
                Instant.ofEpochMilli(time),
                new TreeMap<>(accepted.event().numbers()),
                new TreeMap<>(accepted.event().texts()),
                ByteBuffer.wrap(HASH));
    }
}
