package dev.winnow.app.run.local;

import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.run.StreamsApplication;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.StreamsProperties;
import dev.winnow.topology.WinnowTopology;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The application over an embedded broker, fed by its caller and drained at will: what {@code triage} and {@code demo} run.
 * The topology is the one that runs against a cluster. One thread.
 */
public final class LocalRun implements AutoCloseable {
    /**
     * Records between two waits on several shards: as many as let a shard tell the others. A day of thirty thousand events then
     * goes in steps of about ten minutes, as long as a silence lasts that is told.
     */
    private static final int SLICE_EVENTS = 256;

    /** Records sent between two looks at the outputs: a long file is not sent before its first candidates are purged. */
    private static final int TAKE_EVENTS = 4_096;

    /** How long nothing may move before a drain is given up; a model is hydrated in well under a second. */
    private static final Duration STALLED = Duration.ofSeconds(120);

    /** Candidates are counted where they stand before they are decided, so they must stand there until they are read. */
    private static final long PURGE_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final Duration POLL = Duration.ofMillis(20);

    /** Records that are not taken in within the time of some polls, and how long then nobody asks whether they are. */
    private static final int MANY_LEFT = 2_000;

    private static final long UNASKED_NANOS = Duration.ofMillis(100).toNanos();

    private final EmbeddedKafka broker;
    private final TopologySettings settings;
    private final StreamsApplication application;
    private final KafkaProducer<byte[], byte[]> producer;
    private final CommittedReader reader;
    private final Backlog backlog;
    private final Path state;
    private final WireCodec codec;
    private final AtomicReference<RuntimeException> sendFailure = new AtomicReference<>();
    private final Thread hook = new Thread(this::close, "winnow-run-close");
    private boolean isClosed;
    private long sent;

    private LocalRun(
            EmbeddedKafka broker, TopologySettings settings, Properties streams, Path state, CommittedSink outputs) {
        this.broker = broker;
        this.settings = settings;
        this.state = state;
        this.codec = settings.codec();
        this.application = new StreamsApplication(settings, streams, 0);
        Set<String> formats =
                settings.outputs().stream().map(OutputTopic::topic).collect(Collectors.toUnmodifiableSet());
        this.reader = new CommittedReader(broker.bootstrapServers(), settings.topics(), formats, codec, outputs);
        Set<String> written = new TreeSet<>(formats);
        written.addAll(CommittedReader.ownTopics(settings.topics()));
        this.backlog =
                new Backlog(broker.bootstrapServers(), application.topology(), settings.applicationId(), written);
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 << 10,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Starts broker, topics and topology.
     *
     * @param settings what the topology does
     * @param base Kafka Streams settings; broker, state directory and replication are put over them
     */
    public static LocalRun start(
            TopologySettings settings, Map<String, Object> base, long rocksDbBytes, CommittedSink outputs) {
        EmbeddedKafka broker = EmbeddedKafka.startTemporary();
        try {
            broker.createTopics(LocalTopics.of(settings, LocalTopics.INPUT_PARTITIONS));
            Path state = Files.createTempDirectory("winnow-state-");
            Map<String, Object> own = new HashMap<>(base);
            own.put(StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG, PURGE_MILLIS);
            own.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
            own.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
            own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
            LocalRun run = new LocalRun(broker, settings, StreamsProperties.of(own, rocksDbBytes), state, outputs);
            Runtime.getRuntime().addShutdownHook(run.hook);
            run.application.start();
            return run;
        } catch (IOException e) {
            broker.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public StreamsApplication application() {
        return application;
    }

    public Counters counters() {
        return settings.counters();
    }

    /**
     * Sends one input record; the time stamp is its ingest time. On several shards it waits now and then, until each has heard of
     * what the others saw: else the word would go round at the speed of a broker while events pass at a thousand times theirs.
     */
    public void send(String topic, byte[] value, long ingestMillis) {
        if (settings.detectPartitions() > 1 && sent > 0 && sent % SLICE_EVENTS == 0) {
            drain();
        } else if (sent % TAKE_EVENTS == TAKE_EVENTS - 1) {
            take(Duration.ZERO);
        }
        sent++;
        produce(new ProducerRecord<>(topic, null, ingestMillis, null, value));
    }

    /** Hands on whatever stands on the outputs by now, candidates too: they are purged some time after they were decided. */
    private void take(Duration wait) {
        String candidates = backlog.nameOf(WinnowTopology.CANDIDATES);
        if (!candidates.isEmpty()) {
            reader.countCandidates(candidates);
        }
        while (reader.poll(wait) > 0) {
            wait = Duration.ZERO;
        }
    }

    /** @param arrivalMillis time stamp of the record; 0 for none, so that the verdict takes effect and time with its alert */
    public void judge(Verdict verdict, long arrivalMillis) {
        produce(new ProducerRecord<>(
                settings.topics().feedback(),
                null,
                arrivalMillis,
                null,
                codec.encode(settings.topics().feedback(), verdict)));
    }

    private void produce(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                sendFailure.compareAndSet(null, new IllegalStateException("APP-012 a record was not written", failure));
            }
        });
    }

    /** Waits until everything sent so far is decided, committed and handed to the outputs. */
    public void drain() {
        drain(() -> {});
    }

    /**
     * The same with news on the way. Kafka is asked whether everything is taken in ({@link Backlog}); time is only what ends a
     * wait in which nothing moves.
     *
     * @param news called some times a second while waiting
     */
    public void drain(Runnable news) {
        producer.flush();
        long movedAt = System.nanoTime();
        long moved = -1;
        long nextLook = movedAt;
        while (true) {
            RuntimeException failed = sendFailure.get();
            if (failed != null) {
                throw failed;
            }
            application.failure().ifPresent(cause -> {
                throw new IllegalStateException("APP-013 the topology failed: " + cause, cause);
            });
            take(POLL);
            news.run();
            if (System.nanoTime() - nextLook < 0) {
                continue;
            }
            Backlog.Look look = backlog.look();
            if (look.left().values().stream().mapToLong(Long::longValue).sum() > MANY_LEFT) {
                nextLook = System.nanoTime() + UNASKED_NANOS;
            }
            if (look.isDone()) {
                readTo(look.ends());
                return;
            }
            long now = look.moved() + reader.position();
            if (now != moved) {
                moved = now;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > STALLED.toNanos()) {
                throw new IllegalStateException(
                        "APP-014 nothing has moved for " + STALLED.toSeconds() + " s; not taken in: " + look.left());
            }
        }
    }

    /** Everything is written and committed; what is left is to read it. */
    private void readTo(Map<TopicPartition, Long> ends) {
        long movedAt = System.nanoTime();
        long moved = -1;
        while (!reader.hasReached(ends)) {
            reader.poll(POLL);
            long now = reader.position();
            if (now != moved) {
                moved = now;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > STALLED.toNanos()) {
                throw new IllegalStateException("APP-014 nothing has been read for " + STALLED.toSeconds()
                        + " s; the run's topics end at " + new TreeMap<>(texts(ends)));
            }
        }
    }

    private static Map<String, Long> texts(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .collect(Collectors.toMap(end -> end.getKey().toString(), Map.Entry::getValue));
    }

    /** Candidates that detect has committed so far, silences included; known after a {@link #drain()}. */
    public long candidates() {
        return reader.candidates();
    }

    /** Input records decided or refused so far, for progress. */
    public long done() {
        return counters().value(Count.EVENTS_DETECTED) + counters().value(Count.RECORDS_REFUSED);
    }

    public long sent() {
        return sent;
    }

    /** Also called when the process is told to end, so that neither broker data nor state stay behind. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook itself is what runs now.
        }
        try {
            producer.close(Duration.ofSeconds(5));
            application.close();
            reader.close();
            backlog.close();
        } catch (ConcurrentModificationException e) {
            // The process was told to end while its main thread reads; the consumer ends with it.
        } finally {
            broker.close();
            delete(state);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
