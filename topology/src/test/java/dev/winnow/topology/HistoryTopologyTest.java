package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Alert;
import dev.winnow.wire.ModelState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models learn from an input of the past, and nothing of it becomes an alert. */
final class HistoryTopologyTest {
    private static final String NOW = "metrics";
    private static final String PAST = "metrics.history";
    private static final int ROWS = 600;

    private static TopologySettings settings() {
        InputTopic now = new InputTopic(
                NOW,
                InputFormats.create("json", InputOptions.defaults()),
                "acme",
                false,
                InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS);
        InputTopic past = new InputTopic(PAST, now.format(), "acme", false, now.maxFutureSkewMillis()).asHistory();
        return new Worlds()
                .inputs(now, past)
                .featureSets(List.of(FeatureSets.series(List.of("value"))))
                .settings();
    }

    private static void send(Run run, String topic, int index, double value) {
        long time = Eve.NOON + index * 1000L;
        String row = "{\"time\":\"" + Instant.ofEpochMilli(time) + "\",\"host\":\"a\",\"value\":" + value + "}";
        run.send(topic, null, row.getBytes(StandardCharsets.UTF_8), time);
    }

    private static void feed(Run run, String topic) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < ROWS; i++) {
            send(run, topic, i, random.nextGaussian() + (i == ROWS - 50 ? 60 : 0));
        }
    }

    @Test
    void whatWasStrangeInThePastIsNoAlertAndTheFirstEventOfNowIsJudged() {
        TopologySettings settings = settings();
        try (Run run = new Run(settings)) {
            feed(run, PAST);

            assertThat(run.alerts()).isEmpty();
            assertThat(settings.counters().value(Count.EVENTS_OF_HISTORY)).isEqualTo(ROWS);

            send(run, NOW, ROWS, -60);
            List<Alert> alerts = run.alerts();
            assertThat(alerts).hasSize(1);
            assertThat(alerts.get(0).getScoreInitial()).isGreaterThan(2);
            assertThat(alerts.get(0).getModelState()).isEqualTo(ModelState.READY);
            run.forget();
        }
    }

    @Test
    void theSameEventsOfNowGiveTheAlertThatTheFixtureNeeds() {
        try (Run run = new Run(settings())) {
            feed(run, NOW);
            assertThat(run.alerts())
                    .extracting(alert -> alert.getSource().getOffset())
                    .contains(ROWS - 50L);
            run.forget();
        }
    }
}
