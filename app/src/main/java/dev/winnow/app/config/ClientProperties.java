package dev.winnow.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The properties of Kafka's clients, made from the configuration. They hold secrets: do not print them. */
public final class ClientProperties {
    private ClientProperties() {}

    /** For an admin client. */
    public static Map<String, Object> admin(WinnowConfig config) {
        Map<String, Object> properties = common(config);
        put(properties, "", config.kafka().admin());
        return properties;
    }

    /** For a producer that loses and repeats nothing within one session; serializers are the caller's. */
    public static Map<String, Object> producer(WinnowConfig config) {
        Map<String, Object> properties = common(config);
        put(properties, "", config.kafka().producer());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return properties;
    }

    /** For a consumer of committed records; deserializers and group are the caller's. */
    public static Map<String, Object> consumer(WinnowConfig config) {
        Map<String, Object> properties = common(config);
        put(properties, "", config.kafka().consumer());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return properties;
    }

    /** For Kafka Streams: id, guarantee, threads, state directory and everything that was passed through. */
    public static Map<String, Object> streams(WinnowConfig config) {
        Map<String, Object> properties = common(config);
        put(properties, StreamsConfig.PRODUCER_PREFIX, config.kafka().producer());
        put(properties, StreamsConfig.CONSUMER_PREFIX, config.kafka().consumer());
        put(properties, StreamsConfig.ADMIN_CLIENT_PREFIX, config.kafka().admin());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.topics().replication());
        put(properties, "", config.kafka().streams());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.application().id());
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, config.guarantee().kafkaName());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG, config.state().directory().toString());
        return properties;
    }

    private static Map<String, Object> common(WinnowConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        put(properties, "", config.kafka().client());
        properties.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        return properties;
    }

    private static void put(Map<String, Object> properties, String prefix, Map<String, ClientSetting> settings) {
        settings.forEach((name, setting) -> properties.put(prefix + name, setting.reveal()));
    }
}
