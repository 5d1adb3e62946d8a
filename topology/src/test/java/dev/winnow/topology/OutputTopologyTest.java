package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.output.OutputFormats;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.calibrate.CalibrateConfig;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Disposition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

final class OutputTopologyTest {
    @Test
    void alertsFromTheMinimumBandUpAreSentOnOnceEachAndFoldedOnesAreNot() {
        OutputTopic ecs = new OutputTopic("siem.ecs", OutputFormats.named("ecs"), Band.INFO);
        OutputTopic ocsf = new OutputTopic("siem.ocsf", OutputFormats.named("ocsf"), Band.MEDIUM);
        TriageConfig usual = TriageConfig.defaults();
        CalibrateConfig eighth = new CalibrateConfig(0.12, Map.of(), 20, 2048, 10, 10, 0.05, 10, 0.05);
        TriageConfig triage = new TriageConfig(
                usual.adjust(), eighth, usual.bands(), usual.cluster(), usual.feedback(), usual.time());
        try (Run run = new Run(new Worlds().outputs(ecs, ocsf).triage(triage).settings())) {
            SplittableRandom random = new SplittableRandom(21);
            for (int i = 1; i <= 150; i++) {
                run.send(Eve.ordinaryFlow(random, Eve.NOON + i * 1000L), Eve.NOON + i * 1000L);
            }
            for (int i = 0; i < 12; i++) {
                long time = Eve.NOON + 160_000 + i * 1000L;
                run.send(Eve.alert("10.0.0." + i % 3, "ET SCAN " + i % 2, 2, time), time);
            }
            long time = Eve.NOON + 180_000;
            run.send(Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time), time);

            List<Alert> alerts = run.alerts();
            List<Alert> shown = alerts.stream()
                    .filter(alert -> alert.getDisposition() != Disposition.FOLDED)
                    .toList();
            List<Alert> strong = shown.stream()
                    .filter(alert -> alert.getBand().ordinal() >= dev.winnow.wire.Band.MEDIUM.ordinal())
                    .toList();

            assertThat(alerts.size()).isGreaterThan(shown.size());
            assertThat(shown.size()).isGreaterThan(strong.size());
            assertThat(strong).isNotEmpty();
            assertThat(texts(run, "siem.ecs")).isEqualTo(encoded(ecs, shown));
            assertThat(texts(run, "siem.ocsf")).isEqualTo(encoded(ocsf, strong));
            run.forget();
            run.expectNothingLeft();
        }
    }

    private static List<String> encoded(OutputTopic output, List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> new String(output.format().encode(alert), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> texts(Run run, String topic) {
        return run.records(topic).stream()
                .map(TestRecord::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }
}
