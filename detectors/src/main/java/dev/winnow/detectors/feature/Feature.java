package dev.winnow.detectors.feature;

/**
 * One declared feature.
 *
 * @param name lower case, unique in its set
 * @param description what it means, with the unit, for people
 * @param transform how its values are best scaled
 * @param computation canonical text of what is computed
 */
public record Feature(String name, String description, Transform transform, String computation) {
    /** A hint for the scaler. */
    public enum Transform {
        /** Nothing is known; decide from the data. */
        AUTO,
        /** Roughly symmetric or bounded: keep as it is. */
        LINEAR,
        /** Counts, bytes, durations: signed logarithm. */
        LOG
    }

    Feature withoutDescription() {
        return new Feature(name, "", transform, computation);
    }
}
