package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.Gate;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.ApplicationSecret;
import dev.winnow.topology.settings.AuditSettings;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.Stores;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.LifecycleDetail;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutes of the configuration, over restarts: the stores that concern them are carried from one driver to the next. */
class ConfiguredMutesTopologyTest {
    private static final long START = Instant.parse("2026-03-02T08:00:00Z").toEpochMilli();
    private static final Topics TOPICS = Topics.withPrefix("t.");
    private static final SingleObjectCodec CODEC = new SingleObjectCodec();
    private static final List<String> CARRIED = List.of(Stores.MUTES, Stores.CLUSTERS);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Map<String, List<KeyValue<Bytes, byte[]>>> rows = new LinkedHashMap<>();
    private int starts;

    @Test
    void addsTheTenantsMutesBeforeItsFirstRecordAndAuditsThem() {
        Outcome outcome =
                run(List.of(mute("backup", "10.0.0.9", "copy", 3_600)), flow("10.0.0.9", 0), flow("10.0.0.7", 1));

        assertThat(outcome.operator()).containsExactly("mute_added config:backup");
        assertThat(outcome.kinds().indexOf("LifecycleDetail"))
                .isLessThan(outcome.kinds().indexOf("DecisionDetail"));
        assertThat(outcome.decided()).containsExactly("10.0.0.9 MUTED config:backup", "10.0.0.7 OPENED null");
        assertThat(outcome.alertEntities()).containsExactly("10.0.0.7");
    }

    @Test
    void changesNothingWhenItStartsAgainUnderTheSameConfiguration() {
        List<Mute> mutes = List.of(mute("backup", "10.0.0.9", "copy", 3_600));
        run(mutes, flow("10.0.0.9", 0));

        Outcome again = run(mutes, flow("10.0.0.9", 1));

        assertThat(again.operator()).isEmpty();
        assertThat(again.decided()).containsExactly("10.0.0.9 MUTED config:backup");
    }

    @Test
    void takesAwayWhatLeftTheConfigurationAndSaysWhatItHadDone() {
        run(List.of(mute("backup", "10.0.0.9", "copy", 3_600)), flow("10.0.0.9", 0), flow("10.0.0.9", 1));

        Outcome again = run(List.of(), flow("10.0.0.9", 2));

        assertThat(again.operator()).containsExactly("mute_removed config:backup");
        assertThat(again.texts())
                .containsExactly("Mute config:backup of ada left the configuration after 2 suppressed alerts.");
        assertThat(again.decided()).containsExactly("10.0.0.9 OPENED null");
    }

    @Test
    void replacesAMuteThatChanged() {
        run(List.of(mute("backup", "10.0.0.9", "copy", 3_600)), flow("10.0.0.9", 0));

        Outcome again =
                run(List.of(mute("backup", "10.0.0.7", "moved", 3_600)), flow("10.0.0.9", 1), flow("10.0.0.7", 2));

        assertThat(again.operator()).containsExactly("mute_removed config:backup", "mute_added config:backup");
        assertThat(again.decided()).containsExactly("10.0.0.9 OPENED null", "10.0.0.7 MUTED config:backup");
    }

    @Test
    void doesNotAddAgainWhatHasEnded() {
        List<Mute> mutes = List.of(mute("backup", "10.0.0.9", "copy", 60));
        // Event time moves on only when several records bear witness to it.
        Flow[] flows =
                IntStream.range(0, 40).mapToObj(i -> flow("10.0.0.7", 10 * i)).toArray(Flow[]::new);
        Outcome first = run(mutes, flows);

        Outcome again = run(mutes, flow("10.0.0.9", 400));

        assertThat(first.operator()).containsExactly("mute_added config:backup", "mute_ended config:backup");
        assertThat(again.operator()).isEmpty();
        assertThat(again.decided()).containsExactly("10.0.0.9 OPENED null");
    }

    @Test
    void leavesOtherTenantsAlone() {
        Mute others = new Mute(
                "config:backup",
                "other",
                MuteScope.ENTITY,
                "10.0.0.9",
                "ada",
                "copy",
                0,
                START + 3_600_000,
                Optional.empty());

        Outcome outcome = run(List.of(others), flow("10.0.0.9", 0));

        assertThat(outcome.operator()).isEmpty();
        assertThat(outcome.decided()).containsExactly("10.0.0.9 OPENED null");
    }

    @Test
    void refusesAMuteThatDoesNotSayThatItIsConfigured() {
        Mute bare = new Mute("backup", "default", MuteScope.ENTITY, "a", "ada", "copy", 0, 1, Optional.empty());

        assertThatThrownBy(() -> run(List.of(bare), flow("10.0.0.9", 0)))
                .hasMessageContaining("CFG-032 mutes: id of a configured mute must begin with config:, was \"backup\"");
    }

    /** What one life of the application put out. */
    private record Outcome(List<AuditEntry> entries, List<Alert> alerts) {
        List<String> operator() {
            return entries.stream()
                    .filter(entry -> entry.getDetail() instanceof LifecycleDetail detail
                            && detail.getKind().startsWith("mute"))
                    .map(entry -> ((LifecycleDetail) entry.getDetail()).getKind() + " " + entry.getSubject())
                    .toList();
        }

        List<String> texts() {
            return entries.stream()
                    .filter(entry -> entry.getDetail() instanceof LifecycleDetail detail
                            && detail.getKind().startsWith("mute"))
                    .map(entry -> ((LifecycleDetail) entry.getDetail()).getText())
                    .toList();
        }

        List<String> kinds() {
            return entries.stream()
                    .map(entry -> entry.getDetail().getClass().getSimpleName())
                    .toList();
        }

        List<String> decided() {
            return entries.stream()
                    .filter(entry -> entry.getDetail() instanceof DecisionDetail)
                    .map(entry -> (DecisionDetail) entry.getDetail())
                    .map(decision ->
                            decision.getEntity() + " " + shown(decision.getDisposition()) + " " + decision.getMuteId())
                    .toList();
        }

        /** A fold that was open before the restart is not carried over, or it is; both are shown. */
        private static String shown(Disposition disposition) {
            return disposition == Disposition.MUTED ? "MUTED" : "OPENED";
        }

        List<String> alertEntities() {
            return alerts.stream().map(Alert::getEntity).toList();
        }
    }

    private record Flow(byte[] bytes, long millis) {}

    private Outcome run(List<Mute> mutes, Flow... flows) {
        Properties properties = StreamsProperties.of(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        "mutes",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                        "none:1",
                        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                        StreamsConfig.EXACTLY_ONCE_V2,
                        StreamsConfig.STATE_DIR_CONFIG,
                        directory.resolve("state-" + starts++).toString()),
                64L << 20);
        try (TopologyTestDriver driver =
                new TopologyTestDriver(WinnowTopology.build(settings(mutes), properties), properties)) {
            rows.forEach((store, carried) -> {
                KeyValueStore<Bytes, byte[]> opened = driver.getKeyValueStore(store);
                carried.forEach(row -> opened.put(row.key, row.value));
            });
            var input = driver.createInputTopic("eve", new ByteArraySerializer(), new ByteArraySerializer());
            for (Flow flow : flows) {
                input.pipeInput(new byte[0], flow.bytes(), flow.millis());
            }
            for (String store : CARRIED) {
                List<KeyValue<Bytes, byte[]>> kept = new ArrayList<>();
                KeyValueStore<Bytes, byte[]> opened = driver.getKeyValueStore(store);
                try (KeyValueIterator<Bytes, byte[]> all = opened.all()) {
                    all.forEachRemaining(kept::add);
                }
                rows.put(store, kept);
            }
            return new Outcome(
                    read(driver, TOPICS.audit(), AuditEntry.class), read(driver, TOPICS.alerts(), Alert.class));
        }
    }

    private static <T> List<T> read(TopologyTestDriver driver, String topic, Class<T> type) {
        return driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(bytes -> type.cast(CODEC.decode(topic, bytes)))
                .collect(Collectors.toList());
    }

    private static TopologySettings settings(List<Mute> mutes) {
        byte[] secret = new byte[32];
        new Random(7).nextBytes(secret);
        List<FeatureSet> sets = FeatureSets.builtIn();
        return new TopologySettings(
                "mutes",
                List.of(new InputTopic(
                        "eve",
                        InputFormats.create("suricata-eve", InputOptions.defaults()),
                        "default",
                        false,
                        InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS)),
                Set.of(),
                TOPICS,
                "",
                1,
                1,
                sets,
                sets.stream().collect(Collectors.toMap(FeatureSet::id, set -> Gate.all())),
                SegmentConfig.defaults(),
                SegmentConfig.table(),
                ModelSettings.defaults(),
                TriageConfig.defaults(),
                mutes,
                Map.of(),
                new AuditSettings("test", 1, RootKey.of("k1", secret), true, "", "", "test", "", new byte[32]),
                ApplicationSecret.of(secret, 1),
                List.of(),
                CODEC,
                new Counters());
    }

    private static Mute mute(String id, String target, String reason, long seconds) {
        return new Mute(
                "config:" + id,
                "default",
                MuteScope.ENTITY,
                target,
                "ada",
                reason,
                0,
                START + seconds * 1000,
                Optional.empty());
    }

    private static Flow flow(String host, int second) {
        long millis = START + second * 1000L;
        String line =
                "{\"timestamp\":\"" + Instant.ofEpochMilli(millis).toString().replace("Z", "+0000")
                        + "\",\"event_type\":\"flow\",\"src_ip\":\"" + host
                        + "\",\"src_port\":4000,\"dest_ip\":\"192.168.1.1\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":"
                        + "{\"pkts_toserver\":3,\"pkts_toclient\":4,\"bytes_toserver\":500,\"bytes_toclient\":900,\"age\":2}}";
        return new Flow(line.getBytes(StandardCharsets.UTF_8), millis);
    }
}
