package dev.winnow.triage.cluster;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What a newcomer is compared with.
 *
 * @param exemplars the first alert's vector, then those least like the ones before
 * @param links tokens of context values that its alerts had; bounded
 * @param signatures texts of rules that its exemplars fired, empty text where none
 */
record ClusterShape(List<TokenVector> exemplars, List<Long> links, List<String> signatures) {
    static final int MOST_LINKS = 64;
    private static final int VERSION = 1;

    /** Similarity to the nearest exemplar. */
    double nearest(TokenVector other, double attributionShare) {
        double best = 0;
        for (TokenVector exemplar : exemplars) {
            best = Math.max(best, exemplar.similarity(other, attributionShare));
        }
        return best;
    }

    double nearestAttribution(TokenVector other) {
        double best = 0;
        for (TokenVector exemplar : exemplars) {
            best = Math.max(best, exemplar.attributionCosine(other));
        }
        return best;
    }

    boolean sharesLink(TokenVector other) {
        for (long link : other.links()) {
            if (links.contains(link)) {
                return true;
            }
        }
        return false;
    }

    byte[] encode() {
        StateWriter writer = RowFormat.begin(VERSION).writeInt(exemplars.size());
        exemplars.forEach(exemplar -> exemplar.write(writer));
        writer.writeLongs(links.stream().mapToLong(Long::longValue).toArray());
        ClusterRow.write(writer, signatures);
        return writer.toBytes();
    }

    static ClusterShape decode(byte[] row) {
        StateReader reader = RowFormat.open("cluster shape", row, VERSION);
        int size = reader.readInt();
        List<TokenVector> exemplars = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            exemplars.add(TokenVector.read(reader));
        }
        List<Long> links = new ArrayList<>();
        for (long link : reader.readLongs()) {
            links.add(link);
        }
        return new ClusterShape(exemplars, links, ClusterRow.read(reader));
    }
}
