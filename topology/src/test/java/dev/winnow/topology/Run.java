package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.ChainVerifier;
import dev.winnow.audit.verify.Expectation;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.UnreadableRecords;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.Command;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology in the test driver, which proves logic and nothing about commits. The driver deletes its state
 * directory when it closes, so a restart carries rows and offsets over by hand ({@link #saved}).
 */
public final class Run implements AutoCloseable {
    private final TopologySettings settings;
    private final TopologyTestDriver driver;
    private final Path directory;
    private final SingleObjectCodec codec;
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
    private final List<StoredEntry> chain = new ArrayList<>();

    /** What a task finds when it starts again. */
    public record Saved(
            Map<String, TreeMap<Bytes, byte[]>> rows, Map<TopicPartition, Long> offsets, List<StoredEntry> chain) {
        TreeMap<Bytes, byte[]> of(String store) {
            return Objects.requireNonNull(rows.get(store));
        }

        /** The same rows, while the offsets begin again: every record comes as one that was delivered before. */
        Saved withoutOffsets() {
            return new Saved(rows, Map.of(), chain);
        }
    }

    public Run(TopologySettings settings) {
        this(settings, new Saved(Map.of(), Map.of(), List.of()));
    }

    public Run(TopologySettings settings, Saved saved) {
        this(settings, saved, false);
    }

    /** With the stores that a running application has. */
    public static Run onRocksDb(TopologySettings settings) {
        return new Run(settings, new Saved(Map.of(), Map.of(), List.of()), true);
    }

    private Run(TopologySettings settings, Saved saved, boolean isOnRocksDb) {
        this.settings = settings;
        this.codec = settings.codec().singleObject();
        this.chain.addAll(saved.chain());
        try {
            directory = Files.createTempDirectory("winnow-topology-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties properties = properties(directory);
        if (!settings.audit().exactlyOnce()) {
            properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        }
        properties.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, RowsAtStart.class);
        properties.put(RowsAtStart.ROWS, saved.rows());
        properties.put(RowsAtStart.ROCKS_DB, isOnRocksDb);
        UnreadableRecords.install(properties, settings);
        driver = new TopologyTestDriver(
                WinnowTopology.build(settings, properties), properties, Instant.ofEpochMilli(Eve.NOON));
        Map<TopicPartition, AtomicLong> offsets = offsets();
        saved.offsets()
                .forEach((place, next) ->
                        offsets.computeIfAbsent(place, key -> new AtomicLong()).set(next));
    }

    public static Properties properties(Path directory) {
        return StreamsProperties.of(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        "winnow-test",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "none:1",
                        StreamsConfig.STATE_DIR_CONFIG,
                        directory.toString(),
                        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                        StreamsConfig.EXACTLY_ONCE_V2),
                32L << 20);
    }

    public TopologySettings settings() {
        return settings;
    }

    public void send(byte @Nullable [] value, long timeMillis) {
        send(Worlds.EVENTS, null, value, timeMillis);
    }

    public void send(String topic, byte @Nullable [] key, byte @Nullable [] value, long timeMillis) {
        inputs.computeIfAbsent(
                        topic,
                        name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(new TestRecord<>(key, value, Instant.ofEpochMilli(timeMillis)));
    }

    /** A record as it stands on a topic, an internal one too. */
    public void pipe(String topic, TestRecord<byte[], byte[]> record) {
        inputs.computeIfAbsent(
                        topic,
                        name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(record);
    }

    /** The wall clock goes on by a minute. */
    public void passMinute() {
        driver.advanceWallClockTime(java.time.Duration.ofMinutes(1));
    }

    public void judge(Verdict verdict) {
        Instant time = verdict.getVerdictTime();
        judge(verdict, time == null ? 0 : time.toEpochMilli());
    }

    public void judge(Verdict verdict, long arrivalMillis) {
        send(settings.topics().feedback(), null, codec.encode("", verdict), arrivalMillis);
    }

    public void command(Command command) {
        send(settings.topics().commands(), null, codec.encode("", command), Eve.NOON);
    }

    /** A command of ada's. */
    public static Command command(String id, Object action) {
        return new Command(
                id, "acme", Instant.ofEpochMilli(Eve.NOON), "ada", ActorType.HUMAN, "because of " + id, action);
    }

    public static Verdict verdict(String id, String alertId, VerdictKind kind, String analyst, long timeMillis) {
        return new Verdict(
                id,
                "acme",
                alertId,
                kind,
                "",
                analyst,
                Instant.ofEpochMilli(timeMillis),
                1L,
                null,
                ActorType.HUMAN,
                null);
    }

    public List<Alert> alerts() {
        return read(settings.topics().alerts(), Alert.class);
    }

    public List<Cluster> clusters() {
        return read(settings.topics().clusters(), Cluster.class);
    }

    public List<Signal> signals() {
        return read(settings.topics().signals(), Signal.class);
    }

    public List<DeadLetter> deadLetters() {
        return read(settings.topics().deadLetters(), DeadLetter.class);
    }

    /** New audit entries; they also join {@link #chain}. */
    public List<AuditEntry> audit() {
        List<AuditEntry> entries = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : records(settings.topics().audit())) {
            List<StoredEntry.Header> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new StoredEntry.Header(header.key(), header.value()));
            }
            chain.add(new StoredEntry(chain.size(), record.timestamp(), record.key(), headers, record.value()));
            entries.add((AuditEntry) codec.decode("", record.value()));
        }
        return entries;
    }

    /** Every entry read so far, of earlier runs too. */
    public List<StoredEntry> chain() {
        return chain;
    }

    public List<AuditKind> kinds() {
        return chain.stream()
                .map(entry -> AuditKind.of(header(entry).kind()).orElseThrow())
                .toList();
    }

    public static EntryHeader header(StoredEntry entry) {
        assertThat(entry.headers()).hasSize(1);
        return EntryHeader.of(Objects.requireNonNull(entry.headers().get(0).value()));
    }

    public ChainResult verified() {
        return ChainVerifier.verify(Expectation.none("test"), List.of(Worlds.ROOT_KEY), chain.iterator());
    }

    public List<TestRecord<byte[], byte[]>> records(String topic) {
        return outputs.computeIfAbsent(
                        topic,
                        name -> driver.createOutputTopic(
                                name, new ByteArrayDeserializer(), new ByteArrayDeserializer()))
                .readRecordsToList();
    }

    private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
        return records(topic).stream()
                .filter(record -> record.value() != null)
                .map(record -> type.cast(codec.decode(topic, record.value())))
                .toList();
    }

    /** Throws away what stands on the topics other than the audit topic, whose entries join the chain. */
    public void forget() {
        audit();
        alerts();
        clusters();
        signals();
        deadLetters();
    }

    /** Every topic that was written to has been read to its end; internal topics are consumed by the driver itself. */
    public void expectNothingLeft() {
        for (String topic : driver.producedTopicNames()) {
            if (!topic.startsWith("winnow-test-")) {
                assertThat(records(topic)).as("left on " + topic).isEmpty();
            }
        }
    }

    public Set<String> producedTopics() {
        return driver.producedTopicNames();
    }

    public KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    public TreeMap<Bytes, byte[]> rows(String store) {
        TreeMap<Bytes, byte[]> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store(store).all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                rows.put(row.key, row.value);
            }
        }
        return rows;
    }

    public Saved saved() {
        audit();
        Map<String, TreeMap<Bytes, byte[]>> rows = new TreeMap<>();
        for (String name : driver.getAllStateStores().keySet()) {
            rows.put(name, rows(name));
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        offsets().forEach((place, next) -> offsets.put(place, next.get()));
        return new Saved(rows, offsets, List.copyOf(chain));
    }

    @SuppressWarnings("unchecked")
    private Map<TopicPartition, AtomicLong> offsets() {
        try {
            Field field = TopologyTestDriver.class.getDeclaredField("offsetsByTopicOrPatternPartition");
            field.setAccessible(true);
            return (Map<TopicPartition, AtomicLong>) field.get(driver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the driver keeps its offsets elsewhere now", e);
        }
    }

    @Override
    public void close() {
        driver.close();
        try {
            Files.deleteIfExists(directory.resolve("winnow-test"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
