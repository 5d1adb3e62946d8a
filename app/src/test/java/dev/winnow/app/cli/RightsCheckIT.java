package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.broker.SecuredKafka;
import dev.winnow.app.config.RequiredRights;
import dev.winnow.app.config.RequiredRights.Right;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.topology.settings.TopicSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before the start of a right that a broker with ACLs has not granted. */
class RightsCheckIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void namesTopicAndOperationOfEachRowThatIsMissing() throws Exception {
        try (SecuredKafka broker = new SecuredKafka(directory.resolve("broker"));
                Admin admin = broker.admin()) {
            WinnowConfig config = config(broker);
            List<Right> rights = RequiredRights.of(config);
            admin.createTopics(RequiredTopics.of(config).stream()
                            .map(TopicSpec::name)
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            SecuredKafka.grant(admin, rights);
            KafkaTarget target = new KafkaTarget(config);
            try (Admin winnow = target.admin()) {
                RightsCheck check = new RightsCheck(target, winnow);
                assertThat(await(check, config, List::isEmpty)).isEmpty();

                for (Right right : rights) {
                    if (right.pattern() == PatternType.LITERAL) {
                        SecuredKafka.revoke(admin, right);
                        List<String> faults = await(check, config, found -> !found.isEmpty());
                        String operations = RightsCheck.words(right.operations());

                        assertThat(faults)
                                .singleElement()
                                .asString()
                                .startsWith("KFK-004 ")
                                .contains("\"" + right.name() + "\": this principal must be allowed " + operations
                                        + ", lacks " + operations + "; grant what winnow topics rights lists");

                        SecuredKafka.grant(admin, List.of(right));
                        assertThat(await(check, config, List::isEmpty)).isEmpty();
                    }
                }
            }
        }
    }

    private WinnowConfig config(SecuredKafka broker) throws IOException {
        return WinnowConfig.parse(broker.configuration(directory) + """
                    inputs: [{topic: events, format: suricata-eve}]
                    outputs: [{topic: soc.alerts, format: ecs}]
                    topics: {replication: 1, minInsyncReplicas: 1}
                    """, "test.yaml", directory, Map.of());
    }

    /** What brokers have been told takes a moment to hold. */
    private static List<String> await(RightsCheck check, WinnowConfig config, Predicate<List<String>> until) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<String> faults = check.faults(config);
        while (!until.test(faults) && System.nanoTime() < deadline) {
            faults = check.faults(config);
        }
        return faults;
    }
}
