package dev.winnow.detectors.feature;

/**
 * A column of a table.
 *
 * @param name field of the event: a number or a text; unique in its set, not blank
 * @param kind what it holds
 */
public record TableColumn(String name, Kind kind) {
    /** What a column holds. */
    public enum Kind {
        /** A number; a text in its place counts as missing. */
        NUMBER,
        /** One of several words; a number in its place is its digits. */
        TEXT
    }

    public TableColumn {
        if (name.isBlank()) {
            throw new IllegalArgumentException("DET-104 columns: must be named, one was blank");
        }
    }
}
