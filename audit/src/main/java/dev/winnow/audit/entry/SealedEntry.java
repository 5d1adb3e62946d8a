package dev.winnow.audit.entry;

/**
 * What {@link ChainWriter} adds to one record: the header to store with it. The arrays belong to the caller from then on and
 * are not copied.
 */
public final class SealedEntry {
    private final byte[] header;
    private final byte[] bodyDigest;

    SealedEntry(byte[] header, byte[] bodyDigest) {
        this.header = header;
        this.bodyDigest = bodyDigest;
    }

    /** The 138 bytes of record header {@link EntryHeader#NAME}. */
    public byte[] header() {
        return header;
    }

    /** The digest d of the body; with it the leaf follows without the body. */
    public byte[] bodyDigest() {
        return bodyDigest;
    }

    /** The header, readable. */
    public EntryHeader fields() {
        return EntryHeader.of(header);
    }

    /** Number of the entry in its chain. */
    public long seq() {
        return fields().seq();
    }

    @Override
    public String toString() {
        return "SealedEntry[" + seq() + "]";
    }
}
