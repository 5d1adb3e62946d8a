package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.docs.PublishedSchema;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.wire.Alert;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.util.RandomData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a cluster, against one real broker. Topics are created by the first test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class ClusterCommandsIT {
    @TempDir
    private static Path directory;

    private static EmbeddedKafka broker;
    private static Path config;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedKafka.startTemporary();
        config = Files.writeString(directory.resolve("winnow.yaml"), """
                kafka: {bootstrapServers: "%s"}
                topics: {eventPartitions: 2, triagePartitions: 2, replication: 1, minInsyncReplicas: 1}
                inputs: [{topic: events.json, format: json, mapping: {time: t, entity: host, numbers: {cpu: cpu}}}]
                """.formatted(broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void createsWhatIsMissingOnceAndFindsNothingWrongThen() throws IOException {
        assertThat(run("topics", "check")).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString().lines())
                .hasSize(9)
                .allSatisfy(line -> assertThat(line).startsWith("TOP-001 topic"));

        assertThat(run("topics", "create", "--json")).isZero();
        assertThat(document().get("created")).hasSize(9);

        assertThat(run("topics", "create", "--json")).isZero();
        assertThat(document().get("created")).isEmpty();
        assertThat(run("topics", "check")).isZero();
        assertThat(out.toString()).isEqualTo("9 topics are right" + System.lineSeparator());
    }

    @Test
    @Order(2)
    void sendsTheRecordsOfAFileUnchangedKeyedByTenantAndEntity() throws Exception {
        Path file = Files.writeString(
                directory.resolve("metrics.json"),
                "{\"t\":1767225600,\"host\":\"web-1\",\"cpu\":0.5}\nnot json\n{\"t\":1767225660,\"host\":\"web-1\",\"cpu\":0.6}\n");

        assertThat(run("send", file.toString(), "--format", "json", "--json")).isZero();

        assertThat(document().get("records").asInt()).isEqualTo(3);
        assertThat(document().get("refused").asInt()).isEqualTo(1);
        List<ConsumerRecord<byte[], byte[]>> records = read("events.json", 3);
        assertThat(records.stream()
                        .filter(record -> record.key() != null)
                        .map(record -> utf8(record.key()) + " " + utf8(record.value())))
                .containsExactly(
                        "default|web-1 {\"t\":1767225600,\"host\":\"web-1\",\"cpu\":0.5}",
                        "default|web-1 {\"t\":1767225660,\"host\":\"web-1\",\"cpu\":0.6}");
        assertThat(records.stream().map(record -> utf8(record.value()))).contains("not json");
    }

    @Test
    @Order(3)
    void sendsAVerdictThatAnybodyWithTheSchemaCanRead() throws Exception {
        assertThat(run(
                        "label",
                        "alert-1",
                        "false_positive",
                        "--reason",
                        "backup",
                        "--analyst",
                        "ada",
                        "--tenant",
                        "acme",
                        "--wait",
                        "1"))
                .isZero();
        assertThat(out.toString())
                .contains("sent to winnow.feedback")
                .contains("outcome: unknown; the application has not answered. If no alert has this id");

        ConsumerRecord<byte[], byte[]> record = read("winnow.feedback", 1).get(0);
        assertThat(utf8(record.key())).isEqualTo("acme");
        GenericRecord verdict = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), Verdict.getClassSchema())
                .decode(record.value());
        assertThat(verdict.get("alertId")).hasToString("alert-1");
        assertThat(verdict.get("verdict")).hasToString("FALSE_POSITIVE");
        assertThat(verdict.get("reason")).hasToString("backup");
        assertThat(verdict.get("analyst")).hasToString("ada");
        assertThat(verdict.get("id"))
                .hasToString(LabelCommand.id("acme", "alert-1", "ada", (Long) verdict.get("version")));
    }

    @Test
    @Order(4)
    void findsATopicThatSomebodyChanged() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createPartitions(Map.of("winnow.audit", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }

        assertThat(run("topics", "check")).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString())
                .isEqualTo(
                        "TOP-002 topic \"winnow.audit\": must have 2 partitions, has 3; partitions cannot be taken back, so"
                                + " correct the configuration or make a new topic" + System.lineSeparator());
    }

    @Test
    @Order(5)
    void readsWithoutSendingWhereAsked() throws IOException {
        Path file =
                Files.writeString(directory.resolve("dry.json"), "[{\"t\":1767225600,\"host\":\"a\",\"cpu\":1}, {}]");

        assertThat(run("send", file.toString(), "--format", "json", "--dry-run", "--json"))
                .isEqualTo(ExitCode.FAILURE);

        assertThat(document().get("records").asInt()).isEqualTo(2);
        assertThat(document().get("refused").asInt()).isEqualTo(1);
        assertThat(document().get("topic").isNull()).isTrue();
    }

    @Test
    @Order(6)
    void saysThatAFileIsMissing() {
        assertThat(run("send", "absent.json", "--format", "json")).isEqualTo(ExitCode.FILE);
        assertThat(err.toString())
                .startsWith("CLI-012 FILE: \"absent.json\" must be readable; found NoSuchFileException");
    }

    @Test
    @Order(7)
    void countsWhatAFormatRefusesByCodeAndReasonWithTheFirstPlace() throws IOException {
        Path file = Files.writeString(
                directory.resolve("refused.json"), "{\"t\":1767225600,\"host\":\"a\",\"cpu\":1}\n{}\nnot json\n\n{}\n");

        assertThat(run("send", file.toString(), "--format", "json", "--dry-run", "--json"))
                .isEqualTo(ExitCode.FAILURE);

        assertThat(document().get("refusals"))
                .extracting(
                        each -> each.get("code").asText(),
                        each -> each.get("records").asInt(),
                        each -> each.get("line").asInt())
                .containsExactly(tuple("INP-003", 2, 2), tuple("INP-005", 1, 3));
    }

    @Test
    @Order(8)
    void printsAlertsOneALineFromTheBeginning() throws Exception {
        byte[] alert = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), Alert.getClassSchema())
                .encode((GenericRecord)
                        new RandomData(Alert.getClassSchema(), 1, 7L).iterator().next())
                .array();
        write(new ProducerRecord<>("winnow.alerts", alert), new ProducerRecord<>("winnow.alerts", alert));

        assertThat(run("alerts", "tail", "--from-beginning", "--max", "2", "--json"))
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line).matches("[ -~]*");
            assertThat(new ObjectMapper().readTree(line).has("alertId")
                            || new ObjectMapper().readTree(line).has("id"))
                    .isTrue();
        });
        assertThat(run("alerts", "tail", "--max", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("CLI-051 --max: must be at least 1, was 0");
    }

    @Test
    @Order(9)
    void readsDeadLettersAsTextAndSendsThemAgain() throws Exception {
        byte[] whole = read("events.json", 3).get(0).value();
        ConsumerRecord<byte[], byte[]> first = read("events.json", 3).get(0);
        DeadLetter carried = DeadLetters.of(
                new Rejection("INP-005", "must be JSON"),
                "decode",
                "json",
                new Source("events.json", 0, 99L),
                1_767_225_600_000L,
                null,
                "not json".getBytes(StandardCharsets.UTF_8));
        DeadLetter named = DeadLetters.atSource(
                new Rejection("DET-900", "a fault"),
                "detect",
                "json",
                new Source(first.topic(), first.partition(), first.offset()),
                1_767_225_660_000L,
                ByteBuffer.wrap(Sha256.of(whole)));
        DeadLetter gone = DeadLetters.atSource(
                new Rejection("DET-900", "a fault"),
                "detect",
                "json",
                new Source("events.json", 0, 1_000L),
                1_767_225_660_000L,
                ByteBuffer.wrap(Sha256.of(whole)));
        SingleObjectCodec codec = new SingleObjectCodec();
        write(
                new ProducerRecord<>("winnow.dead-letters", 0, null, codec.encode("winnow.dead-letters", carried)),
                new ProducerRecord<>("winnow.dead-letters", 0, null, codec.encode("winnow.dead-letters", named)),
                new ProducerRecord<>("winnow.dead-letters", 0, null, codec.encode("winnow.dead-letters", gone)));

        int listed = run("dead-letters", "list", "--json");
        List<String> texts = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            texts.add(new ObjectMapper().readTree(line).get("text").asText("none"));
        }
        int dry = run("dead-letters", "replay", "--dry-run", "--json");
        JsonNode counted = document();
        int before = read("events.json", 100).size();
        int sent = run("dead-letters", "replay", "--code", "INP-005", "--json");
        int since = run("dead-letters", "replay", "--since", "2030-01-01T00:00:00Z", "--json");
        JsonNode none = document();

        assertThat(listed).isZero();
        assertThat(texts).containsExactly("not json", utf8(whole), "none");
        assertThat(dry).as("one original is gone").isEqualTo(ExitCode.FAILURE);
        assertThat(dev.winnow.app.docs.PublishedSchema.faults("dead-letters-replay", counted.toString()))
                .isEmpty();
        assertThat(counted.get("records").asInt()).isEqualTo(2);
        assertThat(counted.get("incomplete").asInt()).isEqualTo(1);
        assertThat(sent).isZero();
        assertThat(since).isZero();
        assertThat(none.get("records").asInt()).isZero();
        List<ConsumerRecord<byte[], byte[]>> after = read("events.json", 100);
        assertThat(after).hasSize(before + 1);
        assertThat(after.stream().map(record -> utf8(record.value())).filter("not json"::equals))
                .hasSize(2);
    }

    @SafeVarargs
    private static void write(ProducerRecord<byte[], byte[]>... records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(record);
            }
            producer.flush();
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-c", config.toString()));
        int code = Main.run(
                new CommandContext(Map.of(), RequiredTopics::of),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
        if (all.contains("--json") && out.getBuffer().length() > 0) {
            assertThat(PublishedSchema.faultsOfCommand(all, out.toString())).isEmpty();
        }
        return code;
    }

    private JsonNode document() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map((PartitionInfo info) -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (records.size() < count
                    && partitions.stream()
                            .anyMatch(each -> consumer.position(each) < Objects.requireNonNull(ends.get(each)))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
