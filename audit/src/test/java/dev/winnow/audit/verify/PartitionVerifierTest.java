package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionVerifierTest {
    private static final Origin NEXT = new Origin("acme", "winnow", "winnow.audit", 0, 2);

    private static List<ChainResult> verified(List<StoredEntry> entries, RootKey... keys) {
        PartitionVerifier verifier =
                new PartitionVerifier(described -> Expectation.none("partition"), List.of(keys), SourceOf.NONE);
        entries.forEach(verifier::accept);
        return verifier.finish();
    }

    private static List<StoredEntry> twoGenerations() {
        List<StoredEntry> entries = new ArrayList<>(Chains.chain(1, 20));
        entries.addAll(Chains.chain(2, 15, NEXT, Chains.OTHER_KEY, false));
        return entries;
    }

    @Test
    void nextGenerationUnderAnotherKeyIsAChainOfItsOwn() {
        List<ChainResult> results = verified(twoGenerations(), Chains.KEY, Chains.OTHER_KEY);

        assertThat(results).extracting(ChainResult::origin).containsExactly(Chains.ORIGIN.line(), NEXT.line());
        assertThat(results).extracting(ChainResult::verified).containsExactly(20L, 15L);
        assertThat(results).extracting(ChainResult::worst).containsOnly(Gravity.INFORMATION);
        assertThat(results).extracting(ChainResult::keyId).containsExactly("k1", "k2");
    }

    @Test
    void chainWhoseKeyIsNotGivenIsNotTrustedAndTheOtherStillIs() {
        List<ChainResult> results = verified(twoGenerations(), Chains.OTHER_KEY);

        assertThat(results).extracting(ChainResult::worst).containsExactly(Gravity.UNTRUSTED, Gravity.INFORMATION);
    }

    @Test
    void entriesOfTheOldChainAfterTheNewGenesisAreTampering() {
        List<StoredEntry> entries = new ArrayList<>(twoGenerations());
        entries.add(entries.get(19));

        List<ChainResult> results = verified(entries, Chains.KEY, Chains.OTHER_KEY);

        assertThat(results.get(1).worst()).isEqualTo(Gravity.TAMPERED);
    }

    @Test
    void genesisOfTheSameOrAnEarlierGenerationStartsNoChain() {
        List<StoredEntry> again = new ArrayList<>(Chains.chain(1, 20));
        again.addAll(Chains.chain(3, 10));
        List<StoredEntry> back = new ArrayList<>(Chains.chain(2, 15, NEXT, Chains.OTHER_KEY, false));
        back.addAll(Chains.chain(1, 20));

        assertThat(verified(again, Chains.KEY))
                .singleElement()
                .satisfies(result -> assertThat(result.worst()).isEqualTo(Gravity.TAMPERED));
        assertThat(verified(back, Chains.KEY, Chains.OTHER_KEY))
                .singleElement()
                .satisfies(result -> assertThat(result.worst()).isEqualTo(Gravity.TAMPERED));
    }

    @Test
    void genesisOfAnotherPlaceStartsNoChain() {
        Origin elsewhere = new Origin("acme", "winnow", "winnow.audit", 1, 2);
        List<StoredEntry> entries = new ArrayList<>(Chains.chain(1, 20));
        entries.addAll(Chains.chain(2, 15, elsewhere, Chains.KEY, false));

        assertThat(verified(entries, Chains.KEY))
                .singleElement()
                .satisfies(result -> assertThat(result.worst()).isEqualTo(Gravity.TAMPERED));
    }

    @Test
    void partitionWithoutRecordsHasNoChain() {
        assertThat(verified(List.of(), Chains.KEY)).isEmpty();
    }
}
