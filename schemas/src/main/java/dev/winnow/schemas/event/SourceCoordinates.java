package dev.winnow.schemas.event;

/**
 * Where an input record stands in Kafka.
 *
 * @param topic topic name
 * @param partition partition, from 0
 * @param offset offset in the partition, from 0
 */
public record SourceCoordinates(String topic, int partition, long offset) {
    public SourceCoordinates {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be at least 0, were " + partition + " and " + offset);
        }
    }

    /** In the form {@code topic-partition@offset}, as error messages have it. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
