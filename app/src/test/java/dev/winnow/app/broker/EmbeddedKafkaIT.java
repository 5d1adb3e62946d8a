package dev.winnow.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.topology.settings.TopicSpec;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final List<TopicSpec> TOPICS =
            List.of(new TopicSpec("a", "events", 1, Map.of("cleanup.policy", "delete", "min.insync.replicas", "2")));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aTemporaryBrokerTakesThePortThatItIsGiven() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        try (EmbeddedKafka broker = EmbeddedKafka.startTemporary(port)) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void keepsTopicsAndCommittedRecordsOverARestart() {
        try (EmbeddedKafka broker = EmbeddedKafka.start(directory)) {
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
            broker.createTopics(TOPICS);
            broker.createTopics(TOPICS);
            transact(broker, "one", true);
            transact(broker, "aborted", false);
            assertThat(read(broker, 1)).containsExactly("one");
        }
        try (EmbeddedKafka broker = EmbeddedKafka.start(directory)) {
            transact(broker, "two", true);

            assertThat(read(broker, 2)).containsExactly("one", "two");
        }
    }

    @Test
    void deletesItsTemporaryDirectoryAndClosesTwice() throws Exception {
        List<Path> before = temporary();
        EmbeddedKafka broker = EmbeddedKafka.startTemporary();
        assertThat(temporary()).hasSize(before.size() + 1);

        broker.close();
        broker.close();

        assertThat(temporary()).isEqualTo(before);
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> EmbeddedKafka.start(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("BRK-001 broker: must start on 127.0.0.1 in \"" + file + "\"; found ");
    }

    private static void transact(EmbeddedKafka broker, String value, boolean isCommitted) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("a", value));
            producer.flush();
            if (isCommitted) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static List<String> read(EmbeddedKafka broker, int count) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("a", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int i = 0; i < 100 && values.size() < count; i++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    private static List<Path> temporary() throws java.io.IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(path -> path.getFileName().toString().startsWith("winnow-broker-"))
                    .sorted()
                    .toList();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
