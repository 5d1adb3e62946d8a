package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Source;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;

/**
 * An audit entry before it is sealed.
 *
 * @param subject id of what is recorded
 * @param completed records that carry the entry's number, once it is known
 */
record EntryDraft(
        AuditKind kind,
        String tenant,
        Source source,
        String subject,
        SpecificRecord detail,
        LongFunction<List<Emission>> completed) {
    /** An entry whose number nothing else carries. */
    static EntryDraft of(AuditKind kind, String tenant, Source source, String subject, SpecificRecord detail) {
        return new EntryDraft(kind, tenant, source, subject, detail, sequence -> List.of());
    }

    /** What became of a mute or another thing that operators care for. */
    static EntryDraft ofOperator(Incoming cause, String subject, String kind, String text) {
        return of(AuditKind.OPERATOR, cause.tenant(), cause.source(), subject, new LifecycleDetail(kind, text));
    }

    EntryDraft then(Emission emission) {
        return new EntryDraft(kind, tenant, source, subject, detail, sequence -> List.of(emission));
    }
}
