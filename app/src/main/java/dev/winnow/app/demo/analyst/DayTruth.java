package dev.winnow.app.demo.analyst;

import dev.winnow.app.demo.day.Attack;
import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.app.demo.day.SyntheticDay;
import java.util.List;

/**
 * What is true about an alert of a synthetic day. Immutable and thread-safe.
 *
 * <p>The record behind the alert decides: it belongs to an attack, to a legitimate oddity or to neither. An alert on a record of
 * neither kind, or on none, is about an attack all the same if the attack {@linkplain Attack#taintsEntities() taints} its entity
 * at that time; such an alert counts as true, but only a silence is <em>found</em> by one, since it has no records.
 */
public final class DayTruth {
    private final List<DayRecord> records;
    private final List<Attack> attacks;

    public DayTruth(SyntheticDay day) {
        records = day.records();
        attacks = day.attacks();
    }

    public List<Attack> attacks() {
        return attacks;
    }

    /** @throws IllegalArgumentException if the day has no record of that index */
    public Answer about(ShownAlert alert) {
        if (alert.recordIndex() >= records.size()) {
            throw new IllegalArgumentException(
                    "record index must be below " + records.size() + ", was " + alert.recordIndex());
        }
        if (alert.recordIndex() != ShownAlert.NO_RECORD) {
            DayRecord record = records.get((int) alert.recordIndex());
            if (record.attack().isPresent()) {
                return new Answer(Kind.ATTACK, record.attack().get(), true);
            }
            if (record.oddity().isPresent()) {
                return new Answer(Kind.BENIGN_POSITIVE, record.oddity().get(), true);
            }
        }
        for (Attack attack : attacks) {
            if (attack.taints(alert.entity(), alert.timeMillis())) {
                return new Answer(Kind.ATTACK, attack.name(), attack.records().isEmpty());
            }
        }
        return new Answer(Kind.NOISE, "", true);
    }

    /** What an alert is about. */
    public enum Kind {
        ATTACK,
        BENIGN_POSITIVE,
        NOISE
    }

    /**
     * @param name attack or oddity; empty for noise
     * @param direct false where the alert is about an attack only through its entity
     */
    public record Answer(Kind kind, String name, boolean direct) {
        public boolean isAttack() {
            return kind == Kind.ATTACK;
        }
    }
}
