package dev.winnow.topology.ingest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Time stamps of records from outside. Clients may send none or a negative one, on which the extractor that Kafka Streams
 * uses stops the stream for good; here such a record takes the partition's time, or 0 where there is none.
 */
public final class ArrivalTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
    }
}
