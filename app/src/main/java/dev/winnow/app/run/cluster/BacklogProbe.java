package dev.winnow.app.run.cluster;

import dev.winnow.app.http.RuntimeStatus.Backlog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers how far the application's group has committed in the topics that it reads, and who reads them. */
final class BacklogProbe {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final String group;
    private final Set<String> topics;

    /**
     * @param group the application id
     * @param topics every topic that the topology reads, by its full name; those that do not exist yet are left out
     */
    BacklogProbe(Admin admin, String group, Set<String> topics) {
        this.admin = admin;
        this.group = group;
        this.topics = Set.copyOf(topics);
    }

    /** What waits now: the end of each partition, as a reader of committed records sees it, less what is committed. */
    Backlog ask() throws ExecutionException, TimeoutException, InterruptedException {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> committed = committed(partitions);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        Map<TopicPartition, OffsetSpec> beginnings = new HashMap<>();
        for (TopicPartition partition : partitions) {
            ends.put(partition, OffsetSpec.latest());
            if (!committed.containsKey(partition)) {
                beginnings.put(partition, OffsetSpec.earliest());
            }
        }
        Map<TopicPartition, ListOffsetsResultInfo> last = offsets(ends);
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(beginnings);
        Map<String, Long> waiting = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            ListOffsetsResultInfo end = last.get(partition);
            ListOffsetsResultInfo beginning = first.get(partition);
            Long from = beginning == null ? committed.get(partition) : Long.valueOf(beginning.offset());
            if (end != null && from != null) {
                waiting.merge(partition.topic(), Math.max(0, end.offset() - from), Long::sum);
            }
        }
        return new Backlog(waiting, withoutOwner(partitions));
    }

    private Set<TopicPartition> partitions() throws ExecutionException, TimeoutException, InterruptedException {
        Set<TopicPartition> partitions = new HashSet<>();
        for (KafkaFuture<TopicDescription> answer :
                admin.describeTopics(topics).topicNameValues().values()) {
            try {
                TopicDescription topic = await(answer);
                topic.partitions().forEach(each -> partitions.add(new TopicPartition(topic.name(), each.partition())));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }

    private Map<TopicPartition, Long> committed(Set<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> answer =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        answer.forEach((partition, offset) -> {
            if (offset != null && partitions.contains(partition)) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Map<TopicPartition, OffsetSpec> wanted)
            throws ExecutionException, TimeoutException, InterruptedException {
        return wanted.isEmpty()
                ? Map.of()
                : await(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
    }

    /** While a group is being put together nobody owns anything yet, and that says nothing. */
    private int withoutOwner(Set<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        ConsumerGroupDescription description;
        try {
            description =
                    await(admin.describeConsumerGroups(List.of(group)).all()).get(group);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
        if (description == null || description.groupState() != GroupState.STABLE) {
            return 0;
        }
        Set<TopicPartition> left = new HashSet<>(partitions);
        description
                .members()
                .forEach(member -> left.removeAll(member.assignment().topicPartitions()));
        return left.size();
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
