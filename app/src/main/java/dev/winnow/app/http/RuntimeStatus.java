package dev.winnow.app.http;

import java.util.List;

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
     * All facts at one moment.
     *
     * @param applicationId application id
     * @param state where in its life the application is
     * @param isBrokerReachable whether a broker answered lately
     * @param restore how far the stores are restored
     * @param tasks tasks of this instance, by id
     * @param threadsAlive stream threads that run
     * @param threadsWanted stream threads that should run
     * @param lagRecords input records that wait for this instance; -1 where unknown
     * @param failure what went wrong, one sentence; empty where nothing did
     */
    record Snapshot(
            String applicationId,
            State state,
            boolean isBrokerReachable,
            Restore restore,
            List<Task> tasks,
            int threadsAlive,
            int threadsWanted,
            long lagRecords,
            String failure) {
        public Snapshot {
            tasks = List.copyOf(tasks);
        }
    }
}
