package dev.winnow.detectors.feature;

import java.util.Arrays;

/**
 * What was read off one event.
 *
 * @param vector the features
 * @param rarityKeys what {@link Rarity#observe} is to be given for this event; opaque
 * @param late whether the event is older than the settled past of its entity; then features are as of the frontier
 */
public record Extraction(FeatureVector vector, long[] rarityKeys, boolean late) {
    public Extraction {
        rarityKeys = rarityKeys.clone();
    }

    @Override
    public long[] rarityKeys() {
        return rarityKeys.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Extraction that
                && vector.equals(that.vector)
                && Arrays.equals(rarityKeys, that.rarityKeys)
                && late == that.late;
    }

    @Override
    public int hashCode() {
        return 31 * vector.hashCode() + Arrays.hashCode(rarityKeys);
    }

    @Override
    public String toString() {
        return vector + (late ? " late" : "");
    }
}
