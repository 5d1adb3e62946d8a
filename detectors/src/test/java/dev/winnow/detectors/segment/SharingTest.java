package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.Sightings;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models of several shards that tell one another what they know, as the topology carries it. */
final class SharingTest {
    private static final FeatureSet SET = FeatureSets.byId("ids-alert/1").orElseThrow();
    private static final long START = 1_700_000_000_000L;
    private static final long POPULATION = 77;

    private final Map<String, byte[]> rows = new HashMap<>();

    @Test
    void aSignatureOfSixtyHostsSpreadsOverSixtyOnEveryShard() {
        List<SegmentModel> shards = shards(6);
        SegmentModel one = SegmentModel.fresh(Rig.small(), SET, 1);
        for (int i = 0; i < 600; i++) {
            Event event = alert("host-" + i % 60, "ET SCAN", START + i * 1000L);
            step(one, event, "one");
            int shard = i % 60 % 6;
            step(shards.get(shard), event, "shard");
            tell(shards, shard);
        }
        Event next = alert("host-0", "ET SCAN", START + 600_000);

        double alone = spread(one, next);

        assertThat(alone).isBetween(50.0, 75.0);
        for (SegmentModel shard : shards) {
            // The hash of a host under another seed fills other cells; each estimate has its own error.
            assertThat(spread(shard, next)).isBetween(45.0, 75.0);
        }
    }

    @Test
    void whatWasToldTwiceCountsOnce() {
        List<SegmentModel> shards = shards(2);
        ShardFacts facts = null;
        for (int i = 0; facts == null; i++) {
            step(shards.get(0), alert("host-" + i % 7, "ET SCAN", START + i * 1000L), "shard");
            facts = shards.get(0).facts().orElse(null);
        }
        SegmentModel listener = shards.get(1);
        Event next = alert("host-0", "ET SCAN", facts.timeMillis());
        listener.absorb(facts(0, 1, facts));
        Observation once = listener.observe(next, listener.emptyRow());

        listener.absorb(facts(0, 1, facts));
        listener.absorb(facts(0, 0, facts));

        assertThat(listener.observe(next, listener.emptyRow()).vector()).isEqualTo(once.vector());
        assertThat(listener.sequence()).isEqualTo(3);
        listener.absorb(facts(0, 2, facts));
        assertThat(listener.observe(next, listener.emptyRow()).vector()).isNotEqualTo(once.vector());
    }

    @Test
    void aShardReplaysItsEventsAndWhatItWasToldBitForBit() {
        List<SegmentModel> shards = shards(3);
        SegmentModel replica = null;
        int told = 0;

        for (int i = 0; i < 3300; i++) {
            int shard = i % 3;
            Event event = alert("host-" + i % 33, "signature " + i % 5, START + i * 700L);
            byte[] delta = step(shards.get(shard), event, "shard").toBytes();
            if (shard == 0 && replica != null) {
                replica.replay(delta);
            }
            for (PopulationFacts facts : due(shards, shard)) {
                told++;
                for (int to = 0; to < 3; to++) {
                    if (to != shard) {
                        shards.get(to).absorb(facts);
                    }
                    if (to == 0 && shard != 0 && replica != null) {
                        replica.replay(facts.toBytes());
                    }
                }
            }
            if (i == 200 || i == 1700) {
                replica = SegmentModel.restore(Rig.small(), SET, shards.get(0).snapshot());
            }
            if (replica != null && i % 100 == 0) {
                assertThat(replica.snapshot()).isEqualTo(shards.get(0).snapshot());
            }
        }

        assertThat(told).isGreaterThan(10);
        assertThat(shards.get(0).state()).isEqualTo(ModelState.READY);
    }

    @Test
    void anEntityThatIsAloneOnItsShardIsFoundSilent() {
        List<SegmentModel> shards = shards(2);
        List<String> silent = new ArrayList<>();
        for (int minute = 0; minute < 400; minute++) {
            long time = START + minute * 60_000L;
            if (minute < 300) {
                step(shards.get(0), alert("sensor", "heartbeat", time), "shard");
            }
            step(shards.get(1), alert("host-" + minute % 9, "ET SCAN", time + 5000), "shard");
            for (PopulationFacts facts : due(shards, 1)) {
                shards.get(0).absorb(facts).silences().forEach(silence -> silent.add(silence.entity()));
            }
        }

        assertThat(silent).containsExactly("sensor");
    }

    @Test
    void theScalesOfAShardAreThoseOfAllEntities() {
        List<SegmentModel> shards = shards(2);
        SegmentModel alone = SegmentModel.ofShard(Rig.small(), SET, 0, POPULATION);
        for (int i = 0; i < 6000; i++) {
            int shard = i % 2;
            String entity = "host-" + shard + "-" + i % 20;
            // Alerts of shard 1 are of severities that never come to shard 0.
            Event event = alert(entity, "signature " + i % 5, START + i * 1000L, i / 2 % 10 * (shard == 0 ? 0.4 : 1));
            step(shards.get(shard), event, "shard");
            tell(shards, shard);
            if (shard == 0) {
                step(alone, event, "alone");
            }
        }

        assertThat(shards.get(0).state()).isEqualTo(ModelState.READY);
        float shared = scaledSeverity(shards.get(0));
        assertThat(shared).isCloseTo(scaledSeverity(shards.get(1)), within(1f));
        assertThat(scaledSeverity(alone)).isGreaterThan(shared + 1);
    }

    private static float scaledSeverity(SegmentModel model) {
        Event severe = alert("host-0-0", "signature 1", START + 6_000_000L, 9);
        return model.scaled(model.observe(severe, model.emptyRow()))[
                SET.schema().names().indexOf("severity")];
    }

    @Test
    void aModelThatIsAloneTellsNobody() {
        SegmentModel one = SegmentModel.fresh(Rig.small(), SET, 1);
        for (int i = 0; i < 600; i++) {
            step(one, alert("host-" + i % 7, "ET SCAN", START + i * 1000L), "one");
            assertThat(one.facts()).isEmpty();
        }

        PopulationFacts facts = new PopulationFacts(1, 1, 1, START, 1, 0, sightings(), List.of());
        assertThatThrownBy(() -> one.absorb(facts)).hasMessage("a segment of one shard has nobody to hear from");
        byte[] bytes = facts.toBytes();
        bytes[1] = 9;
        assertThatThrownBy(() -> PopulationFacts.fromBytes(bytes)).isInstanceOf(StateFormatException.class);
    }

    private Sightings sightings() {
        SegmentModel model = shards(1).get(0);
        for (int i = 0; ; i++) {
            step(model, alert("host", "ET SCAN", START + i * 1000L), "other");
            if (model.facts().isPresent()) {
                return model.facts().orElseThrow().sightings();
            }
        }
    }

    private static List<SegmentModel> shards(int number) {
        List<SegmentModel> shards = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            shards.add(SegmentModel.ofShard(Rig.small(), SET, i, POPULATION));
        }
        return shards;
    }

    private static void tell(List<SegmentModel> shards, int from) {
        for (PopulationFacts facts : due(shards, from)) {
            for (int to = 0; to < shards.size(); to++) {
                if (to != from) {
                    shards.get(to).absorb(facts);
                }
            }
        }
    }

    private static List<PopulationFacts> due(List<SegmentModel> shards, int from) {
        return shards.get(from).facts().stream()
                .map(facts -> facts(from, facts.number(), facts))
                .toList();
    }

    private static PopulationFacts facts(int from, long number, ShardFacts facts) {
        return PopulationFacts.fromBytes(new PopulationFacts(
                        from,
                        1,
                        number,
                        facts.timeMillis(),
                        facts.entities(),
                        facts.events(),
                        facts.sightings(),
                        facts.lessons())
                .toBytes());
    }

    private static double spread(SegmentModel model, Event event) {
        Observation observation = model.observe(event, model.emptyRow());
        return observation.vector().value(SET.schema().names().indexOf("signature_spread"));
    }

    private Observation step(SegmentModel model, Event event, String world) {
        String key = world + "|" + event.entity();
        EntityRow row = rows.containsKey(key) ? model.decodeRow(rows.get(key)) : model.emptyRow();
        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        model.learn(observation, assessment);
        row.learn(observation, assessment);
        rows.put(key, row.encode());
        return observation;
    }

    private static Event alert(String entity, String signature, long timeMillis) {
        return alert(entity, signature, timeMillis, 2);
    }

    private static Event alert(String entity, String signature, long timeMillis, double severity) {
        return new Event(
                "alert",
                entity,
                timeMillis,
                Map.of("severity", severity),
                Map.of("signature", signature, "src_ip", "10.0.0.1", "dest_ip", entity, "category", "scan"));
    }
}
