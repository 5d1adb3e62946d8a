package dev.winnow.schemas.input;

/** The checks that every text record passes before anything reads it. */
final class RecordBounds {
    private RecordBounds() {}

    /** Refuses a record that is empty or over the limit. */
    static void checkLength(byte[] record, InputOptions options) throws Refusal {
        if (record.length > options.maxRecordBytes()) {
            throw new Refusal(
                    InputCode.OVERSIZE,
                    "a record must have at most " + options.maxRecordBytes() + " bytes; found more; shorten it or raise"
                            + " maxRecordBytes");
        }
    }

    /** Refuses a record that is oversize, not UTF-8 or blank; gives the offset behind a byte order mark. */
    static int checkText(byte[] record, InputOptions options) throws Refusal {
        checkLength(record, options);
        int fault = Utf8.firstFault(record, 0, record.length);
        if (fault >= 0) {
            throw new Refusal(
                    InputCode.NOT_UTF8,
                    "a record must be valid UTF-8; byte " + fault + " is not; send the source's text as UTF-8");
        }
        int start = Utf8.markLength(record);
        for (int i = start; i < record.length; i++) {
            if (record[i] != ' ' && record[i] != '\t' && record[i] != '\r' && record[i] != '\n') {
                return start;
            }
        }
        throw new Refusal(InputCode.EMPTY_RECORD, "a record must have content; it is blank; do not send blank records");
    }
}
