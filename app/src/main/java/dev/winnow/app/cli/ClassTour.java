package dev.winnow.app.cli;

import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.http.HttpServer;
import dev.winnow.app.http.Metrics;
import dev.winnow.app.http.RuntimeStatus;
import dev.winnow.app.http.RuntimeStatus.Backlog;
import dev.winnow.app.http.RuntimeStatus.Disk;
import dev.winnow.app.http.RuntimeStatus.Restore;
import dev.winnow.app.http.RuntimeStatus.Snapshot;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Visits what the commands use, so that the JVM can archive the classes for a faster start. The launcher runs it once after
 * a build. It changes nothing outside its temporary directory.
 */
public final class ClassTour {
    private ClassTour() {}

    public static void main(String[] args) throws Exception {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandContext context = new CommandContext(Map.of(), RequiredTopics::of);
        Main.run(context, nowhere, nowhere, "--version");
        Main.run(context, nowhere, nowhere, "--help");
        Main.run(context, nowhere, nowhere, "config", "show");
        Main.run(context, nowhere, nowhere, "config", "show", "--json");
        serve();
        if (hasBroker()) {
            try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
                WinnowConfig config = config(broker.bootstrapServers());
                broker.createTopics(RequiredTopics.of(config));
                sendAndReceive(config);
            }
        } else {
            makeClients(config("127.0.0.1:9"));
        }
        System.exit(ExitCode.OK);
    }

    /** The application against a cluster has no broker of its own on its class path. */
    private static boolean hasBroker() {
        try {
            Class.forName("kafka.server.KafkaConfig", false, ClassTour.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static WinnowConfig config(String bootstrapServers) {
        return WinnowConfig.parse(
                "topics: {replication: 1, minInsyncReplicas: 1}\nkafka: {bootstrapServers: \"" + bootstrapServers
                        + "\"}",
                "tour",
                Path.of(""),
                Map.of());
    }

    private static void makeClients(WinnowConfig config) {
        new KafkaProducer<>(ClientProperties.producer(config), new ByteArraySerializer(), new ByteArraySerializer())
                .close(Duration.ZERO);
        Admin.create(ClientProperties.admin(config)).close(Duration.ZERO);
        new KafkaConsumer<>(ClientProperties.consumer(config), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .close(CloseOptions.timeout(Duration.ZERO));
    }

    private static void sendAndReceive(WinnowConfig config) {
        Map<String, Object> producing = ClientProperties.producer(config);
        producing.put("transactional.id", "tour");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(config.topics().name("alerts"), new byte[] {1}));
            producer.commitTransaction();
        }
        Map<String, Object> consuming = ClientProperties.consumer(config);
        consuming.put("group.id", "tour");
        consuming.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(config.topics().name("alerts")));
            for (int i = 0; i < 50 && consumer.poll(Duration.ofMillis(100)).isEmpty(); i++) {
                Thread.onSpinWait();
            }
        }
    }

    private static void serve() throws IOException, InterruptedException {
        RuntimeStatus status = () -> new Snapshot(
                "tour",
                RuntimeStatus.State.RUNNING,
                true,
                Restore.none(),
                List.of(),
                1,
                1,
                Backlog.unknown(),
                Disk.unknown(),
                "");
        try (HttpServer server = HttpServer.start(
                WinnowConfig.parse("http: {port: 0}", "tour", Path.of(""), Map.of())
                        .http(),
                status,
                Metrics.withJvm())) {
            for (String path : List.of("/metrics", "/status")) {
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(server.address() + path))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
            }
        }
    }
}
