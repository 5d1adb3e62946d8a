package dev.winnow.app.run.cluster;

import dev.winnow.app.http.RuntimeStatus;
import dev.winnow.app.run.StreamsApplication;
import dev.winnow.app.run.ThreadFailure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running application says of itself. A thread of its own asks the brokers now and then; everything else is at hand. */
final class ApplicationStatus implements RuntimeStatus, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationStatus.class);

    private static final int PROBE_MILLIS = 2_000;

    /** Several questions to the brokers each time; what waits matters in minutes. */
    private static final int BACKLOG_MILLIS = 5_000;

    /** A broker that has not answered for so long counts as gone: several probes, and longer than a usual pause of a broker. */
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String applicationId;
    private final StreamsApplication application;
    private final int threadsWanted;
    private final Admin admin;
    private final BacklogProbe backlogProbe;
    private final Path directory;
    private final ScheduledExecutorService probes = Executors.newSingleThreadScheduledExecutor(work -> daemon(work));
    private volatile long answeredAt;
    private volatile boolean isStopping;
    private volatile Backlog backlog = Backlog.unknown();

    /** Of the probing thread alone. */
    private boolean isOutage;

    private SortedSet<String> assigned = new TreeSet<>();
    private final RestoreWatch watch = new RestoreWatch();

    /**
     * @param topics topics of the configuration; what the topology reads besides is internal
     * @param directory state directory
     * @param admin asked for signs of life and for offsets; closed with the status
     */
    ApplicationStatus(
            String applicationId,
            StreamsApplication application,
            int threadsWanted,
            Set<String> topics,
            Path directory,
            Admin admin) {
        this.applicationId = applicationId;
        this.application = application;
        this.threadsWanted = threadsWanted;
        this.directory = directory;
        this.admin = admin;
        this.backlogProbe =
                new BacklogProbe(admin, applicationId, sources(applicationId, application.topology(), topics));
        this.answeredAt = System.nanoTime() - FORGET_NANOS - 1;
    }

    private static Set<String> sources(String applicationId, Topology topology, Set<String> configured) {
        Set<String> topics = new TreeSet<>();
        for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
            for (TopologyDescription.Node node : part.nodes()) {
                if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
                    source.topicSet()
                            .forEach(topic ->
                                    topics.add(configured.contains(topic) ? topic : applicationId + "-" + topic));
                }
            }
        }
        return topics;
    }

    /** Begins to ask the brokers. */
    void watch() {
        var life = probes.scheduleWithFixedDelay(this::probe, 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        var work = probes.scheduleWithFixedDelay(this::measure, 0, BACKLOG_MILLIS, TimeUnit.MILLISECONDS);
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
                backlog,
                disk(),
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
        return application.unrecovered().map(ThreadFailure::text).orElse("");
    }

    private Disk disk() {
        try {
            FileStore store = Files.getFileStore(directory);
            return new Disk(store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            return Disk.unknown();
        }
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

    private void probe() {
        try {
            admin.describeCluster().nodes().get(PROBE_MILLIS * 2L, TimeUnit.MILLISECONDS);
            long silentNanos = System.nanoTime() - answeredAt;
            answeredAt = System.nanoTime();
            if (isOutage) {
                isOutage = false;
                LOG.info(
                        "APP-024 recovery: brokers answer again after {} s",
                        TimeUnit.NANOSECONDS.toSeconds(silentNanos));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // No sign of life; the next probe comes, and the time of the last answer is what counts.
            if (!isOutage && System.nanoTime() - answeredAt > FORGET_NANOS) {
                isOutage = true;
                LOG.warn(
                        "APP-023 outage: no broker has answered for {} s; records wait in Kafka and nothing is lost",
                        TimeUnit.NANOSECONDS.toSeconds(FORGET_NANOS));
            }
        }
        sayWhatMoved();
        endIfStuck();
    }

    private void endIfStuck() {
        boolean mayWait = isOutage
                || isStopping
                || application.unrecovered().isEmpty()
                || application.state() == KafkaStreams.State.RUNNING;
        if (watch.isStuck(System.nanoTime(), mayWait, application.restoring().now())) {
            LOG.error(
                    "APP-028 the stores do not get on since a thread failed ({}); the process ends with exit code 1, so that a new"
                            + " start opens them anew",
                    failure());
            application.giveUp();
        }
    }

    private void measure() {
        try {
            backlog = backlogProbe.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // What was last known stands until the brokers answer; that they do not is said by /ready.
            LOG.debug("the backlog cannot be asked for", e);
        }
    }

    private void sayWhatMoved() {
        SortedSet<String> now = new TreeSet<>();
        for (ThreadMetadata thread : application.streams().metadataForLocalThreads()) {
            thread.activeTasks().forEach(task -> task.topicPartitions().forEach(each -> now.add(each.toString())));
        }
        if (!now.equals(assigned)) {
            SortedSet<String> taken = new TreeSet<>(now);
            taken.removeAll(assigned);
            SortedSet<String> given = new TreeSet<>(assigned);
            given.removeAll(now);
            assigned = now;
            LOG.info("APP-022 rebalance: {} partitions; assigned {}, revoked {}", now.size(), taken, given);
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
