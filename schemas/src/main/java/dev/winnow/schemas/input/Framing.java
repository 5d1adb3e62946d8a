package dev.winnow.schemas.input;

/** How a file of a format falls into records. Each record is a complete small document of its format. */
public enum Framing {
    /** One JSON value a line, or one JSON array of values. */
    JSON_VALUES,
    /** Zeek logs: tab-separated with {@code #} header lines (each record repeats them before its row), or JSON lines. */
    ZEEK_LOG,
    /** CSV with a header line; each record repeats it before its row. */
    CSV_WITH_HEADER,
    /** Avro object container file; each record is one datum in single-object encoding. */
    AVRO_CONTAINER
}
