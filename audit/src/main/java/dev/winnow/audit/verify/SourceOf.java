package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.StoredEntry;
import java.util.Optional;

/**
 * Reads from an entry which input record it decided, for callers that can decode values. Offsets must rise strictly per
 * topic and partition.
 */
@FunctionalInterface
public interface SourceOf {
    /** Knows no sources; the check is off. */
    SourceOf NONE = (kind, entry) -> Optional.empty();

    /** An input record. */
    record Position(String topic, int partition, long offset) {}

    /** The input record of {@code entry}, whose tag verified; empty for entries that the rule does not cover. */
    Optional<Position> position(AuditKind kind, StoredEntry entry);
}
