package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.broker.SecuredKafka;
import dev.winnow.app.config.RequiredRights;
import dev.winnow.app.config.RequiredRights.Right;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a broker with ACLs: the rights of the documentation's table are enough, and each is needed. */
class AclIT {
    private static final Duration PATIENCE = Cluster.PATIENCE;
    private static final Map<String, String> SECRET =
            Map.of("WINNOW_APPLICATION__SECRET", "a secret of the tests alone");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void runsWithTheRightsOfTheTableAndStopsWithACodeWithoutOne() throws Exception {
        try (SecuredKafka broker = new SecuredKafka(directory.resolve("broker"));
                Admin admin = broker.admin()) {
            Path file = configuration(broker);
            WinnowConfig config = WinnowConfig.load(file, SECRET);
            List<Right> rights = RequiredRights.of(config);
            admin.createTopics(RequiredTopics.of(config).stream()
                            .map(topic ->
                                    new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
                            .toList())
                    .all()
                    .get();
            SecuredKafka.grant(admin, rights);

            Right ids = right(rights, ResourceType.TRANSACTIONAL_ID);
            SecuredKafka.revoke(admin, ids);
            assertThat(endOf(file, "without-ids.log"))
                    .contains(
                            "KFK-004 transactional ids with the prefix <application.id>-: this principal must be allowed"
                                    + " WRITE, DESCRIBE, lacks one");
            SecuredKafka.grant(admin, List.of(ids));

            Right internal = right(rights, ResourceType.TOPIC);
            SecuredKafka.revoke(admin, internal);
            assertThat(endOf(file, "without-topics.log"))
                    .contains("KFK-004 topics [")
                    .contains("winnow-");
            SecuredKafka.grant(admin, List.of(internal));

            produce(broker, Flows.lines(300, 5, 1));
            try (ChildCommand application = run(file, "with-all.log")) {
                application.awaitLine("started ", PATIENCE);
                awaitCommitted(admin, 300);
                assertThat(application.terminate(PATIENCE)).isEqualTo(143);
                assertThat(application.logText()).doesNotContain("uthorization").doesNotContain("KFK-");
            }
        }
    }

    private static Right right(List<Right> rights, ResourceType resource) {
        return rights.stream()
                .filter(right -> right.resource() == resource && right.pattern() == PatternType.PREFIXED)
                .findFirst()
                .orElseThrow();
    }

    private String endOf(Path file, String log) {
        try (ChildCommand application = run(file, log)) {
            assertThat(application.awaitEnd(PATIENCE)).isEqualTo(8);
            assertThat(application.logText().lines().filter(line -> line.contains(" ERROR ")))
                    .hasSize(1);
            return application.logText();
        }
    }

    private ChildCommand run(Path file, String log) {
        return ChildCommand.start(directory.resolve(log), SECRET, "run", "-c", file.toString());
    }

    private Path configuration(SecuredKafka broker) throws Exception {
        byte[] secret = new byte[32];
        new Random(7).nextBytes(secret);
        Files.writeString(directory.resolve("audit.key"), KeyFile.format(RootKey.of("tests", secret)));
        return Files.writeString(
                directory.resolve("winnow.yaml"),
                broker.configuration(directory) + """
                    inputs: [{topic: events, format: suricata-eve}]
                    outputs: [{topic: soc.alerts, format: ecs}]
                    audit: {keyFile: audit.key}
                    topics: {eventPartitions: 1, triagePartitions: 1, replication: 1, minInsyncReplicas: 1}
                    http: {port: 0}
                    state: {directory: "%s", rocksdbMemoryMb: 64, modelCacheMb: 64}
                    threads: 1
                    """.formatted(directory.resolve("state")));
    }

    private static void produce(SecuredKafka broker, List<String> lines) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.open()), new ByteArraySerializer(), new ByteArraySerializer())) {
            lines.forEach(line -> producer.send(new ProducerRecord<>("events", line.getBytes(StandardCharsets.UTF_8))));
            producer.flush();
        }
    }

    private static void awaitCommitted(Admin admin, long offset) throws Exception {
        TopicPartition partition = new TopicPartition("events", 0);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets("winnow")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            if (committed != null && committed.offset() >= offset) {
                return;
            }
            admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all().get();
        }
        throw new AssertionError("the application did not commit " + offset);
    }
}
