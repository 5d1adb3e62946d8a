package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How Kafka is reached. Everything in the blocks below goes to the client as it is, except what would break a guarantee. A
 * secret (password, JAAS text, key) comes from a file, by the setting's name with {@code File} at its end, or from the
 * environment.
 *
 * @param bootstrapServers comma-separated host:port of brokers
 * @param client settings of all clients, for example security.protocol or sasl.jaas.configFile
 * @param producer settings of producers only
 * @param consumer settings of consumers only
 * @param admin settings of admin clients only
 * @param streams settings of Kafka Streams itself
 */
public record KafkaConfig(
        String bootstrapServers,
        Map<String, ClientSetting> client,
        Map<String, ClientSetting> producer,
        Map<String, ClientSetting> consumer,
        Map<String, ClientSetting> admin,
        Map<String, ClientSetting> streams) {

    /** Why a setting may not be given; the same for every client. */
    private static final Map<String, String> OWNED = Map.ofEntries(
            Map.entry("bootstrap.servers", "use kafka.bootstrapServers"),
            Map.entry("group.id", "it is application.id"),
            Map.entry("application.id", "use application.id"),
            Map.entry("processing.guarantee", "use guarantee"),
            Map.entry("num.stream.threads", "use threads"),
            Map.entry("state.dir", "use state.directory"),
            Map.entry("transactional.id", "Kafka Streams chooses it; another one breaks exactly-once"),
            Map.entry("enable.auto.commit", "offsets are committed with the results, never by a timer"),
            Map.entry("isolation.level", "aborted records would be read"),
            Map.entry("partitioner.class", "records would reach the wrong partition"),
            Map.entry("partitioner.ignore.keys", "records would reach the wrong partition"),
            Map.entry("key.serializer", "the wire format is fixed"),
            Map.entry("value.serializer", "the wire format is fixed"),
            Map.entry("key.deserializer", "the wire format is fixed"),
            Map.entry("value.deserializer", "the wire format is fixed"),
            Map.entry("default.key.serde", "the wire format is fixed"),
            Map.entry("default.value.serde", "the wire format is fixed"),
            Map.entry("default.timestamp.extractor", "event time is taken from the event"),
            Map.entry("topology.optimization", "it renames internal topics"),
            Map.entry("ensure.explicit.internal.resource.naming", "internal names must not change"),
            Map.entry("processing.exception.handler", "a skipped record would keep half of its changes"),
            Map.entry("production.exception.handler", "a lost audit entry would go unnoticed"),
            Map.entry("default.production.exception.handler", "a lost audit entry would go unnoticed"),
            Map.entry("deserialization.exception.handler", "bad input becomes a dead letter already"),
            Map.entry("default.deserialization.exception.handler", "bad input becomes a dead letter already"),
            Map.entry("rocksdb.config.setter", "use state.rocksdbMemoryMb"),
            Map.entry("enable.idempotence", "without it a retry writes a record twice"));

    public KafkaConfig {
        for (String server : bootstrapServers.split(",", -1)) {
            if (!server.strip().matches("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d{1,5}")) {
                throw new SettingException(
                        "bootstrapServers", "must be comma-separated host:port, was \"" + bootstrapServers + "\"");
            }
        }
        check("client", client, Clients.ALL);
        check("producer", producer, Clients.PRODUCER);
        check("consumer", consumer, Clients.CONSUMER);
        check("admin", admin, Clients.ADMIN);
        check("streams", streams, Clients.STREAMS);
        client = SettingTypes.sorted(client);
        producer = SettingTypes.sorted(producer);
        consumer = SettingTypes.sorted(consumer);
        admin = SettingTypes.sorted(admin);
        streams = SettingTypes.sorted(streams);
    }

    static KafkaConfig defaults() {
        return new KafkaConfig("127.0.0.1:9092", Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    private static void check(String block, Map<String, ClientSetting> settings, Map<String, ConfigDef.Type> known) {
        new TreeMap<>(settings).forEach((name, setting) -> {
            String owned = OWNED.get(name);
            if (owned != null) {
                throw new SettingException("CFG-007", block + "." + name, "must not be set; " + owned);
            }
            checkSafety(block, name, setting.reveal().strip().toLowerCase(Locale.ROOT));
            checkName(block, name, known);
            if (setting.secret() == null && isSecret(name, known)) {
                throw new SettingException(
                        "CFG-006",
                        block + "." + name,
                        "a secret must not stand in the configuration; use kafka." + block + "." + name
                                + "File or the environment variable " + EnvironmentOverlay.name("kafka." + block) + "__"
                                + name.replace('.', '_').toUpperCase(Locale.ROOT));
            }
        });
    }

    private static void checkSafety(String block, String name, String value) {
        String broken = switch (name) {
            case "acks" -> value.equals("all") || value.equals("-1") ? "" : "must be all";
            case "max.in.flight.requests.per.connection" -> value.matches("[1-5]") ? "" : "must be between 1 and 5";
            case "retries" -> value.equals("0") ? "must not be 0" : "";
            case "auto.offset.reset" ->
                value.equals("earliest") || value.equals("none") ? "" : "must be earliest or none";
            default -> "";
        };
        if (!broken.isEmpty()) {
            throw new SettingException(
                    "CFG-007", block + "." + name, broken + ", else records are lost, was \"" + value + "\"");
        }
    }

    /** Names that no client knows may belong to a plug-in; names that are almost a known one are mistakes. */
    private static void checkName(String block, String name, Map<String, ConfigDef.Type> known) {
        if (!known.containsKey(name) && !name.contains("..")) {
            Optional<String> near = known.keySet().stream()
                    .filter(candidate -> NearWord.distance(candidate, name) <= 2)
                    .findFirst();
            if (near.isPresent()) {
                throw new SettingException(
                        "CFG-001",
                        block + "." + name,
                        "unknown setting; did you mean kafka." + block + "." + near.get() + "?");
            }
        }
    }

    private static boolean isSecret(String name, Map<String, ConfigDef.Type> known) {
        return known.get(name) == ConfigDef.Type.PASSWORD
                || name.endsWith("password")
                || name.endsWith("secret")
                || name.endsWith("jaas.config");
    }

    /** The settings that Kafka's clients know, with their types. */
    private static final class Clients {
        static final Map<String, ConfigDef.Type> PRODUCER = types(ProducerConfig.configDef());
        static final Map<String, ConfigDef.Type> CONSUMER = types(ConsumerConfig.configDef());
        static final Map<String, ConfigDef.Type> ADMIN = types(AdminClientConfig.configDef());
        static final Map<String, ConfigDef.Type> STREAMS = types(StreamsConfig.configDef());
        static final Map<String, ConfigDef.Type> ALL = all();

        private Clients() {}

        private static Map<String, ConfigDef.Type> types(ConfigDef definition) {
            Map<String, ConfigDef.Type> types = new TreeMap<>();
            definition.configKeys().forEach((name, key) -> types.put(name, key.type));
            return types;
        }

        private static Map<String, ConfigDef.Type> all() {
            Map<String, ConfigDef.Type> all = new LinkedHashMap<>(ADMIN);
            all.keySet().retainAll(PRODUCER.keySet());
            all.keySet().retainAll(CONSUMER.keySet());
            return all;
        }
    }

    /** Names that are Winnow's own business, with the reason; for the documentation. */
    static Set<Map.Entry<String, String>> owned() {
        return new TreeMap<>(OWNED).entrySet();
    }
}
