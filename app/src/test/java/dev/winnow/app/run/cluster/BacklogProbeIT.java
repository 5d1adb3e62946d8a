package dev.winnow.app.run.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.http.RuntimeStatus.Backlog;
import dev.winnow.topology.settings.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What waits, by what is committed and not by what was fetched. */
class BacklogProbeIT {
    private static final TopicPartition EVENTS = new TopicPartition("events", 0);

    @Test
    void countsWhatNoCommitCoversAndWhatNobodyReads() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.startTemporary();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            broker.createTopics(List.of(
                    new TopicSpec("events", "events", 1, Map.of()), new TopicSpec("other", "events", 2, Map.of())));
            send(broker, "events", 10);
            send(broker, "other", 3);
            BacklogProbe probe = new BacklogProbe(admin, "app", Set.of("events", "other", "not-there-yet"));

            Backlog before = probe.ask();
            assertThat(before.records()).isEqualTo(Map.of("events", 10L, "other", 3L));
            assertThat(before.total()).isEqualTo(13);
            assertThat(before.partitionsWithoutOwner()).isZero();

            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            broker.bootstrapServers(),
                            "group.id",
                            "app",
                            "auto.offset.reset",
                            "earliest",
                            "enable.auto.commit",
                            false),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer.subscribe(List.of("events"));
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                while (consumer.assignment().isEmpty() || consumer.position(EVENTS) < 10) {
                    consumer.poll(Duration.ofMillis(100));
                    assertThat(System.nanoTime()).isLessThan(deadline);
                }
                assertThat(probe.ask().records()).containsEntry("events", 10L);

                consumer.commitSync(Map.of(EVENTS, new OffsetAndMetadata(4)));
                Backlog after = probe.ask();

                assertThat(after.records()).isEqualTo(Map.of("events", 6L, "other", 3L));
                assertThat(after.partitionsWithoutOwner()).isEqualTo(2);
            }
        }
    }

    private static void send(EmbeddedKafka broker, String topic, int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, new byte[] {(byte) i}));
            }
        }
    }
}
