package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.PopulationFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/**
 * What shards tell one another, by way of the tenant's task and back as records. The driver runs the first partition alone, so
 * another shard is another run, whose copies are addressed anew.
 */
final class LoopTopologyTest {
    private static final String LOOP = "winnow.model-inputs";

    private final SingleObjectCodec codec = new SingleObjectCodec();

    private static void feed(Run run, int firstHost, int hosts, int from, int to) {
        for (int i = from; i < to; i++) {
            long time = Eve.NOON + i * 1000L;
            run.send(Eve.alert("10.0.0." + (firstHost + i % hosts), "ET SCAN", 2, time), time);
        }
    }

    private List<ModelInput> told(Run run) {
        return run.records(LOOP).stream()
                .map(record -> (ModelInput) codec.decode(LOOP, record.value()))
                .toList();
    }

    /** The copy for the second shard, as if it had come from there to the first. */
    private static ModelInput readdressed(ModelInput copy) {
        PopulationFacts facts = PopulationFacts.newBuilder((PopulationFacts) copy.getBody())
                .setFrom(1)
                .build();
        return ModelInput.newBuilder(copy).setShard(0).setBody(facts).build();
    }

    private void hear(Run run, ModelInput input) {
        run.send(LOOP, null, codec.encode(LOOP, input), input.getTime().toEpochMilli());
    }

    private static double spread(Alert alert) {
        int at = alert.getFeatures().getNames().indexOf("signature_spread");
        return alert.getFeatures().getValues().get(at);
    }

    /** The copies that the driver hands to its only partition are refused there. */
    private static void forgetMisdirected(Run run) {
        assertThat(run.deadLetters()).allMatch(letter -> letter.getCode().equals("MDL-002"));
        run.records(LOOP);
        run.forget();
        run.expectNothingLeft();
    }

    @Test
    void aSegmentOfOneShardTellsNobody() {
        try (Run run = new Run(new Worlds().settings())) {
            feed(run, 1, 60, 0, 700);

            assertThat(run.producedTopics()).doesNotContain(LOOP);
            assertThat(run.rows(Stores.POPULATION)).isEmpty();
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void eachOtherShardGetsItsOwnCopy() {
        try (Run run = new Run(new Worlds().shards(3).settings())) {
            feed(run, 1, 30, 0, 31);
            boolean isEarly = run.producedTopics().contains(LOOP);
            feed(run, 1, 30, 31, 32);

            List<ModelInput> copies = told(run);

            assertThat(isEarly).isFalse();
            assertThat(copies).extracting(ModelInput::getShard).containsExactly(1, 2);
            assertThat(copies).allSatisfy(copy -> {
                assertThat(copy.getTenant()).isEqualTo("acme");
                assertThat(copy.getFeatureSet()).isEqualTo("ids-alert/1");
                assertThat(copy.getShards()).isEqualTo(3);
                PopulationFacts facts = (PopulationFacts) copy.getBody();
                assertThat(facts.getFrom()).isZero();
                assertThat(facts.getNumber()).isEqualTo(1);
                assertThat(facts.getEntities()).isEqualTo(30);
                assertThat(facts.getLessons()).hasSize(32);
            });
            assertThat(run.rows(Stores.POPULATION)).hasSize(1);
            assertThat(run.settings().counters().value(Count.SHARD_FACTS)).isEqualTo(1);
            forgetMisdirected(run);
        }
    }

    @Test
    void anOrderOnATopicThatWasMadeAnewIsNotTakenForSeen() {
        ModelInput order = new ModelInput(
                "acme",
                "ids-alert/1",
                0,
                1,
                java.time.Instant.ofEpochMilli(Eve.NOON),
                new dev.winnow.wire.LifecycleOrder("c1", "pause"));
        Run.Saved saved;
        try (Run first = new Run(new Worlds().modelInputsTopicId("id-1").settings())) {
            feed(first, 1, 30, 0, 40);
            hear(first, order);
            first.forget();
            saved = first.saved().withoutOffsets();
        }

        assertThat(skipped("id-1", saved, order)).isEqualTo(1);
        assertThat(skipped("id-2", saved, order)).isZero();
    }

    private long skipped(String topicId, Run.Saved saved, ModelInput order) {
        try (Run again = new Run(new Worlds().modelInputsTopicId(topicId).settings(), saved)) {
            hear(again, order);
            again.forget();
            return again.settings().counters().value(Count.EVENTS_SKIPPED);
        }
    }

    @Test
    void aSpreadCountsTheHostsOfTheOtherShard() {
        try (Run here = new Run(new Worlds().shards(2).settings());
                Run there = new Run(new Worlds().shards(2).settings())) {
            feed(there, 101, 30, 0, 62);
            ModelInput copy = told(there).get(0);
            feed(here, 1, 30, 0, 59);
            double alone = spread(last(here.alerts()));

            hear(here, readdressed(copy));
            feed(here, 1, 30, 63, 64);

            assertThat(alone).isBetween(20.0, 40.0);
            assertThat(spread(last(here.alerts()))).isBetween(48.0, 80.0);
            assertThat(last(here.signals()).getShards()).isEqualTo(2);
            forgetMisdirected(here);
            forgetMisdirected(there);
        }
    }

    @Test
    void aRestartedShardRemembersWhatItWasTold() {
        Worlds world = new Worlds().shards(2);
        ModelInput copy;
        try (Run there = new Run(world.settings())) {
            feed(there, 101, 30, 0, 62);
            copy = readdressed(told(there).get(0));
        }
        List<Alert> expected;
        TreeMap<Bytes, byte[]> models;
        try (Run whole = new Run(world.settings())) {
            feed(whole, 1, 30, 0, 100);
            hear(whole, copy);
            feed(whole, 1, 30, 100, 110);
            whole.forget();
            feed(whole, 1, 30, 110, 190);
            expected = whole.alerts();
            models = whole.rows(Stores.MODELS);
            forgetMisdirected(whole);
        }
        Run.Saved saved;
        try (Run first = new Run(world.settings())) {
            feed(first, 1, 30, 0, 100);
            hear(first, copy);
            feed(first, 1, 30, 100, 110);
            first.forget();
            saved = first.saved();
        }
        try (Run restarted = new Run(world.settings(), saved)) {
            feed(restarted, 1, 30, 110, 190);

            assertThat(restarted.alerts()).isEqualTo(expected).hasSizeGreaterThan(50);
            assertThat(restarted.rows(Stores.MODELS)).usingRecursiveComparison().isEqualTo(models);
            forgetMisdirected(restarted);
        }
    }

    @Test
    void whatIsToldTwiceByOneShardGoesOnOnce() {
        Worlds world = new Worlds().shards(2);
        Run.Saved saved;
        try (Run run = new Run(world.settings())) {
            feed(run, 1, 30, 0, 62);
            assertThat(told(run)).hasSize(1);
            run.forget();
            saved = run.saved();
        }
        Run.Saved withoutModels = new Run.Saved(
                new TreeMap<>(java.util.Map.of(Stores.POPULATION, saved.of(Stores.POPULATION))),
                saved.offsets(),
                List.of());
        try (Run again = new Run(world.settings(), withoutModels)) {
            feed(again, 1, 30, 0, 62);

            assertThat(told(again)).isEmpty();
            again.forget();
        }
    }

    @Test
    void whatIsNoModelInputBecomesADeadLetter() {
        try (Run run = new Run(new Worlds().shards(2).settings())) {
            run.send(LOOP, null, Eve.bytes("hello"), Eve.NOON);
            run.send(LOOP, null, null, Eve.NOON);
            ModelInput other = new ModelInput(
                    "acme",
                    "ids-alert/1",
                    0,
                    4,
                    java.time.Instant.ofEpochMilli(Eve.NOON),
                    new PopulationFacts("p", 1, 1L, 1L, 1L, 0, java.nio.ByteBuffer.allocate(0), List.of()));
            hear(run, other);

            List<DeadLetter> letters = run.deadLetters();

            assertThat(letters).extracting(DeadLetter::getCode).containsExactly("MDL-001", "MDL-001", "MDL-002");
            assertThat(letters.get(1).getReason()).isEqualTo("model input: must not be null");
            assertThat(letters.get(2).getReason())
                    .isEqualTo("model input: must be for shard 0 of 2, is for shard 0 of 4");
            assertThat(run.settings().counters().value(Count.MODEL_INPUTS_TAKEN))
                    .isZero();
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void factsOfAnotherPopulationChangeNothing() {
        try (Run run = new Run(new Worlds().shards(2).settings())) {
            feed(run, 1, 30, 0, 40);
            run.forget();
            TreeMap<Bytes, byte[]> before = run.rows(Stores.MODELS);

            hear(
                    run,
                    new ModelInput(
                            "acme",
                            "ids-alert/1",
                            0,
                            2,
                            java.time.Instant.ofEpochMilli(Eve.NOON),
                            new PopulationFacts(
                                    "another", 1, 1L, 1L, 1L, 0, java.nio.ByteBuffer.allocate(0), List.of())));

            assertThat(run.rows(Stores.MODELS)).usingRecursiveComparison().isEqualTo(before);
            assertThat(run.deadLetters()).isEmpty();
            run.records(LOOP);
            run.expectNothingLeft();
        }
    }

    private static <T> T last(List<T> all) {
        return new ArrayList<>(all).get(all.size() - 1);
    }
}
