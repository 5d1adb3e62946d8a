package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.cli.TopicCheck.Fault;
import dev.winnow.app.cli.TopicCheck.Observed;
import dev.winnow.topology.settings.TopicSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCheckTest {
    private static final TopicSpec SPEC = new TopicSpec(
            "audit",
            "audit",
            3,
            Map.of(
                    "cleanup.policy", "delete",
                    "retention.ms", "-1",
                    "min.insync.replicas", "2",
                    "max.message.bytes", "1000"));
    private static final Map<String, String> RIGHT = Map.of(
            "cleanup.policy", "delete", "retention.ms", "-1", "min.insync.replicas", "2", "max.message.bytes", "1000");

    @Test
    void listsAllFaultsOfAllTopicsAtOnce() {
        TopicSpec missing = new TopicSpec("alerts", "alerts", 1, Map.of());
        Observed wrong = new Observed(
                4,
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "retention.ms", "604800000",
                        "min.insync.replicas", "1",
                        "max.message.bytes", "999"));

        List<Fault> faults = TopicCheck.faults(List.of(missing, SPEC), 3, Map.of("audit", wrong));

        assertThat(faults)
                .extracting(Fault::toString)
                .containsExactly(
                        "TOP-001 topic \"alerts\": must exist, was not found; run winnow topics create",
                        "TOP-002 topic \"audit\": must have 3 partitions, has 4; partitions cannot be taken back, so correct"
                                + " the configuration or make a new topic",
                        "TOP-003 topic \"audit\": must have at least 3 replicas of each partition, has 1; reassign its"
                                + " partitions",
                        "TOP-004 topic \"audit\": cleanup.policy must be delete, was compact; change it with kafka-configs",
                        "TOP-004 topic \"audit\": max.message.bytes must be at least 1000, was 999; change it with"
                                + " kafka-configs",
                        "TOP-004 topic \"audit\": min.insync.replicas must be at least 2, was 1; change it with"
                                + " kafka-configs",
                        "TOP-004 topic \"audit\": retention.ms must be -1, was 604800000; change it with kafka-configs");
    }

    @Test
    void acceptsMoreThanIsRequired() {
        TopicSpec alerts = new TopicSpec("audit", "alerts", 3, Map.of("retention.ms", "5", "min.insync.replicas", "1"));

        assertThat(TopicCheck.faults(List.of(SPEC), 2, Map.of("audit", new Observed(3, 3, RIGHT))))
                .isEmpty();
        assertThat(TopicCheck.faults(List.of(alerts), 2, Map.of("audit", new Observed(3, 3, RIGHT))))
                .isEmpty();
    }
}
