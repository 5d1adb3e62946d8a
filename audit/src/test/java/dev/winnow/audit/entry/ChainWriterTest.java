package dev.winnow.audit.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.ChainDescription.Guarantee;
import dev.winnow.audit.key.Primitives;
import dev.winnow.audit.key.RootKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainWriterTest {
    private static final byte[] NO_SCHEMA = ChainWriter.noSchema();
    private static final byte[] SALT = new byte[16];

    @Test
    void headerFieldsLieWhereTheFormatSays() {
        ChainWriter writer = begin().writer();
        byte[] salt = Chains.bytes(new Random(1), 16);
        byte[] tagBefore = writer.head().tag();

        byte[] header = writer.append(
                        AuditKind.FEEDBACK, null, new byte[] {1}, Chains.SCHEMA_HASH, 0x0102030405060708L, salt)
                .header();

        ByteBuffer expected = ByteBuffer.allocate(106)
                .put((byte) 1)
                .put((byte) 4)
                .putInt(1)
                .putInt(0)
                .putLong(1)
                .putLong(0x0102030405060708L)
                .put(salt)
                .put(Chains.SCHEMA_HASH)
                .put(tagBefore);
        assertThat(header).hasSize(138).startsWith(expected.array());
        EntryHeader fields = EntryHeader.of(header);
        assertThat(fields.version()).isEqualTo(1);
        assertThat(fields.kind()).isEqualTo(AuditKind.FEEDBACK.number());
        assertThat(fields.session()).isEqualTo(1);
        assertThat(fields.epoch()).isZero();
        assertThat(fields.seq()).isEqualTo(1);
        assertThat(fields.unixMillis()).isEqualTo(0x0102030405060708L);
        assertThat(fields.salt()).isEqualTo(salt);
        assertThat(fields.schemaHash()).isEqualTo(Chains.SCHEMA_HASH);
        assertThat(fields.prevTag()).isEqualTo(tagBefore);
        assertThat(fields.tag())
                .isEqualTo(Arrays.copyOfRange(header, 106, 138))
                .isEqualTo(writer.head().tag());
    }

    @Test
    void genesisLinksToTheChainIdAndDescribesItself() {
        ChainWriter.Opening opening = begin();

        assertThat(opening.entry().fields().prevTag())
                .isEqualTo(opening.writer().cid())
                .isEqualTo(EntryHasher.chainId(new byte[40]));
        assertThat(new String(opening.recordKey(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("""
                        winnow-chain v1
                        origin acme/winnow/winnow.audit/0/1
                        key-mode static
                        key-id k1
                        guarantee exactly_once_v2
                        """);
        assertThat(ChainDescription.parse(opening.recordKey()).origin()).isEqualTo(Chains.ORIGIN);
    }

    @Test
    void leafHashesTheHeaderTheBodyDigestAndTheTag() {
        ChainWriter writer = begin().writer();
        SealedEntry entry = writer.append(AuditKind.DECISION, null, new byte[] {1, 2}, NO_SCHEMA, 1, SALT);
        byte[] header = entry.header();
        ByteBuffer leaf = ByteBuffer.allocate(1 + 32 + 106 + 32 + 32)
                .put((byte) 0)
                .put(writer.cid())
                .put(header, 0, 106)
                .put(entry.bodyDigest())
                .put(header, 106, 32);

        EntryHasher hasher = new EntryHasher(writer.cid());

        assertThat(hasher.leaf(entry.fields(), entry.bodyDigest()))
                .isEqualTo(Primitives.sha256().digest(leaf.array()));
        assertThat(hasher.bodyDigest(entry.fields(), null, new byte[] {1, 2})).isEqualTo(entry.bodyDigest());
    }

    @Test
    void resumingOpensTheNextSessionAndKeepsTheLink() {
        ChainWriter writer = begin().writer();
        writer.append(AuditKind.DECISION, null, new byte[0], NO_SCHEMA, 5, SALT);
        ChainHead head = ChainHead.decode(writer.head().encode());

        ChainWriter resumed = ChainWriter.resume(Chains.KEY, head);
        ChainHead before = resumed.head();
        EntryHeader next = resumed.append(AuditKind.SESSION, null, new byte[0], NO_SCHEMA, 6, SALT)
                .fields();

        assertThat(before).isEqualTo(head);
        assertThat(next.session()).isEqualTo(2);
        assertThat(next.seq()).isEqualTo(2);
        assertThat(next.prevTag()).isEqualTo(head.tag());
        assertThat(resumed.head().session()).isEqualTo(2);
    }

    @Test
    void sameInputsGiveTheSameBytes() {
        List<StoredEntry> one = Chains.chain(5, 30);
        List<StoredEntry> two = Chains.chain(5, 30);

        for (int i = 0; i < one.size(); i++) {
            assertThat(Chains.header(one.get(i))).isEqualTo(Chains.header(two.get(i)));
        }
    }

    @Test
    void saltsDifferFromEntryToEntryAndRepeatOnReplay() {
        ChainWriter writer = begin().writer();
        byte[] first = writer.nextSalt();
        writer.append(AuditKind.DECISION, null, new byte[0], NO_SCHEMA, 5, first);

        assertThat(first).hasSize(16).isEqualTo(begin().writer().nextSalt());
        assertThat(writer.nextSalt()).isNotEqualTo(first);
    }

    @Test
    void refusedEntriesChangeNothing() {
        ChainWriter writer = begin().writer();
        ChainHead head = writer.head();

        assertThatThrownBy(() -> writer.append(AuditKind.DECISION, null, new byte[0], new byte[31], 1, SALT))
                .hasMessage("AUD-005 entry: schema hash must have 32 bytes, has 31");
        assertThatThrownBy(() -> writer.append(AuditKind.DECISION, null, new byte[0], NO_SCHEMA, 1, new byte[15]))
                .hasMessage("AUD-005 entry: salt must have 16 bytes, has 15");
        assertThatThrownBy(() -> writer.append(AuditKind.DECISION, null, new byte[0], NO_SCHEMA, -1, SALT))
                .hasMessage("AUD-005 entry: time must be 0 or more, was -1");
        assertThatThrownBy(() -> writer.append(AuditKind.GENESIS, null, new byte[0], NO_SCHEMA, 1, SALT))
                .hasMessage("AUD-005 chain acme/winnow/winnow.audit/0/1: GENESIS is written by begin only");
        assertThatThrownBy(() -> writer.append(AuditKind.SCHEMA, null, new byte[0], NO_SCHEMA, 1, SALT))
                .hasMessage("AUD-005 chain acme/winnow/winnow.audit/0/1: SCHEMA needs its text as key");
        assertThatThrownBy(() -> writer.append(AuditKind.DECISION, null, new byte[(16 << 20) + 1], NO_SCHEMA, 1, SALT))
                .hasMessage("AUD-005 entry: value must have at most 16777216 bytes, has 16777217");
        assertThatThrownBy(() ->
                        writer.append(AuditKind.DECISION, new byte[(1 << 20) + 1], new byte[0], NO_SCHEMA, 1, SALT))
                .hasMessage("AUD-005 entry: key must have at most 1048576 bytes, has 1048577");

        assertThat(writer.head()).isEqualTo(head);
    }

    @Test
    void nothingFollowsAClose() {
        ChainWriter writer = begin().writer();
        writer.append(AuditKind.CLOSE, null, new byte[0], NO_SCHEMA, 5, SALT);
        ChainHead head = ChainHead.decode(writer.head().encode());

        assertThat(head.isClosed()).isTrue();
        assertThatThrownBy(() -> writer.append(AuditKind.DECISION, null, new byte[0], NO_SCHEMA, 6, SALT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "AUD-008 chain acme/winnow/winnow.audit/0/1: was closed by entry 1; start the next generation");
        assertThatThrownBy(() -> ChainWriter.resume(Chains.KEY, head))
                .hasMessage(
                        "AUD-008 chain acme/winnow/winnow.audit/0/1: was closed by entry 1; start the next generation");
    }

    @Test
    void refusesToContinueWithAnotherKey() {
        assertThatThrownBy(() ->
                        ChainWriter.resume(Chains.OTHER_KEY, begin().writer().head()))
                .hasMessage("AUD-007 chain acme/winnow/winnow.audit/0/1: is sealed with key \"k1\", got key \"k2\"; use"
                        + " that key or start the next generation");
    }

    @Test
    void refusesToContinueWithAnotherSecretUnderTheSameName() {
        RootKey namesake = RootKey.of("k1", Chains.counting(100));

        assertThatThrownBy(() -> ChainWriter.resume(namesake, begin().writer().head()))
                .hasMessage("AUD-016 chain acme/winnow/winnow.audit/0/1: is sealed with another secret than that of the"
                        + " key \"k1\" at hand; put the key file back, or give the new key an id of its own and start the"
                        + " next generation");
    }

    @Test
    void headBytesThatAreCutOrChangedGiveTheDeclaredException() {
        byte[] encoded = begin().writer().head().encode();
        Random random = new Random(11);

        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> ChainHead.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = Chains.flip(encoded, random.nextInt(encoded.length * 8));
            try {
                assertThat(ChainHead.decode(changed).encode()).isEqualTo(changed);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("AUD-00[236] .*");
            }
        }
    }

    @Test
    void originsAreStrict() {
        assertThat(Origin.parse("acme/winnow/winnow.audit/0/1")).isEqualTo(Chains.ORIGIN);
        for (String wrong : List.of(
                "", "a/b/c/0", "A/b/c/0/1", "a/b/c/00/1", "a/b/c/0/0", "a/b/c/0/1/", "a/b/c/0/1\n", "a/b /c/0/1")) {
            assertThatThrownBy(() -> Origin.parse(wrong))
                    .hasMessage("AUD-003 origin: must be organisation/application/topic/partition/generation in a-z 0-9"
                            + " . _ -");
        }
        assertThatThrownBy(() -> new Origin("acme", "winnow", "Audit", 0, 1))
                .hasMessage(
                        "AUD-003 origin: topic must be 1 to 249 of a-z 0-9 . _ -; choose a name in lower case without"
                                + " other signs");
    }

    @Test
    void kindNumbersAreFixed() {
        assertThat(Arrays.stream(AuditKind.values()).map(kind -> kind + "=" + kind.number()))
                .containsExactly(
                        "GENESIS=1",
                        "DECISION=2",
                        "OPERATOR=3",
                        "FEEDBACK=4",
                        "CONFIG=5",
                        "MODEL=6",
                        "SCHEMA=7",
                        "SESSION=8",
                        "HEARTBEAT=9",
                        "KEY_ROTATION=10",
                        "CUT=11",
                        "ERASURE=12",
                        "CLOSE=13");
        assertThat(AuditKind.of(0)).isEmpty();
        assertThat(AuditKind.of(14)).isEmpty();
    }

    private static ChainWriter.Opening begin() {
        return ChainWriter.begin(
                Chains.KEY, Chains.ORIGIN, Guarantee.EXACTLY_ONCE, new byte[40], NO_SCHEMA, 1_000, new byte[16]);
    }
}
