package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import java.util.Locale;

/** What detect says of its models: audited, then sent on as a signal. */
final class ModelNoteHandler {
    void handle(Incoming cause, Signal note, Effects effects) {
        effects.seal(EntryDraft.of(
                        AuditKind.MODEL,
                        cause.tenant(),
                        cause.source(),
                        note.getSubject(),
                        new LifecycleDetail(note.getKind().name().toLowerCase(Locale.ROOT), note.getText()))
                .then(new Emission.OfSignal(note)));
    }
}
