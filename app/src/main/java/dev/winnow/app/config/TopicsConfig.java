package dev.winnow.app.config;

/**
 * Names and shape of Winnow's topics.
 *
 * @param prefix what the names of Winnow's own topics begin with
 * @param eventPartitions partitions of every topic of events, 1 to 10000; the most tasks that can score at once
 * @param triagePartitions partitions of the feedback, alert, cluster, audit, signal and output topics, 1 to 10000; it cannot
 *     be changed without starting new audit chains
 * @param replication replicas of each topic, 1 to 32767
 * @param minInsyncReplicas replicas that must have a record before it counts, 1 to the replication
 * @param eventRetentionHours how long events are kept, 1 to 876000
 * @param alertRetentionHours how long alerts, signals, verdicts, outputs and dead letters are kept, 1 to 876000
 * @param maxMessageBytes largest record of a topic of events or dead letters, 65536 to 16777216
 */
public record TopicsConfig(
        String prefix,
        int eventPartitions,
        int triagePartitions,
        int replication,
        int minInsyncReplicas,
        int eventRetentionHours,
        int alertRetentionHours,
        int maxMessageBytes) {
    public TopicsConfig {
        if (!prefix.isEmpty()) {
            Rules.topic("prefix", prefix);
        }
        Rules.between("eventPartitions", eventPartitions, 1, 10_000);
        Rules.between("triagePartitions", triagePartitions, 1, 10_000);
        Rules.between("replication", replication, 1, Short.MAX_VALUE);
        Rules.between("minInsyncReplicas", minInsyncReplicas, 1, replication);
        Rules.between("eventRetentionHours", eventRetentionHours, 1, 876_000);
        Rules.between("alertRetentionHours", alertRetentionHours, 1, 876_000);
        Rules.between("maxMessageBytes", maxMessageBytes, 1 << 16, 1 << 24);
    }

    /** A topic of Winnow's own, for example {@code winnow.alerts}. */
    public String name(String role) {
        return prefix + role;
    }

    static TopicsConfig defaults() {
        return new TopicsConfig("winnow.", 6, 3, 3, 2, 7 * 24, 365 * 24, 2 << 20);
    }
}
