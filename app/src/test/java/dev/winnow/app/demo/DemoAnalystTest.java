package dev.winnow.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.demo.DemoAnalyst.DemoVerdict;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoAnalystTest {
    private static SyntheticDay day;
    private static DayTruth truth;
    private static DemoAnalyst analyst;

    @BeforeAll
    static void generate() {
        day = SyntheticDay.of(42, 1);
        truth = day.truth();
        analyst = new DemoAnalyst(truth, 7);
    }

    @Test
    void saysWhatTheTruthSays() {
        for (DayRecord record : day.records()) {
            VerdictKind expected = record.attack().isPresent()
                    ? VerdictKind.TRUE_POSITIVE
                    : record.oddity().isPresent() ? VerdictKind.BENIGN_POSITIVE : VerdictKind.FALSE_POSITIVE;
            analyst.judge(alert(record, "medium", "somebody")).ifPresent(verdict -> {
                assertThat(verdict.kind()).isEqualTo(expected);
                assertThat(verdict.reason()).isNotEmpty();
            });
        }
    }

    @Test
    void looksAtSixtyPercentOfAlarmsAndTenPercentOfTheRest() {
        List<DayRecord> morning = day.stream()
                .filter(record -> record.timeMillis() < SyntheticDay.HALF_MILLIS)
                .limit(6_000)
                .toList();

        double alarms = share(morning, "high");
        double rest = share(morning, "low");

        // 6,000 draws: five standard errors are 0.032 and 0.019; false alarm below 1e-6
        assertThat(alarms).isBetween(0.568, 0.632);
        assertThat(rest).isBetween(0.081, 0.119);
    }

    @Test
    void givesNoVerdictOnTheSecondHalf() {
        for (DayRecord record : day.records()) {
            if (record.timeMillis() >= SyntheticDay.HALF_MILLIS) {
                assertThat(analyst.judge(alert(record, "critical", "somebody"))).isEmpty();
            }
        }
    }

    @Test
    void verdictsDependOnSeedAndAlertOnlyAndNotOnTheOrder() {
        List<ShownAlert> alerts = new ArrayList<>();
        for (DayRecord record : day.records().subList(0, 500)) {
            alerts.add(alert(record, "medium", "somebody"));
        }
        List<Optional<DemoVerdict>> forward =
                alerts.stream().map(analyst::judge).toList();
        DemoAnalyst again = new DemoAnalyst(truth, 7);
        DemoAnalyst other = new DemoAnalyst(truth, 8);

        for (int i = alerts.size() - 1; i >= 0; i--) {
            assertThat(again.judge(alerts.get(i))).isEqualTo(forward.get(i));
        }
        assertThat(alerts.stream().map(other::judge).toList()).isNotEqualTo(forward);
    }

    @Test
    void comesSomeMinutesAfterTheAlertAndGoesOutUnderItsName() {
        DemoVerdict verdict = day.records().subList(0, 100).stream()
                .flatMap(record -> analyst.judge(alert(record, "medium", "somebody")).stream())
                .findFirst()
                .orElseThrow();
        Verdict wire = verdict.toWire();

        long alertMillis = day.records()
                .get(Integer.parseInt(verdict.alertId().substring(1)))
                .timeMillis();
        assertThat(verdict.verdictMillis() - alertMillis).isBetween(120_000L, 540_000L);
        assertThat(wire.getAnalyst()).isEqualTo("demo-analyst");
        assertThat(wire.getVerdict()).isEqualTo(verdict.kind());
        assertThat(wire.getVerdictTime().toEpochMilli()).isEqualTo(verdict.verdictMillis());
        assertThat(wire.getTenant()).isEqualTo("t");
        assertThat(wire.getRetracts()).isNull();
    }

    @Test
    void placeOnATopicLeadsToTheRecord() {
        long zeek = 0;
        long eve = 0;
        for (DayRecord record : day.records()) {
            long place = record.topicRole().equals(SyntheticDay.ZEEK) ? zeek++ : eve++;
            assertThat(truth.indexOf(record.topicRole(), place)).contains(record.index());
        }
        assertThat(truth.indexOf(SyntheticDay.ZEEK, zeek)).isEmpty();
        assertThat(truth.indexOf("other", 0)).isEmpty();
    }

    @Test
    void wrongAlertsAreRefused() {
        assertThatThrownBy(() -> new ShownAlert("a", "t", "e", 0, "severe", 0.5, "", 0))
                .hasMessage("band must be info, low, medium, high or critical, was \"severe\"");
        assertThatThrownBy(() -> new ShownAlert("a", "t", "e", 0, "low", 1.5, "", 0))
                .hasMessage("probability must be in [0, 1], was 1.5");
        assertThatThrownBy(() -> new ShownAlert("", "t", "e", 0, "low", 0.5, "", 0))
                .hasMessage("alert id must not be empty");
        int size = day.records().size();
        assertThatThrownBy(() -> truth.about(new ShownAlert("a", "t", "e", 0, "LOW", 0.5, "", size)))
                .hasMessage("record index must be below " + size + ", was " + size);
        assertThat(new ShownAlert("a", "t", "e", 0, "HIGH", 0.5, "", 0).band()).isEqualTo("high");
    }

    private static double share(List<DayRecord> records, String band) {
        return records.stream()
                        .filter(record ->
                                analyst.judge(alert(record, band, "somebody")).isPresent())
                        .count()
                / (double) records.size();
    }

    private static ShownAlert alert(DayRecord record, String band, String entity) {
        return new ShownAlert("a" + record.index(), "t", entity, record.timeMillis(), band, 0.5, "", record.index());
    }
}
