package dev.winnow.app.run.local;

import dev.winnow.topology.settings.TopicSpec;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The topics of a run over an embedded broker: one replica, and nothing expires while the run lasts. */
public final class LocalTopics {
    private static final Map<String, String> KEPT = Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            "-1",
            "max.message.bytes",
            Integer.toString(4 << 20),
            "message.timestamp.after.max.ms",
            Long.toString(Long.MAX_VALUE));

    /** Partitions of an input: with one, records are read in the order of the file. */
    public static final int INPUT_PARTITIONS = 1;

    private LocalTopics() {}

    /**
     * Topics of the inputs and Winnow's own, with the partitions that the settings name.
     *
     * @param eventPartitions partitions of each input; with one, records are read in the order of the file
     */
    public static List<TopicSpec> of(TopologySettings settings, int eventPartitions) {
        List<TopicSpec> specs = new ArrayList<>();
        settings.inputs().forEach(input -> specs.add(new TopicSpec(input.topic(), "events", eventPartitions, KEPT)));
        Topics topics = settings.topics();
        int partitions = settings.triagePartitions();
        specs.add(new TopicSpec(topics.feedback(), "feedback", partitions, KEPT));
        specs.add(new TopicSpec(topics.commands(), "commands", partitions, KEPT));
        specs.add(new TopicSpec(topics.alerts(), "alerts", partitions, KEPT));
        // Not compacted here: the run reads every update once, in order.
        specs.add(new TopicSpec(topics.clusters(), "clusters", partitions, KEPT));
        specs.add(new TopicSpec(topics.audit(), "audit", partitions, KEPT));
        specs.add(new TopicSpec(topics.signals(), "signals", partitions, KEPT));
        specs.add(new TopicSpec(topics.deadLetters(), "dead-letters", 1, KEPT));
        specs.add(new TopicSpec(topics.modelInputs(), "model-inputs", settings.detectPartitions(), KEPT));
        settings.outputs().forEach(output -> specs.add(new TopicSpec(output.topic(), "output", partitions, KEPT)));
        return specs;
    }
}
