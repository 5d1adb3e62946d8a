package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every change of a chain is found, and found where it was made. Seeds are the parameters. */
class MutationProperties {
    private static final List<RootKey> KEYS = List.of(Chains.KEY);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theUnchangedChainVerifies(long seed) {
        for (int size = 2; size < 40; size++) {
            ChainResult result = verify(Chains.chain(seed, size), Chains.chain(seed, size));

            assertThat(result.findings()).isEmpty();
            assertThat(result.level()).isEqualTo("L2");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyFlippedBitIsLocated(long seed) {
        List<StoredEntry> chain = Chains.chain(seed, 9);
        int mutations = 0;
        for (int index = 0; index < chain.size(); index++) {
            StoredEntry entry = chain.get(index);
            byte[] header = Chains.header(entry);
            byte[] key = entry.key() == null ? new byte[0] : entry.key();
            byte[] value = entry.value() == null ? new byte[0] : entry.value();
            for (int bit = 0; bit < header.length * 8; bit++) {
                located(chain, index, Chains.withHeader(entry, Chains.flip(header, bit)), "header bit " + bit);
                mutations++;
            }
            for (int bit = 0; bit < key.length * 8; bit++) {
                located(chain, index, Chains.withBody(entry, Chains.flip(key, bit), value), "key bit " + bit);
                mutations++;
            }
            for (int bit = 0; bit < value.length * 8; bit++) {
                located(chain, index, Chains.withBody(entry, entry.key(), Chains.flip(value, bit)), "value bit " + bit);
                mutations++;
            }
        }
        assertThat(mutations).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void everyStructuralChangeIsLocated(long seed) {
        List<StoredEntry> chain = Chains.chain(seed, 24);
        List<StoredEntry> sibling =
                Chains.chain(seed + 100, 24, new Origin("acme", "winnow", "winnow.audit", 1, 1), Chains.KEY, false);
        Random random = new Random(seed);
        for (int i = 0; i < chain.size(); i++) {
            StoredEntry entry = chain.get(i);

            List<StoredEntry> dropped = new ArrayList<>(chain);
            dropped.remove(i);
            located(chain, dropped, i, "drop");

            List<StoredEntry> repeated = new ArrayList<>(chain);
            repeated.add(i + 1, entry);
            located(chain, repeated, i, "repeat");

            int later = i + 1 + random.nextInt(chain.size() - i);
            List<StoredEntry> replayed = new ArrayList<>(chain);
            replayed.add(later, entry);
            assertThat(first(chain, replayed, "replay").seq()).isIn((long) i - 1, (long) i, (long) i + 1);

            if (i + 1 < chain.size()) {
                List<StoredEntry> swapped = new ArrayList<>(chain);
                Collections.swap(swapped, i, i + 1);
                located(chain, swapped, i, "swap");
            }

            List<StoredEntry> spliced = new ArrayList<>(chain);
            spliced.set(i, sibling.get(i));
            located(chain, spliced, i, "splice");

            List<StoredEntry> inserted = new ArrayList<>(chain);
            inserted.add(i, sibling.get(i));
            located(chain, inserted, i, "insert");

            byte[] forged = Chains.header(entry).clone();
            random.nextBytes(forged);
            forged[0] = 1;
            List<StoredEntry> invented = new ArrayList<>(chain);
            invented.add(i, Chains.withHeader(entry, forged));
            located(chain, invented, i, "invent");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void bytesCannotMoveBetweenKeyAndValueNorNullBecomeEmpty(long seed) {
        List<StoredEntry> chain = Chains.chain(seed, 24);
        int nulls = 0;
        int moves = 0;
        for (int i = 0; i < chain.size(); i++) {
            StoredEntry entry = chain.get(i);
            byte[] key = entry.key();
            byte[] value = entry.value() == null ? new byte[0] : entry.value();
            if (key == null || key.length == 0) {
                located(chain, i, Chains.withBody(entry, key == null ? new byte[0] : null, value), "null or empty key");
                nulls++;
            } else {
                byte[] shorter = Arrays.copyOf(key, key.length - 1);
                byte[] longer = new byte[value.length + 1];
                longer[0] = key[key.length - 1];
                System.arraycopy(value, 0, longer, 1, value.length);
                located(chain, i, Chains.withBody(entry, shorter, longer), "moved byte");
                moves++;
            }
            if (value.length == 0) {
                located(chain, i, Chains.withBody(entry, key, null), "null value");
            }
        }
        assertThat(nulls).isPositive();
        assertThat(moves).isPositive();
    }

    @Test
    void everyCutHeadAndMiddleAndTailIsFound() {
        List<StoredEntry> chain = Chains.chain(9, 24);
        Expectation expected = Expectation.none("test").chain(Chains.ORIGIN, Chains.cid(chain));
        Pin pin = ChainVerifier.verify(expected, KEYS, chain.iterator()).pin().orElseThrow();
        for (int i = 1; i < chain.size(); i++) {
            ChainResult head = verify(chain, chain.subList(i, chain.size()));
            assertThat(head.worst().conclusion()).isEqualTo(Conclusion.INCOMPLETE);
            assertThat(head.findings().get(0).code()).isEqualTo(FindingCode.MISSING_HEAD);

            for (int j = i + 1; j < chain.size(); j++) {
                List<StoredEntry> middle = new ArrayList<>(chain.subList(0, i));
                middle.addAll(chain.subList(j, chain.size()));
                ChainResult result = verify(chain, middle);
                assertThat(result.findings().get(0).code()).isEqualTo(FindingCode.GAP);
                assertThat(result.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
                assertThat(result.findings().get(0).seq()).isEqualTo(i);
            }
        }
        for (int i = 0; i < chain.size(); i++) {
            List<StoredEntry> cut = chain.subList(0, i);
            ChainResult said = verify(chain, cut);
            ChainResult pinned = ChainVerifier.verify(expected.pinned(pin), KEYS, cut.iterator());
            ChainResult open = ChainVerifier.verify(expected, KEYS, cut.iterator());

            assertThat(said.worst().conclusion()).isEqualTo(Conclusion.INCOMPLETE);
            assertThat(said.findings()).extracting(Finding::code).contains(FindingCode.MISSING_TAIL);
            assertThat(pinned.worst().conclusion()).isEqualTo(Conclusion.TAMPERED);
            if (i > 1) {
                assertThat(open.tail())
                        .isEqualTo("tail not anchored: nothing proves that entry " + (i - 1) + " is the last");
            }
        }
    }

    @Test
    void aWrongKeyNeverVerifiesAndNeverAccuses() {
        for (int size = 1; size < 20; size++) {
            List<StoredEntry> chain = Chains.chain(10, size);
            ChainResult result =
                    ChainVerifier.verify(Expectation.none("test"), List.of(Chains.OTHER_KEY), chain.iterator());

            assertThat(result.worst().conclusion()).isEqualTo(Conclusion.NOT_TRUSTED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void hostileRecordsNeverThrowAndNeverVerify(long seed) {
        Random random = new Random(seed);
        List<StoredEntry> chain = Chains.chain(seed, 12);
        for (int round = 0; round < 2_000; round++) {
            List<StoredEntry> hostile = new ArrayList<>(chain);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(hostile.size());
                StoredEntry entry = hostile.get(at);
                byte[] header = Chains.bytes(random, random.nextInt(5) == 0 ? random.nextInt(200) : 138);
                if (random.nextBoolean() && header.length == 138) {
                    System.arraycopy(
                            Chains.header(chain.get(random.nextInt(12))), 0, header, 0, 1 + random.nextInt(26));
                }
                hostile.set(
                        at,
                        new StoredEntry(
                                entry.offset(),
                                random.nextLong(),
                                random.nextBoolean() ? null : Chains.bytes(random, random.nextInt(9)),
                                List.of(new StoredEntry.Header("winnow-audit", header)),
                                random.nextBoolean() ? null : Chains.bytes(random, random.nextInt(9))));
            }
            List<RootKey> keys = random.nextInt(4) == 0 ? List.of() : KEYS;
            AuditReport report = AuditReport.of(
                    List.of(ChainVerifier.verify(Expectation.none("test"), keys, hostile.iterator())),
                    List.of(),
                    List.of());

            assertThat(report.exitCode()).isNotZero();
            assertThat(report.text().chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
        }
    }

    private static void located(List<StoredEntry> chain, int index, StoredEntry changed, String what) {
        List<StoredEntry> mutated = new ArrayList<>(chain);
        mutated.set(index, changed);
        located(chain, mutated, index, what);
    }

    private static void located(List<StoredEntry> chain, List<StoredEntry> mutated, int index, String what) {
        assertThat(first(chain, mutated, what).seq())
                .as("%s at %d", what, index)
                .isBetween(index - 1L, index + 1L);
    }

    private static Finding first(List<StoredEntry> chain, List<StoredEntry> mutated, String what) {
        ChainResult result = verify(chain, mutated);
        assertThat(result.worst().conclusion().exitCode()).as(what).isNotZero();
        assertThat(result.pin()).isEmpty();
        return result.findings().stream()
                .filter(finding -> finding.gravity() != Gravity.INFORMATION)
                .findFirst()
                .orElseThrow();
    }

    private static ChainResult verify(List<StoredEntry> original, List<StoredEntry> mutated) {
        Expectation expected = Expectation.none("test")
                .chain(Chains.ORIGIN, Chains.cid(original))
                .lastSaidToBe(original.size() - 1L);
        return ChainVerifier.verify(expected, KEYS, mutated.iterator());
    }
}
