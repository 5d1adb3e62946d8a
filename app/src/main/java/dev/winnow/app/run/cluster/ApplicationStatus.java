package dev.winnow.app.run.cluster;

import dev.winnow.app.http.RuntimeStatus;
import dev.winnow.app.run.StreamsApplication;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/** What a running application says of itself. A thread of its own asks the brokers now and then; everything else is at hand. */
final class ApplicationStatus implements RuntimeStatus, AutoCloseable {
    private static final int PROBE_MILLIS = 2_000;

    /** A broker that has not answered for so long counts as gone: several probes, and longer than a usual pause of a broker. */
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String applicationId;
    private final StreamsApplication application;
    private final int threadsWanted;
    private final Admin admin;
    private final ScheduledExecutorService probes = Executors.newSingleThreadScheduledExecutor(work -> daemon(work));
    private volatile long answeredAt;
    private volatile boolean isStopping;

    /**
     * @param admin asked for signs of life; closed with the status
     */
    ApplicationStatus(String applicationId, StreamsApplication application, int threadsWanted, Admin admin) {
        this.applicationId = applicationId;
        this.application = application;
        this.threadsWanted = threadsWanted;
        this.admin = admin;
        this.answeredAt = System.nanoTime() - FORGET_NANOS - 1;
    }

    /** Begins to ask the brokers. */
    void watch() {
        var unused = probes.scheduleWithFixedDelay(this::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From here on the application says that it stops, whatever Kafka Streams says. */
    void stopping() {
        isStopping = true;
    }

    @Override
    public Snapshot snapshot() {
        KafkaStreams streams = application.streams();
        Restore restore = application.restoring().now();
        Set<ThreadMetadata> threads = streams.metadataForLocalThreads();
        int alive = 0;
        List<Task> tasks = new ArrayList<>();
        for (ThreadMetadata thread : threads) {
            if (!thread.threadState().equals("DEAD") && !thread.threadState().equals("PENDING_SHUTDOWN")) {
                alive++;
            }
            thread.activeTasks().forEach(task -> tasks.add(task(task, thread, true)));
            thread.standbyTasks().forEach(task -> tasks.add(task(task, thread, false)));
        }
        tasks.sort(Comparator.comparing(Task::id).thenComparing(Task::thread));
        return new Snapshot(
                applicationId,
                state(streams.state(), restore),
                System.nanoTime() - answeredAt <= FORGET_NANOS,
                restore,
                tasks,
                alive,
                threadsWanted,
                lag(streams.metrics()),
                failure());
    }

    private State state(KafkaStreams.State state, Restore restore) {
        State own = switch (state) {
            case CREATED -> State.CREATED;
            case REBALANCING -> restore.partitionsLeft() > 0 ? State.RESTORING : State.STARTING;
            case RUNNING -> restore.partitionsLeft() > 0 ? State.RESTORING : State.RUNNING;
            case PENDING_SHUTDOWN -> State.STOPPING;
            case NOT_RUNNING -> State.STOPPED;
            case PENDING_ERROR, ERROR -> State.FAILED;
        };
        return isStopping && own != State.STOPPED && own != State.FAILED ? State.STOPPING : own;
    }

    private String failure() {
        Optional<Throwable> failure = application.failure();
        return failure.map(cause -> cause.getClass().getSimpleName() + ": " + cause.getMessage())
                .orElse("");
    }

    private static Task task(TaskMetadata task, ThreadMetadata thread, boolean isActive) {
        return new Task(
                task.taskId().toString(),
                thread.threadName(),
                isActive,
                task.topicPartitions().stream()
                        .map(TopicPartition::toString)
                        .sorted()
                        .toList());
    }

    /** Records that the main consumers have not fetched yet; -1 before they know. */
    private static long lag(Map<MetricName, ? extends Metric> metrics) {
        double sum = 0;
        boolean isKnown = false;
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            if (name.name().equals("records-lag")
                    && name.group().equals("consumer-fetch-manager-metrics")
                    && !name.tags().getOrDefault("client-id", "").contains("restore-consumer")
                    && metric.getValue().metricValue() instanceof Double value
                    && Double.isFinite(value)) {
                sum += value;
                isKnown = true;
            }
        }
        return isKnown ? (long) sum : -1;
    }

    private void probe() {
        try {
            admin.describeCluster().nodes().get(PROBE_MILLIS * 2L, TimeUnit.MILLISECONDS);
            answeredAt = System.nanoTime();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // No sign of life; the next probe comes, and the time of the last answer is what counts.
            return;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "winnow-broker-probe");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        probes.shutdownNow();
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
