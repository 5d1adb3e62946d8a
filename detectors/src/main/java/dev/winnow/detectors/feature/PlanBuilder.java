package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what the computations of a set need, each thing once. */
final class PlanBuilder {
    /** What a number slot holds. */
    interface NumberSource {
        double of(Event event);
    }

    /** The fields of a key, and when an event has it. */
    record KeySource(List<FieldRef> fields, @Nullable Condition where) {
        /** A 64-bit hash of the fields' values; {@link FieldRef#ABSENT} where one is missing or the condition fails. */
        long hash(Event event, Hasher64 hasher) {
            if (where != null && where.test(event) != 1) {
                return FieldRef.ABSENT;
            }
            long hash = fields.size();
            for (int i = 0; i < fields.size(); i++) {
                hash = fields.get(i).hash(event, hasher, hash);
                if (hash == FieldRef.ABSENT) {
                    return FieldRef.ABSENT;
                }
            }
            return hash;
        }
    }

    private final List<String> numberIds = new ArrayList<>();
    private final List<NumberSource> numbers = new ArrayList<>();
    private int flags;
    private final List<String> keyIds = new ArrayList<>();
    private final List<KeySource> keys = new ArrayList<>();
    private final List<String> trackIds = new ArrayList<>();
    private final List<Supplier<Track>> tracks = new ArrayList<>();
    private final Set<Integer> gapSlots = new HashSet<>();
    private int rarityKinds;
    private int rankedKinds;

    int number(String field) {
        int known = numberIds.indexOf(field);
        if (known >= 0) {
            return known;
        }
        FieldRef ref = FieldRef.parse(field);
        numberIds.add(field);
        numbers.add(ref::number);
        return numbers.size() - 1;
    }

    /** The number where the condition holds, NaN elsewhere. */
    int number(String field, Condition where) {
        String id = field + "?" + where;
        int known = numberIds.indexOf(id);
        if (known >= 0) {
            return known;
        }
        FieldRef ref = FieldRef.parse(field);
        numberIds.add(id);
        numbers.add(event -> where.test(event) == 1 ? ref.number(event) : Double.NaN);
        return numbers.size() - 1;
    }

    int flag(Condition condition) {
        String id = "?" + condition;
        int known = numberIds.indexOf(id);
        if (known >= 0) {
            return known;
        }
        numberIds.add(id);
        numbers.add(condition::test);
        flags++;
        return numbers.size() - 1;
    }

    int key(List<String> fields, @Nullable Condition where) {
        String id = fields + "?" + where;
        int known = keyIds.indexOf(id);
        if (known >= 0) {
            return known;
        }
        keyIds.add(id);
        keys.add(source(fields, where));
        return keys.size() - 1;
    }

    static KeySource source(List<String> fields, @Nullable Condition where) {
        List<FieldRef> refs = new ArrayList<>();
        for (String field : fields) {
            refs.add(FieldRef.parse(field));
        }
        return new KeySource(List.copyOf(refs), where);
    }

    int buckets(int slot, long windowMillis, boolean moments) {
        return track(
                "bucket " + slot + " " + windowMillis + " " + moments,
                () -> new BucketTrack(slot, windowMillis, moments));
    }

    int level(int slot, int over, boolean logarithmic) {
        return track("level " + slot + " " + over + " " + logarithmic, () -> new LevelTrack(slot, over, logarithmic));
    }

    int lags(int slot, int steps) {
        return track("lag " + slot + " " + steps, () -> new LagTrack(slot, steps));
    }

    int keys(int slot) {
        return track("key " + slot, () -> new KeyTrack(slot, gapSlots.contains(slot)));
    }

    int regularKeys(int slot) {
        gapSlots.add(slot);
        return keys(slot);
    }

    int distinct(int slot, long windowMillis) {
        return track("distinct " + slot + " " + windowMillis, () -> new DistinctTrack(slot, windowMillis));
    }

    int groups(int groupSlot, int keySlot, long windowMillis) {
        return track(
                "group " + groupSlot + " " + keySlot + " " + windowMillis,
                () -> new GroupTrack(groupSlot, keySlot, windowMillis));
    }

    private int track(String id, Supplier<Track> supplier) {
        int known = trackIds.indexOf(id);
        if (known >= 0) {
            return known;
        }
        trackIds.add(id);
        tracks.add(supplier);
        return tracks.size() - 1;
    }

    int rarityKind() {
        return rarityKinds++;
    }

    /** A kind of rarity whose most frequent keys are listed. */
    int rankedKind() {
        int kind = rarityKind();
        rankedKinds |= kind < RarityKeys.KINDS ? 1 << kind : 0;
        return kind;
    }

    /** Bit by kind. */
    int rankedKinds() {
        return rankedKinds;
    }

    int rarityKinds() {
        return rarityKinds;
    }

    Plan build(Op[] ops) {
        return new Plan(numbers, flags, keys, tracks, ops);
    }
}
