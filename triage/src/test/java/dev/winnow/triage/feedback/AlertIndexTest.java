package dev.winnow.triage.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.Given;
import dev.winnow.triage.adjust.ScaledPoint;
import dev.winnow.triage.state.MapRows;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlertIndexTest {
    private static final int ALERTS = 1000;

    private final MapRows rows = new MapRows();
    private final AlertIndex index = new AlertIndex(FeedbackConfig.defaults(), rows);

    /** docs/operations.md says how much disk the index takes. */
    @Test
    void aShownAlertTakesLessThanAKilobyteAndAFoldedOneLessThan300Bytes() {
        for (int i = 0; i < ALERTS; i++) {
            index.addShown("production", shown(i), Given.NOON);
        }
        long shown = bytes();
        for (int i = 0; i < ALERTS; i++) {
            index.addFolded("production", id(ALERTS + i), id(i), Given.NOON);
        }
        long folded = bytes() - shown;

        System.out.println("alert index: " + shown / ALERTS + " bytes a shown alert of 40 features, " + folded / ALERTS
                + " bytes a folded one");
        assertThat(shown / ALERTS).isLessThan(1000);
        assertThat(folded / ALERTS).isLessThan(300);
    }

    @Test
    void aFoldedAlertIsNotFoundWithoutTheShownOneOfItsFold() {
        index.addShown("acme", shown(1), Given.NOON);
        index.addFolded("acme", id(2), id(1), Given.NOON);
        index.addFolded("acme", id(4), id(3), Given.NOON);

        assertThat(index.find("acme", id(2))).map(ShownAlert::id).contains(id(1));
        assertThat(index.find("acme", id(4))).isEmpty();
        assertThat(index.find("globex", id(2))).isEmpty();
    }

    private long bytes() {
        long[] sum = new long[1];
        rows.forEach("", (key, row) -> sum[0] += key.getBytes(StandardCharsets.UTF_8).length + row.length);
        return sum[0];
    }

    private static String id(int number) {
        return String.format("%032x", number);
    }

    private static ShownAlert shown(int number) {
        ScaledPoint point = ScaledPoint.of(
                Given.loudIn(0, 40, 6, new Random(number))
                        .entity("fd00:1234:5678:9abc::" + number)
                        .build(),
                "ET SCAN Suspicious inbound to mySQL port 3306, sixty characters");
        return new ShownAlert(
                id(number), "suricata-flow/1", "fd00:1234:5678:9abc::" + number, Given.NOON, 3.25, 0.25, point);
    }
}
