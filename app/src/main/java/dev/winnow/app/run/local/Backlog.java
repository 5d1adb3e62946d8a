package dev.winnow.app.run.local;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * What an application has still to take in, as Kafka knows it: of every topic that its topology reads, internal ones and those
 * that it writes itself included. One thread.
 */
public final class Backlog implements AutoCloseable {
    // An application is done when every group offset stands at its topic's end, and the ends have not moved meanwhile.
    // One look at each does not show that: between the look at a topic and that at the one before it in the flow a
    // stage
    // may have moved records. So the ends are asked before and after the offsets. What a stage sends is acknowledged
    // before
    // the offset that it answers is committed; hence, if all offsets stood at ends that did not move, everything taken
    // had
    // sent all it led to, and all of that had been taken too.
    //
    // An end counts only where no transaction is open: with one open, the last stable offset hides records that are
    // written
    // and will be committed. A commit shows on the offsets topic and on the data topics at different moments.
    //
    // Each transaction leaves a marker at a topic's end. The group's offset passes it with a later commit, and never
    // where
    // a
    // partition holds markers only; so a short gap, or one that does not shrink, is looked into: no records, no
    // backlog.

    private static final int ANSWER_SECONDS = 30;

    /** A gap so short may be markers alone: one for each producer whose last transaction wrote here, and one spare. */
    private static final int SHORT_GAP = 8;

    /** For the broker to answer on a busy machine; the answer, markers alone included, ends the wait. */
    private static final Duration PROBE = Duration.ofMillis(50);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> probe;
    private final String group;
    private final Set<String> named;
    private final Set<String> outputs;
    private final Map<String, Set<TopicPartition>> partitions = new TreeMap<>();
    private Set<String> sources = Set.of();
    private Map<TopicPartition, Long> committedBefore = Map.of();

    /**
     * What one look found.
     *
     * @param left records not taken in yet, by partition; offsets have gaps, so a bound from above
     * @param isDone whether nothing is left and nothing is on its way
     * @param ends where each topic ends, where nothing is left
     * @param moved a figure that grows as long as anything moves
     */
    public record Look(Map<String, Long> left, boolean isDone, Map<TopicPartition, Long> ends, long moved) {}

    private record Ends(Map<TopicPartition, Long> stable, Map<TopicPartition, Long> written) {
        boolean isOpen(TopicPartition partition) {
            return written(partition) != stable.getOrDefault(partition, -1L);
        }

        long written(TopicPartition partition) {
            return written.getOrDefault(partition, 0L);
        }
    }

    /**
     * @param topology whose sources are watched
     * @param group application id, which is the consumer group and the prefix of internal topics
     * @param outputs topics that are written and not read by it
     */
    public Backlog(String bootstrapServers, Topology topology, String group, Collection<String> outputs) {
        this.group = group;
        this.named = sources(topology);
        this.outputs = new TreeSet<>(outputs);
        this.outputs.removeAll(named);
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.probe = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        4096),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Set<String> sources(Topology topology) {
        Set<String> names = new TreeSet<>();
        for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
            for (TopologyDescription.Node node : part.nodes()) {
                if (node instanceof TopologyDescription.Source source) {
                    names.addAll(source.topicSet());
                }
            }
        }
        return names;
    }

    /** The topic's name at the brokers; empty before the application has made its internal topics. */
    public String nameOf(String internal) {
        String full = group + "-" + internal;
        return sources.contains(full) ? full : "";
    }

    /** Asks Kafka once. */
    public Look look() {
        if (!isResolved()) {
            return new Look(Map.of("internal topics", 1L), false, Map.of(), 0);
        }
        Ends before = ends();
        Map<TopicPartition, Long> committed = committed();
        Map<String, Long> left = new TreeMap<>();
        for (String topic : sources) {
            for (TopicPartition partition : partitionsOf(topic)) {
                long taken = committed.getOrDefault(partition, 0L);
                long end = before.written(partition);
                if (before.isOpen(partition) || taken < end && holdsRecords(partition, taken, end)) {
                    left.put(partition.toString(), Math.max(1, end - taken));
                }
            }
        }
        for (String topic : outputs) {
            for (TopicPartition partition : partitionsOf(topic)) {
                if (before.isOpen(partition)) {
                    left.put(partition + " (a transaction is open)", 1L);
                }
            }
        }
        committedBefore = committed;
        long moved = sum(before.written()) + sum(before.stable()) + sum(committed);
        boolean isDone = left.isEmpty() && ends().equals(before);
        return new Look(left, isDone, isDone ? before.stable() : Map.of(), moved);
    }

    private boolean isResolved() {
        if (!sources.isEmpty()) {
            return true;
        }
        Set<String> present = answer(admin.listTopics().names());
        Set<String> found = new LinkedHashSet<>();
        for (String name : named) {
            String full = group + "-" + name;
            if (present.contains(name)) {
                found.add(name);
            } else if (present.contains(full)) {
                found.add(full);
            } else {
                return false;
            }
        }
        Set<String> all = new TreeSet<>(found);
        all.addAll(outputs);
        answer(admin.describeTopics(all).allTopicNames())
                .forEach((topic, description) -> partitions.put(
                        topic,
                        description.partitions().stream()
                                .map(info -> new TopicPartition(topic, info.partition()))
                                .collect(Collectors.toCollection(
                                        () -> new TreeSet<>(Comparator.comparing(TopicPartition::topic)
                                                .thenComparing(TopicPartition::partition))))));
        sources = found;
        return true;
    }

    private Ends ends() {
        Map<TopicPartition, OffsetSpec> latest = partitions.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return new Ends(
                offsets(latest, IsolationLevel.READ_COMMITTED), offsets(latest, IsolationLevel.READ_UNCOMMITTED));
    }

    private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> latest, IsolationLevel isolation) {
        Map<TopicPartition, ListOffsetsResultInfo> answered = answer(
                admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all());
        return answered.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private boolean holdsRecords(TopicPartition partition, long from, long end) {
        boolean isUnmoved = committedBefore.getOrDefault(partition, 0L) == from;
        if (end - from > SHORT_GAP && !isUnmoved) {
            return true;
        }
        probe.assign(List.of(partition));
        probe.seek(partition, from);
        // What is not answered in time counts as a record: the next look asks again.
        return !probe.poll(PROBE).isEmpty() || probe.position(partition) < end;
    }

    private Set<TopicPartition> partitionsOf(String topic) {
        return partitions.getOrDefault(topic, Set.of());
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("APP-014 interrupted while the brokers were asked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("APP-014 the broker did not say how far the run is: " + e, e);
        }
    }

    @Override
    public void close() {
        probe.close();
        admin.close(Duration.ofSeconds(5));
    }
}
