package dev.winnow.evaluation.datasets;

/**
 * A feature of a table.
 *
 * @param name as in the header
 * @param kind what its values are
 */
public record Column(String name, Kind kind) {
    /** What a column's values are. */
    public enum Kind {
        /** Numbers; NaN where missing. */
        NUMERIC,
        /** Texts, as they stand in the file. */
        TEXT
    }
}
