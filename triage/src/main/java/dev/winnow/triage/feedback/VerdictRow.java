package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A verdict as it is stored.
 *
 * @param record the record that brought it
 * @param outcome where it stands now
 * @param judged the alert that it is about; empty while it waits, and for retractions
 * @param actsFromMillis event time from which its weight decays, also when it comes back into force
 * @param memoryPosition where the adjuster remembers it; −1 where it does not
 * @param labelPosition where the calibrator keeps its label; −1 where it does not
 */
record VerdictRow(
        Verdict verdict,
        InputRecord record,
        Outcome outcome,
        Optional<ShownAlert> judged,
        long actsFromMillis,
        long memoryPosition,
        long labelPosition) {
    private static final int VERSION = 2;

    /** A verdict that does not act. */
    static VerdictRow idle(Verdict verdict, InputRecord record, Outcome outcome) {
        return new VerdictRow(verdict, record, outcome, Optional.empty(), 0, -1, -1);
    }

    /** The same where it acts no more, or waits for its turn. */
    VerdictRow idle(Outcome next) {
        return new VerdictRow(verdict, record, next, judged, actsFromMillis, -1, -1);
    }

    VerdictRow acting(Outcome next, long inMemory, long inLabels) {
        return new VerdictRow(verdict, record, next, judged, actsFromMillis, inMemory, inLabels);
    }

    boolean isInForce() {
        return outcome == Outcome.LEARNT || outcome == Outcome.RECORDED;
    }

    byte[] encode() {
        StateWriter writer = RowFormat.begin(VERSION)
                .writeString(verdict.id())
                .writeString(verdict.tenant())
                .writeString(verdict.alertId())
                .writeByte(verdict.kind().ordinal())
                .writeString(verdict.reason())
                .writeString(verdict.analyst())
                .writeByte(verdict.actorType().ordinal())
                .writeBoolean(verdict.timeMillis().isPresent())
                .writeLong(verdict.timeMillis().orElse(0))
                .writeLong(verdict.version())
                .writeString(verdict.retracts().orElse(""))
                .writeString(verdict.idempotencyKey().orElse(""))
                .writeString(record.topic())
                .writeInt(record.partition())
                .writeLong(record.offset())
                .writeLong(record.timeMillis())
                .writeByte(outcome.ordinal())
                .writeLong(actsFromMillis)
                .writeLong(memoryPosition)
                .writeLong(labelPosition)
                .writeBoolean(judged.isPresent());
        judged.ifPresent(alert -> alert.write(writer));
        return writer.toBytes();
    }

    static VerdictRow decode(byte[] row) {
        StateReader reader = RowFormat.open("verdict", row, VERSION);
        String id = reader.readString();
        String tenant = reader.readString();
        String alertId = reader.readString();
        VerdictKind kind = VerdictKind.values()[reader.readByte()];
        String reason = reader.readString();
        String analyst = reader.readString();
        ActorType actorType = ActorType.values()[reader.readByte()];
        boolean isTimed = reader.readBoolean();
        long time = reader.readLong();
        Verdict verdict = new Verdict(
                id,
                tenant,
                alertId,
                kind,
                reason,
                analyst,
                actorType,
                isTimed ? OptionalLong.of(time) : OptionalLong.empty(),
                reader.readLong(),
                text(reader),
                text(reader));
        InputRecord record =
                new InputRecord(reader.readString(), reader.readInt(), reader.readLong(), reader.readLong());
        Outcome outcome = Outcome.values()[reader.readByte()];
        long actsFrom = reader.readLong();
        long memory = reader.readLong();
        long label = reader.readLong();
        Optional<ShownAlert> judged = reader.readBoolean() ? Optional.of(ShownAlert.read(reader)) : Optional.empty();
        return new VerdictRow(verdict, record, outcome, judged, actsFrom, memory, label);
    }

    private static Optional<String> text(StateReader reader) {
        return Optional.of(reader.readString()).filter(text -> !text.isEmpty());
    }
}
