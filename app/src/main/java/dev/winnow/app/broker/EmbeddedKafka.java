package dev.winnow.app.broker;

import dev.winnow.topology.settings.TopicSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker with its controller inside this process, on loopback only, with one replica of everything. For
 * demonstrations, files and tests; never for production. Starting on a directory that was used before keeps its topics and
 * records.
 *
 * <p>Thread-safe after the start. Errors: BRK-001 (does not start), BRK-002 (a topic cannot be created).
 */
public final class EmbeddedKafka implements AutoCloseable {
    // Everything that is no public API of Kafka (Formatter, KafkaConfig, KafkaRaftServer) is used in this class only.

    /** One fixed id: a directory belongs to this kind of broker, whoever opens it again. */
    private static final String CLUSTER_ID = "d2lubm93LWVtYmVkZA";

    private static final int START_ATTEMPTS = 5;
    private static final long TOPIC_TIMEOUT_SECONDS = 30;

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final @Nullable Path temporary;
    private boolean isClosed;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers, @Nullable Path temporary) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.temporary = temporary;
    }

    /**
     * Starts on a new directory below {@code java.io.tmpdir}, which {@link #close} deletes.
     *
     * @throws IllegalStateException BRK-001, if the broker does not start
     */
    public static EmbeddedKafka startTemporary() {
        return startTemporary(0);
    }

    /**
     * As {@link #startTemporary()}, on a port.
     *
     * @param port port of the broker on 127.0.0.1; 0 chooses a free one
     * @throws IllegalStateException BRK-001, if the broker does not start
     */
    public static EmbeddedKafka startTemporary(int port) {
        try {
            Path directory = Files.createTempDirectory("winnow-broker-");
            try {
                return start(directory, port, directory, properties -> {});
            } catch (RuntimeException | Error e) {
                delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("BRK-001 broker: needs a temporary directory; found none", e);
        }
    }

    /**
     * Starts on a directory, which is made if it is missing, and which stays.
     *
     * @param directory the broker's data; not used by another broker at the same time
     * @throws IllegalStateException BRK-001, if the broker does not start
     */
    public static EmbeddedKafka start(Path directory) {
        return start(directory, 0, null, properties -> {});
    }

    /**
     * Starts on a directory and a port.
     *
     * @param port port of the broker on 127.0.0.1; 0 chooses a free one
     * @throws IllegalStateException BRK-001, if the broker does not start
     */
    public static EmbeddedKafka start(Path directory, int port) {
        return start(directory, port, null, properties -> {});
    }

    /** As {@link #start(Path)}, with a broker's settings that are changed before it starts. */
    static EmbeddedKafka start(Path directory, Consumer<Properties> settings) {
        return start(directory, 0, null, settings);
    }

    private static EmbeddedKafka start(
            Path directory, int port, @Nullable Path temporary, Consumer<Properties> settings) {
        Exception last = null;
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            // A port that was free a moment ago may be taken when the broker binds it: choose again.
            try {
                int[] ports = freePorts(port);
                Properties properties = properties(directory, ports[0], ports[1]);
                settings.accept(properties);
                format(directory);
                KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
                try {
                    server.startup();
                } catch (Exception e) {
                    server.shutdown();
                    throw e;
                }
                return new EmbeddedKafka(server, "127.0.0.1:" + ports[0], temporary);
            } catch (Exception e) {
                last = e;
                if (!isBindFailure(e)) {
                    break;
                }
            }
        }
        throw new IllegalStateException(
                "BRK-001 broker: must start on 127.0.0.1 in \"" + directory + "\"; found "
                        + (last == null ? "nothing" : rootMessage(last))
                        + "; check that no other broker uses the directory or port",
                last);
    }

    /** Address for clients, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Makes topics with one replica each; those that exist stay as they are. Returns when they can be used.
     *
     * @throws IllegalStateException BRK-002, if a topic cannot be created
     */
    public void createTopics(List<TopicSpec> topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            List<NewTopic> wanted = topics.stream()
                    .map(topic -> {
                        Map<String, String> config = new TreeMap<>(topic.config());
                        config.put("min.insync.replicas", "1");
                        return new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(config);
                    })
                    .toList();
            Map<String, org.apache.kafka.common.KafkaFuture<Void>> results =
                    admin.createTopics(wanted).values();
            for (TopicSpec topic : topics) {
                try {
                    Objects.requireNonNull(results.get(topic.name())).get(TOPIC_TIMEOUT_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException(
                                "BRK-002 topic \"" + topic.name() + "\": cannot be created; found " + rootMessage(e),
                                e);
                    }
                }
            }
            awaitVisible(admin, topics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("BRK-002 topics: interrupted while they were created", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "BRK-002 topics: must be created within " + TOPIC_TIMEOUT_SECONDS + " s", e);
        }
    }

    /** The controller answers before the broker's own metadata holds the topics; a client that asks too early is told none. */
    private static void awaitVisible(Admin admin, List<TopicSpec> topics) throws InterruptedException {
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TOPIC_TIMEOUT_SECONDS);
        while (true) {
            try {
                admin.describeTopics(names).allTopicNames().get(TOPIC_TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "BRK-002 topics: must be visible within " + TOPIC_TIMEOUT_SECONDS + " s; found "
                                    + rootMessage(e),
                            e);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Stops the broker, and deletes its directory if it was a temporary one. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        server.shutdown();
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(1)
                .setClusterId(CLUSTER_ID)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .run();
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        Properties properties = new Properties();
        String broker = "PLAINTEXT://127.0.0.1:" + port;
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("advertised.listeners", broker);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", directory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.setProperty(topic + ".replication.factor", "1");
            properties.setProperty(topic + ".num.partitions", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        // The default of 128 MB would be most of this process's heap.
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "2");
        // One node has nobody to hand its partitions to.
        properties.setProperty("controlled.shutdown.enable", "false");
        return properties;
    }

    private static int[] freePorts(int port) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket broker = new ServerSocket(port, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            return new int[] {broker.getLocalPort(), controller.getLocalPort()};
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // What is left in the temporary directory is for the operating system to remove.
            return;
        }
    }
}
