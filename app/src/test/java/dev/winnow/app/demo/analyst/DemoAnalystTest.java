package dev.winnow.app.demo.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.demo.analyst.DemoAnalyst.DemoVerdict;
import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.wire.Band;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoAnalystTest {
    private static final ShownAlert.Claim CLAIM = new ShownAlert.Claim(0.5, 0.5, "prior", 0);

    private static SyntheticDay day;
    private static DayTruth truth;
    private static DemoAnalyst analyst;

    @BeforeAll
    static void generate() {
        day = SyntheticDay.of(42, 1);
        truth = new DayTruth(day);
        analyst = new DemoAnalyst(truth, 7);
    }

    @Test
    void saysWhatTheTruthSays() {
        for (DayRecord record : day.records()) {
            VerdictKind expected = record.attack().isPresent()
                    ? VerdictKind.TRUE_POSITIVE
                    : record.oddity().isPresent() ? VerdictKind.BENIGN_POSITIVE : VerdictKind.FALSE_POSITIVE;
            analyst.judge(alert(record, Band.MEDIUM, "somebody")).ifPresent(verdict -> {
                assertThat(verdict.kind()).isEqualTo(expected);
                assertThat(verdict.reason()).isNotEmpty();
            });
        }
    }

    @Test
    void looksAtAllAlarmsAndSeventyPercentOfTheRest() {
        List<DayRecord> morning = day.stream()
                .filter(record -> record.timeMillis() < SyntheticDay.HALF_MILLIS)
                .limit(6_000)
                .toList();

        double alarms = share(morning, Band.HIGH);
        double rest = share(morning, Band.LOW);

        // 6,000 draws: five standard errors are 0.03; false alarm below 1e-6
        assertThat(alarms).isEqualTo(1);
        assertThat(rest).isBetween(0.67, 0.73);
    }

    @Test
    void givesNoVerdictOnTheSecondHalf() {
        for (DayRecord record : day.records()) {
            if (record.timeMillis() >= SyntheticDay.HALF_MILLIS) {
                assertThat(analyst.judge(alert(record, Band.CRITICAL, "somebody")))
                        .isEmpty();
            }
        }
    }

    @Test
    void verdictsDependOnSeedAndAlertOnlyAndNotOnTheOrder() {
        List<ShownAlert> alerts = new ArrayList<>();
        for (DayRecord record : day.records().subList(0, 500)) {
            alerts.add(alert(record, Band.MEDIUM, "somebody"));
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
                .flatMap(record -> analyst.judge(alert(record, Band.MEDIUM, "somebody")).stream())
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
    void wrongAlertsAreRefused() {
        assertThatThrownBy(() -> new ShownAlert.Claim(1.5, 0.5, "prior", 0))
                .hasMessage("probability must be in [0, 1], was 1.5");
        assertThatThrownBy(() -> alert("", 0)).hasMessage("alert id must not be empty");
        int size = day.records().size();
        assertThatThrownBy(() -> truth.about(alert("a", size)))
                .hasMessage("record index must be below " + size + ", was " + size);
    }

    private static double share(List<DayRecord> records, Band band) {
        return records.stream()
                        .filter(record ->
                                analyst.judge(alert(record, band, "somebody")).isPresent())
                        .count()
                / (double) records.size();
    }

    private static ShownAlert alert(DayRecord record, Band band, String entity) {
        return new ShownAlert(
                "a" + record.index(), "t", entity, record.timeMillis(), band, CLAIM, "", false, record.index());
    }

    private static ShownAlert alert(String id, long recordIndex) {
        return new ShownAlert(id, "t", "e", 0, Band.LOW, CLAIM, "", false, recordIndex);
    }
}
