package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.verify.Gravity;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentConfig.Shadow;
import dev.winnow.detectors.segment.SegmentConfig.ShadowMode;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.CommandDetail;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.ModelChange;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is ordinary changes, a second forest is better, and people let it take over. The seed is fixed. */
final class ShadowTopologyTest {
    private static final int BEFORE = 4_800;
    private static final ModelChange PROMOTE = new ModelChange("promote_shadow", "suricata-flow/1");

    private final TopologySettings settings = new Worlds()
            .segments(Worlds.withLongTails(
                            new SegmentConfig.Rcf(20, 256, 1, 0), new SegmentConfig.Drift(512, 0.9, 512, 10_000, 0, 0))
                    .withShadow(new Shadow(ShadowMode.REPORT, 256, 300)))
            .settings();
    private final SplittableRandom random = new SplittableRandom(4);
    private final List<Signal> signals = new ArrayList<>();
    private int sent;

    private record Flow(long timeMillis, byte[] bytes) {}

    /** Of twenty hosts; from {@link #BEFORE} on they send more and get less. */
    private Flow flow() {
        double shift = sent < BEFORE ? 0 : 2.2;
        long time = Eve.NOON + ++sent * 1000L;
        byte[] bytes = Eve.flow(
                "10.0.0." + (1 + random.nextInt(20)),
                "192.0.2." + (1 + random.nextInt(4)),
                443,
                (long) (2000 * Math.exp(0.1 * (random.nextGaussian() + shift))),
                (long) (25_000 * Math.exp(0.1 * (random.nextGaussian() - shift))),
                time);
        return new Flow(time, bytes);
    }

    private static void send(Run run, Flow flow) {
        run.send(flow.bytes(), flow.timeMillis());
    }

    private void feed(Run run, int flows) {
        for (int i = 0; i < flows; i++) {
            send(run, flow());
        }
        signals.addAll(run.signals());
    }

    /** Alerts of flows that come after the order. */
    private static List<Alert> alertsAfterOrder(Run run, List<Flow> flows) {
        run.command(Run.command("c1", PROMOTE));
        run.alerts();
        flows.forEach(flow -> send(run, flow));
        return run.alerts();
    }

    private void feedUntil(Run run, SignalKind kind) {
        for (int i = 0; i < 3_000 && of(kind).isEmpty(); i += 10) {
            feed(run, 10);
        }
        assertThat(of(kind)).as("%s", of(SignalKind.SHADOW_RETIRED)).hasSize(1);
    }

    private List<Signal> of(SignalKind kind) {
        return signals.stream().filter(signal -> signal.getKind() == kind).toList();
    }

    private static CommandDetail give(Run run, String id) {
        run.audit();
        run.command(Run.command(id, PROMOTE));
        return (CommandDetail) run.audit().stream()
                .map(AuditEntry::getDetail)
                .filter(CommandDetail.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWinnerIsAnnouncedSurvivesARestartAndTakesOverWhenTold() {
        Run.Saved saved;
        List<Flow> next = new ArrayList<>();
        List<Alert> alerts;
        try (Run run = new Run(settings)) {
            feed(run, BEFORE);
            assertThat(signals).noneMatch(signal -> signal.getKind().name().startsWith("SHADOW"));
            feedUntil(run, SignalKind.SHADOW_WON);

            assertThat(of(SignalKind.SHADOW_STARTED))
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.getText())
                            .isEqualTo(
                                    "A second forest begins to learn beside that of acme|suricata-flow/1|all, for what is"
                                            + " ordinary has changed."));
            Signal won = of(SignalKind.SHADOW_WON).get(0);
            assertThat(won.getText())
                    .matches("The second forest of acme\\|suricata-flow/1\\|all is better \\(advantage 0\\.\\d\\d ±"
                            + " 0\\.\\d\\d in telling what was from what is\\); promote_shadow lets it take over\\.");
            assertThat(won.getNumbers()).containsOnlyKeys("advantage", "advantage_error");
            assertThat(won.getNumbers().get("advantage")).isBetween(0.1, 0.9);
            assertThat(audited(run)).contains(won.getText());
            for (int i = 0; i < 300; i++) {
                next.add(flow());
            }
            saved = run.saved();
            alerts = alertsAfterOrder(run, next);
            assertThat(alerts).isNotEmpty();
        }

        try (Run run = new Run(settings, saved)) {
            assertThat(alertsAfterOrder(run, next)).isEqualTo(alerts);
        }

        try (Run run = new Run(settings, saved)) {
            CommandDetail first = give(run, "c1");
            signals.addAll(run.signals());
            CommandDetail second = give(run, "c2");
            signals.addAll(run.signals());

            assertThat(first.getOutcome()).as(first.getText()).isEqualTo("applied");
            assertThat(first.getText()).startsWith("Models of suricata-flow/1 on 1 shard are told to promote_shadow.");
            assertThat(of(SignalKind.SHADOW_PROMOTED)).singleElement().satisfies(signal -> {
                assertThat(signal.getSubject()).isEqualTo("acme|suricata-flow/1|all");
                assertThat(signal.getNumbers())
                        .isEqualTo(of(SignalKind.SHADOW_WON).get(0).getNumbers());
            });
            assertThat(second.getOutcome()).isEqualTo("applied");
            assertThat(of(SignalKind.MODEL_STATE)
                            .get(of(SignalKind.MODEL_STATE).size() - 1)
                            .getText())
                    .isEqualTo("No second forest of acme|suricata-flow/1|all has won; promote_shadow changed nothing.");
            assertThat(settings.counters().value(Count.SHADOWS_STARTED)).isEqualTo(1);
            assertThat(settings.counters().value(Count.SHADOWS_WON)).isEqualTo(1);
            assertThat(settings.counters().value(Count.SHADOWS_PROMOTED)).isEqualTo(3);
            assertThat(settings.counters().value(Count.SHADOWS_RETIRED)).isZero();
            assertThat(run.records("winnow.model-inputs")).hasSize(2);
            run.forget();
            assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
            run.expectNothingLeft();
        }
    }

    private static List<String> audited(Run run) {
        return run.audit().stream()
                .map(AuditEntry::getDetail)
                .filter(LifecycleDetail.class::isInstance)
                .map(detail -> ((LifecycleDetail) detail).getText())
                .toList();
    }
}
