package dev.winnow.app.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    private final Map<String, List<Long>> indicesByRole;

    public DayTruth(SyntheticDay day) {
        records = day.records();
        attacks = day.attacks();
        Map<String, List<Long>> byRole = new TreeMap<>();
        for (DayRecord record : records) {
            byRole.computeIfAbsent(record.topicRole(), role -> new ArrayList<>())
                    .add(record.index());
        }
        indicesByRole = byRole;
    }

    public List<Attack> attacks() {
        return attacks;
    }

    /**
     * Index of the n-th record of a role: on a topic with one partition that is the record's offset.
     *
     * @param place from 0
     * @return empty if the role has no such record
     */
    public Optional<Long> indexOf(String topicRole, long place) {
        List<Long> indices = indicesByRole.getOrDefault(topicRole, List.of());
        return place >= 0 && place < indices.size() ? Optional.of(indices.get((int) place)) : Optional.empty();
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
