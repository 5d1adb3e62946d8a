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

    /** Both as one; id, title and the order of what was seen first are this one's. */
    ClusterRow plus(ClusterRow other, int mostEntities, int mostFeatureSets) {
        ClusterSummary one = state;
        ClusterSummary two = other.state;
        boolean isOtherStronger = other.strength > strength;
        return new ClusterRow(
                new ClusterSummary(
                        one.id(),
                        one.tenant(),
                        true,
                        Math.min(one.firstSeen(), two.firstSeen()),
                        Math.max(one.lastSeen(), two.lastSeen()),
                        one.alerts() + two.alerts(),
                        one.folds() + two.folds(),
                        one.band().compareTo(two.band()) >= 0 ? one.band() : two.band(),
                        Math.max(one.probability(), two.probability()),
                        union(one.entities(), two.entities(), mostEntities),
                        isOtherStronger ? two.representative() : one.representative(),
                        one.title(),
                        union(one.featureSets(), two.featureSets(), mostFeatureSets),
                        ""),
                Math.min(opened, other.opened),
                Math.max(touched, other.touched),
                Math.max(strength, other.strength));
    }

    /** A cluster like this one without any alert yet, for some of its entities. */
    ClusterRow empty(String newId, List<String> entities, long watermark) {
        return new ClusterRow(
                new ClusterSummary(
                        newId,
                        state.tenant(),
                        true,
                        state.lastSeen(),
                        state.lastSeen(),
                        0,
                        0,
                        Band.INFO,
                        0,
                        entities,
                        state.representative(),
                        state.title(),
                        state.featureSets(),
                        ""),
                watermark,
                watermark,
                Double.NEGATIVE_INFINITY);
    }

    private static List<String> union(List<String> first, List<String> second, int most) {
        List<String> all = new ArrayList<>(first);
        for (String text : second) {
            if (all.size() < most && !all.contains(text)) {
                all.add(text);
            }
        }
        return all;
    }

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
                        read(reader),
                        ""),
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
