package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {
    private static final WinnowConfig CONFIG = WinnowConfig.parse("""
            kafka:
              client: {client.dns.lookup: use_all_dns_ips}
              producer: {linger.ms: 5}
              consumer: {max.poll.records: 10}
              admin: {retries: 3}
              streams: {commit.interval.ms: 500}
            """, "test.yaml", Path.of(""), Map.of());

    @Test
    void givesEachClientWhatIsMeantForItAndKeepsTheGuarantees() {
        assertThat(ClientProperties.producer(CONFIG))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "127.0.0.1:9092",
                        "client.dns.lookup", "use_all_dns_ips",
                        "linger.ms", "5",
                        "acks", "all",
                        "enable.idempotence", true));
        assertThat(ClientProperties.consumer(CONFIG))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "127.0.0.1:9092",
                        "client.dns.lookup", "use_all_dns_ips",
                        "max.poll.records", "10",
                        "isolation.level", "read_committed",
                        "enable.auto.commit", false));
        assertThat(ClientProperties.admin(CONFIG)).containsEntry("retries", "3").doesNotContainKey("linger.ms");
    }

    @Test
    void makesPropertiesThatKafkaStreamsTakes() {
        Map<String, Object> properties = ClientProperties.streams(CONFIG);

        StreamsConfig streams = new StreamsConfig(properties);

        assertThat(streams.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(streams.getString("application.id")).isEqualTo("winnow");
        assertThat(streams.getLong("commit.interval.ms")).isEqualTo(500);
        assertThat(streams.getProducerConfigs("p")).containsEntry("linger.ms", "5");
        assertThat(streams.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", "10");
    }
}
