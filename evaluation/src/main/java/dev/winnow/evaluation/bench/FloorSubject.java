package dev.winnow.evaluation.bench;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.topology.settings.TopicSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A floor: an application that does next to nothing with the same records, under the same settings. */
final class FloorSubject implements Subject {
    /** Keys that records are spread over, as in common benchmarks of stores. */
    private static final int KEYS = 10_000;

    private static final Map<String, String> TOPIC =
            Map.of("retention.ms", "-1", "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));

    private final String name;
    private final String input;
    private final int partitions;
    private final Arena arena;
    private final EventFeed events = new EventFeed();
    private final KafkaStreams streams;
    private final InputOffsets offsets;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long fed;

    private FloorSubject(String name, Arena arena, Floors.Kind kind, int partitions) {
        this.name = name;
        this.partitions = partitions;
        this.arena = arena;
        String id = "winnow-bench-" + kind.id();
        this.input = id + ".in";
        String output = id + ".out";
        arena.createTopics(List.of(
                new TopicSpec(input, "events", partitions, TOPIC), new TopicSpec(output, "output", partitions, TOPIC)));
        Properties properties = arena.streams(id);
        this.streams = new KafkaStreams(Floors.topology(kind, input, output, properties), properties);
        this.offsets = new InputOffsets(arena.admin(), id, Set.of(input));
        streams.setUncaughtExceptionHandler(cause -> {
            failure.compareAndSet(null, cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.pause();
        streams.start();
    }

    /** Reads and writes, nothing else. */
    static FloorSubject passThrough(Arena arena, int partitions) {
        return new FloorSubject("passThrough", arena, Floors.Kind.PASS_THROUGH, partitions);
    }

    /** Reads, gets and puts a row of 200 bytes, and writes. */
    static FloorSubject rocksDb(Arena arena, int partitions) {
        return new FloorSubject("rocksdb", arena, Floors.Kind.ROCKSDB, partitions);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void pause() {
        streams.pause();
    }

    @Override
    public void resume() {
        streams.resume();
    }

    @Override
    public void feed(long records) {
        for (long i = 0; i < records; i++) {
            EventFeed.FedEvent event = events.next();
            arena.feeder()
                    .send(new ProducerRecord<>(
                            input, (int) (fed % partitions), event.timeMillis(), key(fed), event.value()));
            fed++;
        }
        arena.feeder().flush();
    }

    /** Eight bytes, one of {@link #KEYS}, in an order without a pattern (Knuth's multiplicative hash). */
    private static byte[] key(long index) {
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(((index * SplitMix.GAMMA) >>> 33) % KEYS)
                .array();
    }

    @Override
    public long taken() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("BEN-006 " + name + ": must run; failed with " + cause, cause);
        }
        return offsets.committed();
    }

    @Override
    public boolean isDone() {
        return taken() == fed;
    }

    @Override
    public void close() {
        streams.close(CloseOptions.timeout(Duration.ofSeconds(20)));
    }
}
