package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.drift.ScoreDrift;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DriftWatchTest {
    private static final int ENTITIES = 40;
    private static final int WIDTH = 3;

    private final List<ScoreDrift> scores = new ArrayList<>();
    private final List<FeatureDrift> features = new ArrayList<>();

    /** Windows of 512 events: 24 are the reference. */
    private static SegmentConfig config(int scoreRunLength, int featureRunLength) {
        SegmentConfig small = Rig.small();
        SegmentConfig.Drift d = small.drift();
        return new SegmentConfig(
                small.rcf(),
                small.ewma(),
                small.cusum(),
                small.members(),
                small.scaler(),
                small.tail(),
                small.gate(),
                small.guard(),
                new SegmentConfig.Drift(
                        d.window(), d.refusedShare(), d.retrainEvents(), scoreRunLength, featureRunLength, 0),
                small.silence(),
                small.persistence(),
                small.learnPerSecond(),
                small.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }

    @Test
    void quietStreamsGiveNoSignal() {
        Rig rig = new Rig(config(10_000_000, 10_000), WIDTH, 1);
        SplittableRandom random = new SplittableRandom(1);
        rig.warmUp(random, ENTITIES);

        feed(rig, random, 30_000, 0, 1);

        assertThat(scores).isEmpty();
        assertThat(features).isEmpty();
    }

    @Test
    void aJumpThatStaysBelowTheGateShowsInTheScores() {
        Rig rig = new Rig(config(10_000_000, 0), WIDTH, 2);
        SplittableRandom random = new SplittableRandom(2);
        rig.warmUp(random, ENTITIES);
        feed(rig, random, 6000, 0, 1);
        assertThat(scores).isEmpty();

        long changed = rig.timeMillis;
        feed(rig, random, 2000, 0, 1.6);

        assertThat(scores).isNotEmpty();
        ScoreDrift drift = scores.get(0);
        assertThat(drift.meanAfter()).isLessThan(drift.meanBefore() - 0.1);
        assertThat(drift.sinceMillis()).isBetween(changed - 300_000, changed + 300_000);
        assertThat(drift.events()).isLessThan(2000);
        assertThat(features).isEmpty();
    }

    @Test
    void whatCreepsShowsInTheFeaturesThoughTheModelFollows() {
        Rig rig = new Rig(config(0, 10_000), WIDTH, 3);
        SplittableRandom random = new SplittableRandom(3);
        rig.warmUp(random, ENTITIES);
        feed(rig, random, 24 * 600 + 12 * 600, 0, 1);
        assertThat(features).isEmpty();

        for (int step = 1; step <= 40; step++) {
            feed(rig, random, 300, 0.025 * step, 1);
        }

        assertThat(features).isNotEmpty();
        FeatureDrift drift = features.get(0);
        assertThat(drift.feature()).isEqualTo("f0");
        assertThat(drift.psi()).isGreaterThan(0.1);
        assertThat(drift.others()).isZero();
        assertThat(drift.windowEvents()).isEqualTo(512);
        assertThat(scores).isEmpty();
    }

    @Test
    void oneEntityAmongManyMovesNothing() {
        Rig rig = new Rig(config(10_000_000, 10_000), WIDTH, 4);
        SplittableRandom random = new SplittableRandom(4);
        rig.warmUp(random, ENTITIES);
        feed(rig, random, 24 * 600 + 12 * 600, 0, 1);

        for (int i = 0; i < 6000; i++) {
            double[] point = Rig.gaussian(random, WIDTH);
            boolean isLoud = random.nextInt(10) > 0;
            point[0] += isLoud ? 1.5 : 0;
            rig.feed(isLoud ? "loud" : "e" + random.nextInt(ENTITIES), point);
            note(rig);
        }

        assertThat(scores).isEmpty();
        assertThat(features).isEmpty();
    }

    @Test
    void restoredGoesOnBitForBit() {
        for (int fed : new int[] {100, 9000, 16_000}) {
            Rig rig = new Rig(config(10_000, 100), WIDTH, 5);
            SplittableRandom random = new SplittableRandom(5);
            rig.warmUp(random, ENTITIES);
            feed(rig, random, fed, 0, 1);

            SegmentCore live = rig.core;
            rig.core = Rig.restore(rig.config, WIDTH, rig.snapshot());

            assertThat(rig.snapshot()).isEqualTo(snapshot(live));
            for (int i = 0; i < 3000; i++) {
                rig.feed("e" + random.nextInt(ENTITIES), Rig.gaussian(random, WIDTH));
                Learned learned = live.learn(rig.observation, live.assess(rig.observation), true);
                assertThat(learned).isEqualTo(rig.learned);
            }
            assertThat(rig.snapshot()).isEqualTo(snapshot(live));
        }
    }

    @Test
    void aDesignIsStoredAndDamageIsRefused() {
        DriftWatch watch = new DriftWatch(config(10_000, 100).drift(), WIDTH, 6);
        StateWriter out = new StateWriter();
        watch.snapshot(out);
        StateReader in = new StateReader(out.toBytes());

        DriftWatch.restore(config(10_000, 100).drift(), WIDTH, 6, in);

        in.expectEnd();
        byte[] damaged = new StateWriter().writeInt(64).toBytes();
        assertThatThrownBy(() -> DriftWatch.restore(config(10_000, 100).drift(), WIDTH, 6, new StateReader(damaged)))
                .hasMessage("STA-004 drift-watch: events of a block must be 0 to 63, was 64");
    }

    private void feed(Rig rig, SplittableRandom random, int events, double shift, double scale) {
        for (int i = 0; i < events; i++) {
            double[] point = Rig.gaussian(random, WIDTH);
            point[0] += shift;
            for (int f = 0; f < WIDTH; f++) {
                point[f] *= scale;
            }
            rig.feed("e" + random.nextInt(ENTITIES), point);
            note(rig);
        }
    }

    private void note(Rig rig) {
        rig.learned.scoreDrift().ifPresent(scores::add);
        rig.learned.featureDrift().ifPresent(features::add);
    }

    private static byte[] snapshot(SegmentCore core) {
        StateWriter out = new StateWriter();
        core.snapshot(out);
        return out.toBytes();
    }
}
