package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entity's past for one feature set: a small row that is read before and written after each of its events. Mutable,
 * one owner, not thread-safe.
 *
 * <p>Windows go by event time. An event that comes out of order within the set's grace period gets exactly the features
 * that it would have got in order, and leaves exactly the state that order would have left. (One that overtakes others
 * sees what has arrived so far: nothing waits.) An event sees those that are strictly earlier; events with equal times
 * do not see each other. Older than the grace period it is late: it is read and counted as of the frontier, the time up
 * to which the past is settled.
 *
 * <p>A time stamp more than an hour ahead of everything moves the frontier only when a second event at or beyond it
 * confirms it, so one wrong clock reading neither empties the windows nor makes what follows late.
 *
 * <p>The encoded row is at most {@link FeatureSet#maxRowBytes()} long whatever comes.
 */
public final class EntityWindows {
    /*
     * State = a settled past, plus the events not older than the frontier in the order of time and content. The past
     * as of a time is the settled one with the pending events before that time applied; since every aggregate is a
     * function of the ordered events alone, it cannot matter when an event arrived. When the pending list is full its
     * oldest event is settled and the frontier moves to it: bursts narrow the tolerance for disorder, not the counts.
     *
     * row     := version(1) fingerprint(4) seed(8) newest second frontier settled count *contribution
     * newest, second, frontier := signed, see Compact; contributions are relative to the frontier
     */
    private static final int VERSION = 1;

    private final FeatureSet set;
    private final Plan plan;
    private final long seed;
    private final Hasher64 hasher;
    private final TrackState settled;
    private final List<Contribution> pending = new ArrayList<>();
    private final EventClock clock = new EventClock();
    private long frontierMillis = EventClock.NEVER;
    /** The settled past with all pending events applied; derived, built when needed. */
    private @Nullable TrackState latest;

    /** What was asked for last: an event's contribution is needed for its features, and again when it is recorded. */
    private @Nullable Event asked;

    private @Nullable Contribution answer;

    private EntityWindows(FeatureSet set, long seed) {
        this.set = set;
        this.seed = seed;
        plan = set.plan();
        hasher = Hashing.komihash5_0(seed);
        settled = plan.emptyState();
    }

    /** An entity never seen, with keys hashed by a seed that follows from the set: for tests and tools. */
    public static EntityWindows empty(FeatureSet set) {
        return empty(set, set.defaultSeed());
    }

    /** An entity never seen, with keys hashed by a secret seed so that collisions cannot be prepared. */
    public static EntityWindows empty(FeatureSet set, long seed) {
        return new EntityWindows(set, seed);
    }

    /**
     * Reads a row that {@link #encode} wrote.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for a row of another feature set, STA-002 for
     *     anything else that does not fit
     */
    public static EntityWindows decode(FeatureSet set, byte[] row) {
        StateReader in = new StateReader(row);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 windows of feature set \"" + set.id() + "\": row has version "
                    + version + ", this build reads " + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
        int fingerprint = in.readInt();
        if (fingerprint != set.shortFingerprint()) {
            throw new StateFormatException("STA-003 windows of feature set \"" + set.id()
                    + "\": row must have declaration " + Integer.toHexString(set.shortFingerprint()) + ", has "
                    + Integer.toHexString(fingerprint) + "; give a changed feature set a new version");
        }
        EntityWindows windows = new EntityWindows(set, in.readLong());
        windows.read(in);
        in.expectEnd();
        return windows;
    }

    public byte[] encode() {
        StateWriter out = new StateWriter(512);
        write(out);
        return out.toBytes();
    }

    /** Appends what {@link #encode} gives. */
    public void write(StateWriter out) {
        out.writeByte(VERSION).writeInt(set.shortFingerprint()).writeLong(seed);
        Compact.writeSigned(out, clock.newest());
        Compact.writeSigned(out, clock.second());
        Compact.writeSigned(out, frontierMillis);
        long base = baseMillis();
        settled.write(out, base);
        Compact.writeVar(out, pending.size());
        for (int i = 0; i < pending.size(); i++) {
            pending.get(i).write(out, base);
        }
    }

    private void read(StateReader in) {
        clock.restore(Compact.readSigned(in), Compact.readSigned(in));
        frontierMillis = Compact.readSigned(in);
        long base = baseMillis();
        settled.read(in, base);
        int count = Compact.readCount(in, plan.pendingCapacity(), "pending events");
        for (int i = 0; i < count; i++) {
            pending.add(Contribution.read(in, base, plan.numberCount(), plan.keyCount()));
        }
    }

    private long baseMillis() {
        return frontierMillis == EventClock.NEVER ? 0 : frontierMillis;
    }

    /** Records an event, after its features were extracted. */
    public void observe(Event event) {
        Contribution added = contribution(event);
        asked = null;
        answer = null;
        if (isLate(added)) {
            settled.apply(added.at(frontierMillis));
            latest = null;
            return;
        }
        insert(added);
        clock.observe(added.timeMillis);
        if (clock.now() != EventClock.NEVER) {
            settleBefore(clock.now() - set.graceMillis());
        }
        while (pending.size() > plan.pendingCapacity()) {
            settleOldest();
            latest = null;
        }
    }

    private void insert(Contribution added) {
        int at = pending.size();
        while (at > 0 && pending.get(at - 1).compare(added) > 0) {
            at--;
        }
        if (latest != null && at == pending.size()) {
            latest.apply(added);
        } else {
            latest = null;
        }
        pending.add(at, added);
    }

    private void settleBefore(long timeMillis) {
        int due = 0;
        while (due < pending.size() && pending.get(due).timeMillis < timeMillis) {
            settled.apply(pending.get(due));
            due++;
        }
        pending.subList(0, due).clear();
        frontierMillis = Math.max(frontierMillis, timeMillis);
    }

    private void settleOldest() {
        Contribution oldest = pending.remove(0);
        settled.apply(oldest);
        frontierMillis = Math.max(frontierMillis, oldest.timeMillis);
    }

    Contribution contribution(Event event) {
        Contribution known = answer;
        if (known == null || !event.equals(asked)) {
            known = plan.contribution(event, hasher);
            asked = event;
            answer = known;
        }
        return known;
    }

    boolean isLate(Contribution event) {
        return event.timeMillis < frontierMillis;
    }

    /** The time as of which an event is read. */
    long readAt(Contribution event) {
        return Math.max(event.timeMillis, frontierMillis);
    }

    /** The past strictly before an event; not to be changed, valid until the next {@link #observe}. */
    TrackState past(Contribution event) {
        if (isLate(event) || pending.isEmpty() || pending.get(0).timeMillis >= event.timeMillis) {
            return settled;
        }
        if (pending.get(pending.size() - 1).timeMillis < event.timeMillis) {
            if (latest == null) {
                latest = settledUntil(Long.MAX_VALUE);
            }
            return latest;
        }
        return settledUntil(event.timeMillis);
    }

    private TrackState settledUntil(long timeMillis) {
        TrackState state = settled.copy();
        for (int i = 0; i < pending.size() && pending.get(i).timeMillis < timeMillis; i++) {
            state.apply(pending.get(i));
        }
        return state;
    }

    FeatureSet set() {
        return set;
    }

    /** Event time up to which the past is settled; {@link Long#MIN_VALUE} while nothing is. */
    public long frontierMillis() {
        return frontierMillis;
    }
}
