package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.StoredEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks that source offsets rise per topic and partition. Not thread-safe. */
final class SourceLedger {
    /** Source partitions kept: about 20 MB. */
    private static final int MAXIMUM = 100_000;

    private record Partition(String topic, int partition) {}

    private final Findings findings;
    private final SourceOf sourceOf;
    private final Map<Partition, Long> offsets = new HashMap<>();
    private boolean isFull;

    SourceLedger(Findings findings, SourceOf sourceOf) {
        this.findings = findings;
        this.sourceOf = sourceOf;
    }

    void observe(long seq, AuditKind kind, StoredEntry entry) {
        Optional<SourceOf.Position> found = sourceOf.position(kind, entry);
        if (found.isEmpty()) {
            return;
        }
        SourceOf.Position position = found.get();
        Partition partition = new Partition(position.topic(), position.partition());
        Long before = offsets.get(partition);
        if (before == null && offsets.size() >= MAXIMUM) {
            if (!isFull) {
                isFull = true;
                findings.add(
                        FindingCode.TOO_MANY,
                        seq,
                        entry.offset(),
                        "more than " + MAXIMUM + " source partitions; later ones are not checked");
            }
            return;
        }
        if (before != null && position.offset() <= before) {
            findings.add(
                    FindingCode.SOURCE_NOT_RISING,
                    seq,
                    entry.offset(),
                    "source " + AsciiText.of(position.topic(), 249) + "-" + position.partition() + " offset "
                            + position.offset() + " after offset " + before);
            return;
        }
        offsets.put(partition, position.offset());
    }
}
