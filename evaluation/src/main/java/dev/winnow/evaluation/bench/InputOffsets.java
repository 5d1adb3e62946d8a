package dev.winnow.evaluation.bench;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many input records an application has committed. Its topics began empty and hold no transactions. */
final class InputOffsets {
    private final Admin admin;
    private final String applicationId;
    private final Set<String> topics;

    InputOffsets(Admin admin, String applicationId, Set<String> topics) {
        this.admin = admin;
        this.applicationId = applicationId;
        this.topics = Set.copyOf(topics);
    }

    /** Without transaction markers, offsets count records. */
    long committed() {
        try {
            long records = 0;
            for (var entry : admin.listConsumerGroupOffsets(applicationId)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()) {
                TopicPartition place = entry.getKey();
                OffsetAndMetadata next = entry.getValue();
                if (next != null && topics.contains(place.topic())) {
                    records += next.offset();
                }
            }
            return records;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("BEN-004 interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "BEN-005 offsets of \"" + applicationId + "\": must be readable; found " + e.getCause(), e);
        }
    }
}
