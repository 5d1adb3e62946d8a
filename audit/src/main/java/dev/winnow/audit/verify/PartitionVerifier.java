package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the records of one partition, in which a later generation of the chain may follow the one before it, as after a
 * change of the key. A genesis of a later generation ends the chain at hand, whoever wrote it: what follows is judged under
 * its name, so a forged one makes all that follows fail, and a tail that it hides shows against a pin. One owner, one thread.
 */
public final class PartitionVerifier {
    private final Function<Optional<Origin>, Expectation> expectations;
    private final List<RootKey> keys;
    private final SourceOf sources;
    private final List<ChainResult> results = new ArrayList<>();
    private @Nullable ChainVerifier verifier;
    private Optional<Origin> origin = Optional.empty();

    /**
     * @param expectations what is expected of a chain that says it has this origin; of one that begins without a genesis,
     *     nothing is said
     * @param keys root keys to try on each chain
     */
    public PartitionVerifier(
            Function<Optional<Origin>, Expectation> expectations, List<RootKey> keys, SourceOf sources) {
        this.expectations = expectations;
        this.keys = List.copyOf(keys);
        this.sources = sources;
    }

    /** Takes the next record in the order of offsets. */
    public void accept(StoredEntry entry) {
        Optional<Origin> begun = begun(entry);
        ChainVerifier current = verifier;
        if (current == null || (begun.isPresent() && isLater(begun.get()))) {
            if (current != null) {
                results.add(current.finish());
            }
            current = new ChainVerifier(expectations.apply(begun), keys, sources);
            verifier = current;
            origin = begun;
        }
        current.accept(entry);
    }

    /** What was found, a chain after the other. To be called once. */
    public List<ChainResult> finish() {
        if (verifier != null) {
            results.add(verifier.finish());
        }
        return List.copyOf(results);
    }

    private boolean isLater(Origin begun) {
        return origin.isEmpty()
                || (begun.generation() > origin.get().generation()
                        && begun.equals(new Origin(
                                origin.get().organisation(),
                                origin.get().application(),
                                origin.get().topic(),
                                origin.get().partition(),
                                begun.generation())));
    }

    /** The origin that a genesis names; empty for any other record. */
    private static Optional<Origin> begun(StoredEntry entry) {
        byte[] key = entry.key();
        for (StoredEntry.Header header : entry.headers()) {
            byte[] value = header.value();
            if (key != null
                    && header.name().equals(EntryHeader.NAME)
                    && value != null
                    && value.length == EntryHeader.BYTES) {
                EntryHeader found = EntryHeader.of(value);
                if (found.kind() == AuditKind.GENESIS.number() && found.seq() == 0) {
                    try {
                        return Optional.of(ChainDescription.parse(key).origin());
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.empty();
    }
}
