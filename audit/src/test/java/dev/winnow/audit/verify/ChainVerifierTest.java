package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription.Guarantee;
import dev.winnow.audit.entry.ChainHead;
import dev.winnow.audit.entry.ChainWriter;
import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.SealedEntry;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
    private static final List<RootKey> KEYS = List.of(Chains.KEY);

    @Test
    void aSoundChainVerifiesAndSaysThatItsTailIsOpen() {
        List<StoredEntry> chain = Chains.chain(1, 30);

        ChainResult result = ChainVerifier.verify(Expectation.none("test"), KEYS, chain.iterator());

        assertThat(result.findings()).isEmpty();
        assertThat(result.level()).isEqualTo("L2");
        assertThat(result.worst().conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(result.origin()).isEqualTo("acme/winnow/winnow.audit/0/1");
        assertThat(result.cid()).isEqualTo(Chains.cid(chain).hex());
        assertThat(result.from()).isZero();
        assertThat(result.to()).isEqualTo(29);
        assertThat(result.verified()).isEqualTo(30);
        assertThat(result.sessions()).isEqualTo(5);
        assertThat(result.keyId()).isEqualTo("k1");
        assertThat(result.keyMode()).isEqualTo("static");
        assertThat(result.lastMillis() - result.firstMillis()).isEqualTo(29_000);
        assertThat(result.tail()).isEqualTo("tail not anchored: nothing proves that entry 29 is the last");
    }

    @Test
    void aClosedChainProvesItsTail() {
        List<StoredEntry> chain = Chains.chain(1, 9, Chains.ORIGIN, Chains.KEY, true);

        ChainResult result = verify(chain);

        assertThat(result.findings()).isEmpty();
        assertThat(result.tail()).isEqualTo("tail closed: entry 8 ends the chain");
    }

    @Test
    void nothingReadNeverPasses() {
        ChainResult result = ChainVerifier.verify(
                Expectation.none("test"), KEYS, List.<StoredEntry>of().iterator());

        assertThat(result.findings())
                .containsExactly(Finding.general(FindingCode.EMPTY, "test", "there are no entries"));
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(3);
        assertThat(result.tail()).isEqualTo("no tail: there are no entries");
    }

    @Test
    void withoutAKeyOnlyTheStructureIsShown() {
        ChainResult result = ChainVerifier.verify(
                Expectation.none("test"), List.of(), Chains.chain(1, 9).iterator());

        assertThat(codes(result)).containsExactly("NO_KEY");
        assertThat(result.level()).isEqualTo("L1");
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(4);
    }

    @Test
    void aWrongKeyAccusesNobody() {
        ChainResult result = ChainVerifier.verify(
                Expectation.none("test"),
                List.of(Chains.OTHER_KEY),
                Chains.chain(1, 9).iterator());

        assertThat(result.findings())
                .containsExactly(new Finding(
                        FindingCode.UNKNOWN_KEY,
                        Gravity.UNTRUSTED,
                        Chains.ORIGIN.line(),
                        0,
                        -1,
                        "none of 9 entries verifies with k2; the genesis names key k1"));
        assertThat(result.level()).isEqualTo("L1");
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(4);
    }

    @Test
    void theRightKeyIsFoundAmongSeveral() {
        ChainResult result = ChainVerifier.verify(
                Expectation.none("test"),
                List.of(Chains.OTHER_KEY, Chains.KEY),
                Chains.chain(1, 9).iterator());

        assertThat(result.findings()).isEmpty();
        assertThat(result.keyId()).isEqualTo("k1");
    }

    @Test
    void aChangedFirstEntryIsAccusedOnceALaterOneVerifies() {
        List<StoredEntry> chain = new ArrayList<>(Chains.chain(1, 9));
        StoredEntry genesis = chain.get(0);
        chain.set(0, Chains.withBody(genesis, genesis.key(), Chains.flip(Objects.requireNonNull(genesis.value()), 3)));

        ChainResult result = ChainVerifier.verify(Expectation.none("test"), KEYS, chain.iterator());

        assertThat(codes(result)).containsExactly("BAD_GENESIS", "BAD_MAC");
        assertThat(result.findings()).allMatch(finding -> finding.seq() == 0);
        assertThat(result.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
    }

    @Test
    void anotherChainUnderTheSameKeyIsNotTheExpectedOne() {
        List<StoredEntry> other = Chains.chain(2, 9, Chains.ORIGIN, Chains.KEY, false);

        ChainResult result = ChainVerifier.verify(expected(Chains.chain(1, 9)), KEYS, other.iterator());

        assertThat(codes(result)).containsExactly("WRONG_CHAIN");
        assertThat(result.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
    }

    @Test
    void twoEntriesWithOneNumberAreAFork() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        ChainHead head = opening.writer().head();
        List<StoredEntry> chain = new ArrayList<>(List.of(genesis(opening)));
        chain.add(append(opening.writer(), AuditKind.DECISION, "a"));
        chain.add(append(ChainWriter.resume(Chains.KEY, head), AuditKind.DECISION, "b"));

        ChainResult result = verify(chain);

        assertThat(codes(result)).containsExactly("FORK", "MISSING_TAIL");
        assertThat(result.findings().get(0).seq()).isEqualTo(1);
    }

    @Test
    void aReplacedEntrySealedWithTheKeyBreaksTheNextLink() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        ChainHead head = opening.writer().head();
        List<StoredEntry> chain = new ArrayList<>(List.of(genesis(opening)));
        ChainWriter honest = ChainWriter.resume(Chains.KEY, head);
        append(honest, AuditKind.DECISION, "a");
        StoredEntry next = append(honest, AuditKind.DECISION, "b");
        chain.add(append(ChainWriter.resume(Chains.KEY, head), AuditKind.DECISION, "x"));
        chain.add(next);

        ChainResult result = verify(chain);

        assertThat(codes(result)).containsExactly("BAD_LINK");
        assertThat(result.findings().get(0).seq()).isEqualTo(2);
    }

    @Test
    void sessionsNeverFallAndSkippedOnesAreToldOnly() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        List<StoredEntry> chain = new ArrayList<>(List.of(genesis(opening)));
        ChainWriter fifth =
                ChainWriter.resume(Chains.KEY, session(opening.writer().head(), 4));
        chain.add(append(fifth, AuditKind.SESSION, "a"));
        ChainResult skipped = verify(chain);
        ChainWriter third = ChainWriter.resume(Chains.KEY, session(fifth.head(), 2));
        chain.add(append(third, AuditKind.SESSION, "b"));

        ChainResult fallen = verify(chain);

        assertThat(codes(skipped)).containsExactly("SESSION_SKIPPED");
        assertThat(skipped.worst().conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(codes(fallen)).containsExactly("SESSION_SKIPPED", "SESSION_BACKWARDS");
        assertThat(fallen.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
    }

    @Test
    void whatAWriterNeverWritesIsFoundEvenIfSealed() {
        List<StoredEntry> chain = Chains.chain(1, 9);

        assertThat(codes(verify(resealed(chain, 8, 9, (byte) 1)))).containsExactly("BAD_EPOCH");
        assertThat(codes(verify(resealed(chain, 8, 1, (byte) 14)))).containsExactly("UNKNOWN_KIND");
        assertThat(codes(verify(resealed(chain, 8, 1, (byte) 1)))).contains("BAD_GENESIS");
        assertThat(codes(verify(resealed(chain, 8, 0, (byte) 2)))).contains("BAD_VERSION");
        assertThat(codes(verify(resealed(chain, 8, 10, (byte) 0x80)))).contains("BAD_HEADER");
        assertThat(codes(verify(resealed(chain, 0, 5, (byte) 2)))).contains("BAD_GENESIS");
        assertThat(codes(verify(resealed(chain, 0, 1, (byte) 2)))).contains("BAD_GENESIS");
        assertThat(verify(resealed(chain, 8, 1, (byte) 14)).worst().conclusion().exitCode())
                .isEqualTo(5);
    }

    @Test
    void aFirstRecordOfAnotherVersionIsUnreadable() {
        List<StoredEntry> chain = resealed(Chains.chain(1, 1), 0, 0, (byte) 2);

        ChainResult result = ChainVerifier.verify(Expectation.none("test"), KEYS, chain.iterator());

        assertThat(codes(result)).containsExactly("BAD_VERSION", "EMPTY");
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(5);
    }

    @Test
    void headersMustBeOneOfTheRightLength() {
        List<StoredEntry> chain = Chains.chain(1, 5);
        StoredEntry last = chain.get(4);
        byte[] header = Chains.header(last);
        StoredEntry.Header ours = new StoredEntry.Header(EntryHeader.NAME, header);
        StoredEntry.Header other = new StoredEntry.Header("x\u001b[2J\u202e", new byte[1]);

        assertThat(codes(verify(replaced(chain, 4, headers(last, ours, other)))))
                .containsExactly("EXTRA_HEADER");
        assertThat(codes(verify(replaced(chain, 4, headers(last, ours, ours))))).containsExactly("REPEATED_HEADER");
        assertThat(codes(verify(replaced(chain, 4, headers(last))))).containsExactly("MISSING_HEADER", "MISSING_TAIL");
        for (int length : new int[] {0, 106, 137, 139}) {
            StoredEntry.Header cut = new StoredEntry.Header(EntryHeader.NAME, Arrays.copyOf(header, length));
            assertThat(codes(verify(replaced(chain, 4, headers(last, cut)))))
                    .containsExactly("BAD_HEADER_LENGTH", "MISSING_TAIL");
        }
        assertThat(codes(verify(replaced(chain, 4, headers(last, new StoredEntry.Header(EntryHeader.NAME, null))))))
                .containsExactly("BAD_HEADER_LENGTH", "MISSING_TAIL");
        ChainResult extra = verify(replaced(chain, 4, headers(last, ours, other)));
        assertThat(extra.worst().conclusion().exitCode()).isEqualTo(4);
        assertThat(extra.findings().get(0).text())
                .isEqualTo("record header \"x\\u001b[2J\\u202e\" is outside the seal");
    }

    @Test
    void schemasMustBeLoggedBeforeTheirUse() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        List<StoredEntry> chain = new ArrayList<>(List.of(genesis(opening)));
        byte[] value = {7};
        SealedEntry early = opening.writer()
                .append(
                        AuditKind.DECISION,
                        null,
                        value,
                        Chains.SCHEMA_HASH,
                        9,
                        opening.writer().nextSalt());
        chain.add(StoredEntry.of(1, 9, null, early.header(), value));
        SealedEntry schema = opening.writer()
                .appendSchema(
                        Chains.SCHEMA,
                        value,
                        ChainWriter.noSchema(),
                        9,
                        opening.writer().nextSalt());
        chain.add(StoredEntry.of(2, 9, Chains.SCHEMA, schema.header(), value));

        ChainResult result = verify(chain);

        assertThat(codes(result)).containsExactly("UNKNOWN_SCHEMA");
        assertThat(result.findings().get(0).seq()).isEqualTo(1);
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(3);
    }

    @Test
    void aGenesisWhoseSchemaIsNeverLoggedIsIncomplete() {
        assertThat(codes(verify(Chains.chain(1, 1)))).containsExactly("UNKNOWN_SCHEMA");
    }

    @Test
    void nothingFollowsAClose() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        List<StoredEntry> chain = new ArrayList<>(List.of(genesis(opening)));
        chain.add(append(opening.writer(), AuditKind.CLOSE, ""));
        byte[] encoded = opening.writer().head().encode();
        encoded[1] = 0;
        chain.add(append(ChainWriter.resume(Chains.KEY, ChainHead.decode(encoded)), AuditKind.DECISION, "late"));

        assertThat(codes(verify(chain))).containsExactly("AFTER_CLOSE");
    }

    @Test
    void aWeakGuaranteeIsTold() {
        ChainResult result = verify(List.of(genesis(open(Guarantee.AT_LEAST_ONCE))));

        assertThat(codes(result)).containsExactly("WEAK_GUARANTEE");
        assertThat(result.worst().conclusion()).isEqualTo(Conclusion.VERIFIED);
    }

    @Test
    void aRatchetChainIsNotVerifiedByThisVersion() {
        List<StoredEntry> chain = new ArrayList<>(Chains.chain(1, 3));
        StoredEntry genesis = chain.get(0);
        String description = new String(Objects.requireNonNull(genesis.key()), StandardCharsets.US_ASCII);
        byte[] ratchet = description.replace("static", "ratchet").getBytes(StandardCharsets.US_ASCII);
        chain.set(0, Chains.withBody(genesis, ratchet, genesis.value()));

        ChainResult result = verify(chain);

        assertThat(codes(result)).containsExactly("UNSUPPORTED_KEY_MODE");
        assertThat(result.level()).isEqualTo("L1");
        assertThat(result.worst().conclusion().exitCode()).isEqualTo(4);
    }

    @Test
    void valuesBeyondTheLimitAreFlagged() {
        List<StoredEntry> chain = Chains.chain(1, 5);
        StoredEntry large = Chains.withBody(chain.get(4), null, new byte[(16 << 20) + 1]);

        assertThat(codes(verify(replaced(chain, 4, large)))).containsExactly("VALUE_TOO_LARGE", "BAD_MAC");
    }

    @Test
    void sourceOffsetsMustRise() {
        List<StoredEntry> chain = Chains.chain(1, 9);
        SourceOf sevenTwice = (kind, entry) -> kind == AuditKind.DECISION
                ? Optional.of(new SourceOf.Position(
                        "events\u001b", 1, Math.min(7, Chains.fields(entry).seq())))
                : Optional.empty();
        ChainVerifier verifier = new ChainVerifier(expected(chain), KEYS, sevenTwice);

        chain.forEach(verifier::accept);
        ChainResult result = verifier.finish();

        assertThat(result.findings()).isEmpty();
        ChainVerifier strict = new ChainVerifier(
                expected(chain),
                KEYS,
                (kind, entry) -> Optional.of(new SourceOf.Position(
                        "events\u001b", 1, Math.min(7, Chains.fields(entry).seq()))));
        chain.forEach(strict::accept);
        ChainResult found = strict.finish();
        assertThat(codes(found)).containsExactly("SOURCE_NOT_RISING");
        assertThat(found.findings().get(0).text()).isEqualTo("source events\\u001b-1 offset 7 after offset 7");
        assertThat(found.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
    }

    @Test
    void anEarlierAuditExplainsAMissingHeadAndNothingElse() {
        List<StoredEntry> chain = Chains.chain(1, 30);
        Pin pin = verify(chain.subList(0, 10)).pin().orElseThrow();
        Expectation pinned = expected(chain).pinned(pin);

        ChainResult next =
                ChainVerifier.verify(pinned, KEYS, chain.subList(10, 30).iterator());
        ChainResult overlapping =
                ChainVerifier.verify(pinned, KEYS, chain.subList(4, 30).iterator());
        ChainResult late =
                ChainVerifier.verify(pinned, KEYS, chain.subList(11, 30).iterator());

        assertThat(pin.seq()).isEqualTo(9);
        assertThat(codes(next)).containsExactly("SCHEMAS_NOT_CHECKED");
        assertThat(next.worst().conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(next.pin().orElseThrow().seq()).isEqualTo(29);
        assertThat(next.tail()).contains("an earlier audit proves entries up to 9");
        assertThat(overlapping.worst().conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(codes(late)).containsExactly("MISSING_HEAD", "SCHEMAS_NOT_CHECKED");
        assertThat(late.findings().get(0).text()).isEqualTo("entry 10 is missing");
        assertThat(late.pin()).isEmpty();
    }

    @Test
    void aChainRewrittenSinceTheEarlierAuditIsAFork() {
        ChainWriter.Opening opening = open(Guarantee.EXACTLY_ONCE);
        ChainHead head = opening.writer().head();
        StoredEntry first = genesis(opening);
        Pin pin = verify(List.of(first, append(opening.writer(), AuditKind.DECISION, "a")))
                .pin()
                .orElseThrow();
        ChainWriter other = ChainWriter.resume(Chains.KEY, head);
        StoredEntry rewritten = append(other, AuditKind.DECISION, "b");
        StoredEntry following = append(other, AuditKind.DECISION, "c");

        ChainResult whole = ChainVerifier.verify(
                expected(List.of(first)).pinned(pin),
                KEYS,
                List.of(first, rewritten, following).iterator());
        ChainResult rest = ChainVerifier.verify(
                expected(List.of(first)).pinned(pin), KEYS, List.of(following).iterator());

        assertThat(codes(whole)).contains("FORK");
        assertThat(codes(rest)).containsExactly("BAD_LINK");
    }

    @Test
    void aDemandedRangeIsVerifiedWithoutTheRest() {
        List<StoredEntry> chain = new ArrayList<>(Chains.chain(1, 30));
        StoredEntry outside = chain.get(25);
        chain.set(25, Chains.withBody(outside, outside.key(), new byte[] {1, 2, 3}));
        Expectation some =
                Expectation.none("test").chain(Chains.ORIGIN, Chains.cid(chain)).range(5, 20);

        ChainResult inside = ChainVerifier.verify(some, KEYS, chain.iterator());
        ChainResult whole = verify(chain);

        assertThat(inside.findings()).isEmpty();
        assertThat(inside.from()).isEqualTo(5);
        assertThat(inside.to()).isEqualTo(20);
        assertThat(inside.verified()).isEqualTo(16);
        assertThat(inside.pin()).isEmpty();
        assertThat(codes(whole)).containsExactly("BAD_MAC");
    }

    @Test
    void aRangeBeyondTheChainIsMissing() {
        List<StoredEntry> chain = Chains.chain(1, 9);
        Expectation some =
                Expectation.none("test").chain(Chains.ORIGIN, Chains.cid(chain)).range(5, 20);
        Expectation none =
                Expectation.none("test").chain(Chains.ORIGIN, Chains.cid(chain)).range(15, 20);

        assertThat(codes(ChainVerifier.verify(some, KEYS, chain.iterator()))).containsExactly("MISSING_TAIL");
        assertThat(codes(ChainVerifier.verify(none, KEYS, chain.iterator()))).containsExactly("EMPTY", "MISSING_TAIL");
    }

    @Test
    void aCutHeadIsIncompleteAndWithoutAChainIdNotTrusted() {
        List<StoredEntry> cut = Chains.chain(1, 9).subList(3, 9);

        ChainResult known = ChainVerifier.verify(expected(Chains.chain(1, 9)), KEYS, cut.iterator());
        ChainResult unknown = ChainVerifier.verify(Expectation.none("p\u001b3"), KEYS, cut.iterator());

        assertThat(codes(known)).containsExactly("MISSING_HEAD", "SCHEMAS_NOT_CHECKED");
        assertThat(known.worst().conclusion().exitCode()).isEqualTo(3);
        assertThat(codes(unknown)).contains("NO_CHAIN_ID", "MISSING_HEAD");
        assertThat(unknown.worst().conclusion().exitCode()).isEqualTo(4);
        assertThat(unknown.origin()).isEqualTo("p\\u001b3");
    }

    @Test
    void aHostileStreamKeepsTheListOfFindingsBounded() {
        List<StoredEntry> chain = Chains.chain(1, 3);
        ChainVerifier verifier = new ChainVerifier(expected(chain), KEYS, SourceOf.NONE);
        chain.forEach(verifier::accept);
        for (int i = 0; i < 5_000; i++) {
            verifier.accept(chain.get(1));
        }

        ChainResult result = verifier.finish();

        assertThat(result.findings()).hasSize(Findings.MAXIMUM + 1);
        assertThat(result.findings().get(Findings.MAXIMUM).text())
                .isEqualTo("4000 more findings of this chain are not listed");
    }

    private static ChainResult verify(List<StoredEntry> chain) {
        return ChainVerifier.verify(expected(chain).lastSaidToBe(chain.size() - 1L), KEYS, chain.iterator());
    }

    private static Expectation expected(List<StoredEntry> chain) {
        return Expectation.none("test").chain(Chains.ORIGIN, Chains.cid(chain));
    }

    private static List<String> codes(ChainResult result) {
        return result.findings().stream().map(finding -> finding.code().name()).toList();
    }

    private static ChainWriter.Opening open(Guarantee guarantee) {
        return ChainWriter.begin(
                Chains.KEY, Chains.ORIGIN, guarantee, new byte[40], ChainWriter.noSchema(), 1, new byte[16]);
    }

    private static StoredEntry genesis(ChainWriter.Opening opening) {
        return StoredEntry.of(0, 1, opening.recordKey(), opening.entry().header(), new byte[40]);
    }

    private static StoredEntry append(ChainWriter writer, AuditKind kind, String text) {
        byte[] value = text.getBytes(StandardCharsets.US_ASCII);
        SealedEntry sealed = writer.append(kind, null, value, ChainWriter.noSchema(), 2, writer.nextSalt());
        return StoredEntry.of(sealed.seq(), 2, null, sealed.header(), value);
    }

    /** The same head with another last session, so that a writer can be made to lie. */
    private static ChainHead session(ChainHead head, int session) {
        byte[] encoded = head.encode();
        ByteBuffer.wrap(encoded).putInt(10, session);
        return ChainHead.decode(encoded);
    }

    /** The chain with one header byte changed and the entry sealed again with the real key. */
    private static List<StoredEntry> resealed(List<StoredEntry> chain, int index, int at, byte with) {
        StoredEntry entry = chain.get(index);
        byte[] header = Chains.header(entry).clone();
        header[at] = with;
        byte[] cid = Chains.cid(chain).bytes();
        EntryHeader fields = EntryHeader.of(header);
        byte[] tag = new EntryHasher(cid)
                .tag(Chains.KEY.chainKey(cid).sessionMac(fields.session()), fields, entry.key(), entry.value());
        System.arraycopy(tag, 0, header, 106, 32);
        return replaced(chain, index, Chains.withHeader(entry, header));
    }

    private static List<StoredEntry> replaced(List<StoredEntry> chain, int index, StoredEntry entry) {
        List<StoredEntry> changed = new ArrayList<>(chain);
        changed.set(index, entry);
        return changed;
    }

    private static StoredEntry headers(StoredEntry entry, StoredEntry.Header... headers) {
        return new StoredEntry(entry.offset(), entry.timestamp(), entry.key(), List.of(headers), entry.value());
    }
}
