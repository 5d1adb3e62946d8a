package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Distinct keys within each of the groups used last, for example addresses per port or names per domain, over half to
 * one whole window. Estimated from 128 bits a group: within some 5 % to 100 keys, saturating near 700. Mutable, one owner.
 */
final class GroupTrack extends Track {
    /** Groups remembered; the one unused for longest leaves. What is being scanned or tunnelled is used all the time. */
    private static final int GROUPS = 12;

    private static final int BITS = 128;

    private final int groupSlot;
    private final int keySlot;
    private final long halfMillis;
    private int size;
    /** Least recently used first. */
    private final int[] groups = new int[GROUPS];

    private final long[] halves = new long[GROUPS];
    /** Four words a group: the current half window, then the one before. */
    private final long[] bits = new long[4 * GROUPS];

    GroupTrack(int groupSlot, int keySlot, long windowMillis) {
        this.groupSlot = groupSlot;
        this.keySlot = keySlot;
        halfMillis = Math.max(1, windowMillis / 2);
    }

    @Override
    Track copy() {
        GroupTrack copy = new GroupTrack(groupSlot, keySlot, 2 * halfMillis);
        copy.size = size;
        System.arraycopy(groups, 0, copy.groups, 0, size);
        System.arraycopy(halves, 0, copy.halves, 0, size);
        System.arraycopy(bits, 0, copy.bits, 0, 4 * size);
        return copy;
    }

    @Override
    void apply(Contribution event) {
        int group = event.keys[groupSlot];
        int key = event.keys[keySlot];
        if (group == 0 || key == 0) {
            return;
        }
        int at = moveToEnd(group, Math.floorDiv(event.timeMillis, halfMillis));
        int bit = bit(key);
        bits[4 * at + (bit >>> 6)] |= 1L << bit;
    }

    /** Makes the group the last one, adding or replacing where needed, and brings it to the given half window. */
    private int moveToEnd(int group, long half) {
        int from = find(group);
        long before = half;
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        if (from >= 0) {
            before = halves[from];
            a = bits[4 * from];
            b = bits[4 * from + 1];
            c = bits[4 * from + 2];
            d = bits[4 * from + 3];
        } else if (size < GROUPS) {
            from = size++;
        } else {
            from = 0;
        }
        int last = size - 1;
        System.arraycopy(groups, from + 1, groups, from, last - from);
        System.arraycopy(halves, from + 1, halves, from, last - from);
        System.arraycopy(bits, 4 * (from + 1), bits, 4 * from, 4 * (last - from));
        boolean same = half <= before;
        boolean next = half == before + 1;
        groups[last] = group;
        halves[last] = Math.max(half, before);
        bits[4 * last] = same ? a : 0;
        bits[4 * last + 1] = same ? b : 0;
        bits[4 * last + 2] = same ? c : next ? a : 0;
        bits[4 * last + 3] = same ? d : next ? b : 0;
        return last;
    }

    private int find(int group) {
        for (int i = size - 1; i >= 0; i--) {
            if (groups[i] == group) {
                return i;
            }
        }
        return -1;
    }

    /** Distinct keys of a group with one more counted in. */
    double estimate(long atMillis, int group, int andKey) {
        int at = find(group);
        long low = 0;
        long high = 0;
        if (at >= 0) {
            long age = Math.floorDiv(atMillis, halfMillis) - halves[at];
            if (age <= 0) {
                low = bits[4 * at] | bits[4 * at + 2];
                high = bits[4 * at + 1] | bits[4 * at + 3];
            } else if (age == 1) {
                low = bits[4 * at];
                high = bits[4 * at + 1];
            }
        }
        int bit = bit(andKey);
        if (bit < 64) {
            low |= 1L << bit;
        } else {
            high |= 1L << bit;
        }
        return linearCount(Long.bitCount(low) + Long.bitCount(high), BITS);
    }

    /** Linear counting (Whang, Vander-Zanden, Taylor 1990): −m ln(empty share), half a bit being left empty at the end. */
    static double linearCount(int set, int bits) {
        return set == 0 ? 0 : -bits * StrictMath.log(Math.max(0.5, bits - set) / bits);
    }

    private static int bit(int key) {
        return (int) (DistinctTrack.spread(key) >>> 57);
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        long baseHalf = Math.floorDiv(baseMillis, halfMillis);
        Compact.writeVar(out, size);
        for (int i = 0; i < size; i++) {
            out.writeInt(groups[i]);
            Compact.writeSigned(out, baseHalf - halves[i]);
            int words = 0;
            for (int w = 0; w < 4; w++) {
                words |= bits[4 * i + w] != 0 ? 1 << w : 0;
            }
            out.writeByte(words);
            for (int w = 0; w < 4; w++) {
                if (bits[4 * i + w] != 0) {
                    out.writeLong(bits[4 * i + w]);
                }
            }
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        long baseHalf = Math.floorDiv(baseMillis, halfMillis);
        size = Compact.readCount(in, GROUPS, "groups");
        for (int i = 0; i < size; i++) {
            groups[i] = in.readInt();
            halves[i] = baseHalf - Compact.readSigned(in);
            int words = in.readByte();
            for (int w = 0; w < 4; w++) {
                bits[4 * i + w] = (words >>> w & 1) != 0 ? in.readLong() : 0;
            }
        }
    }

    @Override
    int maxBytes() {
        return 1 + GROUPS * (4 + Compact.MAX_BYTES + 1 + 32);
    }
}
