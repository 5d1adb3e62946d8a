package dev.winnow.app.cli;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.Problem;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Preflight;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.shell.Version;
import dev.winnow.topology.StreamsProperties;
import dev.winnow.topology.WinnowTopology;
import dev.winnow.topology.metric.Counters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Everything that a run refuses and no cluster has to be asked about: {@code config check} and {@code run} list the same. */
final class RunProblems {
    private RunProblems() {}

    /** The problems on this machine; empty where only a cluster is missing. Nothing is made or changed. */
    static List<Problem> of(WinnowConfig config) {
        List<Problem> problems = new ArrayList<>();
        clients(config, problems);
        try {
            problems.addAll(Preflight.problems(config));
            if (problems.isEmpty()) {
                topology(config);
            }
        } catch (IllegalArgumentException e) {
            // Feature sets and the topology have rules of their own, with codes of their own.
            problems.add(new Problem("RUN-007", "configuration", "must make a topology; " + e.getMessage(), ""));
        }
        directory(config.state().directory(), problems);
        return problems;
    }

    private static void topology(WinnowConfig config) {
        Preflight preflight = Preflight.of(config, "", Map.of());
        Properties properties = StreamsProperties.of(
                ClientProperties.streams(config), (long) config.state().rocksdbMemoryMb() << 20);
        WinnowTopology.build(
                Wiring.topology(config, preflight.deployment(), Version.text(), preflight.codec(), new Counters()),
                properties);
    }

    private static void clients(WinnowConfig config, List<Problem> problems) {
        check(problems, () -> new AdminClientConfig(ClientProperties.admin(config)));
        check(problems, () -> {
            Map<String, Object> producer = ClientProperties.producer(config);
            producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            return new ProducerConfig(producer);
        });
        check(problems, () -> {
            Map<String, Object> consumer = ClientProperties.consumer(config);
            consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            return new ConsumerConfig(consumer);
        });
        check(problems, () -> new StreamsConfig(ClientProperties.streams(config)));
    }

    /** Kafka's own rules; its messages name the setting and hide passwords. */
    private static void check(List<Problem> problems, Supplier<AbstractConfig> rules) {
        try {
            AbstractConfig unused = rules.get();
        } catch (ConfigException e) {
            Problem problem =
                    new Problem("RUN-009", "kafka", "must hold what Kafka's clients accept; " + e.getMessage(), "");
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
    }

    private static void directory(Path directory, List<Problem> problems) {
        Path place = directory.toAbsolutePath();
        while (place.getParent() != null && !Files.exists(place)) {
            place = place.getParent();
        }
        if (!Files.isDirectory(place)) {
            problems.add(directoryProblem("\"" + place + "\" is a file"));
        } else if (!Files.isWritable(place)) {
            problems.add(directoryProblem("\"" + place + "\" cannot be written by this user"));
        }
    }

    /** The state directory cannot be used, and why. */
    static Problem directoryProblem(String found) {
        return new Problem(
                "RUN-008",
                "state.directory",
                "must be a directory that can be made and written; " + found + "; choose another or change its rights",
                "");
    }
}
