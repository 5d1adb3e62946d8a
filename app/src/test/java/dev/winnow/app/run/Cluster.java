package dev.winnow.app.run;

import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in a process of its own, with applications beside it, as the fault tests use them. */
final class Cluster implements AutoCloseable {
    /** For a slow machine that others use too; what takes so long has failed. */
    static final Duration PATIENCE = Duration.ofSeconds(240);

    /** The same for all applications, so that they draw the same random numbers and hash alike. */
    private static final Map<String, String> SECRET =
            Map.of("WINNOW_APPLICATION__SECRET", "a secret of the tests alone");

    private static final String CONFIG = """
        application: {id: %1$s}
        kafka:
          bootstrapServers: "%2$s"
          client: {reconnect.backoff.max.ms: 1000}
          producer: {transaction.timeout.ms: 10000}
          consumer: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
          streams: {commit.interval.ms: 300}
        inputs:
          - {topic: events, format: suricata-eve, tenantField: customer}
        detectors:
          rcf: {trees: 30, sampleSize: 64}
          scaler: {firstFit: 64, reservoir: 256}
          tail: {window: 512, minimumScores: 50}
          drift: {window: 128, retrainEvents: 64}
          readyAfterEvents: 128
        featureSets: {suricata-flow: {tailLevel: 1}}
        audit: {keyFile: audit.key}
        topics: {prefix: "%1$s.", eventPartitions: %3$d, triagePartitions: %3$d, replication: 1, minInsyncReplicas: 1}
        http: {port: 0}
        state: {directory: "%4$s", rocksdbMemoryMb: 64, modelCacheMb: 64}
        threads: 1
        """;

    private final SingleObjectCodec codec;
    private final Path directory;
    private final int partitions;
    private final RootKey key;
    private final List<ChildCommand> children = new ArrayList<>();
    private ChildCommand broker;
    private String bootstrap;

    /** A decision on an input record, and which chain it stands in. */
    record Decided(Source source, String alertId, int chain) {}

    Cluster(Path directory, int partitions) {
        this(directory, partitions, new SingleObjectCodec());
    }

    /** With what is to be read from the topics. */
    Cluster(Path directory, int partitions, SingleObjectCodec codec) {
        this.codec = codec;
        this.directory = directory;
        this.partitions = partitions;
        byte[] secret = new byte[32];
        new Random(7).nextBytes(secret);
        key = RootKey.of("tests", secret);
        try {
            Files.writeString(directory.resolve("audit.key"), KeyFile.format(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = child(
                "broker.log", "broker", "--dir", directory.resolve("broker").toString());
        bootstrap = broker.awaitLine("ready ", PATIENCE).substring("ready ".length());
    }

    String bootstrap() {
        return bootstrap;
    }

    RootKey key() {
        return key;
    }

    /** Kills the broker and starts it again on its directory and port. */
    void restartBroker() {
        broker.kill();
        String port = bootstrap.substring(bootstrap.indexOf(':') + 1);
        broker = child(
                "broker.log", "broker", "--dir", directory.resolve("broker").toString(), "--port", port);
        bootstrap = broker.awaitLine("ready ", PATIENCE).substring("ready ".length());
    }

    WinnowConfig config(String application) {
        return WinnowConfig.parse(text(application, "state-" + application), "test.yaml", directory, SECRET);
    }

    /** A configuration that differs from the application's. */
    WinnowConfig config(String application, UnaryOperator<String> change) {
        return WinnowConfig.parse(
                change.apply(text(application, "state-" + application)), "test.yaml", directory, SECRET);
    }

    void createTopics(String application) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<String> present = admin.listTopics().names().get();
            admin.createTopics(RequiredTopics.of(config(application)).stream()
                            .filter(topic -> !present.contains(topic.name()))
                            .map(topic ->
                                    new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** How many consumers the broker counts as members of the application's group. */
    int members(String application) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeConsumerGroups(List.of(application)).all().get().values().stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        }
    }

    /** Starts the application; several instances differ by their state directory. */
    ChildCommand run(String application, String instance) {
        ChildCommand child = child(
                instance + ".log", "run", "-c", write(application, instance).toString());
        child.awaitLine("started ", PATIENCE);
        return child;
    }

    /** Writes the configuration of an instance to a file. */
    Path write(String application, String instance) {
        Path file = directory.resolve(application + "-" + instance + ".yaml");
        try {
            return Files.writeString(
                    file,
                    text(application, directory.resolve("state-" + instance).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one record; returns when the broker has it. */
    void sendTo(String topic, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
        }
    }

    /** Starts any other command. */
    ChildCommand command(String... arguments) {
        return child(arguments[0] + ".log", arguments);
    }

    /** Sends the lines to the partitions in turn; returns when the broker has them. */
    void send(List<String> lines) {
        // One request in flight: on a partition that is a moment old a later batch can be taken before the first, and
        // then
        // the first never (a producer without transactions).
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < lines.size(); i++) {
                var unused = producer.send(new ProducerRecord<>(
                        "events", i % partitions, null, lines.get(i).getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
        }
    }

    /** Committed alerts in the order of their partitions. */
    List<Alert> alerts(String application) {
        return records(application + ".alerts").stream().map(Alert.class::cast).toList();
    }

    /** Committed decisions on input records; those on silences, whose source is another decision's, are left out. */
    List<Decided> decisions(String application) {
        List<Decided> decisions = new ArrayList<>();
        read(application + ".audit", record -> {
            if (codec.decode(record.topic(), record.value()) instanceof AuditEntry entry
                    && entry.getDetail() instanceof DecisionDetail decision
                    && !decision.getFeatures().getFeatureSet().equals("silence/1")) {
                decisions.add(new Decided(entry.getSource(), decision.getAlertId(), record.partition()));
            }
        });
        return decisions;
    }

    List<Source> deadLetters(String application) {
        return records(application + ".dead-letters").stream()
                .map(letter -> ((DeadLetter) letter).getSource())
                .toList();
    }

    private List<SpecificRecord> records(String topic) {
        List<SpecificRecord> records = new ArrayList<>();
        read(topic, record -> records.add(codec.decode(record.topic(), record.value())));
        return records;
    }

    /** Every committed record of a topic. */
    void read(String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        try (CommittedTopic records = new CommittedTopic(config("reader"), topic)) {
            records.spans().forEach(span -> records.read(span, visitor));
        }
    }

    /** Waits until so many records are committed on a topic. */
    void awaitCommitted(String topic, long count, ChildCommand... alive) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed", "max.poll.records", 5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long[] seen = new long[1];
            await(
                    () -> {
                        seen[0] += consumer.poll(Duration.ofMillis(100)).count();
                        return seen[0] >= count;
                    },
                    () -> topic + " has " + seen[0] + " of " + count + " committed records",
                    alive);
        }
    }

    /** Waits until every one of so many input records is decided or refused. */
    void awaitDecided(String application, int inputs, ChildCommand... alive) {
        TreeMap<String, Integer> seen = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed", "max.poll.records", 5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (String topic : List.of(application + ".audit", application + ".dead-letters")) {
                consumer.partitionsFor(topic).forEach(info -> all.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            await(
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                            SpecificRecord value = codec.decode(record.topic(), record.value());
                            if (value instanceof DeadLetter letter) {
                                seen.put(place(letter.getSource()), 1);
                            } else if (value instanceof AuditEntry entry
                                    && entry.getDetail() instanceof DecisionDetail) {
                                seen.put(place(entry.getSource()), 1);
                            }
                        });
                        return seen.size() >= inputs;
                    },
                    () -> seen.size() + " of " + inputs + " input records are decided",
                    alive);
        }
        awaitWholeTransactions(application, alive);
    }

    /**
     * Waits until what is written is committed: a commit shows on each partition at its own moment, so the decision may be there
     * before its alert is.
     */
    private void awaitWholeTransactions(String application, ChildCommand... alive) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (String topic : List.of("alerts", "clusters", "audit", "signals", "dead-letters")) {
                for (int partition = 0; partition < partitions(admin, application + "." + topic); partition++) {
                    ends.put(new TopicPartition(application + "." + topic, partition), OffsetSpec.latest());
                }
            }
            await(
                    () -> offsets(admin, ends, IsolationLevel.READ_COMMITTED)
                            .equals(offsets(admin, ends, IsolationLevel.READ_UNCOMMITTED)),
                    () -> "a transaction of " + application + " is open",
                    alive);
        }
    }

    private static int partitions(Admin admin, String topic) {
        return answer(admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Map<TopicPartition, OffsetSpec> ends, IsolationLevel isolation) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer(admin.listOffsets(ends, new ListOffsetsOptions(isolation)).all())
                .forEach((partition, end) -> offsets.put(partition, end.offset()));
        return offsets;
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the broker did not answer", e);
        }
    }

    /** Waits until the audit log has that many entries with such a detail. */
    void awaitAudited(String application, Class<? extends SpecificRecord> detail, int count) {
        long[] seen = new long[1];
        await(
                () -> {
                    seen[0] = 0;
                    read(application + ".audit", record -> {
                        if (codec.decode(record.topic(), record.value()) instanceof AuditEntry entry
                                && detail.isInstance(entry.getDetail())) {
                            seen[0]++;
                        }
                    });
                    return seen[0] >= count;
                },
                () -> seen[0] + " of " + count + " entries with " + detail.getSimpleName());
    }

    /** Waits until a record that fits is committed on a topic; of several the first. */
    SpecificRecord awaitRecord(String topic, Predicate<SpecificRecord> fits, ChildCommand... alive) {
        List<SpecificRecord> found = new ArrayList<>();
        await(
                () -> {
                    records(topic).stream().filter(fits).findFirst().ifPresent(found::add);
                    return !found.isEmpty();
                },
                () -> topic + " has not what is waited for among "
                        + records(topic).size() + " records",
                alive);
        return found.get(0);
    }

    static String place(Source source) {
        return source.getTopic() + "-" + source.getPartition() + "@" + source.getOffset();
    }

    private void await(BooleanSupplier condition, java.util.function.Supplier<String> state, ChildCommand... alive) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            for (ChildCommand child : alive) {
                if (!child.isAlive()) {
                    throw new AssertionError("an application ended; " + state.get() + "\n" + child.logText());
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(state.get() + " after " + PATIENCE + "\n"
                        + children.stream().map(ChildCommand::logText).collect(Collectors.joining("\n----\n")));
            }
        }
    }

    private String text(String application, String state) {
        return CONFIG.formatted(application, bootstrap, partitions, state);
    }

    private ChildCommand child(String log, String... arguments) {
        return child(log, Map.of(), arguments);
    }

    /** Starts another command, with more in its environment. */
    ChildCommand child(String log, Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(SECRET);
        environment.putAll(more);
        ChildCommand child = ChildCommand.start(directory.resolve(log), environment, arguments);
        children.add(child);
        return child;
    }

    @Override
    public void close() {
        children.forEach(ChildCommand::close);
    }
}
