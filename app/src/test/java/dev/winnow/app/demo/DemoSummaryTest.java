package dev.winnow.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
    private static final long MORNING = SyntheticDay.START_MILLIS + 7 * 3_600_000L;
    private static final long EVENING = SyntheticDay.START_MILLIS + 22 * 3_600_000L;

    private static SyntheticDay day;
    private DemoSummary summary;

    @BeforeAll
    static void generate() {
        day = SyntheticDay.of(42, 1);
    }

    @BeforeEach
    void start() {
        summary = new DemoSummary(day.truth());
    }

    @Test
    void nothingReportedIsASummaryOfNothing() {
        JsonNode json = summary.toJson();
        assertThat(dev.winnow.app.docs.PublishedSchema.faults("demo", json.toString()))
                .isEmpty();

        assertThat(json.get("events").asLong()).isZero();
        assertThat(json.get("foldedPercent").asDouble()).isZero();
        assertThat(json.get("eventsPerSecond").asDouble()).isZero();
        assertThat(json.get("calibration").get("ece").isNull()).isTrue();
        assertThat(json.get("attacks").get("injected").asInt()).isEqualTo(8);
        assertThat(json.get("attacks").get("found").asInt()).isZero();
        assertThat(json.get("attacks").get("byName").get(0).get("band").isNull())
                .isTrue();
        assertThat(json.get("auditVerified").asBoolean()).isFalse();
    }

    @Test
    void anAttackIsFoundByItsFirstAlertAtMediumOrAbove() {
        Attack scan = attack("scan");
        summary.alert(on(scan, 3, "low"));
        summary.alert(on(scan, 90, "medium"));
        summary.alert(on(scan, 60, "high"));
        summary.alert(on(attack("beaconing"), 5, "low"));

        JsonNode found = byName("scan");
        JsonNode missed = byName("beaconing");

        long expected = Math.round((record(scan, 60).timeMillis() - scan.firstMillis()) / 1000.0);
        assertThat(found.get("found").asBoolean()).isTrue();
        assertThat(found.get("band").asText()).isEqualTo("high");
        assertThat(found.get("firstAlertSeconds").asLong()).isEqualTo(expected);
        assertThat(found.get("alerts").asLong()).isEqualTo(3);
        assertThat(missed.get("found").asBoolean()).isFalse();
        assertThat(missed.get("band").asText()).isEqualTo("low");
        assertThat(missed.get("firstAlertSeconds").isNull()).isTrue();
        assertThat(summary.attacksFound()).isEqualTo(1);
        assertThat(summary.attacksMissed()).hasSize(7).doesNotContain("scan").contains("beaconing");
    }

    @Test
    void aSilenceIsFoundByItsEntityWithoutARecord() {
        Attack silence = attack("log-silence");
        long noticed = silence.firstMillis() + 600_000;
        summary.alert(alert("s", silence.entities().get(0), noticed, "medium", ShownAlert.NO_RECORD));

        assertThat(byName("log-silence").get("firstAlertSeconds").asLong()).isEqualTo(600);
        assertThat(summary.toJson().get("falseAlertsPer1000").get("after").asDouble())
                .isZero();
    }

    @Test
    void anAlertOnTheHostOfABurstIsTrueButDoesNotFindIt() {
        Attack scan = attack("scan");
        DayRecord other = ordinaryRecordBetween(scan.firstMillis(), scan.lastMillis());
        summary.sent(other.timeMillis());
        summary.alert(alert("a", scan.entities().get(0), other.timeMillis(), "high", other.index()));

        assertThat(summary.attacksFound()).isZero();
        assertThat(summary.falseAlertsPer1000Before()).isZero();
    }

    @Test
    void anAlertOnTheHostOfABeaconIsFalseUnlessItIsOnABeacon() {
        Attack beaconing = attack("beaconing");
        DayRecord other = ordinaryRecordBetween(beaconing.firstMillis(), beaconing.lastMillis());
        summary.sent(other.timeMillis());
        summary.alert(alert("a", beaconing.entities().get(0), other.timeMillis(), "high", other.index()));

        assertThat(summary.falseAlertsPer1000After()).isEqualTo(1000);
    }

    @Test
    void noiseAndBenignPositivesAtMediumOrAboveAreFalse() {
        for (int i = 0; i < 400; i++) {
            summary.sent(MORNING);
        }
        for (int i = 0; i < 800; i++) {
            summary.sent(EVENING);
        }
        summary.alert(alert(
                "n",
                "10.20.1.99",
                MORNING,
                "medium",
                ordinaryRecordBetween(MORNING, MORNING + 60_000).index()));
        summary.alert(alert(
                "o",
                "10.20.9.5",
                oddity(true).timeMillis(),
                "high",
                oddity(true).index()));
        summary.alert(alert(
                "p",
                "10.20.9.5",
                oddity(false).timeMillis(),
                "low",
                oddity(false).index()));
        summary.alert(alert(
                "q",
                "10.20.1.99",
                EVENING,
                "critical",
                ordinaryRecordBetween(EVENING, EVENING + 60_000).index()));

        JsonNode json = summary.toJson();

        assertThat(json.get("falseAlertsPer1000").get("before").asDouble()).isEqualTo(5.0);
        assertThat(json.get("falseAlertsPer1000").get("after").asDouble()).isEqualTo(1.25);
        assertThat(json.get("mediumOrAbove").get("noise").asLong()).isEqualTo(2);
        assertThat(json.get("mediumOrAbove").get("benignPositive").asLong()).isEqualTo(1);
        assertThat(json.get("mediumOrAbove").get("attack").asLong()).isZero();
    }

    @Test
    void falseAlertsOfOneFoldAreOneFalseFold() {
        summary.sent(EVENING);
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        for (int i = 0; i < 5; i++) {
            summary.alert(new ShownAlert("f" + i, "t", "10.20.1.99", EVENING, "medium", 0.6, "fold-1", noise.index()));
        }

        JsonNode json = summary.toJson();

        assertThat(json.get("falseAlertsPer1000").get("after").asDouble()).isEqualTo(5000);
        assertThat(json.get("falseFoldsPer1000").get("after").asDouble()).isEqualTo(1000);
    }

    @Test
    void foldedPercentIsWhatClustersSave() {
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        for (int i = 0; i < 46; i++) {
            summary.alert(alert("a" + i, "10.20.1.99", EVENING, "info", noise.index()));
        }
        for (int i = 0; i < 14; i++) {
            summary.cluster("c" + i % 7);
        }

        ObjectNode json = summary.toJson();

        assertThat(json.get("clusters").asInt()).isEqualTo(7);
        assertThat(json.get("foldedPercent").asDouble()).isEqualTo(84.8);
        assertThat(json.get("alerts").get("info").asLong()).isEqualTo(46);
    }

    @Test
    void calibrationIsMeasuredOnTheSecondHalfAgainstTheTruth() {
        Attack exfiltration = attack("exfiltration");
        DayRecord theft = record(exfiltration, 4);
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        DayRecord early = ordinaryRecordBetween(MORNING, MORNING + 60_000);
        for (int i = 0; i < 20; i++) {
            summary.alert(probable("a" + i, exfiltration.entities().get(0), theft, 0.9));
            summary.alert(probable("n" + i, "10.20.1.99", noise, 0.2));
            summary.alert(probable("e" + i, "10.20.1.99", early, 1.0));
        }

        JsonNode calibration = summary.toJson().get("calibration");

        // two bins of 20: |0.9 - 1| and |0.2 - 0|; squares 0.01 and 0.04
        assertThat(calibration.get("ece").asDouble()).isCloseTo(0.15, within(1e-9));
        assertThat(calibration.get("brier").asDouble()).isCloseTo(0.025, within(1e-9));
        assertThat(calibration.get("measuredOn").asLong()).isEqualTo(40);
    }

    @Test
    void documentHasTheFieldsThatScriptsRelyOn() {
        summary.sent(MORNING);
        summary.sent(MORNING);
        summary.refused(MORNING);
        summary.candidates(61);
        summary.audit(131, true);
        summary.calibration("platt", 44);
        summary.elapsed(0.5);

        JsonNode json = summary.toJson();

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "events",
                        "deadLetters",
                        "candidates",
                        "alerts",
                        "clusters",
                        "foldedPercent",
                        "auditEntries",
                        "auditVerified",
                        "eventsPerSecond",
                        "elapsedSeconds",
                        "calibration",
                        "attacks",
                        "falseAlertsPer1000",
                        "falseFoldsPer1000",
                        "mediumOrAbove");
        assertThat(json.get("alerts").fieldNames())
                .toIterable()
                .containsExactly("info", "low", "medium", "high", "critical");
        assertThat(json.get("eventsPerSecond").asDouble()).isEqualTo(2.0);
        assertThat(json.get("calibration").get("calibrator").asText()).isEqualTo("platt");
        assertThat(json.get("auditEntries").asLong()).isEqualTo(131);
    }

    @Test
    void tableIsAlignedAndSteersNoTerminal() {
        summary.alert(on(attack("scan"), 60, "high"));
        summary.calibration("pl\u001b[31matt\u202e", 44);

        String table = summary.toTable();

        assertThat(table).contains("attacks found           1 of 8\n").contains("pl\\u001b[31matt\\u202e");
        assertThat(table).contains("\nscan              yes    high  ");
        assertThat(table).doesNotContain("\u001b").doesNotContain(" \n");
    }

    private JsonNode byName(String name) {
        for (JsonNode attack : summary.toJson().get("attacks").get("byName")) {
            if (attack.get("name").asText().equals(name)) {
                return attack;
            }
        }
        throw new AssertionError("no attack " + name);
    }

    private static ShownAlert alert(String id, String entity, long timeMillis, String band, long index) {
        return new ShownAlert(id, "t", entity, timeMillis, band, 0.5, "", index);
    }

    private static ShownAlert probable(String id, String entity, DayRecord record, double probability) {
        return new ShownAlert(id, "t", entity, record.timeMillis(), "low", probability, "", record.index());
    }

    private static ShownAlert on(Attack attack, int place, String band) {
        DayRecord record = record(attack, place);
        return alert(attack.name() + place, attack.entities().get(0), record.timeMillis(), band, record.index());
    }

    private static DayRecord record(Attack attack, int place) {
        return day.records().get(attack.records().get(place).intValue());
    }

    private static DayRecord oddity(boolean firstHalf) {
        return day.stream()
                .filter(record -> record.oddity().isPresent())
                .filter(record -> record.timeMillis() < SyntheticDay.HALF_MILLIS == firstHalf)
                .findFirst()
                .orElseThrow();
    }

    private static DayRecord ordinaryRecordBetween(long from, long until) {
        return day.stream()
                .filter(record -> record.timeMillis() >= from && record.timeMillis() <= until)
                .filter(record -> record.attack().isEmpty() && record.oddity().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static Attack attack(String name) {
        return day.attacks().stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
