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
