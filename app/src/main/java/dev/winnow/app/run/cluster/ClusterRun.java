package dev.winnow.app.run.cluster;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.Guarantee;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.http.ApplicationMetrics;
import dev.winnow.app.http.HttpServer;
import dev.winnow.app.http.Metrics;
import dev.winnow.app.run.Preflight;
import dev.winnow.app.run.StreamsApplication;
import dev.winnow.app.run.ThreadFailure;
import dev.winnow.app.run.Wiring;
import dev.winnow.topology.StreamsProperties;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.TopicSpec;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application against a cluster: topology, status, metrics and HTTP server. What it needs has been checked before
 * ({@link Preflight}). Thread-safe.
 */
public final class ClusterRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);

    /** Enough for brokers that come and go, few enough that a fault that stays ends the process within minutes. */
    private static final int REPLACEMENTS_PER_HOUR = 10;

    private final StreamsApplication application;
    private final ApplicationStatus status;
    private final HttpServer http;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private ClusterRun(StreamsApplication application, ApplicationStatus status, HttpServer http) {
        this.application = application;
        this.status = status;
        this.http = http;
    }

    /**
     * Starts everything and returns at once; {@code /ready} says when the application works.
     *
     * @throws dev.winnow.topology.serde.RegistryException REG-002 to REG-007 where a registry is configured and cannot be used
     * @throws IllegalStateException HTP-001 where the port of the HTTP server cannot be used
     */
    public static ClusterRun start(WinnowConfig config, Preflight preflight, String build) {
        if (config.guarantee() == Guarantee.AT_LEAST_ONCE) {
            LOG.warn("APP-015 guarantee: at_least_once is set; after a failure events may be decided twice and the"
                    + " audit chains may show gaps, duplicates or forks that nobody intended; their first entries"
                    + " say so");
        }
        sayStart(config, build);
        Counters counters = new Counters();
        TopologySettings settings = Wiring.topology(config, preflight.deployment(), build, preflight.codec(), counters);
        // A registry that is down or refuses a schema is known before the first record.
        prepare(settings);
        StreamsApplication application = application(config, settings);
        ApplicationStatus status = new ApplicationStatus(
                config.application().id(),
                application,
                config.threads(),
                RequiredTopics.of(config).stream().map(TopicSpec::name).collect(Collectors.toSet()),
                config.state().directory(),
                Admin.create(ClientProperties.admin(config)));
        HttpServer http;
        try {
            http = HttpServer.start(config.http(), status, metrics(config, counters, application, status));
        } catch (RuntimeException e) {
            status.close();
            application.close();
            throw e;
        }
        ClusterRun run = new ClusterRun(application, status, http);
        status.watch();
        try {
            application.start();
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    private static StreamsApplication application(WinnowConfig config, TopologySettings settings) {
        try {
            return new StreamsApplication(
                    settings,
                    StreamsProperties.of(
                            ClientProperties.streams(config),
                            (long) config.state().rocksdbMemoryMb() << 20),
                    REPLACEMENTS_PER_HOUR);
        } catch (StreamsException e) {
            // Kafka Streams takes its directory as it is made; nothing else of it can fail there.
            throw new IllegalStateException(
                    "RUN-010 state.directory: must be a directory that this instance alone reads and writes; found "
                            + String.valueOf(e.getMessage()).strip()
                            + "; stop the other process, make room, or move a damaged directory away: it is restored from Kafka",
                    e);
        }
    }

    private static void prepare(TopologySettings settings) {
        Topics topics = settings.topics();
        settings.codec().prepare(topics.alerts(), Alert.getClassSchema());
        settings.codec().prepare(topics.clusters(), Cluster.getClassSchema());
        settings.codec().prepare(topics.signals(), Signal.getClassSchema());
        settings.codec().prepare(topics.deadLetters(), DeadLetter.getClassSchema());
    }

    private static Metrics metrics(
            WinnowConfig config, Counters counters, StreamsApplication application, ApplicationStatus status) {
        Metrics metrics = Metrics.withJvm();
        ApplicationMetrics.register(metrics, counters, status, config.http().readyMaxLag());
        metrics.bridge(() -> application.streams().metrics());
        return metrics;
    }

    /** Address of the HTTP server. */
    public String address() {
        return http.address();
    }

    /** Waits for the application to end, by a failure or by {@link #close}, and returns the failure if there was one. */
    public Optional<ThreadFailure> awaitEnd() throws InterruptedException {
        application.awaitEnd();
        return (application.state() == KafkaStreams.State.ERROR || application.isGivenUp()) && !isClosed.get()
                ? Optional.of(application
                        .unrecovered()
                        .orElseGet(() -> new ThreadFailure(false, "Kafka Streams gave up without a reason")))
                : Optional.empty();
    }

    private static void sayStart(WinnowConfig config, String build) {
        LOG.info(
                "APP-020 start: winnow {} on Java {}, application {}, configuration {}, {} threads, brokers {}, topics {}",
                build,
                Runtime.version(),
                config.application().id(),
                config.fingerprint().substring(0, 16),
                config.threads(),
                config.kafka().bootstrapServers(),
                RequiredTopics.of(config).stream().map(TopicSpec::name).toList());
        LOG.info("effective configuration, fingerprint {}:\n{}", config.fingerprint(), config.effective());
    }

    /** Says that it is not ready any more, ends the topology with its last commit, then the server. A second call does nothing. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            long begun = System.nanoTime();
            LOG.info("APP-021 stop: begun; the last commit is written and the stores are closed");
            status.stopping();
            application.close();
            http.close();
            status.close();
            LOG.info(
                    "APP-021 stop: ended after {} ms, {}",
                    (System.nanoTime() - begun) / 1_000_000,
                    application.state());
        }
    }
}
