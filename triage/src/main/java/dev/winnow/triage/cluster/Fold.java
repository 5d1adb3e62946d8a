package dev.winnow.triage.cluster;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.state.RowFormat;

/**
 * Alerts of one entity for one reason within one session.
 *
 * @param touched watermark when the newest alert came, by which the fold expires
 * @param highest highest band shown
 * @param current band of the newest alert
 * @param clusterId incident that the fold belongs to
 * @param shownAlert newest alert of it that was shown; empty while every one was muted
 */
record Fold(
        String id,
        long firstSeen,
        long lastSeen,
        long touched,
        long count,
        Band highest,
        Band current,
        String clusterId,
        String shownAlert) {
    private static final int VERSION = 2;

    boolean isShown() {
        return !shownAlert.isEmpty();
    }

    boolean absorbs(long timeMillis, ClusterConfig config) {
        long gap = config.foldGapMillis();
        return timeMillis >= firstSeen - gap
                && timeMillis <= lastSeen + gap
                && Math.max(timeMillis, lastSeen) - Math.min(timeMillis, firstSeen) <= config.foldMaxMillis();
    }

    byte[] encode() {
        return RowFormat.begin(VERSION)
                .writeString(id)
                .writeLong(firstSeen)
                .writeLong(lastSeen)
                .writeLong(touched)
                .writeLong(count)
                .writeByte(highest.ordinal())
                .writeByte(current.ordinal())
                .writeString(clusterId)
                .writeString(shownAlert)
                .toBytes();
    }

    static Fold decode(byte[] row) {
        StateReader reader = RowFormat.open("fold", row, VERSION);
        return new Fold(
                reader.readString(),
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                Band.values()[reader.readByte()],
                Band.values()[reader.readByte()],
                reader.readString(),
                reader.readString());
    }
}
