package dev.winnow.triage.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsTest {
    private final Triage triage = Given.triage();

    @ParameterizedTest
    @EnumSource(VerdictKind.class)
    void onlyTheFirstThreeKindsTeach(VerdictKind kind) {
        Given.decide(triage, Given.candidate().id("a"));

        VerdictOutcome outcome = triage.judge(Given.verdict("v", "a", kind, "alice"));

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
        triage.judge(verdict);
        double once = next("b");

        VerdictOutcome again = triage.judge(verdict);
        VerdictOutcome sameVersion = triage.judge(Given.verdict("v2", "a", VerdictKind.TRUE_POSITIVE, "alice"));

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(sameVersion.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(next("c")).isEqualTo(once);
    }

    @Test
    void aNewerVersionReplacesTheOlderOneWhicheverComesFirst() {
        Given.decide(triage, Given.candidate().id("a"));
        triage.judge(version("v1", VerdictKind.FALSE_POSITIVE, 1));

        VerdictOutcome second = triage.judge(version("v2", VerdictKind.TRUE_POSITIVE, 2));
        VerdictOutcome late = triage.judge(version("v0", VerdictKind.FALSE_POSITIVE, 0));

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
        triage.judge(Given.verdict("v1", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        triage.judge(Given.verdict("v2", "a", VerdictKind.TRUE_POSITIVE, "bob"));

        assertThat(next("b")).isEqualTo(3);
        assertThat(triage.calibration("acme", "flow/1").labels()).isEqualTo(2);
    }

    @Test
    void aRetractionUndoesExactly() {
        Given.decide(triage, Given.candidate().id("a"));
        triage.judge(Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        VerdictOutcome retracted = triage.judge(Given.retraction("r", "a", "v"));
        VerdictOutcome again = triage.judge(Given.retraction("r2", "a", "v"));

        assertThat(retracted.outcome()).isEqualTo(Outcome.RETRACTED);
        assertThat(again.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(next("b")).isEqualTo(3);
        assertThat(triage.calibration("acme", "flow/1").labels()).isZero();
    }

    @Test
    void aRetractionOfNothingIsRefused() {
        Given.decide(triage, Given.candidate().id("a"));

        VerdictOutcome outcome = triage.judge(Given.retraction("r", "a", "v"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(outcome.text()).isEqualTo("There is no verdict v on alert a to take back.");
    }

    @Test
    void anEarlyVerdictWaitsForItsAlertAndIsAppliedRightAfterIt() {
        VerdictOutcome early = triage.judge(Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

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
        triage.judge(Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        VerdictOutcome retracted = triage.judge(Given.retraction("r", "a", "v"));

        Decision decision = Given.decide(triage, Given.candidate().id("a"));

        assertThat(retracted.outcome()).isEqualTo(Outcome.RETRACTED);
        assertThat(decision.followUps()).isEmpty();
        assertThat(next("b")).isEqualTo(3);
    }

    @Test
    void aVerdictWhoseAlertDoesNotComeExpiresOnceAndMayBeSentAgain() {
        Given.decide(triage, Given.candidate().id("other"));
        Verdict verdict = Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice");
        triage.judge(verdict);

        List<Expiry> expiries = pass(25 * Given.HOUR);

        assertThat(expiries)
                .filteredOn(Expiry.VerdictExpired.class::isInstance)
                .singleElement()
                .satisfies(expiry ->
                        assertThat(((Expiry.VerdictExpired) expiry).verdict()).isEqualTo(verdict));
        assertThat(triage.judge(verdict).outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void aVerdictThatWasAppliedDoesNotExpire() {
        triage.judge(Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));
        Given.decide(triage, Given.candidate().id("a"));

        assertThat(pass(25 * Given.HOUR)).noneMatch(Expiry.VerdictExpired.class::isInstance);
    }

    @Test
    void theLongestWaitingVerdictLeavesWhereTooManyWait() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 100, Given.DAY, 3, Given.DAY, 100);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 3; i++) {
            bounded.judge(Given.verdict("v" + i, "a" + i, VerdictKind.FALSE_POSITIVE, "alice"));
        }

        VerdictOutcome fourth = bounded.judge(Given.verdict("v3", "a3", VerdictKind.FALSE_POSITIVE, "alice"));

        assertThat(fourth.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(fourth.expired()).extracting(Verdict::id).containsExactly("v0");
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
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 10, Given.DAY, 3, Given.DAY, 100);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 50; i++) {
            Given.decide(bounded, Given.candidate().id("a" + i));
        }

        assertThat(bounded.alert("acme", "a39")).isEmpty();
        assertThat(bounded.alert("acme", "a49")).isPresent();
    }

    @Test
    void aVerdictThatIsForgottenStopsActing() {
        FeedbackConfig small = new FeedbackConfig(Given.DAY, 10, Given.DAY, 3, Given.DAY, 2);
        Triage bounded = Given.triage(config(small));
        for (int i = 0; i < 3; i++) {
            Given.decide(bounded, Given.candidate().id("a" + i));
            bounded.judge(Given.verdict("v" + i, "a" + i, VerdictKind.FALSE_POSITIVE, "alice"));
        }

        Decision decision = Given.decide(bounded, Given.candidate().id("b"));

        assertThat(decision.movedByIds()).containsExactly("v2");
    }

    @Test
    void aVerdictOnAnUnscoredAlertIsRecorded() {
        Given.decide(triage, Given.candidate().id("a").score(Double.NaN));

        VerdictOutcome outcome = triage.judge(Given.verdict("v", "a", VerdictKind.TRUE_POSITIVE, "alice"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(outcome.text()).isEqualTo("alice called alert a true positive; recorded, the alert was not scored.");
    }

    @Test
    void aVerdictOnAnotherTenantsAlertWaits() {
        Given.decide(triage, Given.candidate().id("a").tenant("globex"));

        VerdictOutcome outcome = triage.judge(Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        assertThat(outcome.outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void theTwentiethLabelTellsOfTheNewEpoch() {
        List<VerdictOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Given.decide(triage, Given.candidate().id("a" + i).score(2 + i % 2 * 3));
            VerdictKind kind = i % 2 == 0 ? VerdictKind.FALSE_POSITIVE : VerdictKind.TRUE_POSITIVE;
            outcomes.add(triage.judge(Given.verdict("v" + i, "a" + i, kind, "analyst-" + i % 3)));
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

    private static Verdict version(String id, VerdictKind kind, long version) {
        return new Verdict(id, "acme", "a", kind, "", "alice", Given.NOON, version, Optional.empty());
    }

    private static TriageConfig config(FeedbackConfig feedback) {
        TriageConfig d = TriageConfig.defaults();
        return new TriageConfig(d.adjust(), d.calibrate(), d.bands(), d.cluster(), feedback, d.time());
    }
}
