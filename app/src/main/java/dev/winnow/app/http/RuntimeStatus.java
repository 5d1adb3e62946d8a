package dev.winnow.app.http;

import java.util.List;
import java.util.Map;

/** What the running application says about itself. Implementations are thread-safe and answer at once. */
public interface RuntimeStatus {
    /** The facts as they are now. */
    Snapshot snapshot();

    /** Life of the application, in order. */
    enum State {
        CREATED,
        STARTING,
        RESTORING,
        RUNNING,
        STOPPING,
        STOPPED,
        FAILED
    }

    /**
     * How far the stores are restored.
     *
     * @param partitionsLeft changelog partitions that are not complete yet
     * @param recordsRestored records read since the start
     * @param recordsToRestore records that had to be read; 0 where nobody knows yet
     */
    record Restore(int partitionsLeft, long recordsRestored, long recordsToRestore) {
        /** Nothing to restore. */
        public static Restore none() {
            return new Restore(0, 0, 0);
        }
    }

    /**
     * One task of this instance.
     *
     * @param id Kafka Streams' task id, for example {@code 0_2}
     * @param thread thread that runs it
     * @param isActive whether it processes; a standby only follows
     * @param partitions its input partitions, {@code topic-partition}
     */
    record Task(String id, String thread, boolean isActive, List<String> partitions) {
        public Task {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * What the whole application has still to do, by its committed offsets, restored or not; the same on every instance.
     *
     * @param records records of each topic that is read, inputs and internal ones, that no commit covers yet; empty where unknown.
     *     Offsets are counted, so the marks of transactions are among them, one or two a partition
     * @param partitionsWithoutOwner partitions that no instance reads; 0 where unknown
     */
    record Backlog(Map<String, Long> records, int partitionsWithoutOwner) {
        public Backlog {
            records = Map.copyOf(records);
        }

        /** Before the brokers have answered. */
        public static Backlog unknown() {
            return new Backlog(Map.of(), 0);
        }

        /** Records of all topics; -1 where unknown. */
        public long total() {
            return records.isEmpty()
                    ? -1
                    : records.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * The disk under the state directory.
     *
     * @param freeBytes what this user may still write; -1 where unknown
     * @param totalBytes its size; -1 where unknown
     */
    record Disk(long freeBytes, long totalBytes) {
        /** Where it cannot be told. */
        public static Disk unknown() {
            return new Disk(-1, -1);
        }
    }

    /**
     * All facts at one moment.
     *
     * @param applicationId application id
     * @param state where in its life the application is
     * @param isBrokerReachable whether a broker answered lately
     * @param restore how far the stores are restored
     * @param tasks tasks of this instance, by id
     * @param threadsAlive stream threads that run
     * @param threadsWanted stream threads that should run
     * @param backlog what waits
     * @param disk room for the state
     * @param failure the latest failure that the application has not recovered from, one line; empty without one
     */
    record Snapshot(
            String applicationId,
            State state,
            boolean isBrokerReachable,
            Restore restore,
            List<Task> tasks,
            int threadsAlive,
            int threadsWanted,
            Backlog backlog,
            Disk disk,
            String failure) {
        public Snapshot {
            tasks = List.copyOf(tasks);
        }
    }
}
