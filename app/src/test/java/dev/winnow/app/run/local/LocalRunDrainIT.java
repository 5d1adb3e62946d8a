package dev.winnow.app.run.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.Wiring;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.Framing;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drain that ends while a stage is still at work loses what that stage would have sent. */
class LocalRunDrainIT {
    /** Looks at the brokers that a stage is held for; an end that counts by anything but offsets comes within one or two. */
    private static final int LOOKS = 12;

    private static final long INGEST_MILLIS = 1_767_312_000_000L;

    /** Where a stage is held, once for each record and step. */
    private enum Place {
        NOWHERE,
        DECODE,
        DECODED,
        DETECT,
        DETECTED,
        TRIAGE,
        TRIAGED
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void waitsForTheOneRecordThatAStageStillHolds(Place place) {
        Seen seen = run(place, 1);

        assertThat(seen).isEqualTo(new Seen(1, 1, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"DECODE", "DETECT", "TRIAGE"})
    void waitsForTheLastOfManyRecordsThatAStageStillHolds(Place place) {
        Seen seen = run(place, 40);

        assertThat(seen).isEqualTo(new Seen(40, 40, 40));
    }

    @Test
    void hasNothingToWaitForWhereNothingIsSent() {
        Seen seen = run(Place.NOWHERE, 0);

        assertThat(seen).isEqualTo(new Seen(0, 0, 0));
    }

    private record Seen(long candidates, long decisions, long alerts) {}

    private static Seen run(Place place, int records) {
        Gatekeeper keeper = new Gatekeeper(place, records);
        WinnowConfig config =
                WinnowConfig.parse("featureSets: {ids-alert: {tailLevel: 1}}", "test.yaml", Path.of(""), Map.of());
        byte[] secret = new byte[32];
        new Random(7).nextBytes(secret);
        InputTopic input = new InputTopic(
                "winnow.events.wazuh",
                new HeldFormat(InputFormats.create("wazuh", InputOptions.defaults()), keeper),
                "default",
                false,
                InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS);
        TopologySettings settings = Wiring.topology(
                config,
                new Deployment(List.of(input), FeatureSets.builtIn(), 1, 1, RootKey.of("k1", secret), new byte[32]),
                "test",
                Wiring.codec(),
                new Counters());
        RunCounts counts =
                new RunCounts(new Ignored(), settings.codec(), settings.topics().audit(), Set.of(input.topic()));
        Map<String, Object> streams = new HashMap<>(ClientProperties.streams(config));
        streams.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, HeldProcessors.class);
        streams.put(HeldProcessors.KEEPER, keeper);
        try (LocalRun run = LocalRun.start(settings, streams, 64L << 20, counts)) {
            for (int i = 0; i < records; i++) {
                run.send(input.topic(), alert(i), INGEST_MILLIS);
            }
            run.drain(keeper::looked);
            keeper.open();
            return new Seen(run.candidates(), counts.decisions(), counts.alerts());
        } finally {
            keeper.open();
        }
    }

    private static byte[] alert(int number) {
        return ("{\"timestamp\":\"2026-01-02T00:00:%02d.000+0000\",\"id\":\"%d\",\"agent\":{\"id\":\"1\",\"name\":\"web-%d\"},"
                        + "\"rule\":{\"id\":\"5710\",\"level\":5,\"description\":\"sshd: login with a user that does not exist\"},"
                        + "\"data\":{\"srcip\":\"10.0.0.%d\"}}")
                .formatted(number % 60, number, number % 7, number)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Holds a stage at one place until the drain has looked a dozen times, or is over. */
    private static final class Gatekeeper {
        private final Place place;
        private final Semaphore looks = new Semaphore(0);
        private final int share;

        Gatekeeper(Place place, int records) {
            this.place = place;
            // Many records are held for fewer looks each, or the test takes minutes.
            this.share = records <= 1 ? LOOKS : 2;
        }

        void looked() {
            looks.release();
        }

        void open() {
            looks.release(1 << 20);
        }

        void passes(Place reached) {
            if (reached == place) {
                looks.drainPermits();
                try {
                    boolean isReleased = looks.tryAcquire(share, 60, TimeUnit.SECONDS);
                    if (!isReleased) {
                        throw new IllegalStateException("nobody looks any more");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private record HeldFormat(InputFormat format, Gatekeeper keeper) implements InputFormat {
        @Override
        public String name() {
            return format.name();
        }

        @Override
        public Framing framing() {
            return format.framing();
        }

        @Override
        public Decoded decode(byte[] record) {
            keeper.passes(Place.DECODE);
            return format.decode(record);
        }
    }

    /** Holds the processors where they ask for their record's coordinates, for the clock, or forward. */
    public static final class HeldProcessors implements ProcessorWrapper {
        static final String KEEPER = "test.keeper";

        private static final Map<String, Map<String, Place>> PLACES = Map.of(
                "events-decode", Map.of("forward", Place.DECODED),
                "detect", Map.of("recordMetadata", Place.DETECT, "forward", Place.DETECTED),
                "triage", Map.of("currentSystemTimeMs", Place.TRIAGE, "forward", Place.TRIAGED));

        private Gatekeeper keeper = new Gatekeeper(Place.NOWHERE, 0);

        @Override
        public void configure(Map<String, ?> configs) {
            if (configs.get(KEEPER) instanceof Gatekeeper configured) {
                keeper = configured;
            }
        }

        @Override
        public <KIn, VIn, KOut, VOut> WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
                String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
            Map<String, Place> places = PLACES.get(name);
            return places == null
                    ? ProcessorWrapper.asWrapped(supplier)
                    : ProcessorWrapper.asWrapped(new HeldSupplier<>(supplier, places, keeper));
        }

        @Override
        public <KIn, VIn, VOut> WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
                String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
            return ProcessorWrapper.asWrappedFixedKey(supplier);
        }
    }

    private record HeldSupplier<KIn, VIn, KOut, VOut>(
            ProcessorSupplier<KIn, VIn, KOut, VOut> supplier, Map<String, Place> places, Gatekeeper keeper)
            implements ProcessorSupplier<KIn, VIn, KOut, VOut> {
        @Override
        public Processor<KIn, VIn, KOut, VOut> get() {
            Processor<KIn, VIn, KOut, VOut> processor = supplier.get();
            return new Processor<>() {
                @Override
                public void init(ProcessorContext<KOut, VOut> context) {
                    processor.init(held(context));
                }

                @Override
                public void process(Record<KIn, VIn> record) {
                    processor.process(record);
                }

                @Override
                public void close() {
                    processor.close();
                }
            };
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return supplier.stores();
        }

        @SuppressWarnings("unchecked")
        private ProcessorContext<KOut, VOut> held(ProcessorContext<KOut, VOut> context) {
            return (ProcessorContext<KOut, VOut>) Proxy.newProxyInstance(
                    ProcessorContext.class.getClassLoader(),
                    new Class<?>[] {ProcessorContext.class},
                    (proxy, method, arguments) -> {
                        keeper.passes(places.getOrDefault(method.getName(), Place.NOWHERE));
                        return invoke(context, method, arguments);
                    });
        }

        private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static final class Ignored implements CommittedSink {
        @Override
        public void alert(Alert alert) {}

        @Override
        public void cluster(Cluster cluster) {}

        @Override
        public void deadLetter(DeadLetter letter) {}

        @Override
        public void signal(Signal signal) {}

        @Override
        public void auditEntry(int partition, StoredEntry entry) {}
    }
}
