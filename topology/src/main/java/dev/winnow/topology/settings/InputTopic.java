package dev.winnow.topology.settings;

import dev.winnow.schemas.input.InputFormat;

/**
 * One topic of security events.
 *
 * @param topic topic name
 * @param format how its records are decoded
 * @param tenant tenant of records that name none themselves
 * @param keyed true where producers key records by tenant and entity, with the partitioner of the Java client: such a topic
 *     skips the re-keying and must have as many partitions as detect has tasks
 * @param maxFutureSkewMillis how far an event time may lie after the record's own time stamp before it is refused
 */
public record InputTopic(String topic, InputFormat format, String tenant, boolean keyed, long maxFutureSkewMillis) {
    /** Clocks of sensors are rarely worse than this; time zones mistaken for another are. */
    public static final long DEFAULT_MAX_FUTURE_SKEW_MILLIS = 3_600_000;

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
