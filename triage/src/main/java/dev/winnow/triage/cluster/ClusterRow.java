package dev.winnow.triage.cluster;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.state.RowFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster as it is stored.
 *
 * @param opened watermark when it opened
 * @param touched watermark when its newest alert came
 * @param strength weighted probability of the representative, then its score
 */
record ClusterRow(ClusterSummary state, long opened, long touched, double strength) {
    private static final int VERSION = 1;

    byte[] encode() {
        StateWriter writer = RowFormat.begin(VERSION)
                .writeLong(opened)
                .writeLong(touched)
                .writeDouble(strength)
                .writeString(state.id())
                .writeString(state.tenant())
                .writeLong(state.firstSeen())
                .writeLong(state.lastSeen())
                .writeLong(state.alerts())
                .writeLong(state.folds())
                .writeByte(state.band().ordinal())
                .writeDouble(state.probability())
                .writeString(state.representative())
                .writeString(state.title());
        write(writer, state.entities());
        write(writer, state.featureSets());
        return writer.toBytes();
    }

    static ClusterRow decode(byte[] row) {
        StateReader reader = RowFormat.open("cluster", row, VERSION);
        long opened = reader.readLong();
        long touched = reader.readLong();
        double strength = reader.readDouble();
        String id = reader.readString();
        String tenant = reader.readString();
        long firstSeen = reader.readLong();
        long lastSeen = reader.readLong();
        long alerts = reader.readLong();
        long folds = reader.readLong();
        Band band = Band.values()[reader.readByte()];
        double probability = reader.readDouble();
        String representative = reader.readString();
        String title = reader.readString();
        return new ClusterRow(
                new ClusterSummary(
                        id,
                        tenant,
                        true,
                        firstSeen,
                        lastSeen,
                        alerts,
                        folds,
                        band,
                        probability,
                        read(reader),
                        representative,
                        title,
                        read(reader)),
                opened,
                touched,
                strength);
    }

    static void write(StateWriter writer, List<String> texts) {
        writer.writeInt(texts.size());
        texts.forEach(writer::writeString);
    }

    static List<String> read(StateReader reader) {
        int size = reader.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            texts.add(reader.readString());
        }
        return texts;
    }
}
