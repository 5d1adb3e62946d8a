package dev.winnow.detectors.feature;

/**
 * One declared feature.
 *
 * @param name lower case, unique in its set
 * @param description what it means, with the unit, for people
 * @param transform how its values are best scaled
 * @param computation canonical text of what is computed
 * @param group what it says something of, in a word: alerts sum their parts by it; empty for none
 */
public record Feature(String name, String description, Transform transform, String computation, String group) {
    /** A hint for the scaler. */
    public enum Transform {
        /** Nothing is known; decide from the data. */
        AUTO,
        /** Roughly symmetric or bounded: keep as it is. */
        LINEAR,
        /** Counts, bytes, durations: signed logarithm. */
        LOG
    }

    /** Without what is for people alone. */
    Feature withoutDescription() {
        return new Feature(name, "", transform, computation, "");
    }
}
