package dev.winnow.evaluation.bench;

import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.StreamsApplication;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.local.Backlog;
import dev.winnow.app.run.local.LocalTopics;
import dev.winnow.app.shell.Version;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Source;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Winnow's whole topology. */
final class WinnowSubject implements Subject {
    /** Alerts and their audit entries are few; one tenant has one task of triage whatever the number of partitions. */
    private static final int TRIAGE_PARTITIONS = 1;

    private final Arena arena;
    private final int partitions;
    private final String prefix;
    private final EventFeed events = new EventFeed();
    private final Counters counters = new Counters();
    private final Topics topics;
    private final StreamsApplication application;
    private final CommittedOutputs outputs;
    private final Backlog backlog;
    private final WrittenBytes.Tally written;
    private final @Nullable StageProfile profile;
    private long fed;

    /** @param isProfiled whether the stages are looked at */
    WinnowSubject(Arena arena, int partitions, boolean isProfiled) {
        this.arena = arena;
        this.partitions = partitions;
        this.prefix = arena.config().topics().prefix() + "events.";
        WireCodec codec = Wiring.codec();
        List<InputTopic> inputs = List.of(input(SyntheticDay.EVE, "suricata-eve"), input(SyntheticDay.ZEEK, "zeek"));
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Deployment deployment = new Deployment(
                inputs, FeatureSets.builtIn(), partitions, TRIAGE_PARTITIONS, RootKey.of("bench", secret), new byte[0]);
        TopologySettings settings = Wiring.topology(arena.config(), deployment, Version.text(), codec, counters);
        this.topics = settings.topics();
        arena.createTopics(LocalTopics.of(settings, partitions));
        String id = arena.config().application().id();
        this.written = new WrittenBytes.Tally(topics.audit());
        this.profile = isProfiled ? new StageProfile(id + "-", written) : null;
        Properties streams = arena.streams(id);
        if (isProfiled) {
            streams.put(
                    StreamsConfig.producerPrefix(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG),
                    WrittenBytes.class.getName());
            streams.put(StreamsConfig.producerPrefix(WrittenBytes.TALLY), written);
        }
        this.application = new StreamsApplication(settings, streams, 0);
        this.outputs = new CommittedOutputs(arena.bootstrapServers(), topics, codec);
        this.backlog = new Backlog(
                arena.bootstrapServers(),
                application.topology(),
                id,
                Set.of(topics.alerts(), topics.clusters(), topics.deadLetters(), topics.audit()));
        application.streams().pause();
        application.start();
    }

    private InputTopic input(String role, String format) {
        return new InputTopic(
                        prefix + role,
                        InputFormats.create(format, InputOptions.defaults()),
                        "default",
                        false,
                        InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS)
                .withPartitions(partitions);
    }

    @Override
    public String name() {
        return "winnow";
    }

    @Override
    public void pause() {
        application.streams().pause();
    }

    @Override
    public void resume() {
        application.streams().resume();
    }

    /** The time stamp of a record is its event time, as if sensors had shipped it at once. */
    @Override
    public void feed(long records) {
        for (long i = 0; i < records; i++) {
            EventFeed.FedEvent event = events.next();
            arena.feeder().send(record(event, event.timeMillis()));
        }
        arena.feeder().flush();
    }

    private ProducerRecord<byte[], byte[]> record(EventFeed.FedEvent event, long timestamp) {
        int partition = (int) (fed++ % partitions);
        if (profile != null) {
            profile.fed(event.value().length);
        }
        return new ProducerRecord<>(prefix + event.role(), partition, timestamp, null, event.value());
    }

    /**
     * Feeds at a steady rate and measures how long alerts take. Returns when everything is decided.
     *
     * @param perSecond events a second
     */
    Latency paced(double perSecond, int seconds, Runnable drain) {
        Map<Source, Long> sentAt = new ConcurrentHashMap<>();
        outputs.noteArrivals();
        long count = Math.max(1, (long) (perSecond * seconds));
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = start + (long) (i / perSecond * 1e9);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            arena.feeder()
                    .send(
                            record(events.next(), System.currentTimeMillis()),
                            (place, millis) ->
                                    sentAt.put(new Source(place.topic(), place.partition(), place.offset()), millis));
        }
        arena.feeder().flush();
        drain.run();
        long[] latencies = outputs.arrivals().stream()
                .filter(arrival -> sentAt.containsKey(arrival.source()))
                .mapToLong(arrival -> arrival.millis() - sentAt.getOrDefault(arrival.source(), 0L))
                .toArray();
        return new Latency(perSecond, seconds, latencies);
    }

    @Override
    public long taken() {
        application.failure().ifPresent(cause -> {
            throw new IllegalStateException("BEN-006 winnow: must run; failed with " + cause, cause);
        });
        return counters.value(Count.EVENTS_DETECTED) + counters.value(Count.RECORDS_REFUSED);
    }

    /**
     * Everything decided, by the offsets that Kafka holds, and all of it read back as committed. Attempts that were aborted count
     * twice, so a run with an aborted transaction ends without figures.
     */
    @Override
    public boolean isDone() {
        if (taken() != fed) {
            return false;
        }
        Backlog.Look look = backlog.look();
        return look.isDone() && outputs.hasReached(look.ends());
    }

    /** The profile of its stages; null where it is not profiled. */
    @Nullable
    StageProfile profile() {
        return profile;
    }

    long count(Count count) {
        return counters.value(count);
    }

    @Override
    public void close() {
        if (profile != null) {
            profile.close();
        }
        outputs.close();
        application.close();
        backlog.close();
    }
}
