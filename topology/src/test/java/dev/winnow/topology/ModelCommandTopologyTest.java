package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.verify.Gravity;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.CommandDetail;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelChange;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.ModelState;
import dev.winnow.wire.Signal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Commands reach the models of every shard as inputs, and stand in their journal. */
final class ModelCommandTopologyTest {
    private static final String LOOP = "winnow.model-inputs";
    private static final String FLOWS = "suricata-flow/1";
    private static final int WARM = 150;

    private final SingleObjectCodec codec = new SingleObjectCodec();

    private static void feed(Run run, int from, int to) {
        for (int i = from; i < to; i++) {
            long time = Eve.NOON + i * 1000L;
            run.send(Eve.ordinaryFlow(new SplittableRandom(i), time), time);
        }
    }

    private static Run warm() {
        Run run = new Run(new Worlds().settings());
        feed(run, 0, WARM);
        run.forget();
        return run;
    }

    private static void upload(Run run, int second) {
        long time = Eve.NOON + second * 1000L;
        run.send(Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time), time);
    }

    private static List<String> give(Run run, String id, String change, String featureSet) {
        run.forget();
        run.command(Run.command(id, new ModelChange(change, featureSet)));
        assertThat(run.audit())
                .filteredOn(entry -> entry.getDetail() instanceof CommandDetail)
                .singleElement()
                .satisfies((AuditEntry entry) -> assertThat(((CommandDetail) entry.getDetail()).getOutcome())
                        .isEqualTo("applied"));
        return run.signals().stream().map(Signal::getText).toList();
    }

    private static void finish(Run run) {
        run.records(LOOP);
        run.forget();
        assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
        run.expectNothingLeft();
    }

    @Test
    void frozenModelScoresAndSaysSoAndLearnsNothing() {
        try (Run run = warm()) {
            List<String> signals = give(run, "c1", "freeze", FLOWS);
            upload(run, WARM + 1);
            List<Alert> during = run.alerts();
            List<String> resumed = give(run, "c2", "resume", FLOWS);
            upload(run, WARM + 2);

            assertThat(signals)
                    .containsExactlyInAnyOrder(
                            "Models of suricata-flow/1 on 1 shard are told to freeze. Command of ada (human): because"
                                    + " of c1",
                            "Model of acme|suricata-flow/1|all went from ready to frozen.");
            assertThat(during).singleElement().satisfies(alert -> {
                assertThat(alert.getModelState()).isEqualTo(ModelState.FROZEN);
                assertThat(alert.getScoreInitial()).isGreaterThan(1.5);
            });
            assertThat(resumed).contains("Model of acme|suricata-flow/1|all went from frozen to ready.");
            assertThat(run.alerts()).extracting(Alert::getModelState).containsExactly(ModelState.READY);
            finish(run);
        }
    }

    @Test
    void pausedModelScoresNothingAndOtherToolsAlertsGoOnWithoutAScore() {
        try (Run run = warm()) {
            long time = Eve.NOON + 200_000;
            for (int i = 0; i < 100; i++) {
                run.send(Eve.alert("10.0.0." + i % 9, "ET SCAN " + i % 7, 2, time + i * 1000), time + i * 1000);
            }
            give(run, "c1", "pause", FLOWS);
            give(run, "c2", "pause", "ids-alert/1");
            upload(run, 400);
            run.send(Eve.alert("10.0.0.1", "ET NEW", 2, time + 300_000), time + 300_000);

            assertThat(run.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.getType()).isEqualTo("alert");
                assertThat(alert.getModelState()).isEqualTo(ModelState.PAUSED);
                assertThat(alert.getScoreInitial()).isNull();
            });
            assertThat(run.deadLetters()).isEmpty();
            finish(run);
        }
    }

    @Test
    void resetModelBeginsItsNextGenerationAndSaysWhy() {
        try (Run run = warm()) {
            give(run, "c1", "reset", FLOWS);
            feed(run, WARM, WARM + 1);
            List<String> signals = run.signals().stream().map(Signal::getText).toList();
            feed(run, WARM + 1, 2 * WARM);
            run.forget();
            upload(run, 2 * WARM + 1);

            assertThat(signals)
                    .containsExactly("Model of acme|suricata-flow/1|all starts generation 2: a command reset it.");
            assertThat(run.alerts()).extracting(Alert::getModelGeneration).containsExactly(2L);
            finish(run);
        }
    }

    @Test
    void restoredModelHasTakenItsOrdersAsTheOneThatWasLost() {
        TreeMap<Bytes, byte[]> expected;
        List<Alert> alerts;
        try (Run whole = warm()) {
            give(whole, "c1", "freeze", FLOWS);
            feed(whole, WARM, WARM + 20);
            give(whole, "c2", "resume", FLOWS);
            feed(whole, WARM + 20, WARM + 60);
            whole.forget();
            upload(whole, WARM + 61);
            alerts = whole.alerts();
            expected = whole.rows(Stores.MODELS);
            finish(whole);
        }
        Run.Saved saved;
        try (Run first = warm()) {
            give(first, "c1", "freeze", FLOWS);
            feed(first, WARM, WARM + 10);
            first.records(LOOP);
            first.forget();
            saved = first.saved();
        }
        try (Run again = new Run(new Worlds().settings(), saved)) {
            feed(again, WARM + 10, WARM + 20);
            give(again, "c2", "resume", FLOWS);
            feed(again, WARM + 20, WARM + 60);
            again.forget();
            upload(again, WARM + 61);

            assertThat(alerts).hasSize(1);
            assertThat(again.alerts()).isEqualTo(alerts);
            assertThat(again.rows(Stores.MODELS)).usingRecursiveComparison().isEqualTo(expected);
            finish(again);
        }
    }

    @Test
    void everyShardGetsItsOwnCopyAndAnOrderThatComesAgainIsSkipped() {
        Run.Saved saved;
        ModelInput first;
        try (Run run = new Run(new Worlds().shards(3).settings())) {
            run.command(Run.command("c1", new ModelChange("reset", FLOWS)));
            List<ModelInput> copies = run.records(LOOP).stream()
                    .map(record -> (ModelInput) codec.decode(LOOP, record.value()))
                    .toList();

            assertThat(copies).extracting(ModelInput::getShard).containsExactly(0, 1, 2);
            assertThat(copies).allSatisfy(copy -> {
                assertThat(copy.getTenant()).isEqualTo("acme");
                assertThat(copy.getFeatureSet()).isEqualTo(FLOWS);
                assertThat(copy.getShards()).isEqualTo(3);
                assertThat(copy.getBody()).isEqualTo(new LifecycleOrder("c1", "reset"));
            });
            first = copies.get(0);
            run.forget();
            saved = run.saved();
        }
        try (Run again = new Run(new Worlds().shards(3).settings(), saved.withoutOffsets())) {
            again.send(LOOP, null, codec.encode(LOOP, first), Eve.NOON);

            assertThat(again.settings().counters().value(Count.EVENTS_SKIPPED)).isEqualTo(1);
            assertThat(again.rows(Stores.MODELS)).usingRecursiveComparison().isEqualTo(saved.of(Stores.MODELS));
            again.expectNothingLeft();
        }
    }

    @Test
    void changeOfStateIsAnEntryOfTheModel() {
        try (Run run = warm()) {
            run.command(Run.command("c1", new ModelChange("freeze", FLOWS)));

            assertThat(run.audit())
                    .filteredOn(entry -> entry.getDetail() instanceof LifecycleDetail)
                    .extracting(entry -> ((LifecycleDetail) entry.getDetail()).getText())
                    .containsExactly("Model of acme|suricata-flow/1|all went from ready to frozen.");
            finish(run);
        }
    }
}
