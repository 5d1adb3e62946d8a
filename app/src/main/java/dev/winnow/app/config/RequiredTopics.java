package dev.winnow.app.config;

import dev.winnow.topology.settings.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The topics that a configuration needs: inputs first, then Winnow's own, then the outputs. */
public final class RequiredTopics {
    private static final long HOUR_MILLIS = 3_600_000L;

    private RequiredTopics() {}

    /** All topics that must exist before the application starts; internal topics of Kafka Streams are not among them. */
    public static List<TopicSpec> of(WinnowConfig config) {
        TopicsConfig topics = config.topics();
        List<TopicSpec> specs = new ArrayList<>();
        config.inputs()
                .forEach(input -> specs.add(new TopicSpec(
                        input.topic(),
                        "events",
                        topics.eventPartitions(),
                        delete(topics, topics.eventRetentionHours(), topics.maxMessageBytes()))));
        int partitions = topics.triagePartitions();
        Map<String, String> kept = written(delete(topics, topics.alertRetentionHours(), 1 << 20));
        specs.add(new TopicSpec(topics.name("feedback"), "feedback", partitions, feedback(topics)));
        specs.add(new TopicSpec(topics.name("commands"), "commands", partitions, feedback(topics)));
        specs.add(new TopicSpec(topics.name("alerts"), "alerts", partitions, kept));
        specs.add(new TopicSpec(
                topics.name("clusters"),
                "clusters",
                partitions,
                written(common(
                        topics, Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(1 << 20))))));
        String audit = config.audit().topic();
        specs.add(new TopicSpec(
                audit == null ? topics.name("audit") : audit,
                "audit",
                partitions,
                written(common(
                        topics,
                        Map.of(
                                "cleanup.policy", "delete",
                                "retention.ms", "-1",
                                "retention.bytes", "-1",
                                "max.message.bytes", Integer.toString(1 << 20))))));
        specs.add(new TopicSpec(topics.name("signals"), "signals", partitions, kept));
        specs.add(new TopicSpec(
                topics.name("dead-letters"),
                "dead-letters",
                partitions,
                written(delete(topics, topics.alertRetentionHours(), topics.maxMessageBytes()))));
        specs.add(new TopicSpec(
                topics.name("model-inputs"),
                "model-inputs",
                topics.eventPartitions(),
                written(delete(topics, topics.eventRetentionHours(), 1 << 20))));
        config.outputs().forEach(output -> specs.add(new TopicSpec(output.topic(), "output", partitions, kept)));
        return List.copyOf(specs);
    }

    private static Map<String, String> delete(TopicsConfig topics, long retentionHours, int maxMessageBytes) {
        return common(
                topics,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(retentionHours * HOUR_MILLIS),
                        "max.message.bytes",
                        Integer.toString(maxMessageBytes)));
    }

    /**
     * What Winnow writes carries event time. Retention goes by the time of writing: by event time the brokers would delete the
     * alerts of an old capture as soon as they are written, and refuse those that lie ahead of their clock.
     */
    private static Map<String, String> written(Map<String, String> config) {
        Map<String, String> stamped = new TreeMap<>(config);
        stamped.put("message.timestamp.type", "LogAppendTime");
        return stamped;
    }

    /** Verdicts and commands come from many clients, whose clocks are their own. */
    private static Map<String, String> feedback(TopicsConfig topics) {
        Map<String, String> config = new TreeMap<>(delete(topics, topics.alertRetentionHours(), 1 << 20));
        config.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        return config;
    }

    private static Map<String, String> common(TopicsConfig topics, Map<String, String> own) {
        Map<String, String> config = new TreeMap<>(own);
        config.put("min.insync.replicas", Integer.toString(topics.minInsyncReplicas()));
        return config;
    }
}
