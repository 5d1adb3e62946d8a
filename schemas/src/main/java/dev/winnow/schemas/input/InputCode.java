package dev.winnow.schemas.input;

/**
 * Stable codes of everything that an input refuses. Codes are never reused; their texts may improve. The codes from 030
 * are mistakes of whoever configures an input, those from 040 mean that a file as a whole cannot be read on.
 */
public enum InputCode {
    OVERSIZE("INP-001", "the record is longer than the limit"),
    NOT_UTF8("INP-002", "the record is not valid UTF-8"),
    MISSING("INP-003", "a required field is missing"),
    WRONG_TYPE("INP-004", "a field that is needed has the wrong type"),
    BROKEN_JSON("INP-005", "the record is not valid JSON"),
    TRAILING("INP-006", "something follows the end of the record"),
    DUPLICATE("INP-007", "a needed key stands in the record twice"),
    NOT_FINITE("INP-008", "a number is NaN, infinite or beyond the range of a double"),
    TIME_UNREADABLE("INP-009", "a time stamp cannot be read"),
    TIME_OUT_OF_RANGE("INP-010", "a time stamp lies before 1990 or after 9999"),
    EMPTY_ENTITY("INP-011", "the entity field is empty"),
    TOO_DEEP("INP-012", "the record is nested deeper than the limit"),
    TOO_MANY_FIELDS("INP-013", "the record has more fields than the limit"),
    EMPTY_RECORD("INP-014", "the record has no content"),
    BROKEN_ZEEK("INP-015", "the header or the row of a Zeek log is broken"),
    BROKEN_CSV("INP-016", "the header or the row of a CSV record is broken"),
    UNKNOWN_SCHEMA("INP-017", "the record does not name the Avro schema of an event"),
    BROKEN_AVRO("INP-018", "the Avro datum is broken"),
    UNKNOWN_TYPE("INP-019", "the event type cannot be told or is not a plain word"),
    UNKNOWN_FORMAT("INP-030", "no input format has this name"),
    BAD_OPTION("INP-031", "an option of an input is out of its range"),
    BROKEN_GZIP("INP-040", "the gzip data is broken or ends too early"),
    BROKEN_CONTAINER("INP-041", "the Avro container file is broken or has another schema");

    private final String code;
    private final String meaning;

    InputCode(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The stable code, for example {@code INP-003}. */
    public String code() {
        return code;
    }

    /** What it means, in a few words without a full stop. */
    public String meaning() {
        return meaning;
    }
}
