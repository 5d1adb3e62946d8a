package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What detect says of its models: audited, then sent on as a signal. */
final class ModelNoteHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ModelNoteHandler.class);

    /** Changes of a model, and what waits for people. */
    private static final Set<SignalKind> LOGGED =
            Set.of(SignalKind.MODEL_STATE, SignalKind.SHADOW_WON, SignalKind.SHADOW_PROMOTED);

    private final UnscoredTypes unscored;

    ModelNoteHandler(UnscoredTypes unscored) {
        this.unscored = unscored;
    }

    void handle(Incoming cause, Signal note, Effects effects) {
        if (note.getKind() == SignalKind.EVENT_TYPE_UNSCORED) {
            unscored.announce(note).ifPresent(news -> announce(cause, news, effects));
        } else {
            announce(cause, note, effects);
        }
    }

    private static void announce(Incoming cause, Signal note, Effects effects) {
        if (LOGGED.contains(note.getKind())) {
            LOG.info("APP-025 model {}: {}", note.getSubject(), note.getText());
        }
        effects.seal(EntryDraft.of(
                        AuditKind.MODEL,
                        cause.tenant(),
                        cause.source(),
                        note.getSubject(),
                        new LifecycleDetail(note.getKind().name().toLowerCase(Locale.ROOT), note.getText()))
                .then(new Emission.OfSignal(note)));
    }
}
