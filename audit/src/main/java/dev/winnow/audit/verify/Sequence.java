package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.EntryHeader;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows numbers, links and sessions of one chain in constant memory. Not thread-safe.
 *
 * <p>An entry whose tag failed under a known key is believed in nothing: it takes the place of the number that was due, or no
 * place. An entry whose tag was not checked is believed, which is level L1.
 */
final class Sequence {
    /** Entries whose tags are remembered, to tell a copy from a fork. A transaction holds far fewer. */
    private static final int REMEMBERED = 1024;

    private static final long NONE = Finding.NONE;

    private final Findings findings;
    private final Optional<Pin> pin;
    private final long[] recentSeqs = new long[REMEMBERED];
    private final byte[][] recentTags = new byte[REMEMBERED][];
    private long first = NONE;
    private long next = NONE;
    private byte @Nullable [] link;
    private byte @Nullable [] storedBefore;
    private long suspect = NONE;
    private byte @Nullable [] suspectLink;
    private long session;
    private long sessions;
    private long closedAt = NONE;
    private boolean hasSeenPin;

    Sequence(Findings findings, Optional<Pin> pin) {
        this.findings = findings;
        this.pin = pin;
        Arrays.fill(recentSeqs, NONE);
    }

    /** An entry that is believed: its tag verified, or was not checked. */
    void believe(EntryHeader header, long offset, boolean isProven) {
        long seq = header.seq();
        if (next == NONE) {
            start(seq);
        }
        if (seq == suspect && next == suspect + 1) {
            next = suspect;
            link = suspectLink;
        }
        if (seq >= next) {
            if (seq > next) {
                findings.add(FindingCode.GAP, next, offset, missing(next, seq - 1) + " before entry " + seq);
                link = null;
            }
            advance(header, offset);
        } else {
            late(header, offset, isProven);
        }
        storedBefore = header.tag();
    }

    /** An entry whose tag is wrong under the chain's key. */
    void disbelieve(EntryHeader header, long offset, String text) {
        long seq = header.seq();
        boolean isDue = seq == next;
        findings.add(
                FindingCode.BAD_MAC,
                isDue || next == NONE ? seq : next,
                offset,
                isDue ? text : text + "; the header says entry " + Long.toUnsignedString(seq) + ", due was " + next);
        if (isDue) {
            suspect = next;
            suspectLink = link;
            next++;
            link = null;
        }
        storedBefore = header.tag();
    }

    /** The key has just been found with entry {@code seq}, after {@code failed} entries that it does not verify. */
    void restart(long seq, long failed) {
        first = Math.max(0, seq - failed);
        next = seq;
        link = null;
        session = 0;
        sessions = 0;
        closedAt = NONE;
        Arrays.fill(recentSeqs, NONE);
    }

    /** Number of the first entry, -1 for none. */
    long first() {
        return first;
    }

    /** Number of the last entry, -1 for none. */
    long last() {
        return next == NONE ? NONE : next - 1;
    }

    /** The number that is due, 0 at the beginning. */
    long due() {
        return next == NONE ? 0 : next;
    }

    long sessions() {
        return sessions;
    }

    long session() {
        return session;
    }

    /** Tag of the last entry, if it is known. */
    byte @Nullable [] lastTag() {
        return link;
    }

    boolean isClosed() {
        return closedAt != NONE && closedAt == last();
    }

    /** Whether the pinned entry, or the one that follows it, is there and fits. */
    boolean hasSeenPin() {
        return hasSeenPin;
    }

    private void start(long seq) {
        first = seq;
        next = seq;
        if (pin.isPresent() && seq == pin.get().seq() + 1) {
            link = pin.get().tag().bytes();
            session = pin.get().session();
            hasSeenPin = true;
        }
    }

    private void advance(EntryHeader header, long offset) {
        long seq = header.seq();
        if (closedAt != NONE) {
            findings.add(FindingCode.AFTER_CLOSE, seq, offset, "entry " + closedAt + " closed the chain");
        }
        if (link != null && !header.follows(link)) {
            findings.add(
                    FindingCode.BAD_LINK,
                    seq,
                    offset,
                    "does not follow the stored entry before it: names " + Hex.brief(header.prevTag()) + ", stored is "
                            + Hex.brief(link));
        }
        if (pin.isPresent() && seq == pin.get().seq()) {
            hasSeenPin = true;
            if (!pin.get().tag().is(header.tag())) {
                findings.add(
                        FindingCode.FORK,
                        seq,
                        offset,
                        "an earlier audit saw tag " + Hex.brief(pin.get().tag().bytes()) + ", now it is "
                                + Hex.brief(header.tag()));
            }
        }
        followSession(header, offset);
        remember(header);
        next = seq + 1;
        link = header.tag();
        if (header.kind() == AuditKind.CLOSE.number()) {
            closedAt = seq;
        }
    }

    private void followSession(EntryHeader header, long offset) {
        long seq = header.seq();
        long now = header.session();
        if (header.epoch() != 0) {
            findings.add(
                    FindingCode.BAD_EPOCH, seq, offset, "key epoch must be 0 in key mode static, is " + header.epoch());
        }
        if (now < session) {
            findings.add(FindingCode.SESSION_BACKWARDS, seq, offset, "session " + now + " after session " + session);
            return;
        }
        if (now == session) {
            sessions = Math.max(1, sessions);
            return;
        }
        sessions++;
        if (session > 0 && now > session + 1) {
            findings.add(FindingCode.SESSION_SKIPPED, seq, offset, "session " + now + " follows session " + session);
        }
        session = now;
    }

    private void late(EntryHeader header, long offset, boolean isProven) {
        long seq = header.seq();
        int slot = (int) (seq % REMEMBERED);
        if (recentSeqs[slot] == seq) {
            boolean isSame = header.hasTag(recentTags[slot]);
            findings.add(
                    isSame ? FindingCode.DUPLICATE : FindingCode.FORK,
                    seq,
                    offset,
                    isSame
                            ? "appears again after entry " + (next - 1)
                            : "appears again with tag " + Hex.brief(header.tag()) + ", before it had "
                                    + Hex.brief(recentTags[slot]));
        } else if (!isProven && storedBefore != null && header.follows(storedBefore)) {
            findings.add(
                    FindingCode.REORDERED,
                    seq,
                    offset,
                    "the number falls from " + (next - 1) + " although the link holds");
            next = seq;
            link = storedBefore;
            advance(header, offset);
        } else if (seq < next - REMEMBERED) {
            findings.add(
                    FindingCode.DUPLICATE,
                    seq,
                    offset,
                    "appears after entry " + (next - 1) + ", too far back to tell a copy from a move");
        } else {
            findings.add(FindingCode.REORDERED, seq, offset, "appears after entry " + (next - 1));
            remember(header);
        }
    }

    private void remember(EntryHeader header) {
        int slot = (int) (header.seq() % REMEMBERED);
        recentSeqs[slot] = header.seq();
        recentTags[slot] = header.tag();
    }

    static String missing(long from, long to) {
        return from == to ? "entry " + from + " is missing" : "entries " + from + " to " + to + " are missing";
    }
}
