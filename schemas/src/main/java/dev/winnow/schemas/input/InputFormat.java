package dev.winnow.schemas.input;

/** One source format. Implementations are immutable and thread-safe. */
public interface InputFormat {
    /** Name as the command and the configuration have it, for example {@code suricata-eve}. */
    String name();

    /** How files of this format fall into records. */
    Framing framing();

    /**
     * Decodes one record. Never throws on bad input: whatever cannot be understood is {@link Decoded.Refused}.
     * Unknown extra fields are ignored. The far-future check on time stamps is not made here (it needs the ingest time).
     *
     * @param record the record's bytes, not kept and not changed
     */
    Decoded decode(byte[] record);

    /**
     * The same for a record that may have no time of its own.
     *
     * @param recordMillis time of the record in its topic
     */
    default Decoded decode(byte[] record, long recordMillis) {
        return decode(record);
    }
}
