package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.adjust.ScaledPoint;
import dev.winnow.triage.state.RowFormat;

/**
 * What a verdict on an alert needs to know about it.
 *
 * @param score current score when it was decided; NaN where it was not scored
 * @param probability probability that it was shown with
 */
public record IndexedAlert(
        String featureSet, String entity, long timeMillis, double score, double probability, ScaledPoint point) {
    private static final int VERSION = 1;

    byte[] encode() {
        StateWriter writer = RowFormat.begin(VERSION)
                .writeString(featureSet)
                .writeString(entity)
                .writeLong(timeMillis)
                .writeDouble(score)
                .writeDouble(probability);
        point.write(writer);
        return writer.toBytes();
    }

    static IndexedAlert decode(byte[] row) {
        StateReader reader = RowFormat.open("alert", row, VERSION);
        return new IndexedAlert(
                reader.readString(),
                reader.readString(),
                reader.readLong(),
                reader.readDouble(),
                reader.readDouble(),
                ScaledPoint.read(reader));
    }
}
