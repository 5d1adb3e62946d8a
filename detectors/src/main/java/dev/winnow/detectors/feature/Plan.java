package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import dev.winnow.schemas.event.Event;
import java.util.List;
import java.util.function.Supplier;

/** A feature set made executable: what an event contributes, which aggregates are kept, how each feature is read. Immutable. */
final class Plan {
    /** Events that may wait for their turn; see {@link EntityWindows}. One a second fits the default grace of 60 s. */
    private static final int MOST_PENDING = 64;

    /** Pending events take at most half of the 8 KB that a row may have. */
    private static final int PENDING_BYTES = 4096;

    private static final int FLAG_BYTES = 3;
    private static final int HEADER_BYTES = 1 + 4 + 8 + 4 * Compact.MAX_BYTES + 2;
    /** Keeps sums of squares of any input finite. */
    private static final double LARGEST = 1e100;

    private final PlanBuilder.NumberSource[] numbers;
    private final PlanBuilder.KeySource[] keys;
    private final List<Supplier<Track>> tracks;
    private final Op[] ops;
    private final int pendingCapacity;
    private final int maxRowBytes;

    Plan(
            List<PlanBuilder.NumberSource> numbers,
            int flags,
            List<PlanBuilder.KeySource> keys,
            List<Supplier<Track>> tracks,
            Op[] ops) {
        this.numbers = numbers.toArray(PlanBuilder.NumberSource[]::new);
        this.keys = keys.toArray(PlanBuilder.KeySource[]::new);
        this.tracks = List.copyOf(tracks);
        this.ops = ops.clone();
        int contributionBytes = Contribution.maxBytes(numbers.size() - flags, keys.size()) + FLAG_BYTES * flags;
        pendingCapacity = Math.max(4, Math.min(MOST_PENDING, PENDING_BYTES / contributionBytes));
        int trackBytes = 0;
        for (Supplier<Track> track : tracks) {
            trackBytes += track.get().maxBytes();
        }
        maxRowBytes = HEADER_BYTES + trackBytes + pendingCapacity * contributionBytes;
    }

    Contribution contribution(Event event, Hasher64 hasher) {
        double[] values = new double[numbers.length];
        for (int i = 0; i < values.length; i++) {
            double value = numbers[i].of(event);
            values[i] = Math.max(-LARGEST, Math.min(LARGEST, value));
        }
        int[] hashes = new int[keys.length];
        for (int i = 0; i < hashes.length; i++) {
            long hash = keys[i].hash(event, hasher);
            if (hash != FieldRef.ABSENT) {
                int folded = (int) (hash ^ hash >>> 32);
                hashes[i] = folded == 0 ? 1 : folded;
            }
        }
        return new Contribution(EventClock.bounded(event.timeMillis()), values, hashes);
    }

    TrackState emptyState() {
        Track[] created = new Track[tracks.size()];
        for (int i = 0; i < created.length; i++) {
            created[i] = tracks.get(i).get();
        }
        return new TrackState(created);
    }

    int size() {
        return ops.length;
    }

    double value(int feature, Frame frame) {
        return ops[feature].value(frame);
    }

    int numberCount() {
        return numbers.length;
    }

    int keyCount() {
        return keys.length;
    }

    int pendingCapacity() {
        return pendingCapacity;
    }

    int maxRowBytes() {
        return maxRowBytes;
    }
}
