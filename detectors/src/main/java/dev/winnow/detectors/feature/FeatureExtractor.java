package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.winnow.schemas.event.Event;

/** Reads the features of one set off events. Keeps scratch space between events: one owner, not thread-safe. */
public final class FeatureExtractor {
    private final FeatureSet set;
    private final Plan plan;
    private final Hasher64 rarityHasher;
    private final RarityKeys rarityKeys = new RarityKeys();
    private final double[] values;
    private final boolean[] missing;

    /** @param seed the segment's secret seed, from which the keys of {@link Rarity} derive */
    public FeatureExtractor(FeatureSet set, long seed) {
        this.set = set;
        plan = set.plan();
        rarityHasher = Hashing.komihash5_0(seed);
        values = new double[plan.size()];
        missing = new boolean[plan.size()];
    }

    public FeatureSet set() {
        return set;
    }

    /**
     * Features of an event as of its own time; of any event, whatever it carries. Changes neither the windows nor the
     * rarity: give the event to {@link EntityWindows#observe} and the keys to {@link Rarity#observe} afterwards.
     *
     * @throws IllegalArgumentException if the windows belong to another feature set
     */
    public Extraction extract(Event event, EntityWindows windows, Rarity rarity) {
        if (windows.set() != set && !windows.set().fingerprint().equals(set.fingerprint())) {
            throw new IllegalArgumentException(
                    "DET-112 feature set \"" + set.id() + "\": windows must be of this set, were of \""
                            + windows.set().id() + "\"");
        }
        Contribution self = windows.contribution(event);
        rarityKeys.clear();
        Frame frame =
                new Frame(event, windows.readAt(self), self, windows.past(self), rarity, rarityHasher, rarityKeys);
        for (int i = 0; i < values.length; i++) {
            double value = plan.value(i, frame);
            missing[i] = Double.isNaN(value);
            values[i] = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
        }
        return new Extraction(
                new FeatureVector(set.schema(), values, missing), rarityKeys.toArray(), windows.isLate(self));
    }
}
