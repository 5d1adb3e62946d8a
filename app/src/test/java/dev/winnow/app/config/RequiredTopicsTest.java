package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.settings.TopicSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiredTopicsTest {
    @Test
    void namesEveryTopicOfAConfigurationOnce() {
        WinnowConfig config = WinnowConfig.parse(
                "inputs: [{topic: eve, format: suricata-eve}]\noutputs: [{topic: out, format: ecs}]",
                "test.yaml",
                Path.of(""),
                Map.of());

        List<TopicSpec> topics = RequiredTopics.of(config);

        assertThat(topics)
                .extracting(topic -> topic.name() + " " + topic.role() + " " + topic.partitions() + " "
                        + topic.config().get("cleanup.policy") + " "
                        + topic.config().get("retention.ms") + " "
                        + topic.config().getOrDefault("message.timestamp.type", "CreateTime"))
                .containsExactly(
                        "eve events 6 delete 604800000 CreateTime",
                        "winnow.feedback feedback 3 delete 31536000000 CreateTime",
                        "winnow.commands commands 3 delete 31536000000 CreateTime",
                        "winnow.alerts alerts 3 delete 31536000000 LogAppendTime",
                        "winnow.clusters clusters 3 compact null LogAppendTime",
                        "winnow.audit audit 3 delete -1 LogAppendTime",
                        "winnow.signals signals 3 delete 31536000000 LogAppendTime",
                        "winnow.dead-letters dead-letters 3 delete 31536000000 LogAppendTime",
                        "winnow.model-inputs model-inputs 6 delete 604800000 LogAppendTime",
                        "out output 3 delete 31536000000 LogAppendTime");
        assertThat(topics).allSatisfy(topic -> assertThat(topic.config()).containsEntry("min.insync.replicas", "2"));
        assertThat(topics.get(1).config())
                .containsEntry("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    }
}
