package dev.winnow.topology.loop;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Event time of a model input. It travels in a header, because the broker stamps the topic's records with the time of their
 * arrival, by which they are kept. Kafka Streams takes the oldest of what waits for a task, so by this time a model hears
 * what others knew beside its own events of that time.
 */
public final class InputTime implements TimestampExtractor {
    private static final String NAME = "winnow-time";

    public static void add(Headers headers, long timeMillis) {
        headers.add(NAME, ByteBuffer.allocate(Long.BYTES).putLong(timeMillis).array());
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        Header header = record.headers().lastHeader(NAME);
        long time = header != null && header.value() != null && header.value().length == Long.BYTES
                ? ByteBuffer.wrap(header.value()).getLong()
                : record.timestamp();
        return time >= 0 ? time : Math.max(0, partitionTime);
    }
}
