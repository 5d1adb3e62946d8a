package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.verify.Gravity;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AllowAdd;
import dev.winnow.wire.AllowEnd;
import dev.winnow.wire.AssetWeightSet;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.BandsEnd;
import dev.winnow.wire.BandsSet;
import dev.winnow.wire.BudgetSet;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.ClusterMerge;
import dev.winnow.wire.ClusterSplit;
import dev.winnow.wire.ClusterState;
import dev.winnow.wire.Command;
import dev.winnow.wire.CommandDetail;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.ModelChange;
import dev.winnow.wire.MuteAdd;
import dev.winnow.wire.MuteChange;
import dev.winnow.wire.MuteEnd;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.WeeklyWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each command changes, that it is audited, and what is refused with which code. */
final class CommandTopologyTest {
    private static final String HOST = "10.0.0.9";
    private static final Instant LATER = Instant.ofEpochMilli(Eve.NOON + 3_600_000);

    private final Run run = new Run(new Worlds().settings());
    private int step;

    /** Another tool's alert; each has a signature of its own, so that nothing folds. */
    private List<Alert> alert(String host) {
        return alert(run, host, Eve.NOON + ++step * 60_000L);
    }

    private static List<Alert> alert(Run run, String host, long time) {
        run.send(Eve.alert(host, "ET SCAN " + time, 2, time), time);
        return run.alerts();
    }

    private CommandDetail give(String id, Object action) {
        return give(run, Run.command(id, action));
    }

    private static CommandDetail give(Run run, Command command) {
        run.audit();
        run.command(command);
        List<AuditEntry> entries = run.audit().stream()
                .filter(entry -> entry.getDetail() instanceof CommandDetail)
                .toList();
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).getSubject()).isEqualTo(command.getId());
        assertThat(entries.get(0).getTenant()).isEqualTo("acme");
        assertThat(entries.get(0).getSource().getTopic()).isEqualTo("winnow.commands");
        return (CommandDetail) entries.get(0).getDetail();
    }

    private void applied(String id, Object action) {
        run.signals();
        CommandDetail detail = give(id, action);
        assertThat(detail.getOutcome()).as(detail.getText()).isEqualTo("applied");
        assertThat(detail.getCode()).isNull();
        assertThat(detail.getCommand()).isEqualTo(Run.command(id, action));
        assertThat(run.signals()).singleElement().satisfies((Signal signal) -> {
            assertThat(signal.getKind()).isEqualTo(SignalKind.CONFIG_CHANGE);
            assertThat(signal.getSubject()).isEqualTo("command " + id);
            assertThat(signal.getText()).endsWith("Command of ada (human): because of " + id);
        });
        assertThat(run.deadLetters()).isEmpty();
    }

    private void refused(String code, String id, Object action) {
        run.signals();
        CommandDetail detail = give(id, action);
        assertThat(detail.getOutcome()).isEqualTo("refused");
        assertThat(detail.getCode()).isEqualTo(code);
        assertThat(run.signals()).isEmpty();
        assertThat(run.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getCode()).isEqualTo(code);
            assertThat(letter.getReason()).isEqualTo(detail.getText());
            assertThat(letter.getSource().getTopic()).isEqualTo("winnow.commands");
        });
    }

    private void finish() {
        finish(run);
    }

    private static void finish(Run run) {
        run.forget();
        assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
        run.expectNothingLeft();
        run.close();
    }

    private static MuteAdd mute(String id, String target) {
        return new MuteAdd(id, "entity", target, null, null, LATER, null);
    }

    @Test
    void muteHidesFromNowOnUntilItEndsAndCounts() {
        assertThat(alert(HOST)).hasSize(1);

        applied("c1", mute("m1", HOST));
        assertThat(alert(HOST)).isEmpty();
        assertThat(alert("10.0.0.8")).hasSize(1);
        assertThat(decisions()).extracting(DecisionDetail::getMuteId).containsExactly("m1", null);
        applied("c2", new MuteEnd("m1"));

        assertThat(alert(HOST)).hasSize(1);
        assertThat(run.settings().counters().value(Count.MUTED)).isEqualTo(1);
        finish();
    }

    private List<DecisionDetail> decisions() {
        return run.audit().stream()
                .filter(entry -> entry.getDetail() instanceof DecisionDetail)
                .map(entry -> (DecisionDetail) entry.getDetail())
                .toList();
    }

    @Test
    void maintenanceWindowHidesOnlyWithinItsHours() {
        // Eve.NOON is a Monday at 12:00 UTC; each alert is a minute later.
        WeeklyWindow window = new WeeklyWindow(List.of("monday"), "12:02", "12:04", "UTC");
        applied("c1", new MuteAdd("m1", "feature_set", "ids-alert/1", "olga", null, LATER, window));

        assertThat(alert(HOST)).hasSize(1);
        assertThat(alert(HOST)).isEmpty();
        assertThat(alert("10.0.0.8")).isEmpty();
        assertThat(alert(HOST)).hasSize(1);
        finish();
    }

    @Test
    void changedMuteEndsAtItsNewTime() {
        applied("c1", mute("m1", HOST));
        assertThat(alert(HOST)).isEmpty();

        applied("c2", new MuteChange("m1", "olga", Instant.ofEpochMilli(Eve.NOON + 90_000), null));

        assertThat(alert(HOST)).hasSize(1);
        finish();
    }

    @Test
    void clusterIsMutedByItsId() {
        Alert first = alert(HOST).get(0);

        applied("c1", new MuteAdd("m1", "cluster", first.getClusterId(), null, null, LATER, null));
        run.send(Eve.alert(HOST, "ET SCAN " + (Eve.NOON + 60_000), 2, Eve.NOON + 70_000), Eve.NOON + 70_000);

        assertThat(run.alerts()).isEmpty();
        finish();
    }

    @Test
    void allowedEntityAndValueAreNeverAlerted() {
        applied("c1", new AllowAdd("a1", HOST, null, null, null));
        applied("c2", new AllowAdd("a2", null, "dest_ip", "10.1.0.5", "olga"));

        assertThat(alert(HOST)).isEmpty();
        assertThat(alert("10.0.0.8")).isEmpty();
        assertThat(decisions()).extracting(DecisionDetail::getMuteId).containsExactly("a1", "a2");
        applied("c3", new AllowEnd("a2"));

        assertThat(alert("10.0.0.8")).hasSize(1);
        assertThat(alert(HOST)).isEmpty();
        finish();
    }

    @Test
    void bandsBudgetAndWeightsOverrideTheConfigurationUntilEnded() {
        Alert configured = alert(HOST).get(0);
        double probability = configured.getProbability();

        applied("c1", new BandsSet(probability / 8, probability / 4, probability / 2, null));
        assertThat(alert(HOST).get(0).getBand()).isEqualTo(dev.winnow.wire.Band.HIGH);
        applied("c2", new BudgetSet(1));
        assertThat(alert(HOST).get(0).getBand()).isEqualTo(dev.winnow.wire.Band.HIGH);
        assertThat(alert(HOST).get(0).getBand()).isEqualTo(dev.winnow.wire.Band.LOW);
        applied("c3", new BudgetSet(null));
        applied("c4", new AssetWeightSet("10.0.0.*", 0.1));
        assertThat(alert(HOST).get(0).getBand()).isEqualTo(dev.winnow.wire.Band.INFO);
        applied("c5", new AssetWeightSet("10.0.0.*", null));
        applied("c6", new BandsEnd());

        assertThat(alert(HOST).get(0).getBand()).isEqualTo(configured.getBand());
        finish();
    }

    @Test
    void mergedClustersAreShownAsOneAndSplitAgain() {
        String one = alert(HOST).get(0).getClusterId();
        String two = alert("10.7.7.7").get(0).getClusterId();
        assertThat(two).isNotEqualTo(one);
        run.clusters();

        applied("c1", new ClusterMerge(one, List.of(two)));
        List<Cluster> merged = run.clusters();
        assertThat(merged).extracting(Cluster::getId).containsExactly(one, two);
        assertThat(merged.get(0).getAlerts()).isEqualTo(2);
        assertThat(merged.get(0).getEntities()).containsExactly(HOST, "10.7.7.7");
        assertThat(merged.get(1).getState()).isEqualTo(ClusterState.CLOSED);
        assertThat(merged.get(1).getMergedInto()).isEqualTo(one);
        refused("CMD-030", "c2", new ClusterMerge(two, List.of(one)));
        run.clusters();

        applied("c3", new ClusterSplit(one, List.of(two), List.of()));

        List<Cluster> split = run.clusters();
        assertThat(split).extracting(Cluster::getId).containsExactly(one, two);
        assertThat(split).extracting(Cluster::getAlerts).containsExactly(1L, 1L);
        assertThat(split).extracting(Cluster::getState).containsOnly(ClusterState.OPEN);
        assertThat(split).extracting(Cluster::getMergedInto).containsOnlyNulls();
        finish();
    }

    @Test
    void sameCommandTwiceChangesThingsOnce() {
        applied("c1", mute("m1", HOST));
        applied("c2", new MuteEnd("m1"));

        CommandDetail again = give("c1", mute("m1", HOST));

        assertThat(again.getOutcome()).isEqualTo("duplicate");
        assertThat(run.signals()).isEmpty();
        assertThat(alert(HOST)).hasSize(1);
        finish();
    }

    @Test
    void sameCommandSentAgainLaterIsTheSame() {
        applied("c1", mute("m1", HOST));
        Command later = Command.newBuilder(Run.command("c1", mute("m1", HOST)))
                .setTime(Instant.ofEpochMilli(Eve.NOON + 60_000))
                .build();

        assertThat(give(run, later).getOutcome()).isEqualTo("duplicate");
        finish();
    }

    @Test
    void refusedCommandMayComeAgainOnceItsCauseIsMended() {
        assertThat(give("c1", new MuteEnd("m1")).getOutcome()).isEqualTo("refused");
        assertThat(run.deadLetters()).hasSize(1);
        applied("c2", mute("m1", HOST));

        applied("c1", new MuteEnd("m1"));

        assertThat(alert(HOST)).hasSize(1);
        finish();
    }

    @Test
    void anotherCommandOfAKnownIdIsRefused() {
        applied("c1", mute("m1", HOST));

        refused("CMD-006", "c1", new MuteEnd("m1"));

        assertThat(alert(HOST)).isEmpty();
        finish();
    }

    static List<Arguments> refusedActions() {
        return List.of(
                Arguments.of("CMD-010", new MuteEnd("none")),
                Arguments.of("CMD-010", new MuteChange("none", "olga", null, null)),
                Arguments.of("CMD-010", new AllowEnd("m1")),
                Arguments.of("CMD-010", new MuteEnd("a1")),
                Arguments.of("CMD-011", mute("m1", "another")),
                Arguments.of("CMD-011", new AllowAdd("m1", HOST, null, null, null)),
                Arguments.of("CMD-013", mute("config:m2", HOST)),
                Arguments.of("CMD-014", new MuteAdd("m2", "entity", HOST, null, LATER, LATER, null)),
                Arguments.of(
                        "CMD-014", new MuteAdd("m2", "entity", HOST, null, null, Instant.ofEpochMilli(Eve.NOON), null)),
                Arguments.of("CMD-014", new MuteAdd("m2", "network", HOST, null, null, LATER, null)),
                Arguments.of(
                        "CMD-014",
                        new MuteAdd(
                                "m2",
                                "entity",
                                HOST,
                                null,
                                null,
                                LATER,
                                new WeeklyWindow(List.of("someday"), "12:00", "13:00", "UTC"))),
                Arguments.of(
                        "CMD-014",
                        new MuteAdd(
                                "m2",
                                "entity",
                                HOST,
                                null,
                                null,
                                LATER,
                                new WeeklyWindow(List.of("monday"), "noon", "13:00", "UTC"))),
                Arguments.of("CMD-014", new AllowAdd("a2", null, null, null, null)),
                Arguments.of("CMD-014", new AllowAdd("a2", HOST, "user", "x", null)),
                Arguments.of("CMD-014", new BandsSet(0.5, 0.4, null, null)),
                Arguments.of("CMD-014", new BudgetSet(-1)),
                Arguments.of("CMD-014", new AssetWeightSet("10.*", 1000.0)),
                Arguments.of("CMD-015", new BandsEnd()),
                Arguments.of("CMD-015", new BudgetSet(null)),
                Arguments.of("CMD-015", new AssetWeightSet("10.*", null)),
                Arguments.of("CMD-014", new ModelChange("stop", "ids-alert/1")),
                Arguments.of("CMD-020", new ModelChange("pause", "nothing/1")),
                Arguments.of("CMD-021", new ModelChange("promote_shadow", "ids-alert/1")),
                Arguments.of("CMD-030", new ClusterMerge("none", List.of("neither"))),
                Arguments.of("CMD-031", new ClusterMerge("none", List.of())),
                Arguments.of("CMD-032", new ClusterSplit("none", List.of(), List.of())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusedActions")
    void refusedCommandHasACodeAndChangesNothing(String code, Object action) {
        applied("c1", mute("m1", HOST));
        applied("c2", new AllowAdd("a1", "10.9.9.9", null, null, null));
        alert("10.0.0.8");

        refused(code, "c3", action);

        assertThat(alert(HOST)).isEmpty();
        assertThat(alert("10.0.0.8")).hasSize(1);
        finish();
    }

    @Test
    void whatNobodyCouldAnswerForIsADeadLetterAlone() {
        Run declared = new Run(new Worlds().tenants("acme").settings());
        Command good = Run.command("c1", mute("m1", HOST));

        declared.send("winnow.commands", null, null, Eve.NOON);
        declared.send("winnow.commands", null, "no avro".getBytes(StandardCharsets.US_ASCII), Eve.NOON);
        declared.judge(Run.verdict("v", "a", dev.winnow.wire.VerdictKind.DUPLICATE, "ann", Eve.NOON));
        declared.command(Command.newBuilder(good).setReason(" ").build());
        declared.command(
                Command.newBuilder(good).setActorType(ActorType.UNKNOWN).build());
        declared.command(Command.newBuilder(good).setTenant("nobody").build());

        assertThat(declared.deadLetters())
                .filteredOn(letter -> letter.getCode().startsWith("CMD-"))
                .extracting(letter -> letter.getCode())
                .containsExactly("CMD-001", "CMD-002", "CMD-004", "CMD-004", "CMD-005");
        assertThat(declared.audit()).noneMatch(entry -> entry.getDetail() instanceof CommandDetail);
        finish(declared);
    }

    @Test
    void whatCommandsChangedSurvivesARestart() {
        String one = alert(HOST).get(0).getClusterId();
        String two = alert("10.7.7.7").get(0).getClusterId();
        applied("c1", mute("m1", "10.0.0.8"));
        applied("c2", new AllowAdd("a1", "10.0.0.7", null, null, null));
        applied("c3", new BandsSet(0.0001, 0.0002, 0.0003, 0.0004));
        applied("c4", new ClusterMerge(one, List.of(two)));
        run.forget();
        Run.Saved saved = run.saved();
        run.close();

        Run again = new Run(new Worlds().settings(), saved);
        long time = Eve.NOON + 600_000;
        assertThat(alert(again, "10.0.0.8", time)).isEmpty();
        assertThat(alert(again, "10.0.0.7", time)).isEmpty();
        assertThat(alert(again, "10.0.0.6", time).get(0).getBand()).isEqualTo(dev.winnow.wire.Band.CRITICAL);
        assertThat(give(again, Run.command("c1", mute("m1", "10.0.0.8"))).getOutcome())
                .isEqualTo("duplicate");
        again.clusters();
        assertThat(give(again, Run.command("c5", new ClusterSplit(one, List.of(two), List.of())))
                        .getOutcome())
                .isEqualTo("applied");
        assertThat(again.clusters()).extracting(Cluster::getId).containsExactly(one, two);
        finish(again);
    }

    @Test
    void anExactFoldGoesOnUnderTheMergedClusterAndComesBack() {
        String one = alert(HOST).get(0).getClusterId();
        Alert second = alert("10.7.7.7").get(0);
        long time = Eve.NOON + step * 60_000L;
        applied("c1", new ClusterMerge(one, List.of(second.getClusterId())));

        run.send(Eve.alert("10.7.7.7", "ET SCAN " + time, 2, time + 1000), time + 1000);
        Alert folded = run.alerts().get(0);
        applied("c2", new ClusterSplit(one, List.of(second.getClusterId()), List.of()));
        run.send(Eve.alert("10.7.7.7", "ET SCAN " + time, 2, time + 2000), time + 2000);
        Alert after = run.alerts().get(0);

        assertThat(folded.getDisposition()).isEqualTo(Disposition.FOLDED);
        assertThat(folded.getFoldId()).isEqualTo(second.getFoldId());
        assertThat(folded.getClusterId()).isEqualTo(one);
        assertThat(after.getClusterId()).isEqualTo(second.getClusterId());
        assertThat(after.getFoldedCount()).isEqualTo(3);
        finish();
    }

    private static Mute configured(long untilMillis) {
        return new Mute(
                "config:m1", "acme", MuteScope.ENTITY, HOST, "ada", "because of c1", 0, untilMillis, Optional.empty());
    }

    @Test
    void muteOfACommandDoesWhatTheSameMuteOfTheConfigurationDoes() {
        Run configured =
                new Run(new Worlds().mutes(configured(LATER.toEpochMilli())).settings());
        applied("c1", mute("m1", HOST));

        for (int i = 1; i <= 70; i++) {
            long time = Eve.NOON + i * 60_000L;
            String host = i % 3 == 0 ? HOST : "10.0.0." + i;
            List<Alert> here = alert(run, host, time);
            List<Alert> there = alert(configured, host, time);
            assertThat(here).hasSameSizeAs(there);
            assertThat(here)
                    .usingRecursiveComparison()
                    .ignoringFields("auditSequence")
                    .isEqualTo(there);
        }

        assertThat(run.settings().counters().value(Count.MUTED)).isEqualTo(19);
        assertThat(configured.settings().counters().value(Count.MUTED)).isEqualTo(19);
        finish(configured);
        finish();
    }

    @Test
    void endOfAConfiguredMuteHoldsUntilTheConfigurationSaysSomethingElse() {
        Worlds world = new Worlds().mutes(configured(LATER.toEpochMilli()));
        Run.Saved saved;
        try (Run first = new Run(world.settings())) {
            assertThat(alert(first, HOST, Eve.NOON)).isEmpty();
            assertThat(give(first, Run.command("c1", new MuteEnd("config:m1"))).getOutcome())
                    .isEqualTo("applied");
            assertThat(alert(first, HOST, Eve.NOON + 60_000)).hasSize(1);
            first.forget();
            saved = first.saved();
        }
        try (Run same = new Run(world.settings(), saved)) {
            assertThat(alert(same, HOST, Eve.NOON + 120_000)).hasSize(1);
            same.forget();
            saved = same.saved();
        }
        try (Run other =
                new Run(new Worlds().mutes(configured(LATER.toEpochMilli() + 1)).settings(), saved)) {
            assertThat(alert(other, HOST, Eve.NOON + 180_000)).isEmpty();
            other.forget();
        }
        run.close();
    }

    @Test
    void changeOfAConfiguredMuteHoldsUntilTheConfigurationSaysSomethingElse() {
        Worlds world = new Worlds().mutes(configured(LATER.toEpochMilli()));
        Run.Saved saved;
        try (Run first = new Run(world.settings())) {
            Instant soon = Instant.ofEpochMilli(Eve.NOON + 30_000);
            assertThat(alert(first, HOST, Eve.NOON)).isEmpty();
            assertThat(give(first, Run.command("c1", new MuteChange("config:m1", null, soon, null)))
                            .getOutcome())
                    .isEqualTo("applied");
            first.forget();
            saved = first.saved();
        }
        try (Run same = new Run(world.settings(), saved)) {
            assertThat(alert(same, HOST, Eve.NOON + 29_000)).isEmpty();
            assertThat(alert(same, HOST, Eve.NOON + 60_000)).hasSize(1);
            same.forget();
            saved = same.saved();
        }
        try (Run without = new Run(new Worlds().settings(), saved)) {
            assertThat(alert(without, HOST, Eve.NOON + 29_500)).hasSize(1);
            without.forget();
        }
        run.close();
    }

    @Test
    void commandsAreEntriesOfOperators() {
        applied("c1", mute("m1", HOST));

        assertThat(run.kinds()).last().isEqualTo(AuditKind.OPERATOR);
        finish();
    }
}
