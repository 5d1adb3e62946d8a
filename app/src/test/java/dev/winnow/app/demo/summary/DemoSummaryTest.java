package dev.winnow.app.demo.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.demo.analyst.DayTruth;
import dev.winnow.app.demo.analyst.ShownAlert;
import dev.winnow.app.demo.day.Attack;
import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.wire.Band;
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
        summary = new DemoSummary(new DayTruth(day));
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
        summary.alert(on(scan, 3, Band.LOW));
        summary.alert(on(scan, 90, Band.MEDIUM));
        summary.alert(on(scan, 60, Band.HIGH));
        summary.alert(on(attack("beaconing"), 5, Band.LOW));

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
        summary.alert(alert("s", silence.entities().get(0), noticed, Band.MEDIUM, ShownAlert.NO_RECORD));

        assertThat(byName("log-silence").get("firstAlertSeconds").asLong()).isEqualTo(600);
        assertThat(summary.toJson().get("falseAlertsPer1000").get("after").asDouble())
                .isZero();
    }

    @Test
    void anAlertOnTheHostOfABurstIsTrueButDoesNotFindIt() {
        Attack scan = attack("scan");
        DayRecord other = ordinaryRecordBetween(scan.firstMillis(), scan.lastMillis());
        summary.sent(other.timeMillis());
        summary.alert(alert("a", scan.entities().get(0), other.timeMillis(), Band.HIGH, other.index()));

        assertThat(summary.attacksFound()).isZero();
        assertThat(summary.falseAlertsPer1000Before()).isZero();
    }

    @Test
    void anAlertOnTheHostOfABeaconIsFalseUnlessItIsOnABeacon() {
        Attack beaconing = attack("beaconing");
        DayRecord other = ordinaryRecordBetween(beaconing.firstMillis(), beaconing.lastMillis());
        summary.sent(other.timeMillis());
        summary.alert(alert("a", beaconing.entities().get(0), other.timeMillis(), Band.HIGH, other.index()));

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
                Band.MEDIUM,
                ordinaryRecordBetween(MORNING, MORNING + 60_000).index()));
        summary.alert(alert(
                "o",
                "10.20.9.5",
                oddity(true).timeMillis(),
                Band.HIGH,
                oddity(true).index()));
        summary.alert(alert(
                "p",
                "10.20.9.5",
                oddity(false).timeMillis(),
                Band.LOW,
                oddity(false).index()));
        summary.alert(alert(
                "q",
                "10.20.1.99",
                EVENING,
                Band.CRITICAL,
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
            summary.alert(new ShownAlert(
                    "f" + i, "t", "10.20.1.99", EVENING, Band.MEDIUM, claim(0.6), "fold-1", i > 0, noise.index()));
        }

        JsonNode json = summary.toJson();

        assertThat(json.get("falseAlertsPer1000").get("after").asDouble()).isEqualTo(5000);
        assertThat(json.get("falseFoldsPer1000").get("after").asDouble()).isEqualTo(1000);
    }

    @Test
    void foldedPercentIsWhatClustersSave() {
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        for (int i = 0; i < 46; i++) {
            summary.alert(alert("a" + i, "10.20.1.99", EVENING, Band.INFO, noise.index()));
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
    void calibrationIsMeasuredOnWhatIsShownOfEachHalfAgainstTheTruth() {
        Attack exfiltration = attack("exfiltration");
        DayRecord theft = record(exfiltration, 4);
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        DayRecord early = ordinaryRecordBetween(MORNING, MORNING + 60_000);
        for (int i = 0; i < 40; i++) {
            summary.alert(probable("a" + i, exfiltration.entities().get(0), theft, 0.9, false));
            summary.alert(probable("n" + i, "10.20.1.99", noise, 0.2, false));
            summary.alert(probable("e" + i, "10.20.1.99", early, 1.0, false));
            summary.alert(probable("f" + i, "10.20.1.99", noise, 1.0, true));
        }

        JsonNode calibration = summary.toJson().get("calibration");

        // two bins of 40: |0.9 - 1| and |0.2 - 0|; squares 0.01 and 0.04
        assertThat(calibration.get("ece").asDouble()).isCloseTo(0.15, within(1e-9));
        assertThat(calibration.get("brier").asDouble()).isCloseTo(0.025, within(1e-9));
        assertThat(calibration.get("measuredOn").asLong()).isEqualTo(80);
        assertThat(calibration.at("/before/ece").asDouble()).isEqualTo(1);
        assertThat(calibration.at("/before/brier").asDouble()).isEqualTo(1);
        // half of the 80 are true, and the prior says 0.25 of all
        assertThat(calibration.at("/byPriorAlone/ece").asDouble()).isCloseTo(0.25, within(1e-9));
        assertThat(calibration.at("/byPriorAlone/brier").asDouble()).isCloseTo((0.5625 + 0.0625) / 2, within(1e-4));
    }

    @Test
    void theCalibratorNamedIsTheFittedOneOfTheSecondHalfWithMostLabels() {
        DayRecord early = ordinaryRecordBetween(MORNING, MORNING + 60_000);
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        summary.alert(claiming("a", early, new ShownAlert.Claim(0.5, 0.5, "platt", 900)));
        summary.alert(claiming("b", noise, new ShownAlert.Claim(0.5, 0.5, "prior", 11)));
        JsonNode onlyPrior = summary.toJson().get("calibration");
        summary.alert(claiming("c", noise, new ShownAlert.Claim(0.5, 0.5, "platt", 60)));
        summary.alert(claiming("d", noise, new ShownAlert.Claim(0.5, 0.5, "platt", 61)));
        summary.alert(claiming("e", noise, new ShownAlert.Claim(0.5, 0.5, "prior", 70)));
        JsonNode calibration = summary.toJson().get("calibration");

        assertThat(onlyPrior.get("calibrator").asText()).isEqualTo("prior");
        assertThat(onlyPrior.get("labels").asInt()).isEqualTo(11);
        assertThat(calibration.get("calibrator").asText()).isEqualTo("platt");
        assertThat(calibration.get("labels").asInt()).isEqualTo(61);
        assertThat(calibration.at("/shownBy/platt").asInt()).isEqualTo(2);
        assertThat(calibration.at("/shownBy/prior").asInt()).isEqualTo(2);
    }

    @Test
    void verdictsAreCountedByKind() {
        summary.verdict("false_positive");
        summary.verdict("true_positive");
        summary.verdict("false_positive");

        assertThat(summary.toJson().at("/verdicts/false_positive").asInt()).isEqualTo(2);
        assertThat(summary.toTable()).contains("3: 2 false positive, 1 true positive\n");
    }

    @Test
    void documentHasTheFieldsThatScriptsRelyOn() {
        summary.sent(MORNING);
        summary.sent(MORNING);
        summary.refused(MORNING);
        summary.candidates(61);
        summary.audit(131, true);
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
                        "shards",
                        "calibration",
                        "verdicts",
                        "attacks",
                        "falseAlertsPer1000",
                        "falseFoldsPer1000",
                        "mediumOrAbove");
        assertThat(json.get("alerts").fieldNames())
                .toIterable()
                .containsExactly("info", "low", "medium", "high", "critical");
        assertThat(json.get("eventsPerSecond").asDouble()).isEqualTo(2.0);
        assertThat(json.get("auditEntries").asLong()).isEqualTo(131);
    }

    @Test
    void tableIsAlignedAndSteersNoTerminal() {
        summary.alert(on(attack("scan"), 60, Band.HIGH));
        DayRecord noise = ordinaryRecordBetween(EVENING, EVENING + 60_000);
        summary.alert(claiming("c", noise, new ShownAlert.Claim(0.5, 0.5, "pl\u001b[31matt\u202e", 44)));

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

    private static ShownAlert.Claim claim(double probability) {
        return new ShownAlert.Claim(probability, 0.25, "prior", 0);
    }

    private static ShownAlert alert(String id, String entity, long timeMillis, Band band, long index) {
        return new ShownAlert(id, "t", entity, timeMillis, band, claim(0.5), "", false, index);
    }

    private static ShownAlert probable(
            String id, String entity, DayRecord record, double probability, boolean isFolded) {
        return new ShownAlert(
                id, "t", entity, record.timeMillis(), Band.LOW, claim(probability), "", isFolded, record.index());
    }

    private static ShownAlert claiming(String id, DayRecord record, ShownAlert.Claim claim) {
        return new ShownAlert(id, "t", "10.20.1.99", record.timeMillis(), Band.LOW, claim, "", false, record.index());
    }

    private static ShownAlert on(Attack attack, int place, Band band) {
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
