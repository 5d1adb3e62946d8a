package dev.winnow.topology.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class ArrivalTimeTest {
    private static long extract(long timestamp, long partitionTime) {
        ConsumerRecord<Object, Object> record = new ConsumerRecord<>(
                "t", 0, 0, timestamp, TimestampType.CREATE_TIME, 0, 0, "k", "v", new RecordHeaders(), Optional.empty());
        return new ArrivalTime().extract(record, partitionTime);
    }

    @Test
    void recordsOwnTimeHoldsWhereItHasOne() {
        assertThat(extract(5, 9)).isEqualTo(5);
        assertThat(extract(0, 9)).isZero();
    }

    @Test
    void recordWithoutATimeTakesThePartitionsAndNeverFails() {
        assertThat(extract(-1, 9)).isEqualTo(9);
        assertThat(extract(-1, -1)).isZero();
    }
}
