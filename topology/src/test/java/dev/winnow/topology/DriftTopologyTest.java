package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.ModelState;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is ordinary changes, and people hear of it. */
final class DriftTopologyTest {
    private static void feed(Run run, SplittableRandom random, int from, int to, double spread) {
        for (int i = from; i < to; i++) {
            long time = Eve.NOON + i * 1000L;
            run.send(
                    Eve.flow(
                            "10.0.0." + (1 + random.nextInt(20)),
                            "192.0.2." + (1 + random.nextInt(4)),
                            443,
                            (long) (2000 * Math.exp(0.1 * spread * random.nextGaussian())),
                            (long) (25_000 * Math.exp(0.1 * spread * random.nextGaussian())),
                            time),
                    time);
        }
    }

    private static List<Signal> drifts(Run run) {
        return run.signals().stream()
                .filter(signal -> signal.getKind() == SignalKind.SCORE_DRIFT)
                .toList();
    }

    @Test
    void ordinaryEventsThatLookStrangerThanBeforeAreASignalAndAnAuditEntry() {
        try (Run run = new Run(new Worlds()
                .segments(Worlds.withLongTails(
                        new SegmentConfig.Rcf(20, 32, 1, 0),
                        SegmentConfig.defaults().drift()))
                .settings())) {
            SplittableRandom random = new SplittableRandom(4);
            feed(run, random, 0, 4000, 1);
            List<Signal> before = drifts(run);
            feed(run, random, 4000, 5500, 2);

            List<Signal> after = drifts(run);

            assertThat(before).isEmpty();
            assertThat(after).isNotEmpty();
            Signal signal = after.get(0);
            assertThat(signal.getSubject()).isEqualTo("acme|suricata-flow/1|all");
            assertThat(signal.getTenant()).isEqualTo("acme");
            assertThat(signal.getShards()).isEqualTo(1);
            assertThat(signal.getText())
                    .startsWith("Ordinary events of acme|suricata-flow/1|all look stranger than before: their mean"
                            + " tail probability is 0.");
            assertThat(signal.getNumbers().get("mean_p_after"))
                    .isLessThan(signal.getNumbers().get("mean_p_before"));
            assertThat(signal.getNumbers().get("since_millis"))
                    .isBetween(Eve.NOON + 3_800_000.0, Eve.NOON + 4_200_000.0);
            assertThat(run.settings().counters().value(Count.SCORE_DRIFTS)).isEqualTo(after.size());
            assertThat(run.audit().stream()
                            .map(AuditEntry::getDetail)
                            .filter(LifecycleDetail.class::isInstance)
                            .map(detail -> ((LifecycleDetail) detail).getText()))
                    .contains(signal.getText());
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void aFeatureThatMovedIsNamedWithItsFigures() {
        Learned learned = new Learned(
                ModelState.READY,
                ModelState.READY,
                Optional.empty(),
                List.of(),
                false,
                List.of(),
                Optional.empty(),
                Optional.of(new FeatureDrift("bytes_out", 0.831, 0.402, 2, Eve.NOON, 700)),
                List.of());

        List<Signal> signals = Signals.of(
                Instant.ofEpochMilli(Eve.NOON), new Segment("acme", "suricata-flow/1", "all", 0, 1), learned);

        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getKind()).isEqualTo(SignalKind.FEATURE_DRIFT);
            assertThat(signal.getText())
                    .isEqualTo(
                            "Feature bytes_out of acme|suricata-flow/1|all is distributed unlike in its reference (PSI 0.83,"
                                    + " 0.40 nats, in 700 ordinary events; since 2026-03-02T12:00:00Z), and so are 2 more. A new"
                                    + " reference is taken.");
            assertThat(signal.getNumbers())
                    .containsEntry("psi", 0.831)
                    .containsEntry("kl_nats", 0.402)
                    .containsEntry("other_features", 2.0)
                    .containsEntry("window_events", 700.0);
        });
    }
}
