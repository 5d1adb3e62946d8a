package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription;
import dev.winnow.audit.entry.ChainWriter;
import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one chain as its records stream by, in constant memory and about two microseconds for a small entry. Only
 * committed records may be given. It throws for no content; whatever is wrong becomes a finding. One owner, one thread.
 */
public final class ChainVerifier {
    private final Expectation expected;
    private final Findings findings = new Findings();
    private final KeyTrial keys;
    private final Sequence sequence;
    private final SchemaLedger schemas;
    private final SourceLedger sources;
    private @Nullable ChainDescription description;
    private byte @Nullable [] genesisCid;
    private boolean hasUnsupportedKeys;
    private boolean hasStarted;
    private long records;
    private long unproven;
    private long inRange;
    private long verified;
    private long from = Finding.NONE;
    private long to = Finding.NONE;
    private long firstMillis;
    private long lastMillis;

    /** @param keys root keys to try; none gives level L1 and never a verified chain */
    public ChainVerifier(Expectation expected, List<RootKey> keys, SourceOf sourceOf) {
        this.expected = expected;
        this.keys = new KeyTrial(keys);
        this.sequence = new Sequence(findings, expected.pin());
        this.schemas = new SchemaLedger(findings);
        this.sources = new SourceLedger(findings, sourceOf);
        expected.cid().ifPresent(cid -> this.keys.consider(cid.bytes()));
        expected.pin().ifPresent(pin -> this.keys.consider(pin.cid().bytes()));
    }

    /** Verifies all of {@code entries}. */
    public static ChainResult verify(Expectation expected, List<RootKey> keys, Iterator<StoredEntry> entries) {
        ChainVerifier verifier = new ChainVerifier(expected, keys, SourceOf.NONE);
        while (entries.hasNext()) {
            verifier.accept(entries.next());
        }
        return verifier.finish();
    }

    /** Takes the next record in the order of offsets. */
    public void accept(StoredEntry entry) {
        records++;
        EntryHeader header = header(entry);
        if (header == null) {
            return;
        }
        long seq = header.seq();
        Optional<AuditKind> kind = AuditKind.of(header.kind());
        if (kind.isEmpty()) {
            findings.add(
                    FindingCode.UNKNOWN_KIND,
                    sequence.due(),
                    entry.offset(),
                    "kind " + header.kind() + " is unknown; a newer build may read it");
        }
        boolean isGenesis = header.kind() == AuditKind.GENESIS.number();
        if (isGenesis) {
            readGenesis(header, entry);
        }
        boolean isChosen = seq >= expected.from() && seq <= expected.to();
        boolean isNeeded = isChosen || isGenesis || header.kind() == AuditKind.SCHEMA.number();
        if (!isNeeded) {
            begin(seq, isGenesis, entry.offset());
            sequence.believe(header, entry.offset(), false);
            return;
        }
        boolean hadKey = keys.hasAdopted();
        KeyTrial.Outcome outcome = hasUnsupportedKeys ? KeyTrial.Outcome.UNPROVEN : keys.check(header, entry);
        if (!hadKey && keys.hasAdopted()) {
            findings.confirmTags();
            if (unproven > 0) {
                sequence.restart(seq, unproven);
                hasStarted = true;
            }
        }
        if (isChosen) {
            count(header, outcome);
        }
        switch (outcome) {
            case FAILED:
                sequence.disbelieve(header, entry.offset(), badTag(header));
                return;
            case UNPROVEN:
                unproven++;
                if (keys.hasKeys() && keys.hasChainId() && !hasUnsupportedKeys) {
                    findings.add(FindingCode.BAD_MAC, sequence.due(), entry.offset(), badTag(header));
                }
                break;
            case VERIFIED:
                break;
        }
        begin(seq, isGenesis, entry.offset());
        sequence.believe(header, entry.offset(), outcome == KeyTrial.Outcome.VERIFIED);
        schemas.observe(header, entry);
        if (outcome == KeyTrial.Outcome.VERIFIED && kind.isPresent() && isChosen) {
            sources.observe(seq, kind.get(), entry);
        }
    }

    /** What was found. To be called once, after the last record. */
    public ChainResult finish() {
        schemas.finish(sequence.last());
        if (inRange == 0) {
            findings.add(
                    FindingCode.EMPTY,
                    Finding.NONE,
                    Finding.NONE,
                    records == 0 ? "there are no entries" : "there are no readable entries in the demanded range");
        } else {
            judgeKeys();
        }
        if (sequence.first() >= 0) {
            judgeHead();
        }
        judgeTail();
        boolean isL2 = inRange > 0 && verified == inRange;
        byte[] cid = chainId();
        String name = name();
        Optional<Pin> pin = isL2 && expected.isWholeChain() ? nextPin(cid) : Optional.empty();
        return new ChainResult(
                name,
                cid == null ? "" : Hex.full(cid),
                from,
                to,
                inRange == 0 ? "NONE" : isL2 ? "L2" : "L1",
                records,
                verified,
                sequence.sessions(),
                firstMillis,
                lastMillis,
                keys.keyId(),
                description == null ? "" : description.keyMode().text(),
                tail(),
                findings.list(name),
                findings.worst(),
                pin);
    }

    private @Nullable EntryHeader header(StoredEntry entry) {
        long due = sequence.due();
        byte[] found = null;
        boolean isThere = false;
        for (StoredEntry.Header header : entry.headers()) {
            if (!header.name().equals(EntryHeader.NAME)) {
                findings.add(
                        FindingCode.EXTRA_HEADER,
                        due,
                        entry.offset(),
                        "record header \"" + AsciiText.of(header.name(), 80) + "\" is outside the seal");
            } else if (isThere) {
                findings.add(
                        FindingCode.REPEATED_HEADER,
                        due,
                        entry.offset(),
                        "has more than one header " + EntryHeader.NAME);
            } else {
                isThere = true;
                found = header.value();
            }
        }
        byte[] value = entry.value();
        if (value != null && value.length > ChainWriter.MAXIMUM_VALUE_BYTES) {
            findings.add(
                    FindingCode.VALUE_TOO_LARGE,
                    due,
                    entry.offset(),
                    "value must have at most " + ChainWriter.MAXIMUM_VALUE_BYTES + " bytes, has " + value.length);
        }
        if (!isThere) {
            findings.add(FindingCode.MISSING_HEADER, due, entry.offset(), "has no header " + EntryHeader.NAME);
            return null;
        }
        if (found == null || found.length != EntryHeader.BYTES) {
            findings.add(
                    FindingCode.BAD_HEADER_LENGTH,
                    due,
                    entry.offset(),
                    "header must have 138 bytes, has " + (found == null ? "null" : found.length));
            return null;
        }
        EntryHeader header = EntryHeader.of(found);
        if (header.version() != EntryHeader.VERSION) {
            boolean isOther = !hasStarted && records == 1;
            findings.add(
                    FindingCode.BAD_VERSION,
                    isOther ? Gravity.UNREADABLE : Gravity.TAMPERED,
                    due,
                    entry.offset(),
                    "version must be 1, is " + header.version());
            return null;
        }
        if (header.seq() < 0) {
            findings.add(FindingCode.BAD_HEADER, due, entry.offset(), "number must be below 2^63");
            return null;
        }
        return header;
    }

    private void readGenesis(EntryHeader header, StoredEntry entry) {
        if (header.seq() != 0 || genesisCid != null) {
            findings.add(
                    FindingCode.BAD_GENESIS,
                    header.seq() == 0 ? 0 : sequence.due(),
                    entry.offset(),
                    "a GENESIS must be entry 0 and the only one");
        }
        if (genesisCid != null) {
            return;
        }
        byte[] value = entry.value() == null ? new byte[0] : entry.value();
        byte[] cid = EntryHasher.chainId(value);
        genesisCid = cid;
        if (!header.follows(cid)) {
            findings.add(
                    FindingCode.BAD_GENESIS,
                    header.seq(),
                    entry.offset(),
                    "names chain " + Hex.brief(header.prevTag()) + ", its value gives " + Hex.brief(cid));
        }
        if (expected.cid().isPresent() && !expected.cid().get().is(cid)) {
            findings.add(
                    FindingCode.WRONG_CHAIN,
                    header.seq(),
                    entry.offset(),
                    "expected chain " + Hex.brief(expected.cid().get().bytes()) + ", found " + Hex.brief(cid));
        }
        keys.consider(cid);
        keys.consider(header.prevTag());
        if (header.session() != 1) {
            findings.add(
                    FindingCode.BAD_GENESIS, header.seq(), entry.offset(), "session must be 1, is " + header.session());
        }
        describe(header, entry);
    }

    private void describe(EntryHeader header, StoredEntry entry) {
        byte[] key = entry.key() == null ? new byte[0] : entry.key();
        ChainDescription found;
        try {
            found = ChainDescription.parse(key);
        } catch (IllegalArgumentException e) {
            findings.add(FindingCode.BAD_GENESIS, header.seq(), entry.offset(), "its key must describe the chain");
            return;
        }
        description = found;
        if (expected.origin().isPresent() && !expected.origin().get().equals(found.origin())) {
            findings.add(
                    FindingCode.WRONG_CHAIN,
                    header.seq(),
                    entry.offset(),
                    "expected origin " + expected.origin().get() + ", found " + found.origin());
        }
        if (found.keyMode() == ChainDescription.KeyMode.RATCHET) {
            hasUnsupportedKeys = true;
            findings.add(
                    FindingCode.UNSUPPORTED_KEY_MODE,
                    header.seq(),
                    entry.offset(),
                    "key mode ratchet; verify with a newer build");
        }
        if (found.guarantee() == ChainDescription.Guarantee.AT_LEAST_ONCE) {
            findings.add(
                    FindingCode.WEAK_GUARANTEE,
                    header.seq(),
                    entry.offset(),
                    "the writer runs at_least_once; a crash may leave faults that nobody intended");
        }
    }

    private void begin(long seq, boolean isGenesis, long offset) {
        if (hasStarted) {
            return;
        }
        hasStarted = true;
        if (seq == 0 && !isGenesis) {
            findings.add(FindingCode.BAD_GENESIS, 0, offset, "entry 0 must be a GENESIS");
        }
        if (seq > 0) {
            schemas.missBeginning();
        }
    }

    private void count(EntryHeader header, KeyTrial.Outcome outcome) {
        inRange++;
        if (outcome == KeyTrial.Outcome.FAILED) {
            return;
        }
        if (outcome == KeyTrial.Outcome.VERIFIED) {
            verified++;
        }
        long seq = header.seq();
        long millis = header.unixMillis();
        boolean isFirst = from == Finding.NONE;
        from = isFirst ? seq : Math.min(from, seq);
        to = Math.max(to, seq);
        firstMillis = isFirst ? millis : Math.min(firstMillis, millis);
        lastMillis = isFirst ? millis : Math.max(lastMillis, millis);
    }

    private void judgeKeys() {
        if (!keys.hasKeys()) {
            findings.add(
                    FindingCode.NO_KEY, Finding.NONE, Finding.NONE, "no key was given; only the structure was checked");
        } else if (!keys.hasChainId()) {
            findings.add(
                    FindingCode.NO_CHAIN_ID,
                    Finding.NONE,
                    Finding.NONE,
                    "there is no genesis, and nobody said which chain this is; no tag could be checked");
        } else if (!keys.hasAdopted() && !hasUnsupportedKeys) {
            findings.withdrawTags();
            String named = description == null ? "" : "; the genesis names key " + description.keyId();
            findings.addFirst(
                    FindingCode.UNKNOWN_KEY,
                    sequence.first(),
                    Finding.NONE,
                    "none of " + inRange + " entries verifies with " + keys.keyIds() + named);
        }
    }

    private void judgeHead() {
        long first = sequence.first();
        boolean isExplained =
                sequence.hasSeenPin() && expected.pin().orElseThrow().seq() + 1 >= first;
        if (first > expected.from() && !isExplained) {
            long missingFrom = expected.from();
            if (expected.pin().isPresent()) {
                missingFrom = Math.max(
                        missingFrom, Math.min(first - 1, expected.pin().get().seq() + 1));
            }
            findings.addFirst(
                    FindingCode.MISSING_HEAD, missingFrom, Finding.NONE, Sequence.missing(missingFrom, first - 1));
        }
    }

    private void judgeTail() {
        long last = sequence.last();
        long said = expected.last();
        if (said > last && last < expected.to()) {
            findings.add(
                    FindingCode.MISSING_TAIL,
                    last + 1,
                    Finding.NONE,
                    Sequence.missing(last + 1, Math.min(said, expected.to())) + "; entry " + said
                            + " is said to be the last");
        } else if (said >= 0 && last > said) {
            findings.add(
                    FindingCode.UNEXPECTED_TAIL,
                    said + 1,
                    Finding.NONE,
                    "entry " + said + " is said to be the last, found up to " + last);
        } else if (expected.to() != Long.MAX_VALUE && last < expected.to()) {
            findings.add(FindingCode.MISSING_TAIL, last + 1, Finding.NONE, Sequence.missing(last + 1, expected.to()));
        }
        if (expected.pin().isPresent() && last < Math.min(expected.pin().get().seq(), expected.to())) {
            findings.add(
                    FindingCode.MISSING_TAIL,
                    Gravity.TAMPERED,
                    last + 1,
                    Finding.NONE,
                    Sequence.missing(last + 1, expected.pin().get().seq()) + "; an earlier audit saw them");
        }
    }

    private String tail() {
        long last = sequence.last();
        if (last < 0) {
            return "no tail: there are no entries";
        }
        if (sequence.isClosed()) {
            return "tail closed: entry " + last + " ends the chain";
        }
        String open = "tail not anchored: nothing proves that entry " + last + " is the last";
        if (expected.last() == last) {
            open = open + "; who exported it says so, without proof";
        }
        if (sequence.hasSeenPin()) {
            open = open + "; an earlier audit proves entries up to "
                    + expected.pin().orElseThrow().seq();
        }
        return open;
    }

    private Optional<Pin> nextPin(byte @Nullable [] cid) {
        byte[] tag = sequence.lastTag();
        if (findings.worst() != Gravity.INFORMATION || cid == null || tag == null) {
            return Optional.empty();
        }
        return originOf()
                .map(origin -> new Pin(origin, new Hash(cid), sequence.last(), sequence.session(), new Hash(tag)));
    }

    private Optional<dev.winnow.audit.entry.Origin> originOf() {
        ChainDescription found = description;
        return found == null ? expected.origin() : Optional.of(found.origin());
    }

    private byte @Nullable [] chainId() {
        return keys.chainId() == null ? genesisCid : keys.chainId();
    }

    private String name() {
        return originOf().map(Object::toString).orElse(AsciiText.of(expected.label(), 255));
    }

    private static String badTag(EntryHeader header) {
        return "the stored bytes do not give tag " + Hex.brief(header.tag()) + "; session " + header.session();
    }
}
