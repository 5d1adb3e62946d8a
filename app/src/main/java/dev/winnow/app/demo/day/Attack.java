package dev.winnow.app.demo.day;

import java.util.List;

/**
 * One injected attack with its truth.
 *
 * @param name stable name, for example {@code beaconing}
 * @param description one sentence for people
 * @param entities who shows it: source addresses, as events name them
 * @param firstMillis event time of its first record; for a silence the begin of the silence
 * @param lastMillis event time of its last record; for a silence its end
 * @param taintsEntities whether an alert on another record of its entities, from the first record until
 *     {@link #AFTERMATH_MILLIS} after the last, is about the attack too: true for bursts, whose counts colour every window that
 *     they fall into, and for a silence, which has no record of its own
 * @param records indices of its records, rising; empty for a silence
 */
public record Attack(
        String name,
        String description,
        List<String> entities,
        long firstMillis,
        long lastMillis,
        boolean taintsEntities,
        List<Long> records) {
    /** Time for which windows of ten minutes still hold a burst that is over, and a silence may still be noticed. */
    public static final long AFTERMATH_MILLIS = 10 * 60_000L;

    public Attack {
        if (name.isEmpty() || entities.isEmpty()) {
            throw new IllegalArgumentException("an attack needs a name and an entity");
        }
        if (lastMillis < firstMillis) {
            throw new IllegalArgumentException(
                    "attack \"" + name + "\": last time " + lastMillis + " is before first " + firstMillis);
        }
        entities = List.copyOf(entities);
        records = List.copyOf(records);
    }

    /** Whether an alert on a record that is not the attack's own is about it all the same. */
    public boolean taints(String entity, long timeMillis) {
        return taintsEntities
                && timeMillis >= firstMillis
                && timeMillis <= lastMillis + AFTERMATH_MILLIS
                && entities.contains(entity);
    }
}
