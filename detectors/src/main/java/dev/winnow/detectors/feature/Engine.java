package dev.winnow.detectors.feature;

/** How the events of a feature set are judged. */
public enum Engine {
    /** By entity: windows, levels and shifts of the event's own host or user, beside all of them. */
    ENTITIES,
    /** Row by row: numbers and texts of a table whose rows have no past of their own. */
    TABLE,
    /** By entity, whose rows are one series of metrics: a row is judged by the stretches of its own past. */
    SERIES
}
