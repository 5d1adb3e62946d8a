package dev.winnow.app.demo.summary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.demo.analyst.ShownAlert;
import dev.winnow.app.demo.day.Attack;
import dev.winnow.wire.Band;
import java.util.List;
import java.util.Optional;

/** What was seen of one attack. Mutable, one owner. */
final class AttackFinding {
    private final Attack attack;
    private Optional<Band> worst = Optional.empty();
    private Optional<Long> firstAlarmMillis = Optional.empty();
    private long alerts;

    AttackFinding(Attack attack) {
        this.attack = attack;
    }

    String name() {
        return attack.name();
    }

    void add(ShownAlert alert) {
        alerts++;
        if (worst.isEmpty() || worst.get().compareTo(alert.band()) < 0) {
            worst = Optional.of(alert.band());
        }
        if (alert.isAlarm()) {
            long time = alert.timeMillis();
            firstAlarmMillis = Optional.of(
                    firstAlarmMillis.map(first -> Math.min(first, time)).orElse(time));
        }
    }

    boolean isFound() {
        return firstAlarmMillis.isPresent();
    }

    private Optional<Long> firstAlertSeconds() {
        return firstAlarmMillis.map(first -> Math.max(0, Math.round((first - attack.firstMillis()) / 1000.0)));
    }

    void writeTo(ObjectNode node) {
        node.put("name", attack.name());
        node.put("found", isFound());
        node.put("band", worst.map(DemoSummary::word).orElse(null));
        node.put("firstAlertSeconds", firstAlertSeconds().orElse(null));
        node.put("alerts", alerts);
    }

    List<String> cells() {
        return List.of(
                TextTable.printable(attack.name()),
                isFound() ? "yes" : "NO",
                worst.map(DemoSummary::word).orElse("-"),
                firstAlertSeconds().map(AttackFinding::duration).orElse("-"));
    }

    private static String duration(long seconds) {
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
