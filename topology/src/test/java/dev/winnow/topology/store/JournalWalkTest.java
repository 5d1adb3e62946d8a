package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

final class JournalWalkTest {
    private static final FeatureSet SET = FeatureSets.numeric(List.of("cpu"));
    private static final String SEGMENT = "acme|numeric/1|all";

    private final List<String> seen = new ArrayList<>();

    private final ModelFactory factory = new ModelFactory() {
        @Override
        public SegmentModel fresh(long generation) {
            return SegmentModel.fresh(SegmentConfig.defaults(), SET, generation);
        }

        @Override
        public SegmentModel restore(long generation, byte[] snapshot) {
            return SegmentModel.restore(SegmentConfig.defaults(), SET, snapshot);
        }

        @Override
        public ModelFingerprint fingerprint() {
            return new ModelFingerprint("a", "b", "c");
        }
    };

    private final JournalWalk walk = new JournalWalk(
            SEGMENT,
            factory,
            (model, input) ->
                    seen.add(model.sequence() + " " + model.observation(input).entity()));

    @Test
    void showsEachEventBeforeTheModelTakesItAndBeginsAnewWithAGeneration() {
        write(SEGMENT, 1, 1, "a");
        write("acme|numeric/1|al", 1, 1, "other");
        write(SEGMENT, 1, 2, "b");
        write(SEGMENT, 2, 1, "c");

        assertThat(seen).containsExactly("0 a", "1 b", "0 c");
        assertThat(walk.isWhole()).isTrue();
    }

    @Test
    void takesABatchThatHasGrownFromWhereItHadGrownTo() {
        DeltaBatch batch = new DeltaBatch(1, 1, new Watermarks());
        Bytes key = new ModelKeys(SEGMENT).delta(0);
        for (String entity : List.of("a", "b", "c")) {
            SegmentModel model = factory.fresh(1);
            batch.add(model.delta(
                    model.observe(new Event("numeric", entity, 1000, Map.of("cpu", 1.0), Map.of()), model.emptyRow())));
            if (!entity.equals("b")) {
                walk.apply(key.get(), batch.bytes());
            }
        }

        assertThat(seen).containsExactly("0 a", "1 b", "2 c");
        assertThat(walk.isWhole()).isTrue();
    }

    @Test
    void saysThatAnEventIsMissingAndTakesNoneOutOfOrder() {
        write(SEGMENT, 1, 1, "a");
        write(SEGMENT, 1, 3, "c");

        assertThat(seen).containsExactly("0 a");
        assertThat(walk.isWhole()).isFalse();
    }

    private void write(String segment, long generation, long sequence, String entity) {
        SegmentModel model = factory.fresh(generation);
        EntityRow row = model.emptyRow();
        Observation observation =
                model.observe(new Event("numeric", entity, 1000 * sequence, Map.of("cpu", 1.0), Map.of()), row);
        Bytes key = new ModelKeys(segment).delta((int) sequence);
        DeltaBatch batch = new DeltaBatch(generation, sequence, new Watermarks());
        batch.add(model.delta(observation));
        walk.apply(key.get(), batch.bytes());
    }
}
