package dev.winnow.audit.verify;

import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;

/**
 * What an earlier audit saw last of a chain: the next audit must see the same entry again, or one that follows it.
 *
 * @param cid chain id
 * @param seq number of the last verified entry
 * @param session its session
 * @param tag its tag
 */
public record Pin(Origin origin, Hash cid, long seq, long session, Hash tag) {
    public Pin {
        if (seq < 0 || session < 1 || session > 0xffff_ffffL) {
            throw new IllegalArgumentException(
                    "AUD-013 pin: seq must be 0 or more and session 1 to 4294967295, were " + seq + " and " + session);
        }
    }
}
