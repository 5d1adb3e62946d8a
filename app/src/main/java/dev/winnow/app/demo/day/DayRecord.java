package dev.winnow.app.demo.day;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One raw input record of a synthetic day. The truth stands beside the bytes, never inside. Immutable.
 *
 * <p>A record belongs to an attack, to an oddity (strange but legitimate, what an analyst would call a benign positive) or to
 * neither.
 */
public final class DayRecord {
    private final long index;
    private final long timeMillis;
    private final String topicRole;
    private final byte[] value;
    private final @Nullable String attack;
    private final @Nullable String oddity;

    DayRecord(
            long index,
            long timeMillis,
            String topicRole,
            byte[] value,
            @Nullable String attack,
            @Nullable String oddity) {
        if (attack != null && oddity != null) {
            throw new IllegalArgumentException("a record belongs to an attack or to an oddity, not to both");
        }
        this.index = index;
        this.timeMillis = timeMillis;
        this.topicRole = topicRole;
        this.value = value.clone();
        this.attack = attack;
        this.oddity = oddity;
    }

    /** Place in the day, from 0, in event-time order over both roles. */
    public long index() {
        return index;
    }

    /** Event time as the sensor wrote it, cut to milliseconds since 1970. */
    public long timeMillis() {
        return timeMillis;
    }

    /** {@link SyntheticDay#EVE} or {@link SyntheticDay#ZEEK}. */
    public String topicRole() {
        return topicRole;
    }

    /** The bytes on the wire: one JSON document without a line end. */
    public byte[] value() {
        return value.clone();
    }

    /** Name of the attack that produced the record. */
    public Optional<String> attack() {
        return Optional.ofNullable(attack);
    }

    /** Name of the legitimate oddity that produced the record. */
    public Optional<String> oddity() {
        return Optional.ofNullable(oddity);
    }

    @Override
    public String toString() {
        return topicRole + " record " + index + " at " + timeMillis;
    }
}
