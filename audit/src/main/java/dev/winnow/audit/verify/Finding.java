package dev.winnow.audit.verify;

/**
 * One thing that the verifier found.
 *
 * @param chain origin or file of the chain; empty for the log as a whole
 * @param seq number of the entry, -1 where there is none
 * @param offset of the record, -1 where there is none
 * @param text one sentence, without outside text that is not escaped
 */
public record Finding(FindingCode code, Gravity gravity, String chain, long seq, long offset, String text) {
    /** No sequence number or offset. */
    public static final long NONE = -1;

    /** A finding about no particular entry, with its code's gravity. */
    public static Finding general(FindingCode code, String chain, String text) {
        return new Finding(code, code.gravity(), chain, NONE, NONE, text);
    }
}
