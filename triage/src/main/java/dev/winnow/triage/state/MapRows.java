package dev.winnow.triage.state;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Rows in memory, for replays, tests and tools; sorted as a store sorts them. Not thread-safe. */
public final class MapRows implements Rows {
    private final TreeMap<String, byte[]> rows = new TreeMap<>(MapRows::compareUtf8);

    @Override
    public byte @Nullable [] get(String key) {
        byte[] value = rows.get(key);
        return value == null ? null : value.clone();
    }

    @Override
    public void put(String key, byte[] value) {
        rows.put(key, value.clone());
    }

    @Override
    public void delete(String key) {
        rows.remove(key);
    }

    @Override
    public void forEach(String prefix, BiConsumer<String, byte[]> visitor) {
        for (Map.Entry<String, byte[]> row : rows.tailMap(prefix, true).entrySet()) {
            if (!row.getKey().startsWith(prefix)) {
                return;
            }
            visitor.accept(row.getKey(), row.getValue().clone());
        }
    }

    public int size() {
        return rows.size();
    }

    /** Order of the UTF-8 bytes, which is the order of code points; {@code String.compareTo} differs for surrogates. */
    private static int compareUtf8(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean surrogateA = Character.isSurrogate(a);
                boolean surrogateB = Character.isSurrogate(b);
                return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
