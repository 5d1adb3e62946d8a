package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * One event as its segment's model sees it, and the journal's delta: with it alone the model can repeat what it learnt.
 * Immutable. One that came out of {@link #fromBytes} lacks what only the entity's row needs.
 */
public final class Observation {
    private static final int VERSION = 3;

    private static final int HAS_DEVIATES = 1;
    private static final int LATE = 2;
    private static final int MISSING = 1;
    private static final int DEVIATE = 2;
    private static final int SUM = 4;

    private static final float[] NONE = {};
    private static final long[] NO_KEYS = {};

    private final long timeMillis;
    private final String entity;
    private final FeatureVector vector;
    private final float[] deviates;
    private final float[] sums;
    private final long[] rarityKeys;
    private final boolean late;
    private final double evidence;
    private final double meanEvidence;

    // Only for the entity's row, within the call that made the observation.
    private final @Nullable Event event;
    private final @Nullable EntityHistory history;
    private final float[] point;

    /** The row as it came, where the engine is of rows; null elsewhere. */
    private final @Nullable TableRow row;

    Observation(
            long timeMillis,
            String entity,
            FeatureVector vector,
            float[] deviates,
            float[] sums,
            long[] rarityKeys,
            boolean late,
            double evidence,
            double meanEvidence,
            @Nullable Event event,
            @Nullable EntityHistory history,
            float[] point) {
        this(
                timeMillis,
                entity,
                vector,
                deviates,
                sums,
                rarityKeys,
                late,
                evidence,
                meanEvidence,
                event,
                history,
                point,
                null);
    }

    private Observation(
            long timeMillis,
            String entity,
            FeatureVector vector,
            float[] deviates,
            float[] sums,
            long[] rarityKeys,
            boolean late,
            double evidence,
            double meanEvidence,
            @Nullable Event event,
            @Nullable EntityHistory history,
            float[] point,
            @Nullable TableRow row) {
        this.row = row;
        this.timeMillis = timeMillis;
        this.entity = entity;
        this.vector = vector;
        this.deviates = deviates;
        this.sums = sums;
        this.rarityKeys = rarityKeys;
        this.late = late;
        this.evidence = evidence;
        this.meanEvidence = meanEvidence;
        this.event = event;
        this.history = history;
        this.point = point;
    }

    /** A row that is judged by its values alone. */
    static Observation of(TableRow row, FeatureVector vector) {
        return new Observation(
                row.timeMillis(), row.entity(), vector, NONE, NONE, NO_KEYS, false, 0, 1, null, null, NONE, row);
    }

    /** The same, of a row of a table. */
    Observation of(TableRow origin) {
        return new Observation(
                timeMillis,
                origin.entity(),
                vector,
                deviates,
                sums,
                rarityKeys,
                late,
                evidence,
                meanEvidence,
                event,
                history,
                point,
                origin);
    }

    /** The row that was observed. */
    TableRow row() {
        if (row == null) {
            throw new IllegalStateException("the observation is of no row");
        }
        return row;
    }

    public long timeMillis() {
        return timeMillis;
    }

    public String entity() {
        return entity;
    }

    public FeatureVector vector() {
        return vector;
    }

    /** True if the event came after the grace period of its windows. */
    public boolean isLate() {
        return late;
    }

    /**
     * Most values have few digits, and most sums are 0; so each takes the bytes that it needs.
     *
     * <pre>
     * u8 version, u64 time, entity, u8 flags: 1 has deviates, 2 late
     * for every two features a byte of four bits each, the first one's low: 1 missing, 2 has a deviate, 4 has a sum; absent ones are 0
     * for each feature: value unless missing (compact), f32 deviate, f32 sum
     * rarity keys, evidence and mean evidence (compact)
     * </pre>
     */
    public byte[] toBytes() {
        int width = vector.size();
        StateWriter out = new StateWriter(64 + 16 * width);
        out.writeByte(VERSION)
                .writeLong(timeMillis)
                .writeString(entity)
                .writeByte((hasDeviates() ? HAS_DEVIATES : 0) | (late ? LATE : 0));
        for (int i = 0; i < width; i += 2) {
            out.writeByte(marks(i) | (i + 1 < width ? marks(i + 1) << 4 : 0));
        }
        for (int i = 0; i < width; i++) {
            int marks = marks(i);
            if ((marks & MISSING) == 0) {
                out.writeNumber(vector.value(i));
            }
            if ((marks & DEVIATE) != 0) {
                out.writeFloat(deviates[i]);
            }
            if ((marks & SUM) != 0) {
                out.writeFloat(sums[i]);
            }
        }
        return out.writeLongs(rarityKeys)
                .writeNumber(evidence)
                .writeNumber(meanEvidence)
                .toBytes();
    }

    private int marks(int index) {
        return (vector.isMissing(index) ? MISSING : 0)
                | (hasDeviates() && Float.floatToRawIntBits(deviates[index]) != 0 ? DEVIATE : 0)
                | (hasDeviates() && Float.floatToRawIntBits(sums[index]) != 0 ? SUM : 0);
    }

    /** @throws StateFormatException if these are not an observation of that feature set */
    public static Observation fromBytes(FeatureSchema schema, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 observation has version " + version + ", this build reads "
                    + VERSION + "; let the model start a new generation");
        }
        long timeMillis = in.readLong();
        String entity = in.readString();
        int flags = in.readByte();
        int width = schema.size();
        int[] marks = new int[width];
        for (int i = 0; i < width; i += 2) {
            int two = in.readByte();
            marks[i] = two & 15;
            if (i + 1 < width) {
                marks[i + 1] = two >> 4;
            }
        }
        double[] values = new double[width];
        boolean[] missing = new boolean[width];
        boolean hasDeviates = (flags & HAS_DEVIATES) != 0;
        float[] deviates = hasDeviates ? new float[width] : NONE;
        float[] sums = hasDeviates ? new float[width] : NONE;
        for (int i = 0; i < width; i++) {
            missing[i] = (marks[i] & MISSING) != 0;
            values[i] = missing[i] ? 0 : in.readNumber();
            if ((marks[i] & (DEVIATE | SUM)) != 0 && !hasDeviates) {
                throw new StateFormatException("STA-004 observation: must have no deviates, has one of feature " + i);
            }
            if ((marks[i] & DEVIATE) != 0) {
                deviates[i] = in.readFloat();
            }
            if ((marks[i] & SUM) != 0) {
                sums[i] = in.readFloat();
            }
        }
        long[] rarityKeys = in.readLongs();
        boolean late = (flags & LATE) != 0;
        double evidence = in.readNumber();
        double meanEvidence = in.readNumber();
        in.expectEnd();
        return new Observation(
                timeMillis,
                entity,
                finite(schema, values, missing),
                deviates,
                sums,
                rarityKeys,
                late,
                evidence,
                meanEvidence,
                null,
                null,
                NONE);
    }

    /** False while collecting: there was no scale to judge the entity by. */
    boolean hasDeviates() {
        return deviates.length > 0;
    }

    float[] deviates() {
        return deviates;
    }

    float[] sums() {
        return sums;
    }

    /** Evidence that the entity had accumulated before this event, forgotten as far as time has passed. */
    double evidence() {
        return evidence;
    }

    /** Long-run mean of the entity's −ln p. */
    double meanEvidence() {
        return meanEvidence;
    }

    long[] rarityKeys() {
        return rarityKeys;
    }

    /** The event, for the row's windows. */
    Event event() {
        if (event == null) {
            throw new IllegalStateException("an observation from bytes has no event; rows have a store of their own");
        }
        return event;
    }

    /** The row's history in the epoch that the deviates were taken in; null where there is nothing to learn from. */
    @Nullable
    EntityHistory history() {
        return history;
    }

    float[] point() {
        return point;
    }

    private static FeatureVector finite(FeatureSchema schema, double[] values, boolean[] missing) {
        try {
            return new FeatureVector(schema, values, missing);
        } catch (IllegalArgumentException e) {
            throw new StateFormatException("STA-004 observation: " + e.getMessage());
        }
    }
}
