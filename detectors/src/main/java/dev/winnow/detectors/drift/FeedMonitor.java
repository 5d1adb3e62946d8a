package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notices feeds of one tenant that die whole, by the records of its other feeds, and where all of them are dead by heartbeats.
 * Mutable, one owner, not thread-safe.
 *
 * <p>A feed is what one feature set takes. It is silent by the rules of {@link SilenceMonitor}, after ten minutes at the least: what is
 * ordinary for a host, such as a reboot, is none of a feed's. Each episode is told once.
 */
public final class FeedMonitor {
    // A heartbeat says that a clock went on while nothing came; only so much of it counts as passed, and only where
    // nothing was
    // heard since the heartbeat before. So a feed that is read late, from a backlog or a file, is not held to be dead.

    /** Records of a feed within this much event time count as one: a rhythm in seconds says nothing of a feed's death. */
    private static final long RESOLUTION_MILLIS = 10_000;

    private static final long SHORTEST_SILENCE_MILLIS = 10 * 60_000;

    /** One false alarm in a thousand years of looking once a minute at ten feeds would be 2e-10; log-normal tails are not that true. */
    private static final double P_VALUE = 1e-6;

    /** Five minutes of records at least. */
    private static final int MINIMUM_GAPS = 30;

    private static final int MOST_FEEDS = 1000;

    /** Largest step of a heartbeat: two of the usual ones. After a stop of the application the first is much longer. */
    private static final long LARGEST_BEAT_MILLIS = 120_000;

    /** How far heartbeats alone let time go on: everything that waits for the end of a day has ended. */
    private static final long FARTHEST_WALK_MILLIS = 48 * 3_600_000L;

    /** Event time between two announcements of it. */
    private static final long ANNOUNCED_EVERY_MILLIS = 10 * 60_000L;

    private static final int VERSION = 1;
    private static final long NEVER = Long.MIN_VALUE;

    private final SilenceMonitor silence;
    private final TreeMap<String, Long> heardAt = new TreeMap<>();
    private boolean heardSinceBeat;
    private long beatAtMillis = NEVER;
    private long walkedTo = NEVER;
    private long walkedMillis;
    private long announcedMillis = NEVER;

    private FeedMonitor(SilenceMonitor silence) {
        this.silence = silence;
    }

    public static FeedMonitor empty() {
        return new FeedMonitor(new SilenceMonitor(MOST_FEEDS, P_VALUE, MINIMUM_GAPS, SHORTEST_SILENCE_MILLIS));
    }

    /** Whether a record of that event time tells anything; if not, {@link #hear} would change nothing that matters. */
    public boolean isNews(String feed, long timeMillis) {
        Long before = heardAt.get(feed);
        return before == null || Math.abs(timeMillis - before) >= RESOLUTION_MILLIS;
    }

    /** Records that a feed was heard of; returns the feeds that were found silent. */
    public List<Silence> hear(String feed, long timeMillis) {
        if (heardAt.size() >= MOST_FEEDS && !heardAt.containsKey(feed)) {
            return List.of();
        }
        heardAt.put(feed, timeMillis);
        heardSinceBeat = true;
        walkedTo = NEVER;
        walkedMillis = 0;
        return silence.observe(feed, timeMillis);
    }

    /**
     * A clock went on. Where nothing was heard since the heartbeat before, the tenant's time goes on by as much.
     *
     * @param clockMillis the clock's time; only differences count
     */
    public List<Silence> beat(long clockMillis) {
        long step = beatAtMillis == NEVER ? 0 : Math.min(LARGEST_BEAT_MILLIS, clockMillis - beatAtMillis);
        beatAtMillis = Math.max(beatAtMillis, clockMillis);
        boolean isQuiet = !heardSinceBeat && step > 0 && !heardAt.isEmpty() && walkedMillis < FARTHEST_WALK_MILLIS;
        heardSinceBeat = false;
        if (!isQuiet) {
            return List.of();
        }
        walkedTo = Math.max(walkedTo, silence.timeMillis()) + step;
        walkedMillis += step;
        return silence.pass(walkedTo);
    }

    /** The tenant's event time as far as it is believed; 0 before the first few records. */
    public long timeMillis() {
        return silence.timeMillis();
    }

    /** Whether that time has gone on so far since this last said so that others should know. */
    public boolean announces() {
        long now = timeMillis();
        if (now <= 0 || announcedMillis != NEVER && now - announcedMillis < ANNOUNCED_EVERY_MILLIS) {
            return false;
        }
        boolean isFirst = announcedMillis == NEVER;
        announcedMillis = now;
        return !isFirst;
    }

    public byte[] toBytes() {
        StateWriter out = new StateWriter(256);
        out.writeByte(VERSION);
        silence.snapshot(out);
        out.writeInt(heardAt.size());
        for (Map.Entry<String, Long> feed : heardAt.entrySet()) {
            out.writeString(feed.getKey()).writeLong(feed.getValue());
        }
        return out.writeBoolean(heardSinceBeat)
                .writeLong(beatAtMillis)
                .writeLong(walkedTo)
                .writeLong(walkedMillis)
                .writeLong(announcedMillis)
                .toBytes();
    }

    /** @throws StateFormatException STA-001 for another version, STA-002 or STA-004 for damaged bytes */
    public static FeedMonitor fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        in.expectVersion("feeds", VERSION);
        FeedMonitor monitor =
                new FeedMonitor(SilenceMonitor.restore(MOST_FEEDS, P_VALUE, MINIMUM_GAPS, SHORTEST_SILENCE_MILLIS, in));
        int feeds = in.readInt();
        if (feeds < 0 || feeds > MOST_FEEDS) {
            throw new StateFormatException("STA-004 feeds: must be 0 to " + MOST_FEEDS + ", are " + feeds);
        }
        for (int i = 0; i < feeds; i++) {
            monitor.heardAt.put(in.readString(), in.readLong());
        }
        monitor.heardSinceBeat = in.readBoolean();
        monitor.beatAtMillis = in.readLong();
        monitor.walkedTo = in.readLong();
        monitor.walkedMillis = in.readLong();
        monitor.announcedMillis = in.readLong();
        in.expectEnd();
        return monitor;
    }
}
