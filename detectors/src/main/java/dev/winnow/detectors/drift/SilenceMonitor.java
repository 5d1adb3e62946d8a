package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.special.Erf;

/**
 * Notices entities that fall silent, driven by the events of the others, and by what other shards say the time is. Mutable,
 * one owner, not thread-safe.
 *
 * <p>Time is the median of the last few event times, never going back: a single record from the far future moves nothing. A
 * step of it counts for at most the largest step lately, so that an outage of the whole segment is not held against each of its
 * entities; gaps are measured on the same scale. An entity is silent when the time since its last event is
 * improbable under its own gaps (log-normal, exponentially weighted), longer than twice its largest gap lately (which
 * remembers nights and, after the first one, weekends), and longer than a minute. Irregular entities are judged only after a day of
 * history. Each episode is told once; the entity's next event ends it.
 */
public final class SilenceMonitor {
    /** Times of which the median is the present: two liars among five move nothing. */
    private static final int CLOCK_EVENTS = 5;

    /** An event's time is believed if it is at most this far ahead of the others. */
    private static final long BELIEVED_AHEAD_MILLIS = 15 * 60_000L;

    /** Largest step of time at first, and at least. */
    private static final long FIRST_STEP_MILLIS = 60_000;

    private static final long SMALLEST_STEP_MILLIS = 10_000;

    private static final long CHECK_MILLIS = 60_000;
    private static final long SHORTEST_SILENCE_MILLIS = 60_000;
    private static final long DAY_MILLIS = 24 * 3_600_000L;

    /** Weight of the newest gap. */
    private static final double GAIN = 0.05;

    /** Deviation of ln(gap) up to which an entity counts as regular, such as a heartbeat. */
    private static final double REGULAR = 0.5;

    /** Deviation of ln(gap) is at least this: event times have jitter. */
    private static final double SMALLEST_DEVIATION = 0.1;

    /** What the largest gap loses with each further gap: halved after 700. */
    private static final double LARGEST_GAP_DECAY = 0.999;

    private static final long NEVER = Long.MAX_VALUE;

    /** Also where rows have been read in another order than the entities came in. */
    private static final Comparator<Map.Entry<String, Rhythm>> LONGEST_SILENT = Comparator.comparingLong(
                    (Map.Entry<String, Rhythm> entry) -> entry.getValue().lastActive)
            .thenComparing(Map.Entry::getKey);

    private final int capacity;
    private final double criticalDeviate;
    private final double pValue;
    private final int minimumGaps;
    private final long shortestMillis;
    private final LinkedHashMap<String, Rhythm> rhythms = new LinkedHashMap<>(16, 0.75f, true);
    private final long[] recentTimes = new long[CLOCK_EVENTS];
    private int times;
    private long clock;
    private long active;
    private double largestStep = FIRST_STEP_MILLIS;
    private long nextCheck;
    private long earliestDeadline = NEVER;

    /**
     * @param capacity entities remembered; the least recently seen leaves
     * @param pValue probability of a gap below which it is a silence, in (0, 0.5)
     * @param minimumGaps gaps that must be known of an entity before it can be silent, at least 2
     */
    public SilenceMonitor(int capacity, double pValue, int minimumGaps) {
        this(capacity, pValue, minimumGaps, SHORTEST_SILENCE_MILLIS);
    }

    /** @param shortestMillis no silence is shorter, whatever the gaps */
    SilenceMonitor(int capacity, double pValue, int minimumGaps, long shortestMillis) {
        if (capacity < 1 || !(pValue > 0 && pValue < 0.5) || minimumGaps < 2) {
            throw new IllegalArgumentException(
                    "capacity must be at least 1, p-value in (0, 0.5), gaps at least 2, were " + capacity + ", "
                            + pValue + ", " + minimumGaps);
        }
        this.capacity = capacity;
        this.pValue = pValue;
        this.minimumGaps = minimumGaps;
        this.shortestMillis = shortestMillis;
        criticalDeviate = Math.sqrt(2) * Erf.erfcInv(2 * pValue);
    }

    /** Records an event; returns the silences that came to light, the least recently seen first. */
    public List<Silence> observe(String entity, long timeMillis) {
        advance(timeMillis);
        hear(entity, timeMillis);
        return due();
    }

    /** Records that these entities were heard of at one time, by one record; returns the silences as {@link #observe}. */
    public List<Silence> observeTogether(List<String> entities, long timeMillis) {
        advance(timeMillis);
        for (String entity : entities) {
            hear(entity, timeMillis);
        }
        return due();
    }

    private void hear(String entity, long timeMillis) {
        Rhythm rhythm = rhythms.get(entity);
        if (rhythm == null) {
            rhythm = new Rhythm(active);
            rhythms.put(entity, rhythm);
            if (rhythms.size() > capacity) {
                Iterator<Rhythm> eldest = rhythms.values().iterator();
                eldest.next();
                eldest.remove();
            }
        } else {
            rhythm.learn(active);
        }
        rhythm.lastActive = active;
        rhythm.lastSeenMillis = clock == 0 || timeMillis <= clock + BELIEVED_AHEAD_MILLIS
                ? Math.max(rhythm.lastSeenMillis, timeMillis)
                : clock;
        rhythm.told = false;
        earliestDeadline = Math.min(earliestDeadline, deadline(rhythm));
    }

    /** Whether an event of that time is apart from the entity's last by at least so much; an entity never seen is. */
    public boolean isApart(String entity, long timeMillis, long atLeastMillis) {
        Rhythm rhythm = rhythms.get(entity);
        return rhythm == null || Math.abs(timeMillis - rhythm.lastSeenMillis) >= atLeastMillis;
    }

    /** Forgets an entity. */
    public void forget(String entity) {
        rhythms.remove(entity);
    }

    /** Lets time go on by an event time that others saw, when nothing came from any entity here; returns the silences. */
    public List<Silence> pass(long timeMillis) {
        advance(timeMillis);
        return due();
    }

    private List<Silence> due() {
        if (active < nextCheck || active < earliestDeadline) {
            return List.of();
        }
        nextCheck = active + CHECK_MILLIS;
        return check();
    }

    /** Event time as this monitor believes it; 0 before the first few events. */
    long timeMillis() {
        return clock;
    }

    /** Entities remembered. */
    public int size() {
        return rhythms.size();
    }

    public long liveBytes() {
        return 128 + 220L * rhythms.size();
    }

    public void snapshot(StateWriter out) {
        writeHead(out);
        out.writeInt(rhythms.size());
        rhythms.forEach((entity, rhythm) -> {
            out.writeString(entity);
            rhythm.write(out);
        });
    }

    public static SilenceMonitor restore(int capacity, double pValue, int minimumGaps, StateReader in) {
        return restore(capacity, pValue, minimumGaps, SHORTEST_SILENCE_MILLIS, in);
    }

    static SilenceMonitor restore(int capacity, double pValue, int minimumGaps, long shortestMillis, StateReader in) {
        SilenceMonitor monitor = new SilenceMonitor(capacity, pValue, minimumGaps, shortestMillis);
        monitor.readHead(in);
        int count = in.readInt();
        if (count < 0 || count > capacity) {
            throw new StateFormatException("STA-004 silence: must have 0 to " + capacity + " entities, has " + count);
        }
        for (int i = 0; i < count; i++) {
            String entity = in.readString();
            monitor.rhythms.put(entity, Rhythm.read(in));
        }
        return monitor;
    }

    /** All but the entities, for who keeps a {@link #row} of each. */
    public byte[] head() {
        StateWriter out = new StateWriter(96);
        writeHead(out);
        return out.toBytes();
    }

    /** What is known of an entity. It changes with its events, and where it is found silent. */
    public byte[] row(String entity) {
        Rhythm rhythm = rhythms.get(entity);
        if (rhythm == null) {
            throw new IllegalArgumentException("silence: must be an entity that is known, was \"" + entity + "\"");
        }
        StateWriter out = new StateWriter(64);
        rhythm.write(out);
        return out.toBytes();
    }

    /**
     * Continues from a {@link #head} and the {@link #row rows} of all entities.
     *
     * @throws StateFormatException STA-002 or STA-004 for damaged bytes
     */
    public static SilenceMonitor restore(
            int capacity, double pValue, int minimumGaps, byte[] head, Map<String, byte[]> rows) {
        SilenceMonitor monitor = new SilenceMonitor(capacity, pValue, minimumGaps);
        StateReader in = new StateReader(head);
        monitor.readHead(in);
        in.expectEnd();
        Map<String, Rhythm> read = new LinkedHashMap<>();
        rows.forEach((entity, bytes) -> {
            StateReader row = new StateReader(bytes);
            read.put(entity, Rhythm.read(row));
            row.expectEnd();
        });
        read.entrySet().stream()
                .sorted(LONGEST_SILENT)
                .forEach(entry -> monitor.rhythms.put(entry.getKey(), entry.getValue()));
        return monitor;
    }

    private void writeHead(StateWriter out) {
        out.writeLongs(recentTimes)
                .writeInt(times)
                .writeLong(clock)
                .writeLong(active)
                .writeDouble(largestStep);
        out.writeLong(nextCheck).writeLong(earliestDeadline);
    }

    private void readHead(StateReader in) {
        long[] recent = in.readLongs();
        if (recent.length != CLOCK_EVENTS) {
            throw new StateFormatException(
                    "STA-004 silence: must have " + CLOCK_EVENTS + " times, has " + recent.length);
        }
        System.arraycopy(recent, 0, recentTimes, 0, CLOCK_EVENTS);
        times = in.readInt();
        clock = in.readLong();
        active = in.readLong();
        largestStep = in.readDouble();
        nextCheck = in.readLong();
        earliestDeadline = in.readLong();
        if (times < 0) {
            throw new StateFormatException("STA-004 silence: must have 0 or more times, has " + times);
        }
    }

    private void advance(long timeMillis) {
        recentTimes[times % CLOCK_EVENTS] = timeMillis;
        times = times == 2 * CLOCK_EVENTS - 1 ? CLOCK_EVENTS : times + 1;
        if (times < CLOCK_EVENTS) {
            return;
        }
        long[] ordered = recentTimes.clone();
        Arrays.sort(ordered);
        long now = ordered[CLOCK_EVENTS / 2];
        if (clock == 0) {
            clock = now;
        } else if (now > clock) {
            double step = now - clock;
            active += (long) Math.min(step, largestStep);
            // An outage can at most double what counts as usual.
            largestStep = Math.max(
                    SMALLEST_STEP_MILLIS, Math.max(largestStep * LARGEST_GAP_DECAY, Math.min(step, 2 * largestStep)));
            clock = now;
        }
    }

    private List<Silence> check() {
        List<Map.Entry<String, Rhythm>> due = new ArrayList<>();
        earliestDeadline = NEVER;
        for (Map.Entry<String, Rhythm> entry : rhythms.entrySet()) {
            long deadline = deadline(entry.getValue());
            if (deadline > active) {
                earliestDeadline = Math.min(earliestDeadline, deadline);
            } else {
                due.add(entry);
            }
        }
        due.sort(LONGEST_SILENT);
        List<Silence> silences = new ArrayList<>();
        for (Map.Entry<String, Rhythm> entry : due) {
            Rhythm rhythm = entry.getValue();
            rhythm.told = true;
            double z = (StrictMath.log(active - rhythm.lastActive) - rhythm.meanLog) / rhythm.deviation();
            silences.add(new Silence(
                    entry.getKey(),
                    rhythm.lastSeenMillis,
                    StrictMath.exp(rhythm.meanLog),
                    clock - rhythm.lastSeenMillis,
                    Math.max(1e-9, Math.min(pValue, 0.5 * Erf.erfc(z / Math.sqrt(2))))));
        }
        return silences;
    }

    /** Active time from which on the entity counts as silent. */
    private long deadline(Rhythm rhythm) {
        if (rhythm.told || rhythm.gaps < minimumGaps) {
            return NEVER;
        }
        double deviation = rhythm.deviation();
        if (deviation > REGULAR && rhythm.lastActive - rhythm.firstActive < DAY_MILLIS) {
            return NEVER;
        }
        double bound = StrictMath.exp(Math.min(40, rhythm.meanLog + criticalDeviate * deviation));
        bound = Math.max(Math.max(bound, 2 * rhythm.largestGap), shortestMillis);
        return rhythm.lastActive + (long) Math.min(bound, 1e15) + 1;
    }

    /** How often one entity reports; times are on the active scale except where Millis says event time. */
    private static final class Rhythm {
        private final long firstActive;
        private long lastActive;
        private long lastSeenMillis = Long.MIN_VALUE;
        private int gaps;
        private double meanLog;
        private double varianceLog;
        private double largestGap;
        private boolean told;

        private Rhythm(long firstActive) {
            this.firstActive = firstActive;
        }

        private void learn(long now) {
            // Events of one burst share a time; their gap of 0 says nothing about how long the entity can be quiet.
            long gap = now - lastActive;
            if (gap <= 0) {
                return;
            }
            double log = StrictMath.log(gap);
            double gain = Math.max(GAIN, 1.0 / (gaps + 1));
            double difference = gaps == 0 ? 0 : log - meanLog;
            meanLog = gaps == 0 ? log : meanLog + gain * difference;
            varianceLog = gaps == 0 ? 0 : (1 - gain) * (varianceLog + gain * difference * difference);
            largestGap = Math.max(largestGap * LARGEST_GAP_DECAY, gap);
            gaps = Math.min(gaps + 1, 1_000_000);
        }

        private double deviation() {
            return Math.max(SMALLEST_DEVIATION, Math.sqrt(varianceLog));
        }

        private void write(StateWriter out) {
            out.writeLong(firstActive)
                    .writeLong(lastActive)
                    .writeLong(lastSeenMillis)
                    .writeInt(gaps);
            out.writeDouble(meanLog)
                    .writeDouble(varianceLog)
                    .writeDouble(largestGap)
                    .writeBoolean(told);
        }

        private static Rhythm read(StateReader in) {
            Rhythm rhythm = new Rhythm(in.readLong());
            rhythm.lastActive = in.readLong();
            rhythm.lastSeenMillis = in.readLong();
            rhythm.gaps = in.readInt();
            rhythm.meanLog = in.readDouble();
            rhythm.varianceLog = in.readDouble();
            rhythm.largestGap = in.readDouble();
            rhythm.told = in.readBoolean();
            return rhythm;
        }
    }
}
