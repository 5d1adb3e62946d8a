package dev.winnow.topology.settings;

import dev.winnow.schemas.input.InputFormat;

/**
 * One topic of security events.
 *
 * @param topic topic name
 * @param format how its records are decoded
 * @param tenant tenant of records that name none themselves
 * @param topicId Kafka's id of the topic, empty where unknown: it tells a topic that was made anew under its old name
 * @param keyed true where producers key records by tenant and entity, with the partitioner of the Java client: such a topic
 *     skips the re-keying and must have as many partitions as detect has tasks
 * @param partitions partitions of the topic, 0 where unknown
 * @param history true for events of the past that models learn from and that never become alerts
 * @param maxFutureSkewMillis how far an event time may lie after the record's own time stamp before it is refused
 */
public record InputTopic(
        String topic,
        InputFormat format,
        String tenant,
        boolean keyed,
        int partitions,
        String topicId,
        boolean history,
        long maxFutureSkewMillis) {
    /** Clocks of sensors are rarely worse than this; time zones mistaken for another are. */
    public static final long DEFAULT_MAX_FUTURE_SKEW_MILLIS = 3_600_000;

    /** A topic whose id is not known. */
    public InputTopic(String topic, InputFormat format, String tenant, boolean keyed, long maxFutureSkewMillis) {
        this(topic, format, tenant, keyed, 0, "", false, maxFutureSkewMillis);
    }

    public InputTopic withTopicId(String id) {
        return new InputTopic(topic, format, tenant, keyed, partitions, id, history, maxFutureSkewMillis);
    }

    public InputTopic withPartitions(int number) {
        return new InputTopic(topic, format, tenant, keyed, number, topicId, history, maxFutureSkewMillis);
    }

    public InputTopic asHistory() {
        return new InputTopic(topic, format, tenant, keyed, partitions, topicId, true, maxFutureSkewMillis);
    }

    /**
     * Whether all events of an entity reach one task of detect as they come: producers have keyed them, or there is one partition and
     * one task.
     */
    public boolean isInPlace(int detectPartitions) {
        return keyed || (partitions == 1 && detectPartitions == 1);
    }

    public InputTopic {
        if (tenant.isEmpty()) {
            throw new IllegalArgumentException("CFG-020 inputs.tenant: must not be empty");
        }
        if (maxFutureSkewMillis < 0) {
            throw new IllegalArgumentException(
                    "CFG-021 inputs.maxFutureSkewSeconds: must be at least 0, was " + maxFutureSkewMillis / 1000.0);
        }
    }
}
