package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.store.KeyValueRows;
import dev.winnow.topology.store.Stores;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.feedback.FeedbackConfig;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.triage.mute.Mutes;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictDetail;
import dev.winnow.wire.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What analysts say changes what comes next, and only what is like it. */
final class FeedbackTopologyTest {
    private static final long LATER = Eve.NOON + 600_000;

    private static Run warmed() {
        return warmed(TriageConfig.defaults());
    }

    private static Run warmed(TriageConfig triage) {
        return warmed(new Run(new Worlds().triage(triage).settings()));
    }

    private static Run warmed(Run run) {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 1; i <= 150; i++) {
            run.send(Eve.ordinaryFlow(random, Eve.NOON + i * 1000L), Eve.NOON + i * 1000L);
        }
        run.forget();
        return run;
    }

    private static Alert upload(Run run, int step) {
        long time = LATER + step * 1000L;
        run.send(Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L + step, 10, time), time);
        return onlyAlert(run);
    }

    private static Alert download(Run run, int step) {
        long time = LATER + step * 1000L;
        run.send(Eve.flow("10.0.0.5", "192.0.2.1", 443, 1600, 900_000_000_000L, time), time);
        return onlyAlert(run);
    }

    private static Alert onlyAlert(Run run) {
        List<Alert> alerts = run.alerts();
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }

    @Test
    void verdictMovesTheNextSimilarAlertAndNotADissimilarOne() {
        try (Run taught = warmed();
                Run untaught = warmed()) {
            Alert first = upload(taught, 1);
            assertThat(upload(untaught, 1)).isEqualTo(first);
            taught.judge(Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", LATER));

            Alert similar = upload(taught, 2);
            Alert dissimilar = download(taught, 3);
            Alert similarUntaught = upload(untaught, 2);
            Alert dissimilarUntaught = download(untaught, 3);

            assertThat(similarUntaught.getMovedBy()).isEmpty();
            assertThat(similarUntaught.getScoreCurrent()).isEqualTo(similarUntaught.getScoreInitial());
            assertThat(similar.getScoreInitial()).isEqualTo(similarUntaught.getScoreInitial());
            assertThat(similar.getMovedBy()).containsExactly("v1");
            assertThat(similar.getScoreCurrent()).isLessThan(similar.getScoreInitial() - 0.2);
            assertThat(similar.getProbability()).isLessThan(similarUntaught.getProbability());
            assertThat(dissimilar.getMovedBy()).isEmpty();
            assertThat(dissimilar.getScoreCurrent()).isEqualTo(dissimilarUntaught.getScoreCurrent());
            assertThat(dissimilar.getProbability()).isEqualTo(dissimilarUntaught.getProbability());
            finish(taught);
            finish(untaught);
        }
    }

    @Test
    void verdictTakenBackActsNoMore() {
        try (Run run = warmed();
                Run untaught = warmed()) {
            Alert first = upload(run, 1);
            upload(untaught, 1);
            run.judge(Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", LATER));
            Verdict back = new Verdict(
                    "v2",
                    "acme",
                    first.getId(),
                    VerdictKind.UNKNOWN,
                    "wrong one",
                    "ann",
                    Instant.ofEpochMilli(LATER + 1),
                    2L,
                    "v1",
                    ActorType.HUMAN,
                    null);
            run.judge(back);

            Alert similar = upload(run, 2);

            assertThat(similar.getMovedBy()).isEmpty();
            assertThat(similar.getScoreCurrent()).isEqualTo(upload(untaught, 2).getScoreCurrent());
            assertThat(outcomes(run.audit())).containsExactly("learnt", "retracted");
            finish(run);
            finish(untaught);
        }
    }

    @Test
    void verdictThatComesTwiceTeachesOnceAndBothAreAudited() {
        try (Run run = warmed()) {
            Alert first = upload(run, 1);
            Verdict verdict = Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", LATER);
            run.judge(verdict);
            run.judge(verdict);

            assertThat(outcomes(run.audit())).containsExactly("learnt", "duplicate");
            assertThat(upload(run, 2).getMovedBy()).containsExactly("v1");
            assertThat(run.deadLetters()).isEmpty();
            finish(run);
        }
    }

    @Test
    void verdictThatComesBeforeItsAlertWaitsForIt() {
        String id;
        try (Run run = warmed()) {
            id = upload(run, 1).getId();
            finish(run);
        }
        try (Run run = warmed()) {
            run.judge(Run.verdict("v1", id, VerdictKind.FALSE_POSITIVE, "ann", LATER));
            assertThat(upload(run, 1).getMovedBy())
                    .as("a verdict does not move its own alert")
                    .isEmpty();

            assertThat(upload(run, 2).getMovedBy()).containsExactly("v1");
            assertThat(outcomes(run.audit())).containsExactly("pending", "learnt");
            finish(run);
        }
    }

    private static TriageConfig waitingFiveMinutes() {
        TriageConfig d = TriageConfig.defaults();
        FeedbackConfig f = d.feedback();
        FeedbackConfig feedback = new FeedbackConfig(
                f.alertRetentionMillis(),
                f.maxAlerts(),
                f.maxFolded(),
                300_000,
                f.maxPending(),
                f.verdictRetentionMillis(),
                f.maxVerdicts());
        return new TriageConfig(d.adjust(), d.calibrate(), d.bands(), d.cluster(), feedback, d.time());
    }

    @Test
    void verdictThatComesTooLateNamesItsOwnRecordAndIsSignalled() {
        try (Run run = warmed(waitingFiveMinutes())) {
            Verdict lost = Run.verdict("v1", "never", VerdictKind.FALSE_POSITIVE, "ann", LATER);
            lost.setVerdictTime(null);
            run.judge(lost, LATER);
            for (int i = 1; i <= 12; i++) {
                long time = LATER + i * 60_000L;
                run.send(Eve.alert("10.0.0.9", "ET SCAN something", 2, time), time);
            }

            assertThat(run.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.getCode()).isEqualTo("FBK-007");
                assertThat(letter.getSource()).isEqualTo(new Source("winnow.feedback", 0, 0L));
                assertThat(letter.getIngestTime().toEpochMilli()).isEqualTo(LATER);
            });
            assertThat(run.signals())
                    .filteredOn(signal -> signal.getKind() == SignalKind.VERDICT_EXPIRED)
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.getText())
                            .isEqualTo("Verdict v1 of ann on alert never expired:"
                                    + " no alert with this id was shown or came in time."));
            List<AuditEntry> entries = run.audit();
            assertThat(outcomes(entries)).containsExactly("pending", "expired");
            assertThat(entries)
                    .filteredOn(entry -> entry.getDetail() instanceof VerdictDetail)
                    .extracting(AuditEntry::getSource)
                    .containsOnly(new Source("winnow.feedback", 0, 0L));
            finish(run);
        }
    }

    @Test
    void verdictDatedFarAheadIsWrittenAtTheTimeOfItsArrival() {
        try (Run run = warmed()) {
            Alert first = upload(run, 1);
            run.judge(
                    Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", 4_102_444_800_000L), LATER + 5);

            assertThat(run.records(run.settings().topics().audit()))
                    .allSatisfy(record -> assertThat(record.timestamp()).isLessThanOrEqualTo(LATER + 1000));
            finish(run);
        }
    }

    @Test
    void verdictOfATenantThatIsNotDeclaredIsADeadLetter() {
        try (Run run = new Run(new Worlds().tenants("acme").settings())) {
            Verdict other = Run.verdict("v1", "a", VerdictKind.FALSE_POSITIVE, "ann", LATER);
            other.setTenant("globex");
            run.judge(other);

            assertThat(run.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.getCode()).isEqualTo("FBK-008");
                assertThat(letter.getReason())
                        .isEqualTo("verdict: tenant \"globex\" is not declared;"
                                + " add it to application.tenants or correct the verdict");
            });
            run.expectNothingLeft();
        }
    }

    @Test
    void verdictThatComesTwiceIsAnsweredWithASignal() {
        try (Run run = warmed()) {
            Alert first = upload(run, 1);
            Verdict verdict = Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", LATER);
            run.judge(verdict);
            run.forget();
            run.judge(verdict);

            assertThat(run.signals()).singleElement().satisfies(signal -> {
                assertThat(signal.getKind()).isEqualTo(SignalKind.VERDICT_REPEATED);
                assertThat(signal.getText()).isEqualTo("Verdict v1 is known already.");
            });
            finish(run);
        }
    }

    @Test
    void retractionThatIsOnAnotherAlertIsADeadLetter() {
        try (Run run = warmed()) {
            Alert first = upload(run, 1);
            run.judge(Run.verdict("v1", first.getId(), VerdictKind.FALSE_POSITIVE, "ann", LATER));
            run.judge(new Verdict(
                    "v2",
                    "acme",
                    "another",
                    VerdictKind.UNKNOWN,
                    "",
                    "ann",
                    Instant.ofEpochMilli(LATER),
                    1L,
                    "v1",
                    ActorType.HUMAN,
                    null));

            assertThat(run.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.getCode()).isEqualTo("FBK-006");
                assertThat(letter.getStage()).isEqualTo("triage");
                assertThat(letter.getReason()).isEqualTo("There is no verdict v1 on alert another to take back.");
            });
            assertThat(outcomes(run.audit())).containsExactly("learnt", "refused");
            finish(run);
        }
    }

    @Test
    void mutedEntityRaisesNoAlertAndTheAuditLogSaysWhy() {
        try (Run run = new Run(new Worlds().settings())) {
            KeyValueRows rows = new KeyValueRows(run.store(Stores.MUTES));
            new Mutes(rows)
                    .add(new Mute(
                            "m1",
                            "acme",
                            MuteScope.ENTITY,
                            "10.0.0.3",
                            "ann",
                            "scanner",
                            LATER,
                            LATER + 5000,
                            Optional.empty()));
            rows.flush();
            warmed(run);
            long time = LATER + 1000;
            run.send(Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time), time);

            assertThat(run.alerts()).isEmpty();
            assertThat(run.clusters()).isEmpty();
            List<AuditEntry> entries = run.audit();
            assertThat(entries)
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.getDetail())
                            .isInstanceOfSatisfying(DecisionDetail.class, detail -> {
                                assertThat(detail.getDisposition()).isEqualTo(Disposition.MUTED);
                                assertThat(detail.getMuteId()).isEqualTo("m1");
                                assertThat(detail.getProbability()).isBetween(0.0, 1.0);
                            }));
            assertThat(run.settings().counters().value(Count.MUTED)).isEqualTo(1);
            assertThat(download(run, 3).getEntity()).as("others are shown").isEqualTo("10.0.0.5");
            finish(run);
        }
    }

    private static List<String> outcomes(List<AuditEntry> entries) {
        return entries.stream()
                .map(AuditEntry::getDetail)
                .filter(VerdictDetail.class::isInstance)
                .map(detail -> ((VerdictDetail) detail).getOutcome())
                .toList();
    }

    private static void finish(Run run) {
        run.forget();
        assertThat(run.verified().worst()).isEqualTo(dev.winnow.audit.verify.Gravity.INFORMATION);
        run.expectNothingLeft();
    }
}
