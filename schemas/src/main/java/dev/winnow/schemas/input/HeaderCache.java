package dev.winnow.schemas.input;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers parsed headers by their exact bytes, because every record of a log repeats its header; thread-safe. Bounded
 * at {@value #SLOTS} entries; a collision only costs another parse.
 */
final class HeaderCache<H> {
    private static final int SLOTS = 16;

    private final AtomicReferenceArray<@Nullable Entry<H>> slots = new AtomicReferenceArray<>(SLOTS);

    @Nullable
    H find(byte[] record, int from, int to) {
        Entry<H> entry = slots.get(slot(record, from, to));
        return entry != null && Arrays.equals(entry.bytes, 0, entry.bytes.length, record, from, to)
                ? entry.header
                : null;
    }

    void keep(byte[] record, int from, int to, H header) {
        slots.set(slot(record, from, to), new Entry<>(Arrays.copyOfRange(record, from, to), header));
    }

    /** Logs of one source differ in length more often than in their beginning. */
    private static int slot(byte[] record, int from, int to) {
        int length = to - from;
        int middle = record[from + length / 2];
        return (length * 31 + middle) & (SLOTS - 1);
    }

    private record Entry<H>(byte[] bytes, H header) {}
}
