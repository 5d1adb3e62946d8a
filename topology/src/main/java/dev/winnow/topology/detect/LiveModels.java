package dev.winnow.topology.detect;

import dev.winnow.topology.store.LiveModel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Live models of one task, least recently used first, bounded in bytes. Eviction is free: the store is always complete.
 * Not thread-safe.
 */
final class LiveModels {
    private final long maxBytes;
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Held(LiveModel live, long bytes) {}

    LiveModels(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    LiveModel use(String segment, Function<String, LiveModel> load) {
        Held known = held.get(segment);
        if (known != null) {
            return known.live();
        }
        LiveModel live = load.apply(segment);
        weigh(segment, live);
        return live;
    }

    /** Weighs a model anew, as its size changes while it warms up, and lets the longest unused go. */
    void weigh(String segment, LiveModel live) {
        Held before = held.put(segment, new Held(live, live.model().liveBytes()));
        bytes += live.model().liveBytes() - (before == null ? 0 : before.bytes());
        Iterator<Map.Entry<String, Held>> oldest = held.entrySet().iterator();
        while (bytes > maxBytes && held.size() > 1) {
            Map.Entry<String, Held> entry = oldest.next();
            bytes -= entry.getValue().bytes();
            oldest.remove();
        }
    }

    void drop(String segment) {
        Held dropped = held.remove(segment);
        if (dropped != null) {
            bytes -= dropped.bytes();
        }
    }

    void clear() {
        held.clear();
        bytes = 0;
    }

    int size() {
        return held.size();
    }
}
