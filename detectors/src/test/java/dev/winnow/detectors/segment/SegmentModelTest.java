package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in, as the detect stage drives it, over the built-in feature sets. */
final class SegmentModelTest {
    private final Map<String, byte[]> rows = new HashMap<>();
    private long timeMillis = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"suricata-flow/1", "zeek-conn/1", "ids-alert/1", "dns/1", "auth/1"})
    void everyBuiltInSetBecomesReadyAndReplaysBitForBit(String id) {
        FeatureSet set = FeatureSets.byId(id).orElseThrow();
        SegmentModel live = SegmentModel.fresh(Rig.small(), set, 5);
        SplittableRandom random = new SplittableRandom(5);
        SegmentModel replica = live;

        for (int i = 0; i < 1500; i++) {
            if (i == 100 || i == 700 || i == 1200) {
                replica = SegmentModel.restore(Rig.small(), set, live.snapshot());
            }
            Event event = event(set, random);
            byte[] delta = step(live, event).toBytes();
            if (replica != live) {
                Observation replayed = Observation.fromBytes(set.schema(), delta);
                replica.learn(replayed, replica.assess(replayed));
            }
            if (i % 250 == 249) {
                assertThat(replica.snapshot()).isEqualTo(live.snapshot());
            }
        }

        assertThat(live.state()).isEqualTo(ModelState.READY);
        assertThat(live.sequence()).isEqualTo(1500);
    }

    @Test
    void anExfiltrationStandsOutAndIsExplainedByItsBytes() {
        FeatureSet set = FeatureSets.byId("suricata-flow/1").orElseThrow();
        SegmentModel model = SegmentModel.fresh(Rig.small(), set, 6);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 3000; i++) {
            step(model, event(set, random));
        }
        timeMillis += 1000;
        Event usual = flow("10.0.0.3", 2_000, random);
        Event large = flow("10.0.0.3", 5_000_000_000.0, random);
        EntityRow row = row(model, "10.0.0.3");

        Assessment ordinary = model.assess(model.observe(usual, row));
        Observation observation = model.observe(large, row);
        Assessment assessment = model.assess(observation);
        Attribution attribution = model.attribute(observation, assessment);
        Baseline baseline = model.baseline(observation, row, 5);

        assertThat(ordinary.pValue()).isGreaterThan(0.01);
        assertThat(assessment.pValue()).isLessThan(0.001);
        assertThat(set.gate().passes(assessment.pValue())).isTrue();
        List<String> names = set.schema().names();
        double fromBytes = 0;
        for (int i = 0; i < names.size(); i++) {
            fromBytes += names.get(i).contains("bytes")
                            || names.get(i).contains("ratio")
                            || names.get(i).contains("out")
                    ? attribution.high(i) + attribution.low(i)
                    : 0;
        }
        assertThat(fromBytes).isGreaterThan(0.5 * attribution.total());
        assertThat(baseline.entityScope()).isTrue();
        assertThat(baseline.features()).hasSize(names.size());
        assertThat(baseline.neighbours()).hasSize(5);
        assertThat(model.scaled(observation)).hasSize(names.size());
    }

    @Test
    void aRowSurvivesItsBytes() {
        FeatureSet set = FeatureSets.byId("suricata-flow/1").orElseThrow();
        SegmentModel model = SegmentModel.fresh(Rig.small(), set, 7);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 600; i++) {
            step(model, event(set, random));
        }

        for (byte[] row : rows.values()) {
            assertThat(model.decodeRow(row).encode()).isEqualTo(row);
            assertThat(row.length).isLessThan(6_000);
        }
        assertThat(rows).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"suricata-flow/1", "zeek-conn/1", "ids-alert/1", "dns/1", "auth/1"})
    void aRowThatIsKeptGivesWhatItsBytesGive(String id) {
        FeatureSet set = FeatureSets.byId(id).orElseThrow();
        SegmentModel model = SegmentModel.fresh(Rig.small(), set, 11);
        SplittableRandom random = new SplittableRandom(11);
        Map<String, EntityRow> kept = new HashMap<>();

        for (int i = 0; i < 1500; i++) {
            Event event = event(set, random);
            EntityRow row = kept.computeIfAbsent(event.entity(), name -> model.emptyRow());
            Observation observation = model.observe(event, row);
            Observation ofBytes = model.observe(event, row(model, event.entity()));
            assertThat(observation.toBytes()).isEqualTo(ofBytes.toBytes());
            assertThat(observation.point()).isEqualTo(ofBytes.point());
            row.learn(observation, model.assess(observation));
            step(model, event);
            assertThat(row.encode()).isEqualTo(rows.get(event.entity()));
        }
    }

    @Test
    void refusesSnapshotsOfAnotherConfigurationFeatureSetOrVersionAndEveryFlippedBit() {
        FeatureSet set = FeatureSets.byId("dns/1").orElseThrow();
        FeatureSet other = FeatureSets.byId("auth/1").orElseThrow();
        SegmentModel model = SegmentModel.fresh(Rig.small(), set, 8);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 300; i++) {
            step(model, event(set, random));
        }
        byte[] snapshot = model.snapshot();

        assertThatThrownBy(() -> SegmentModel.restore(SegmentConfig.defaults(), set, snapshot))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-003 snapshot of segment model: configuration must have fingerprint "
                        + SegmentConfig.defaults().fingerprint().substring(0, 12) + "…, snapshot was taken under "
                        + Rig.small().fingerprint().substring(0, 12) + "…; let the model start a new generation");
        assertThatThrownBy(() -> SegmentModel.restore(Rig.small(), other, snapshot))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-003 snapshot of segment model: feature set must have fingerprint ");
        byte[] newer = snapshot.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> SegmentModel.restore(Rig.small(), set, newer))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of segment model has version 9, this build reads 5;"
                        + " let the model start a new generation");
        for (int i = 0; i < 200; i++) {
            byte[] flipped = snapshot.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> SegmentModel.restore(Rig.small(), set, flipped))
                    .isInstanceOf(StateFormatException.class)
                    .hasMessageStartingWith("STA-00");
            byte[] cut = java.util.Arrays.copyOf(snapshot, random.nextInt(snapshot.length));
            assertThatThrownBy(() -> SegmentModel.restore(Rig.small(), set, cut))
                    .isInstanceOf(StateFormatException.class);
        }
    }

    @Test
    void anObservationFromBytesHasTheSameBytesAndTeachesNoRow() {
        FeatureSet set = FeatureSets.byId("dns/1").orElseThrow();
        SegmentModel model = SegmentModel.fresh(Rig.small(), set, 9);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = step(model, event(set, random)).toBytes();
            assertThat(Observation.fromBytes(set.schema(), bytes).toBytes()).isEqualTo(bytes);
        }
        byte[] bytes = step(model, event(set, random)).toBytes();
        Observation decoded = Observation.fromBytes(set.schema(), bytes);

        assertThatThrownBy(() -> model.emptyRow().learn(decoded, model.assess(decoded)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an observation from bytes has no event; rows have a store of their own");
    }

    private Observation step(SegmentModel model, Event event) {
        EntityRow row = row(model, event.entity());
        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        model.learn(observation, assessment);
        row.learn(observation, assessment);
        rows.put(event.entity(), row.encode());
        return observation;
    }

    private EntityRow row(SegmentModel model, String entity) {
        byte[] bytes = rows.get(entity);
        return bytes == null ? model.emptyRow() : model.decodeRow(bytes);
    }

    private Event event(FeatureSet set, SplittableRandom random) {
        timeMillis += random.nextInt(5_000);
        String entity = "10.0.0." + random.nextInt(12);
        if (set.id().equals("suricata-flow/1")) {
            return flow(entity, 500 + 1000 * Math.exp(random.nextGaussian()), random);
        }
        String type = set.eventTypes().get(0);
        Map<String, Double> numbers = new HashMap<>(Map.of(
                "src_port", 30_000.0 + random.nextInt(20_000),
                "dest_port", random.nextInt(4) == 0 ? 53.0 : 443.0,
                "bytes_out", 500 + 1000 * Math.exp(random.nextGaussian()),
                "bytes_in", 3000 * Math.exp(random.nextGaussian()),
                "packets_out", 5.0 + random.nextInt(10),
                "packets_in", 5.0 + random.nextInt(20),
                "severity", 1.0 + random.nextInt(3)));
        if (random.nextInt(4) != 0) {
            numbers.put("duration", random.nextDouble() * 10);
        }
        Map<String, String> texts = Map.of(
                "src_ip", entity,
                "dest_ip", "192.0.2." + random.nextInt(20),
                "proto", "TCP",
                "app_proto", "tls",
                "user", "user" + random.nextInt(5),
                "host", "host" + random.nextInt(6),
                "signature", "signature " + random.nextInt(9),
                "category", "category " + random.nextInt(3),
                "query", "www" + random.nextInt(30) + ".example.org",
                "outcome", random.nextInt(10) == 0 ? "failure" : "success");
        return new Event(type, entity, timeMillis, numbers, texts);
    }

    private Event flow(String entity, double bytesOut, SplittableRandom random) {
        return new Event(
                "flow",
                entity,
                timeMillis,
                Map.of(
                        "src_port",
                        30_000.0 + random.nextInt(20_000),
                        "dest_port",
                        443.0,
                        "bytes_out",
                        bytesOut,
                        "bytes_in",
                        3000 * Math.exp(random.nextGaussian()),
                        "packets_out",
                        5.0 + random.nextInt(10),
                        "packets_in",
                        5.0 + random.nextInt(20),
                        "duration",
                        random.nextDouble() * 10),
                Map.of(
                        "src_ip",
                        entity,
                        "dest_ip",
                        "192.0.2." + random.nextInt(20),
                        "proto",
                        "TCP",
                        "app_proto",
                        "tls"));
    }
}
