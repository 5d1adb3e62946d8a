package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.Gravity;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

/** What a task that starts again makes of the rows it finds. */
final class RestartTopologyTest {
    private static void feed(Run run, int from, int to) {
        for (int i = from; i < to; i++) {
            SplittableRandom random = new SplittableRandom(i);
            long time = Eve.NOON + i * 1000L;
            run.send(
                    i % 10 == 9
                            ? Eve.alert("10.0.0." + random.nextInt(20), "ET SCAN " + random.nextInt(5), 2, time)
                            : i > 120 && i % 25 == 0
                                    ? Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time)
                                    : Eve.ordinaryFlow(random, time),
                    time);
        }
    }

    private static Run.Saved ran(Worlds world, int events) {
        try (Run run = new Run(world.settings())) {
            feed(run, 0, events);
            run.forget();
            return run.saved();
        }
    }

    @Test
    void restartedTaskDecidesAsOneThatWasNeverInterrupted() {
        List<Alert> expected;
        TreeMap<Bytes, byte[]> models;
        try (Run whole = new Run(new Worlds().settings())) {
            feed(whole, 0, 140);
            whole.forget();
            feed(whole, 140, 230);
            expected = whole.alerts();
            models = whole.rows(Stores.MODELS);
            whole.forget();
            whole.expectNothingLeft();
        }
        try (Run restarted = new Run(new Worlds().settings(), ran(new Worlds(), 140))) {
            feed(restarted, 140, 230);

            assertThat(expected).hasSizeGreaterThan(8).anyMatch(alert -> alert.getScoreInitial() != null);
            assertThat(restarted.alerts()).isEqualTo(expected);
            assertThat(restarted.rows(Stores.MODELS)).usingRecursiveComparison().isEqualTo(models);
            assertThat(restarted.settings().counters().value(Count.EVENTS_SKIPPED))
                    .isZero();
            restarted.forget();
            restarted.expectNothingLeft();
        }
    }

    @Test
    void anotherSnapshotIntervalChangesNoDecision() {
        List<Alert> expected;
        try (Run whole = new Run(new Worlds().settings())) {
            feed(whole, 0, 140);
            whole.forget();
            feed(whole, 140, 230);
            expected = whole.alerts();
        }
        Worlds other = new Worlds().models(ModelSettings.snapshotting(15));
        try (Run restarted = new Run(other.settings(), ran(new Worlds(), 140))) {
            feed(restarted, 140, 230);

            assertThat(restarted.alerts()).isEqualTo(expected);
            restarted.forget();
            restarted.expectNothingLeft();
        }
    }

    @Test
    void restartOpensANewSessionAndTheChainStillVerifies() {
        try (Run run = new Run(new Worlds().settings(), ran(new Worlds(), 60))) {
            feed(run, 60, 100);
            run.forget();

            ChainResult result = run.verified();

            assertThat(result.findings()).isEmpty();
            assertThat(result.sessions()).isEqualTo(2);
            assertThat(result.verified()).isEqualTo(run.chain().size());
            for (AuditKind once : List.of(AuditKind.GENESIS, AuditKind.SCHEMA, AuditKind.CONFIG)) {
                assertThat(run.kinds()).filteredOn(kind -> kind == once).hasSize(1);
            }
            run.expectNothingLeft();
        }
    }

    @Test
    void changedConfigurationIsAuditedBeforeTheNextDecision() {
        Run.Saved saved = ran(new Worlds(), 60);
        try (Run run = new Run(new Worlds().configText("detectors: other").settings(), saved)) {
            feed(run, 60, 80);
            run.forget();

            List<AuditKind> second =
                    run.kinds().subList(saved.chain().size(), run.kinds().size());

            assertThat(second.get(0)).isEqualTo(AuditKind.CONFIG);
            assertThat(second).filteredOn(kind -> kind == AuditKind.CONFIG).hasSize(1);
            assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
            run.expectNothingLeft();
        }
    }

    @Test
    void recordsThatComeAgainAreSkippedUnderExactlyOnce() {
        Run.Saved saved = ran(new Worlds(), 100);
        try (Run run = new Run(new Worlds().settings(), saved.withoutOffsets())) {
            feed(run, 0, 100);

            run.expectNothingLeft();
            assertThat(run.settings().counters().value(Count.EVENTS_SKIPPED)).isEqualTo(100);
            for (String store : saved.rows().keySet()) {
                assertThat(run.rows(store))
                        .as(store)
                        .usingRecursiveComparison()
                        .isEqualTo(saved.rows().get(store));
            }
        }
    }

    @Test
    void verdictsThatComeAgainAreSkippedUnderExactlyOnce() {
        Run.Saved saved;
        String alert;
        try (Run run = new Run(new Worlds().settings())) {
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            alert = run.alerts().get(0).getId();
            run.judge(Run.verdict("v1", alert, VerdictKind.TRUE_POSITIVE, "ann", Eve.NOON));
            run.forget();
            saved = run.saved();
        }
        try (Run run = new Run(new Worlds().settings(), saved.withoutOffsets())) {
            run.judge(Run.verdict("v1", alert, VerdictKind.TRUE_POSITIVE, "ann", Eve.NOON));

            run.expectNothingLeft();
            assertThat(run.settings().counters().value(Count.EVENTS_SKIPPED)).isEqualTo(1);
        }
    }

    @Test
    void recordsThatComeAgainAreSentAgainButNotLearntTwiceUnderAtLeastOnce() {
        Run.Saved saved = ran(new Worlds().atLeastOnce(), 100);
        try (Run run = new Run(new Worlds().atLeastOnce().settings(), saved.withoutOffsets())) {
            feed(run, 0, 100);

            List<Alert> alerts = run.alerts();

            assertThat(alerts).hasSize(10);
            assertThat(alerts).extracting(Alert::getId).doesNotHaveDuplicates();
            for (String store : List.of(Stores.MODELS, Stores.ENTITIES)) {
                assertThat(run.rows(store))
                        .as(store)
                        .usingRecursiveComparison()
                        .isEqualTo(saved.rows().get(store));
            }
            run.forget();
            assertThat(run.verified().findings())
                    .extracting(finding -> finding.code().name())
                    .containsExactly("WEAK_GUARANTEE");
            run.expectNothingLeft();
        }
    }

    @Test
    void anotherModelConfigurationStartsANewGenerationAndSaysSo() {
        Run.Saved saved = ran(new Worlds(), 100);
        try (Run run = new Run(new Worlds().segments(Worlds.segments(10)).settings(), saved)) {
            feed(run, 100, 125);

            List<String> texts = new ArrayList<>();
            run.signals().stream()
                    .filter(signal -> signal.getKind() == SignalKind.CONFIG_CHANGE)
                    .forEach(signal -> texts.add(signal.getText()));
            List<AuditEntry> entries = run.audit();

            assertThat(texts)
                    .containsExactlyInAnyOrder(
                            "Model of acme|suricata-flow/1|all starts generation 2: the configuration of its detectors"
                                    + " has changed.",
                            "Model of acme|ids-alert/1|all starts generation 2: the configuration of its detectors"
                                    + " has changed.");
            assertThat(entries.stream()
                            .filter(entry -> entry.getDetail() instanceof LifecycleDetail)
                            .map(entry -> (LifecycleDetail) entry.getDetail())
                            .filter(detail -> detail.getKind().equals("config_change"))
                            .map(LifecycleDetail::getText))
                    .containsExactlyInAnyOrderElementsOf(texts);
            assertThat(run.alerts())
                    .isNotEmpty()
                    .extracting(Alert::getModelGeneration)
                    .containsOnly(2L);
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void watermarksOutliveAChangeOfTheModelConfiguration() {
        Run.Saved saved = ran(new Worlds(), 100);
        try (Run run = new Run(new Worlds().segments(Worlds.segments(10)).settings(), saved.withoutOffsets())) {
            feed(run, 0, 100);

            run.expectNothingLeft();
            assertThat(run.settings().counters().value(Count.EVENTS_SKIPPED)).isEqualTo(100);
        }
    }

    @Test
    void damagedRowStartsAnewAndItsEventIsJudged() {
        Run.Saved saved = ran(new Worlds(), 100);
        saved.of(Stores.ENTITIES)
                .replaceAll(
                        (key, value) -> key.get()[0] == 'R' ? java.util.Arrays.copyOf(value, value.length - 1) : value);
        try (Run run = new Run(new Worlds().settings(), saved)) {
            feed(run, 100, 125);

            assertThat(run.deadLetters()).isEmpty();
            assertThat(run.settings().counters().value(Count.ENTITY_ROWS_DAMAGED))
                    .isPositive();
            assertThat(run.settings().counters().value(Count.MODELS_HYDRATED)).isEqualTo(2);
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void restartedTaskKeepsAndLosesTheSameRowsAsOneThatWasNeverInterrupted() {
        ModelSettings tight = new ModelSettings(40, ModelSettings.DEFAULT_CACHE_BYTES, 1 << 20, 3_600_000);
        TreeMap<Bytes, byte[]> expected;
        try (Run whole = new Run(new Worlds().models(tight).settings())) {
            flood(whole, 0, 2400);
            expected = whole.rows(Stores.ENTITIES);
            assertThat(whole.settings().counters().value(Count.ENTITY_ROWS_EVICTED))
                    .isPositive();
            assertThat(whole.signals())
                    .filteredOn(signal -> signal.getKind() == SignalKind.ENTITY_STATE)
                    .as("one announcement an hour, not one a row")
                    .hasSize(1);
            whole.forget();
        }
        Run.Saved saved;
        try (Run first = new Run(new Worlds().models(tight).settings())) {
            flood(first, 0, 2000);
            first.forget();
            saved = first.saved();
        }
        try (Run restarted = new Run(new Worlds().models(tight).settings(), saved)) {
            flood(restarted, 2000, 2400);

            assertThat(restarted.rows(Stores.ENTITIES))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
            restarted.forget();
            restarted.expectNothingLeft();
        }
    }

    @Test
    void newGenerationLeavesNoRowBehind() {
        Run.Saved saved = ran(new Worlds(), 100);
        assertThat(saved.of(Stores.ENTITIES).keySet()).hasSizeGreaterThan(8);
        try (Run run = new Run(new Worlds().segments(Worlds.segments(10)).settings(), saved)) {
            feed(run, 100, 150);

            assertThat(run.rows(Stores.ENTITIES).keySet())
                    .filteredOn(key -> key.get()[0] == 'R')
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(new String(key.get(), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .contains("all\0\0\0\0\0\0\0\0\2"));
            run.forget();
            run.expectNothingLeft();
        }
    }

    /** Each event from another source. */
    private static void flood(Run run, int from, int to) {
        for (int i = from; i < to; i++) {
            long time = Eve.NOON + i * 1000L;
            run.send(Eve.flow("172." + i / 250 + ".0." + i % 250, "192.0.2.1", 443, 2000, 20_000, time), time);
        }
    }

    @Test
    void stateOfANewerBuildStopsTheTaskInsteadOfRefusingEveryEvent() {
        Run.Saved saved = ran(new Worlds(), 100);
        saved.of(Stores.MODELS).replaceAll((key, value) -> {
            byte[] changed = value.clone();
            if (key.get()[0] == 'M') {
                changed[0] = 4;
            }
            return changed;
        });
        try (Run run = new Run(new Worlds().settings(), saved)) {
            assertThatThrownBy(() -> feed(run, 100, 101))
                    .isInstanceOf(StreamsException.class)
                    .rootCause()
                    .hasMessage("STA-001 manifest of a model has version 4, this build reads 3; see"
                            + " docs/operations.md, \"Downgrade\"");
            assertThat(run.settings().counters().value(Count.DEAD_LETTERS)).isZero();
            run.expectNothingLeft();
        }
    }

    @Test
    void modelWithoutAWholeSnapshotStartsAnewAndSaysSoAfterOneLoad() {
        Run.Saved saved = ran(new Worlds(), 150);
        saved.of(Stores.MODELS).replaceAll((key, value) -> {
            byte[] changed = value.clone();
            if (key.get()[0] == 'S') {
                changed[changed.length / 2] ^= 1;
            }
            return changed;
        });
        try (Run run = new Run(new Worlds().settings(), saved)) {
            for (int i = 0; i < 5; i++) {
                long time = Eve.NOON + 150_000 + i;
                run.send(Eve.flow("10.0.0.1", "192.0.2.1", 443, 2000, 20_000, time), time);
            }
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON + 150_010), Eve.NOON + 150_010);

            assertThat(run.signals())
                    .filteredOn(signal -> signal.getKind() == SignalKind.CONFIG_CHANGE)
                    .extracting(Signal::getText)
                    .containsExactly("Model of acme|suricata-flow/1|all starts generation 2: its stored state was"
                            + " damaged.");
            assertThat(run.settings().counters().value(Count.MODELS_HYDRATED)).isEqualTo(2);
            assertThat(run.settings().counters().value(Count.MODELS_DAMAGED)).isEqualTo(1);
            assertThat(run.alerts())
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.getModelSequence()).isEqualTo(15));
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void anotherSecretStartsNewModelsAndSaysSo() {
        Run.Saved saved = ran(new Worlds(), 100);
        try (Run run =
                new Run(new Worlds().secret("another secret for tests", 2).settings(), saved)) {
            feed(run, 100, 125);

            List<String> texts = run.signals().stream()
                    .filter(signal -> signal.getKind() == SignalKind.CONFIG_CHANGE)
                    .map(Signal::getText)
                    .toList();
            assertThat(texts)
                    .filteredOn(
                            text -> text.startsWith("Clusters start anew: the application secret has changed, and "))
                    .hasSize(1);
            assertThat(texts)
                    .filteredOn(text -> text.contains("suricata-flow"))
                    .containsExactly("Model of acme|suricata-flow/1|all starts generation 2: the application secret"
                            + " has changed.");
            assertThat(run.alerts())
                    .isNotEmpty()
                    .extracting(Alert::getModelGeneration)
                    .containsOnly(2L);
            run.forget();
            run.expectNothingLeft();
        }
    }
}
