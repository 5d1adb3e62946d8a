package dev.winnow.triage.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.cluster.Disposition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    private final Triage triage = Given.triage();

    @ParameterizedTest
    @EnumSource(VerdictKind.class)
    void onlyTheFirstThreeKindsTeach(VerdictKind kind) {
        Given.decide(triage, Given.candidate().id("a"));

        VerdictOutcome outcome = Given.judge(triage, Given.verdict("v", "a", kind, "alice"));

        double next = next("b");
        assertThat(outcome.outcome()).isEqualTo(kind.teaches() ? Outcome.LEARNT : Outcome.RECORDED);
        switch (kind) {
            case TRUE_POSITIVE -> assertThat(next).isGreaterThan(3);
            case BENIGN_POSITIVE, FALSE_POSITIVE -> assertThat(next).isLessThan(3);
            case DUPLICATE, UNDETERMINED, AUTO_CLOSED -> assertThat(next).isEqualTo(3);
        }
    }

    @Test
    void theSameVerdictTwiceIsOne() {
        Given.decide(triage, Given.candidate().id("a"));
        Verdict verdict = Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice");
        Given.judge(triage, verdict);
        double once = next("b");

        VerdictOutcome again = Given.judge(triage, verdict);

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.text()).isEqualTo("Verdict v is known already.");
        assertThat(next("c")).isEqualTo(once);
    }

    @Test
    void theSameRequestTwiceIsOneWhateverItsIds() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, request("v", "alice"));

        VerdictOutcome again = Given.judge(triage, request("w", "alice"));
        VerdictOutcome other = Given.judge(triage, request("x", "bob"));

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.text())
                .isEqualTo("Verdict w repeats verdict v: alice sent both with the same idempotency key.");
        assertThat(other.outcome()).isEqualTo(Outcome.LEARNT);
    }

    @Test
    void aContradictionOfTheSameVersionReplacesWhatTheAnalystSaidBefore() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, version("v1", VerdictKind.FALSE_POSITIVE, 1));

        VerdictOutcome second = Given.judge(triage, version("v2", VerdictKind.TRUE_POSITIVE, 1));

        assertThat(second.outcome()).isEqualTo(Outcome.LEARNT);
        assertThat(second.text()).contains("It replaces verdict v1.");
        assertThat(Given.decide(triage, Given.candidate().id("b")).movedByIds()).containsExactly("v2");
    }

    @Test
    void takingTheNewestBackBringsTheOneBeforeBack() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, version("v1", VerdictKind.FALSE_POSITIVE, 1));
        double before = next("b");
        Given.judge(triage, version("v2", VerdictKind.TRUE_POSITIVE, 2));

        VerdictOutcome retracted = Given.judge(triage, Given.retraction("r", "a", "v2"));

        assertThat(retracted.text())
                .isEqualTo("alice took verdict v2 on alert a back; it acts no more. Verdict v1 is in force again.");
        assertThat(Given.decide(triage, Given.candidate().id("c")).movedByIds()).containsExactly("v1");
        assertThat(next("d")).isEqualTo(before);
        assertThat(triage.calibration("acme", "flow/1").labels()).isEqualTo(1);
    }

    @Test
    void judgingAgainAfterARetractionCounts() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, version("v1", VerdictKind.FALSE_POSITIVE, 1));
        Given.judge(triage, Given.retraction("r", "a", "v1"));

        VerdictOutcome again = Given.judge(triage, version("v2", VerdictKind.FALSE_POSITIVE, 1));

        assertThat(again.outcome()).isEqualTo(Outcome.LEARNT);
        assertThat(Given.decide(triage, Given.candidate().id("b")).movedByIds()).containsExactly("v2");
    }

    @Test
    void aRetractionThatOvertakesItsVerdictIsKeptForIt() {
        Given.decide(triage, Given.candidate().id("a"));

        VerdictOutcome early = Given.judge(triage, Given.retraction("r", "a", "v"));
        VerdictOutcome late = Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        assertThat(early.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(early.text()).isEqualTo("Verdict v is not known yet; the retraction is kept for it.");
        assertThat(late.outcome()).isEqualTo(Outcome.RETRACTED);
        assertThat(next("b")).isEqualTo(3);
        assertThat(pass(25 * Given.HOUR)).noneMatch(Expiry.VerdictExpired.class::isInstance);
    }

    @Test
    void aRetractionWhoseVerdictDoesNotComeExpires() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.retraction("r", "a", "v"));

        assertThat(pass(25 * Given.HOUR))
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .singleElement()
                .satisfies(expiry -> assertThat(expiry.text())
                        .isEqualTo("Verdict r of alice on alert a expired: no verdict v on this alert came in time."));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4_102_444_800_000L})
    void nothingExpiresBeforeTheFirstCandidateWhateverTheAnalystsClockSays(long time) {
        Given.judge(triage, at("v1", "a", time));
        Given.judge(triage, at("v2", "never", time));

        Decision decision = Given.decide(triage, Given.candidate().id("a"));
        List<Expiry> expiries = pass(25 * Given.HOUR);

        assertThat(decision.followUps()).extracting(VerdictOutcome::outcome).containsExactly(Outcome.LEARNT);
        assertThat(expiries)
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .extracting(expiry ->
                        ((Expiry.VerdictExpired) expiry).expired().verdict().id())
                .containsExactly("v2");
    }

    @Test
    void aVerdictDatedInTheFutureDoesNotKeepLaterOnesFromExpiring() {
        Given.judge(triage, at("v1", "x", 4_102_444_800_000L));
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, at("v2", "y", Given.NOON));

        assertThat(pass(26 * Given.HOUR))
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .extracting(expiry ->
                        ((Expiry.VerdictExpired) expiry).expired().verdict().id())
                .containsExactly("v1", "v2");
    }

    @Test
    void aVerdictWithoutATimeTakesThatOfItsAlert() {
        Verdict untimed = at("v", "a", OptionalLong.empty());

        VerdictOutcome early = Given.judge(triage, untimed);
        Decision decision = Given.decide(triage, Given.candidate().id("a"));

        assertThat(early.verdict().timeMillis()).isEmpty();
        assertThat(decision.followUps())
                .extracting(outcome -> outcome.verdict().timeMillis())
                .containsExactly(OptionalLong.of(Given.NOON));
    }

    @Test
    void aVerdictOnAFoldedAlertIsAboutTheShownOneOfItsFold() {
        Given.decide(triage, Given.candidate().id("a"));
        Decision folded = Given.decide(triage, Given.candidate().id("b"));

        VerdictOutcome outcome = Given.judge(triage, Given.verdict("v", "b", VerdictKind.FALSE_POSITIVE, "alice"));
        VerdictOutcome onShown = Given.judge(triage, Given.verdict("w", "a", VerdictKind.TRUE_POSITIVE, "alice"));

        assertThat(folded.disposition()).isEqualTo(Disposition.FOLDED);
        assertThat(outcome.text())
                .isEqualTo("alice called alert b (folded into alert a) false positive;"
                        + " similar alerts of flow/1 score lower from here on.");
        assertThat(onShown.text()).contains("It replaces verdict v.");
        assertThat(triage.calibration("acme", "flow/1").labels()).isEqualTo(1);
    }

    @Test
    void whatLeftTheIndexEarlyIsCountedAndSaid() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 10, 10, Given.HOUR, 3, Given.DAY, 100);
        Triage bounded = Given.triage(config(small));
        List<Expiry> expiries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Given given = Given.candidate().id("a" + i).entity("host-" + i);
            expiries.addAll(bounded.advance("acme", Given.NOON));
            bounded.decide(given.build());
        }
        Given.judge(bounded, Given.verdict("v", "a0", VerdictKind.FALSE_POSITIVE, "alice"));
        for (int i = 0; i < 12; i++) {
            expiries.addAll(bounded.advance("acme", Given.NOON + i * 10 * Given.MINUTE));
        }

        assertThat(expiries)
                .filteredOn(Expiry.AlertsLeftEarly.class::isInstance)
                .hasSize(1);
        assertThat(expiries)
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .singleElement()
                .satisfies(expiry -> assertThat(expiry.text())
                        .isEqualTo("Verdict v of alice on alert a0 expired: no alert with this id was shown or came in"
                                + " time; it may be among the 20 alerts that had to leave the index early"
                                + " (triage.feedback.maxAlerts, maxFolded)."));
    }

    @Test
    void aNewerVersionReplacesTheOlderOneWhicheverComesFirst() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, version("v1", VerdictKind.FALSE_POSITIVE, 1));

        VerdictOutcome second = Given.judge(triage, version("v2", VerdictKind.TRUE_POSITIVE, 2));
        VerdictOutcome late = Given.judge(triage, version("v0", VerdictKind.FALSE_POSITIVE, 0));

        assertThat(second.outcome()).isEqualTo(Outcome.LEARNT);
        assertThat(second.text()).contains("It replaces verdict v1.");
        assertThat(late.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(Given.decide(triage, Given.candidate().id("b")).movedByIds()).containsExactly("v2");
        assertThat(triage.calibration("acme", "flow/1").labels()).isEqualTo(1);
        assertThat(triage.calibration("acme", "flow/1").positives()).isEqualTo(1);
    }

    @Test
    void contradictoryAnalystsBothCount() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.verdict("v1", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        Given.judge(triage, Given.verdict("v2", "a", VerdictKind.TRUE_POSITIVE, "bob"));

        assertThat(next("b")).isEqualTo(3);
        assertThat(triage.calibration("acme", "flow/1").labels()).isEqualTo(2);
    }

    @Test
    void aRetractionUndoesExactly() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        VerdictOutcome retracted = Given.judge(triage, Given.retraction("r", "a", "v"));
        VerdictOutcome again = Given.judge(triage, Given.retraction("r2", "a", "v"));

        assertThat(retracted.outcome()).isEqualTo(Outcome.RETRACTED);
        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(next("b")).isEqualTo(3);
        assertThat(triage.calibration("acme", "flow/1").labels()).isZero();
    }

    @Test
    void aRetractionOnAnotherAlertThanItsVerdictsIsRefused() {
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        VerdictOutcome outcome = Given.judge(triage, Given.retraction("r", "b", "v"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(outcome.text()).isEqualTo("There is no verdict v on alert b to take back.");
    }

    @Test
    void anEarlyVerdictWaitsForItsAlertAndIsAppliedRightAfterIt() {
        VerdictOutcome early = Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        Decision decision = Given.decide(triage, Given.candidate().id("a"));

        assertThat(early.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(decision.scoreCurrent()).isEqualTo(3);
        assertThat(decision.followUps()).singleElement().satisfies(outcome -> {
            assertThat(outcome.verdict().id()).isEqualTo("v");
            assertThat(outcome.outcome()).isEqualTo(Outcome.LEARNT);
        });
        assertThat(next("b")).isLessThan(3);
    }

    @Test
    void anEarlyVerdictThatWasTakenBackIsNotApplied() {
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        VerdictOutcome retracted = Given.judge(triage, Given.retraction("r", "a", "v"));

        Decision decision = Given.decide(triage, Given.candidate().id("a"));

        assertThat(retracted.outcome()).isEqualTo(Outcome.RETRACTED);
        assertThat(decision.followUps()).isEmpty();
        assertThat(next("b")).isEqualTo(3);
    }

    @Test
    void aVerdictWhoseAlertDoesNotComeExpiresOnceAndMayBeSentAgain() {
        Given.decide(triage, Given.candidate().id("other"));
        Verdict verdict = Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice");
        Given.judge(triage, verdict);

        List<Expiry> expiries = pass(25 * Given.HOUR);

        assertThat(expiries)
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .singleElement()
                .satisfies(expiry -> assertThat(((Expiry.VerdictExpired) expiry).expired())
                        .isEqualTo(new ExpiredVerdict(
                                verdict, Given.RECORD, "no alert with this id was shown or came in time")));
        assertThat(Given.judge(triage, verdict).outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void aVerdictThatWasAppliedDoesNotExpire() {
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        Given.decide(triage, Given.candidate().id("a"));

        assertThat(pass(25 * Given.HOUR)).noneMatch(Expiry.VerdictExpired.class::isInstance);
    }

    @Test
    void theLongestWaitingVerdictLeavesWhereTooManyWait() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 100, 100, Given.DAY, 3, Given.DAY, 100);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 3; i++) {
            Given.judge(bounded, Given.verdict("v" + i, "a" + i, VerdictKind.FALSE_POSITIVE, "alice"));
        }

        VerdictOutcome fourth = Given.judge(bounded, Given.verdict("v3", "a3", VerdictKind.FALSE_POSITIVE, "alice"));

        assertThat(fourth.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(fourth.expired())
                .extracting(expired -> expired.verdict().id())
                .containsExactly("v0");
    }

    @Test
    void anAlertCanBeJudgedForThirtyDays() {
        Given.decide(triage, Given.candidate().id("a"));
        pass(29 * Given.DAY);
        assertThat(triage.alert("acme", "a")).isPresent();

        for (int i = 0; i < 300; i++) {
            triage.advance("acme", Given.NOON + 29 * Given.DAY + i * 10 * Given.MINUTE);
        }

        assertThat(triage.alert("acme", "a")).isEmpty();
    }

    @Test
    void theAlertIndexIsBounded() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 10, 10, Given.DAY, 3, Given.DAY, 100);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 50; i++) {
            Given.decide(bounded, Given.candidate().id("a" + i).entity("host-" + i));
        }

        assertThat(bounded.alert("acme", "a38")).isEmpty();
        assertThat(bounded.alert("acme", "a49")).isPresent();
    }

    @Test
    void aVerdictThatIsForgottenStopsActing() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 10, 10, Given.DAY, 3, Given.DAY, 2);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 3; i++) {
            Given.decide(bounded, Given.candidate().id("a" + i).entity("host-" + i));
            Given.judge(bounded, Given.verdict("v" + i, "a" + i, VerdictKind.FALSE_POSITIVE, "alice"));
        }

        Decision decision = Given.decide(bounded, Given.candidate().id("b"));

        assertThat(decision.movedByIds()).containsExactly("v2");
    }

    @Test
    void aVerdictOnAnUnscoredAlertIsRecorded() {
        Given.decide(triage, Given.candidate().id("a").score(Double.NaN));

        VerdictOutcome outcome = Given.judge(triage, Given.verdict("v", "a", VerdictKind.TRUE_POSITIVE, "alice"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(outcome.text()).isEqualTo("alice called alert a true positive; recorded, the alert was not scored.");
    }

    @Test
    void aVerdictOnAnotherTenantsAlertWaits() {
        Given.decide(triage, Given.candidate().id("a").tenant("globex"));

        VerdictOutcome outcome = Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void theTwentiethLabelTellsOfTheNewEpoch() {
        List<VerdictOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Given.decide(
                    triage, Given.candidate().id("a" + i).entity("host-" + i).score(2 + i % 2 * 3));
            VerdictKind kind = i % 2 == 0 ? VerdictKind.FALSE_POSITIVE : VerdictKind.TRUE_POSITIVE;
            outcomes.add(Given.judge(triage, Given.verdict("v" + i, "a" + i, kind, "analyst-" + i % 3)));
        }

        assertThat(outcomes.get(18).changes()).isEmpty();
        assertThat(outcomes.get(19).changes()).singleElement().satisfies(change -> {
            assertThat(change.inForce().epoch()).isEqualTo(1);
            assertThat(change.inForce().labels()).isEqualTo(20);
        });
        assertThat(Given.decide(triage, Given.candidate().id("b")).calibrator()).isEqualTo("platt");
    }

    @Test
    void refusesAVerdictWithoutAnAnalyst() {
        assertThatThrownBy(() -> Given.verdict("v", "a", VerdictKind.DUPLICATE, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TRI-001 verdict: analyst must have between 1 and 1024 characters, has 0");
    }

    private double next(String id) {
        return Given.decide(triage, Given.candidate().id(id)).scoreCurrent();
    }

    private List<Expiry> pass(long millis) {
        List<Expiry> expiries = new ArrayList<>();
        for (long time = 0; time <= millis; time += 10 * Given.MINUTE) {
            expiries.addAll(triage.advance("acme", Given.NOON + time));
        }
        return expiries;
    }

    private static Verdict request(String id, String analyst) {
        Verdict plain = Given.verdict(id, "a", VerdictKind.FALSE_POSITIVE, analyst);
        return new Verdict(
                id,
                plain.tenant(),
                plain.alertId(),
                plain.kind(),
                "",
                analyst,
                ActorType.AGENT,
                plain.timeMillis(),
                1,
                Optional.empty(),
                Optional.of("request-1"));
    }

    private static Verdict at(String id, String alertId, long time) {
        return at(id, alertId, OptionalLong.of(time));
    }

    private static Verdict at(String id, String alertId, OptionalLong time) {
        return new Verdict(
                id,
                "acme",
                alertId,
                VerdictKind.FALSE_POSITIVE,
                "",
                "alice",
                ActorType.HUMAN,
                time,
                1,
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict version(String id, VerdictKind kind, long version) {
        return Given.verdict(id, "a", kind, "alice", version);
    }

    private static TriageConfig config(FeedbackConfig feedback) {
        TriageConfig d = TriageConfig.defaults();
        return new TriageConfig(d.adjust(), d.calibrate(), d.bands(), d.cluster(), feedback, d.time());
    }
}
