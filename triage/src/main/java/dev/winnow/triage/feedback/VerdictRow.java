package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import java.util.Optional;

/**
 * A verdict as it is stored.
 *
 * @param outcome where it stands now
 * @param featureSet of its alert; empty while it waits
 * @param memoryPosition where the adjuster remembers it; −1 where it does not
 * @param labelPosition where the calibrator keeps its label; −1 where it does not
 */
record VerdictRow(Verdict verdict, Outcome outcome, String featureSet, long memoryPosition, long labelPosition) {
    private static final int VERSION = 1;

    VerdictRow now(Outcome next) {
        return new VerdictRow(verdict, next, featureSet, -1, -1);
    }

    byte[] encode() {
        StateWriter writer = RowFormat.begin(VERSION)
                .writeString(verdict.id())
                .writeString(verdict.tenant())
                .writeString(verdict.alertId())
                .writeByte(verdict.kind().ordinal())
                .writeString(verdict.reason())
                .writeString(verdict.analyst())
                .writeLong(verdict.timeMillis())
                .writeLong(verdict.version())
                .writeString(verdict.retracts().orElse(""))
                .writeByte(outcome.ordinal())
                .writeString(featureSet)
                .writeLong(memoryPosition)
                .writeLong(labelPosition);
        return writer.toBytes();
    }

    static VerdictRow decode(byte[] row) {
        StateReader reader = RowFormat.open("verdict", row, VERSION);
        Verdict verdict = new Verdict(
                reader.readString(),
                reader.readString(),
                reader.readString(),
                VerdictKind.values()[reader.readByte()],
                reader.readString(),
                reader.readString(),
                reader.readLong(),
                reader.readLong(),
                Optional.of(reader.readString()).filter(id -> !id.isEmpty()));
        return new VerdictRow(
                verdict,
                Outcome.values()[reader.readByte()],
                reader.readString(),
                reader.readLong(),
                reader.readLong());
    }
}
