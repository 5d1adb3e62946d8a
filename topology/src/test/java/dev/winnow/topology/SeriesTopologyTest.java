package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.ModelChange;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Metrics of units on their way through the whole topology. */
final class SeriesTopologyTest {
    private static final String METRICS = "metrics";

    private static Worlds world() {
        return new Worlds()
                .inputs(new InputTopic(
                        METRICS,
                        InputFormats.create("json", InputOptions.defaults()),
                        "acme",
                        false,
                        InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS))
                .featureSets(List.of(FeatureSets.series(List.of("cpu", "disk"))));
    }

    /** What is usual for one is not for the other. */
    private static void feed(Run run, int from, int to) {
        for (int i = from; i < to; i++) {
            for (int unit = 0; unit < 2; unit++) {
                SplittableRandom random = new SplittableRandom(2L * i + unit);
                double level = (i == 450 ? 1 - unit : unit) * 100;
                send(run, "web-" + unit, Eve.NOON + i * 60_000L, level + random.nextGaussian(), random.nextGaussian());
            }
        }
    }

    private static void send(Run run, String host, long time, double cpu, double disk) {
        String row = "{\"time\":\"" + Instant.ofEpochMilli(time) + "\",\"host\":\"" + host + "\",\"cpu\":" + cpu
                + ",\"disk\":" + disk + "}";
        run.send(METRICS, null, row.getBytes(StandardCharsets.UTF_8), time);
    }

    @Test
    void eachUnitIsJudgedByItsOwnPast() {
        try (Run run = new Run(world().settings())) {
            feed(run, 0, 470);

            List<Alert> strange = run.alerts().stream()
                    .filter(alert -> alert.getEventTime().equals(Instant.ofEpochMilli(Eve.NOON + 450 * 60_000L)))
                    .toList();
            assertThat(strange).extracting(Alert::getEntity).containsExactly("web-0", "web-1");
            assertThat(strange).allSatisfy(alert -> {
                assertThat(alert.getScoreInitial()).isGreaterThan(2);
                assertThat(alert.getSegment()).isEqualTo("acme|series/1|" + alert.getEntity());
                assertThat(alert.getAttributions().get(0).getFeature()).isEqualTo("cpu");
            });
            assertThat(run.rows(Stores.ENTITIES)).isEmpty();
            run.forget();
        }
    }

    @Test
    void anOrderReachesEachUnitThatIsKnown() {
        try (Run run = new Run(world().settings())) {
            feed(run, 0, 200);
            run.forget();

            run.command(Run.command("c1", new ModelChange("freeze", "series/1")));

            assertThat(run.signals())
                    .extracting(Signal::getText)
                    .contains(
                            "Model of acme|series/1|web-0 went from ready to frozen.",
                            "Model of acme|series/1|web-1 went from ready to frozen.");
            assertThat(run.deadLetters()).isEmpty();
        }
    }

    @Test
    void anOrderReachesAUnitThatNobodyHasSeenYet() {
        try (Run run = new Run(world().settings())) {
            run.command(Run.command("c1", new ModelChange("pause", "series/1")));
            run.signals();
            feed(run, 0, 1);
            List<String> paused = run.signals().stream().map(Signal::getText).toList();
            run.command(Run.command("c2", new ModelChange("resume", "series/1")));
            run.signals();
            send(run, "web-2", Eve.NOON + 60_000, 0, 0);
            List<Signal> resumed = run.signals();

            assertThat(paused)
                    .contains(
                            "Model of acme|series/1|web-0 went from collecting to paused.",
                            "Model of acme|series/1|web-1 went from collecting to paused.");
            assertThat(resumed).isEmpty();
            run.forget();
        }
    }

    @Test
    void aUnitThatComesAfterAResetIsUnderNoOrder() {
        try (Run run = new Run(world().settings())) {
            run.command(Run.command("c1", new ModelChange("freeze", "series/1")));
            run.command(Run.command("c2", new ModelChange("reset", "series/1")));
            run.signals();

            feed(run, 0, 1);

            assertThat(run.signals()).isEmpty();
            run.forget();
        }
    }

    @Test
    void anOrderForUnitsToComeOutlivesARestart() {
        Run.Saved saved;
        try (Run first = new Run(world().settings())) {
            first.command(Run.command("c1", new ModelChange("freeze", "series/1")));
            first.forget();
            saved = first.saved();
        }

        try (Run second = new Run(world().settings(), saved)) {
            send(second, "web-2", Eve.NOON, 0, 0);

            assertThat(second.signals())
                    .extracting(Signal::getText)
                    .contains("Model of acme|series/1|web-2 went from collecting to frozen.");
            second.forget();
        }
    }

    private static List<Signal> silences(Run run) {
        return run.signals().stream()
                .filter(signal -> signal.getKind() == SignalKind.SILENCE)
                .toList();
    }

    /** As {@link #feed}, and another unit that tells the time; the first ends after so many rows. */
    private static void feedUntil(Run run, int from, int to, int end) {
        for (int i = from; i < to; i++) {
            for (int unit = 0; unit < 3; unit++) {
                if (unit > 0 || i < end) {
                    send(run, "web-" + unit, Eve.NOON + i * 60_000L + unit * 1000, i % 5, i % 7);
                }
            }
        }
    }

    @Test
    void aUnitThatSendsNothingMoreIsASignalAndAnAlert() {
        try (Run run = new Run(world().settings())) {
            feedUntil(run, 0, 50, 50);
            List<Signal> before = silences(run);
            run.alerts();

            feedUntil(run, 50, 60, 0);

            assertThat(before).isEmpty();
            assertThat(silences(run)).singleElement().satisfies(signal -> {
                assertThat(signal.getSubject()).isEqualTo("web-0");
                assertThat(signal.getText()).startsWith("Nothing from this entity in acme|series/1|all for ");
            });
            assertThat(run.alerts())
                    .filteredOn(alert -> alert.getType().equals("silence"))
                    .singleElement()
                    .satisfies(alert -> {
                        assertThat(alert.getEntity()).isEqualTo("web-0");
                        assertThat(alert.getSegment()).isEqualTo("acme|series/1|all");
                    });
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void aRestartedTaskFindsTheSameSilence() {
        List<Signal> expected;
        try (Run whole = new Run(world().settings())) {
            feedUntil(whole, 0, 50, 50);
            whole.forget();
            feedUntil(whole, 50, 60, 0);
            expected = silences(whole);
            whole.forget();
        }
        for (int at : new int[] {50, 51, 52}) {
            Run.Saved saved;
            try (Run first = new Run(world().settings())) {
                feedUntil(first, 0, at, 50);
                first.forget();
                saved = first.saved();
            }

            try (Run second = new Run(world().settings(), saved)) {
                feedUntil(second, at, 60, 0);

                assertThat(silences(second)).isNotEmpty().isEqualTo(expected);
                second.forget();
            }
        }
    }

    @Test
    void aMetricThatIsMissingWhileOthersComeIsNamed() {
        try (Run run = new Run(world().settings())) {
            feedUntil(run, 0, 50, 50);
            run.forget();

            for (int i = 50; i < 60; i++) {
                String row = "{\"time\":\"" + Instant.ofEpochMilli(Eve.NOON + i * 60_000L)
                        + "\",\"host\":\"web-1\",\"cpu\":" + i % 5 + "}";
                run.send(METRICS, null, row.getBytes(StandardCharsets.UTF_8), Eve.NOON + i * 60_000L);
            }

            assertThat(silences(run))
                    .filteredOn(signal -> signal.getSubject().equals("web-1"))
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.getText())
                            .startsWith("Nothing from disk of this entity in acme|series/1|web-1 for "));
            run.forget();
        }
    }

    @Test
    void ofAUnitThatWasSilentTooLongNothingIsKept() {
        long hour = 3_600_000;
        ModelSettings usual = ModelSettings.defaults();
        ModelSettings forgetful =
                new ModelSettings(usual.snapshotEvery(), usual.cacheBytes(), usual.entityBytes(), hour);
        try (Run run = new Run(world().models(forgetful).settings())) {
            feed(run, 0, 5);
            assertThat(keysOf(run, "web-0")).isNotEmpty();
            assertThat(keysOf(run, "web-1")).isNotEmpty();

            for (int i = 1; i < 4; i++) {
                send(run, "web-1", Eve.NOON + i * hour, 100, 0);
            }

            assertThat(keysOf(run, "web-0")).isEmpty();
            assertThat(keysOf(run, "web-1")).isNotEmpty();
            send(run, "web-0", Eve.NOON + 3 * hour, 0, 0);
            assertThat(keysOf(run, "web-0")).isNotEmpty();
            run.forget();
        }
    }

    private static List<String> keysOf(Run run, String unit) {
        return run.rows(Stores.MODELS).keySet().stream()
                .map(key -> new String(key.get(), StandardCharsets.ISO_8859_1))
                .filter(key -> key.contains(unit))
                .toList();
    }

    @Test
    void aRestartedTaskDecidesAsOneThatWasNeverInterrupted() {
        List<Alert> expected;
        try (Run whole = new Run(world().settings())) {
            feed(whole, 0, 300);
            whole.forget();
            feed(whole, 300, 470);
            expected = whole.alerts();
            whole.forget();
        }
        Run.Saved saved;
        try (Run first = new Run(world().settings())) {
            feed(first, 0, 300);
            first.forget();
            saved = first.saved();
        }

        try (Run second = new Run(world().settings(), saved)) {
            feed(second, 300, 470);

            assertThat(second.alerts()).isNotEmpty().isEqualTo(expected);
            second.forget();
        }
    }
}
