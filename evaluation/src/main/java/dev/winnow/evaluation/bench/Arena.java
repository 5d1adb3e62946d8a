package dev.winnow.evaluation.bench;

import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.topology.StreamsProperties;
import dev.winnow.topology.settings.TopicSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/** What all measured applications share: the broker, the producer of their input, the settings of Kafka Streams. */
final class Arena implements AutoCloseable {
    private static final long TOPICS_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WinnowConfig config;
    private final EmbeddedKafka broker;
    private final Feeder feeder;
    private final Admin admin;
    private final Path state;

    Arena(WinnowConfig config) {
        this.config = config;
        this.broker = EmbeddedKafka.startTemporary();
        try {
            this.state = Files.createTempDirectory("winnow-bench-");
            this.feeder = new Feeder(broker.bootstrapServers());
            this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
        } catch (IOException e) {
            broker.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    WinnowConfig config() {
        return config;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * Makes topics and waits until the broker shows them: the controller's answer may come before that, and an application
     * that starts in between fails for want of its input.
     */
    void createTopics(List<TopicSpec> topics) {
        broker.createTopics(topics);
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        long deadline = System.nanoTime() + TOPICS_NANOS;
        while (true) {
            try {
                admin.describeTopics(names).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "BEN-008 topics " + names + ": must be there; found " + e.getCause(), e);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("BEN-004 interrupted", e);
            }
        }
    }

    Feeder feeder() {
        return feeder;
    }

    Admin admin() {
        return admin;
    }

    /** The same for every application but for its id: clients, guarantee, threads, commit interval, RocksDB's memory. */
    Properties streams(String applicationId) {
        Map<String, Object> settings = new HashMap<>(ClientProperties.streams(config));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG, state.resolve(applicationId).toString());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        return StreamsProperties.of(settings, (long) config.state().rocksdbMemoryMb() << 20);
    }

    @Override
    public void close() {
        feeder.close();
        admin.close();
        broker.close();
        delete(state);
    }

    private static void delete(Path directory) {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
