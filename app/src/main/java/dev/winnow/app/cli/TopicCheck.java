package dev.winnow.app.cli;

import dev.winnow.topology.settings.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares topics as they are with topics as they must be. */
final class TopicCheck {
    private TopicCheck() {}

    /**
     * A topic as it is.
     *
     * @param partitions number of partitions
     * @param replication fewest replicas of any partition
     * @param config its configuration, defaults included
     */
    record Observed(int partitions, int replication, Map<String, String> config) {}

    /**
     * Something that is wrong with a topic.
     *
     * @param code TOP-001 missing, TOP-002 partitions, TOP-003 replication, TOP-004 configuration
     */
    record Fault(String code, String topic, String text) {
        @Override
        public String toString() {
            return code + " topic \"" + topic + "\": " + text;
        }
    }

    /** Every fault, in the order of the specifications. */
    static List<Fault> faults(List<TopicSpec> required, int replication, Map<String, Observed> present) {
        List<Fault> faults = new ArrayList<>();
        for (TopicSpec spec : required) {
            Observed topic = present.get(spec.name());
            if (topic == null) {
                faults.add(new Fault("TOP-001", spec.name(), "must exist, was not found; run winnow topics create"));
                continue;
            }
            if (topic.partitions() != spec.partitions()) {
                faults.add(
                        new Fault(
                                "TOP-002",
                                spec.name(),
                                "must have " + spec.partitions() + " partitions, has " + topic.partitions()
                                        + "; partitions cannot be taken back, so correct the configuration or make a new topic"));
            }
            if (topic.replication() < replication) {
                faults.add(new Fault(
                        "TOP-003",
                        spec.name(),
                        "must have at least " + replication + " replicas of each partition, has " + topic.replication()
                                + "; reassign its partitions"));
            }
            new TreeMap<>(spec.config()).forEach((name, wanted) -> {
                String found = topic.config().getOrDefault(name, "nothing");
                if (!holds(name, wanted, found)) {
                    faults.add(new Fault(
                            "TOP-004",
                            spec.name(),
                            name + " must be " + (isAtLeast(name) && !wanted.equals("-1") ? "at least " : "") + wanted
                                    + ", was " + found + "; change it with kafka-configs"));
                }
            });
        }
        return faults;
    }

    private static boolean isAtLeast(String name) {
        return switch (name) {
            case "retention.ms", "retention.bytes", "max.message.bytes", "min.insync.replicas" -> true;
            default -> false;
        };
    }

    private static boolean holds(String name, String wanted, String found) {
        if (wanted.equals(found)) {
            return true;
        }
        if (!isAtLeast(name)) {
            return false;
        }
        try {
            long least = Long.parseLong(wanted);
            long value = Long.parseLong(found);
            // -1 is without limit.
            return least >= 0 && (value == -1 || value >= least);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
