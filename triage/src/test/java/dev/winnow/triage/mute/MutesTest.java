package dev.winnow.triage.mute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.cluster.Disposition;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutesTest {
    private final Triage triage = Given.triage();

    @Test
    void aMutedAlertIsDecidedInFullAndCounted() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "10.0.0.5"));

        Decision muted = Given.decide(triage, Given.candidate().id("a").score(5));
        Decision other = Given.decide(
                triage, Given.candidate().id("b").entity("10.0.0.6").score(5));

        assertThat(muted.disposition()).isEqualTo(Disposition.MUTED);
        assertThat(muted.muteId()).contains("m");
        assertThat(muted.probability()).isEqualTo(other.probability());
        assertThat(muted.band()).isEqualTo(other.band());
        assertThat(muted.reason()).isNotEmpty();
        assertThat(other.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(triage.mutes().all("acme")).extracting(MuteState::hits).containsExactly(1L);
        assertThat(triage.alert("acme", "a"))
                .as("what nobody saw cannot be judged")
                .isEmpty();
    }

    @Test
    void whatAMuteHidDoesNotHideWhatComesAfterIt() {
        triage.mutes().add(mute("m", MuteScope.FEATURE_SET, "flow/1"));
        Given.decide(triage, Given.candidate().id("a"));
        triage.mutes().remove("acme", "m");

        Decision after = Given.decide(triage, Given.candidate().id("b"));

        assertThat(after.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(after.foldedCount()).isEqualTo(1);
    }

    @Test
    void aClusterCanBeMuted() {
        String cluster = Given.decide(triage, Given.candidate().id("a")).clusterId();
        triage.mutes().add(mute("m", MuteScope.CLUSTER, cluster));

        Decision muted = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + 20 * Given.MINUTE));
        triage.mutes().remove("acme", "m");
        Decision after = Given.decide(triage, Given.candidate().id("c").at(Given.NOON + 21 * Given.MINUTE));

        assertThat(muted.disposition()).isEqualTo(Disposition.MUTED);
        assertThat(muted.clusterId()).isEqualTo(cluster);
        assertThat(after.disposition()).isEqualTo(Disposition.OPENED);
    }

    @Test
    void aMuteEndsByEventTimeAndSaysSo() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "10.0.0.5"));
        Given.decide(triage, Given.candidate().id("a"));

        Decision late = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + Given.HOUR));
        List<Expiry> expiries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expiries.addAll(triage.advance("acme", Given.NOON + Given.HOUR + i * Given.MINUTE));
        }

        assertThat(late.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(expiries)
                .filteredOn(Expiry.MuteEnded.class::isInstance)
                .singleElement()
                .satisfies(expiry ->
                        assertThat(expiry.text()).isEqualTo("Mute m of olga ended after 1 suppressed alerts."));
        assertThat(triage.mutes().all("acme")).isEmpty();
    }

    @Test
    void eventsOfTheWindowThatArriveAfterItsEndStayMuted() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "10.0.0.5"));
        for (int i = 0; i < 20; i++) {
            triage.advance("acme", Given.NOON + Given.HOUR + i * Given.MINUTE);
        }

        Decision late = Given.decide(triage, Given.candidate().id("late").at(Given.NOON + Given.MINUTE));
        Decision after = Given.decide(triage, Given.candidate().id("after").at(Given.NOON + 2 * Given.HOUR));

        assertThat(triage.mutes().all("acme")).as("it is over for people").isEmpty();
        assertThat(late.disposition()).isEqualTo(Disposition.MUTED);
        assertThat(late.muteId()).contains("m");
        assertThat(after.disposition()).isEqualTo(Disposition.OPENED);
    }

    @Test
    void aMuteThatIsOverIsForgottenWhenNoLateEventNeedsIt() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "10.0.0.5"));
        List<Expiry> expiries = new ArrayList<>();
        for (int i = 0; i < 8 * 144; i++) {
            expiries.addAll(triage.advance("acme", Given.NOON + i * 10 * Given.MINUTE));
        }

        Decision veryLate = Given.decide(triage, Given.candidate().id("late").at(Given.NOON + Given.MINUTE));

        assertThat(expiries).filteredOn(Expiry.MuteEnded.class::isInstance).hasSize(1);
        assertThat(veryLate.disposition()).isEqualTo(Disposition.OPENED);
    }

    @Test
    void anIdOfAMuteThatIsOverMayBeUsedAgain() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "x"));
        for (int i = 0; i < 20; i++) {
            triage.advance("acme", Given.NOON + Given.HOUR + i * Given.MINUTE);
        }
        Mute again = new Mute(
                "m",
                "acme",
                MuteScope.ENTITY,
                "y",
                "olga",
                "maintenance",
                Given.NOON + 2 * Given.HOUR,
                Given.NOON + 3 * Given.HOUR,
                Optional.empty());

        triage.mutes().add(again);

        assertThat(triage.mutes().all("acme")).containsExactly(new MuteState(again, 0));
    }

    @Test
    void otherTenantsAreNotMuted() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "10.0.0.5"));

        assertThat(Given.decide(triage, Given.candidate().tenant("globex")).disposition())
                .isEqualTo(Disposition.OPENED);
    }

    @Test
    void aWeeklyWindowPastMidnightBelongsToItsFirstDay() {
        Recurrence saturdayNight =
                new Recurrence(Set.of(DayOfWeek.SATURDAY), LocalTime.of(22, 0), LocalTime.of(4, 0), ZoneOffset.UTC);

        assertThat(saturdayNight.covers(at("2026-01-03T22:00:00Z"))).isTrue();
        assertThat(saturdayNight.covers(at("2026-01-04T03:59:59Z"))).isTrue();
        assertThat(saturdayNight.covers(at("2026-01-04T04:00:00Z"))).isFalse();
        assertThat(saturdayNight.covers(at("2026-01-04T22:00:00Z"))).isFalse();
        assertThat(saturdayNight.covers(at("2026-01-03T03:00:00Z"))).isFalse();
    }

    @Test
    void aWindowFollowsTheClocksOfItsZone() {
        Recurrence mornings = new Recurrence(
                Set.of(DayOfWeek.MONDAY), LocalTime.of(8, 0), LocalTime.of(9, 0), ZoneId.of("Europe/Vienna"));

        assertThat(mornings.covers(at("2026-01-05T07:30:00Z"))).isTrue();
        assertThat(mornings.covers(at("2026-07-06T06:30:00Z"))).isTrue();
        assertThat(mornings.covers(at("2026-07-06T07:30:00Z"))).isFalse();
    }

    @Test
    void recurrenceSurvivesStorage() {
        Recurrence weekly = new Recurrence(
                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                LocalTime.of(1, 30),
                LocalTime.of(2, 0),
                ZoneId.of("Asia/Tokyo"));
        Mute mute = new Mute(
                "m",
                "acme",
                MuteScope.ENTITY,
                "x",
                "olga",
                "backup",
                Given.NOON,
                Given.NOON + Given.DAY,
                Optional.of(weekly));

        triage.mutes().add(mute);

        assertThat(triage.mutes().all("acme")).containsExactly(new MuteState(mute, 0));
    }

    @Test
    void anIdIsUsedOnce() {
        triage.mutes().add(mute("m", MuteScope.ENTITY, "x"));

        assertThatThrownBy(() -> triage.mutes().add(mute("m", MuteScope.ENTITY, "y")))
                .hasMessage("TRI-003 mute \"m\": exists already; remove it first or choose another id");
    }

    @Test
    void aMuteAlwaysEnds() {
        assertThatThrownBy(() -> new Mute("m", "acme", MuteScope.ENTITY, "x", "olga", "why", 5, 5, Optional.empty()))
                .hasMessage("TRI-002 mute \"m\": untilMillis (5) must be after fromMillis (5); a mute always ends");
    }

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private static Mute mute(String id, MuteScope scope, String target) {
        return new Mute(
                id,
                "acme",
                scope,
                target,
                "olga",
                "maintenance",
                Given.NOON - Given.HOUR,
                Given.NOON + Given.HOUR,
                Optional.empty());
    }
}
