package dev.winnow.app.run;

import dev.winnow.topology.WinnowTopology;
import dev.winnow.topology.deadletter.UnreadableRecords;
import dev.winnow.topology.settings.TopologySettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology with its Kafka Streams client: start, state, first failure, orderly end. Thread-safe. */
public final class StreamsApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);

    /** Shorter than the usual grace period of 30 s before a container is killed, for a kill means restoring everything. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    /** Threads are replaced so many times within this time; a fault that stays comes back at once, one that passes does not. */
    private static final Duration REPLACEMENT_WINDOW = Duration.ofHours(1);

    private final Topology topology;
    private final KafkaStreams streams;
    private final int replacements;
    private final ArrayDeque<Long> replacedAt = new ArrayDeque<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable ThreadFailure> latest = new AtomicReference<>();
    private final RestoreProgress restoring = new RestoreProgress();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isGivenUp;

    /**
     * @param properties as {@link dev.winnow.topology.StreamsProperties} makes them
     * @param replacements threads that may be replaced within an hour after failures before the client gives up
     */
    public StreamsApplication(TopologySettings settings, Properties properties, int replacements) {
        UnreadableRecords.install(properties, settings);
        this.topology = WinnowTopology.build(settings, properties);
        this.streams = new KafkaStreams(topology, properties);
        this.replacements = replacements;
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setGlobalStateRestoreListener(restoring);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                // Every thread has its tasks and has restored them.
                latest.set(null);
                restoring.complete();
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
    }

    public void start() {
        streams.start();
    }

    /** Lets {@link #awaitEnd} return although the client has not ended, for it never will. */
    public void giveUp() {
        isGivenUp = true;
        ended.countDown();
    }

    /** Whether it ended by {@link #giveUp}. */
    public boolean isGivenUp() {
        return isGivenUp;
    }

    /** Waits for the client to end by itself or by {@link #close}. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** The first exception that no handler had an answer to, also where the thread was replaced. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** The latest failure of a thread, as long as the application has not been running again since. */
    public Optional<ThreadFailure> unrecovered() {
        return Optional.ofNullable(latest.get());
    }

    /** How far the stores are restored. */
    public RestoreProgress restoring() {
        return restoring;
    }

    public Topology topology() {
        return topology;
    }

    public KafkaStreams streams() {
        return streams;
    }

    /** Leaves the group, for a member that is gone without a word holds up every rebalance until its session ends. */
    @Override
    public void close() {
        streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private StreamThreadExceptionResponse failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        ThreadFailure what = ThreadFailure.of(cause);
        ThreadFailure before = latest.getAndSet(what);
        LOG.info("a stream thread failed", cause);
        if (what.isFatal()) {
            if (what.equals(before)) {
                // Each thread meets it; it is said once.
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            LOG.error(
                    "{} [APP-018 the application stops; a new start does the same until this is put right]",
                    what.text());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        int recent = recentFailures();
        if (recent <= replacements) {
            LOG.warn(
                    "APP-010 a stream thread failed and is replaced ({} of {} within an hour): {}",
                    recent,
                    replacements,
                    what.text());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("APP-011 a stream thread failed and no replacement is left; the application stops: {}", what.text());
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private synchronized int recentFailures() {
        long now = System.nanoTime();
        replacedAt.addLast(now);
        while (now - replacedAt.getFirst() > REPLACEMENT_WINDOW.toNanos()) {
            replacedAt.removeFirst();
        }
        return replacedAt.size();
    }
}
