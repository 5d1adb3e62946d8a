package dev.winnow.audit.verify;

import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;
import java.util.Optional;

/**
 * What the caller knows of a chain before it is verified.
 *
 * @param label names the chain in findings until its genesis does, such as a file or topic-partition; escaped by the verifier
 * @param origin expected origin
 * @param cid expected chain id; without it the genesis gives its own
 * @param from first entry to be verified; entries before it only have to be linked
 * @param to last entry to be verified, {@link Long#MAX_VALUE} for all
 * @param last number of the entry that somebody says is the last, -1 where nobody does
 * @param pin what an earlier audit saw
 */
public record Expectation(
        String label, Optional<Origin> origin, Optional<Hash> cid, long from, long to, long last, Optional<Pin> pin) {
    public Expectation {
        if (from < 0 || to < from || last < -1) {
            throw new IllegalArgumentException("AUD-020 range: must be 0 <= from <= to, was " + from + " to " + to);
        }
    }

    /** Nothing is known: the chain must begin with its genesis. */
    public static Expectation none(String label) {
        return new Expectation(label, Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE, -1, Optional.empty());
    }

    /** The chain must be this one. */
    public Expectation chain(Origin expectedOrigin, Hash expectedCid) {
        return new Expectation(label, Optional.of(expectedOrigin), Optional.of(expectedCid), from, to, last, pin);
    }

    /** Only {@code first} to {@code end}, inclusive, are to be verified. */
    public Expectation range(long first, long end) {
        return new Expectation(label, origin, cid, first, end, last, pin);
    }

    /** Somebody who is not trusted says that entry {@code seq} is the last. */
    public Expectation lastSaidToBe(long seq) {
        return new Expectation(label, origin, cid, from, to, seq, pin);
    }

    /** An earlier audit saw {@code earlier}. */
    public Expectation pinned(Pin earlier) {
        return new Expectation(label, origin, cid, from, to, last, Optional.of(earlier));
    }

    boolean isWholeChain() {
        return from == 0 && to == Long.MAX_VALUE;
    }
}
