package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot and the deltas after it give the live model bit for bit, wherever the cut lies. */
final class ReplayProperties {
    private static final int WIDTH = 4;

    /** Small enough that collecting, warming, all refits and a retraining fit into 2,500 events. */
    private static SegmentConfig config() {
        SegmentConfig d = SegmentConfig.defaults();
        return new SegmentConfig(
                new SegmentConfig.Rcf(60, 32, 1, 0.01),
                d.ewma(),
                d.cusum(),
                d.members(),
                new SegmentConfig.Scaler(64, 128, 50),
                new SegmentConfig.Tail(256, 0.1, 50),
                d.gate(),
                d.guard(),
                new SegmentConfig.Drift(64, 0.5, 100, 10_000, 100, 0),
                new SegmentConfig.Quiet(16, 1e-3, 5),
                d.persistence(),
                0,
                200,
                SegmentConfig.Shadow.off());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void replayingDeltasOnASnapshotGivesTheLiveModel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rig rig = new Rig(config(), WIDTH, seed);
        List<SegmentCore> replicas = new ArrayList<>();
        List<ModelState> seen = new ArrayList<>();
        int refits = 0;

        for (int i = 0; i < 2500; i++) {
            if (random.nextInt(200) == 0 || i == 0) {
                replicas.add(Rig.restore(rig.config, WIDTH, rig.snapshot()));
            }
            double[] values = stream(random, i);
            rig.feed("e" + random.nextInt(30), values);
            rig.timeMillis += random.nextInt(60_000);
            refits += rig.learned.refitted() ? 1 : 0;
            if (rig.learned.changedState()) {
                seen.add(rig.learned.after());
            }
            byte[] delta = rig.observation.toBytes();
            for (SegmentCore replica : replicas) {
                Observation replayed = Observation.fromBytes(rig.schema, delta);
                Assessment again = replica.assess(replayed);
                assertThat(again).isEqualTo(rig.assessment);
                assertThat(replica.learn(replayed, again, true)).isEqualTo(rig.learned);
            }
            if (i % 500 == 499) {
                byte[] live = rig.snapshot();
                for (SegmentCore replica : replicas) {
                    StateWriter out = new StateWriter();
                    replica.snapshot(out);
                    assertThat(out.toBytes()).isEqualTo(live);
                }
                while (replicas.size() > 4) {
                    replicas.remove(random.nextInt(replicas.size()));
                }
            }
        }

        assertThat(seen).startsWith(ModelState.WARMING, ModelState.READY).contains(ModelState.RETRAINING);
        assertThat(refits).isGreaterThanOrEqualTo(2);
    }

    /**
     * Heavy tails, a constant, missing values, outliers, and a shift of everybody at 1,500. The outliers, one event in two hundred, lie
     * below the shift, or it would be no stranger than they are.
     */
    private static double[] stream(SplittableRandom random, int i) {
        double shift = i >= 1500 ? 30 : 0;
        double[] values = {
            random.nextGaussian() + shift,
            Math.exp(2 * random.nextGaussian()) * (i >= 1500 ? 1e6 : 1),
            7,
            random.nextInt(5) == 0 ? Double.NaN : random.nextInt(4)
        };
        if (random.nextInt(200) == 0) {
            values[random.nextInt(2)] *= 10;
        }
        return values;
    }
}
