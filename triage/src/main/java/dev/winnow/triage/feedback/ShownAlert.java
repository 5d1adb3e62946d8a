package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.adjust.ScaledPoint;

/**
 * What a verdict on a shown alert needs to know about it.
 *
 * @param id of the alert; a verdict on an alert that was folded is about the shown one of its fold
 * @param timeMillis event time
 * @param score current score when it was decided; NaN where it was not scored
 * @param probability probability that it was shown with
 */
public record ShownAlert(
        String id,
        String featureSet,
        String entity,
        long timeMillis,
        double score,
        double probability,
        ScaledPoint point) {
    void write(StateWriter writer) {
        writer.writeString(id)
                .writeString(featureSet)
                .writeString(entity)
                .writeLong(timeMillis)
                .writeDouble(score)
                .writeDouble(probability);
        point.write(writer);
    }

    static ShownAlert read(StateReader reader) {
        return new ShownAlert(
                reader.readString(),
                reader.readString(),
                reader.readString(),
                reader.readLong(),
                reader.readDouble(),
                reader.readDouble(),
                ScaledPoint.read(reader));
    }
}
