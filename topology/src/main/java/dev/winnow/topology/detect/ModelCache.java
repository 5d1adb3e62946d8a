package dev.winnow.topology.detect;

import dev.winnow.topology.store.LiveModel;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Live models of all tasks of an instance, bounded in bytes together. Letting one go is free: the store is always complete.
 * Thread-safe; a model itself belongs to its task, and only to the thread that runs it.
 *
 * <p>The last used model of each task always stays. Of the others the least often used goes first, so that one segment too
 * many in rotation costs a load or two a round, and not one an event.
 */
final class ModelCache {
    /*
     * Frequencies that age, after G. Einziger, R. Friedman, B. Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
     * Transactions on Storage 13(4), 2017. Differs from it: exact counts instead of a sketch, for segments are few, and the window
     * is one model a task.
     */

    /** Uses after which all counts are halved, for each model that is held: what was used long ago is forgotten. */
    private static final int SAMPLE_PER_MODEL = 64;

    private static final int SMALLEST_SAMPLE = 1024;

    private final long maxBytes;
    private final Consumer<LiveModel> onGone;
    private final LinkedHashMap<Place, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Place, Integer> uses = new HashMap<>();
    private final IdentityHashMap<Object, Place> current = new IdentityHashMap<>();
    private long bytes;
    private int sample;

    /** A segment of a task. */
    private record Place(Object task, String segment) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && place.task == task && place.segment.equals(segment);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(task) + segment.hashCode();
        }
    }

    private record Held(LiveModel live, long bytes) {}

    /** @param onGone told each model that is let go, for whatever reason */
    ModelCache(long maxBytes, Consumer<LiveModel> onGone) {
        this.maxBytes = maxBytes;
        this.onGone = onGone;
    }

    /** The model, which is now the task's current one; null where it has to be loaded and {@link #admit}ted. */
    synchronized @Nullable LiveModel use(Object task, String segment) {
        Place place = new Place(task, segment);
        uses.merge(place, 1, Integer::sum);
        if (++sample >= Math.max(SMALLEST_SAMPLE, SAMPLE_PER_MODEL * held.size())) {
            age();
        }
        Held known = held.get(place);
        if (known == null) {
            return null;
        }
        current.put(task, place);
        return known.live();
    }

    /** Takes in a model, or its new weight, and lets others go; the task's current model is then this one. */
    synchronized void admit(Object task, String segment, LiveModel live) {
        Place place = new Place(task, segment);
        current.put(task, place);
        Held before = held.put(place, new Held(live, live.model().liveBytes()));
        bytes += live.model().liveBytes() - (before == null ? 0 : before.bytes());
        if (before != null && before.live() != live) {
            onGone.accept(before.live());
        }
        evict();
    }

    synchronized void drop(Object task, String segment) {
        remove(new Place(task, segment));
    }

    /** Forgets everything of a task. */
    synchronized void clear(Object task) {
        current.remove(task);
        uses.keySet().removeIf(place -> place.task == task);
        held.entrySet().removeIf(entry -> {
            if (entry.getKey().task != task) {
                return false;
            }
            bytes -= entry.getValue().bytes();
            onGone.accept(entry.getValue().live());
            return true;
        });
    }

    synchronized int size() {
        return held.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    private void evict() {
        while (bytes > maxBytes) {
            Place victim = null;
            for (Place place : held.keySet()) {
                // Of equals the last used goes: it has yet to earn its place, and in a rotation it comes back last.
                if (!isCurrent(place) && (victim == null || count(place) <= count(victim))) {
                    victim = place;
                }
            }
            if (victim == null) {
                return;
            }
            remove(victim);
        }
    }

    private void remove(Place place) {
        Held gone = held.remove(place);
        if (gone != null) {
            bytes -= gone.bytes();
            onGone.accept(gone.live());
        }
        if (isCurrent(place)) {
            current.remove(place.task);
        }
    }

    private boolean isCurrent(Place place) {
        return place.equals(current.get(place.task));
    }

    private int count(Place place) {
        return uses.getOrDefault(place, 0);
    }

    private void age() {
        sample = 0;
        Iterator<Map.Entry<Place, Integer>> counts = uses.entrySet().iterator();
        while (counts.hasNext()) {
            Map.Entry<Place, Integer> count = counts.next();
            if (count.getValue() < 2) {
                counts.remove();
            } else {
                count.setValue(count.getValue() / 2);
            }
        }
    }
}
