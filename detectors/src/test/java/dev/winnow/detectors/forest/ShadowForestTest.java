package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.forest.ShadowForest.Stage;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class ShadowForestTest {
    private static final int WIDTH = 4;
    private static final RandomCutForestConfig SMALL = RandomCutForestConfig.of(30, 128);

    /** A forest in force that was taught what was before, and its challenger. */
    private static final class Pair {
        private final RandomCutForest inForce;
        private final Random random;
        private ShadowForest shadow = new ShadowForest(WIDTH, 256, 600);

        private Pair(int seed, int points) {
            inForce = RandomCutForest.create(SMALL, WIDTH, seed);
            random = new Random(50 + seed);
            learn(points, 0);
        }

        private static Pair taught(int seed) {
            return new Pair(seed, 4_200);
        }

        private void learn(int points, double shift) {
            for (int i = 0; i < points; i++) {
                learn(gaussian(random, shift));
            }
        }

        private void learn(float[] point) {
            if (shadow.see(point, inForce)) {
                inForce.update(point);
            }
        }

        private Stage afterTrial(double shift) {
            while (!shadow.isTrialOver()) {
                learn(1, shift);
            }
            return shadow.decide();
        }
    }

    @Test
    void winsAfterARealShift() {
        for (int seed = 0; seed < 3; seed++) {
            Pair pair = Pair.taught(seed);
            pair.shadow.start(SMALL, seed);

            Stage stage = pair.afterTrial(4);

            assertThat(stage).isEqualTo(Stage.WON);
            assertThat(pair.shadow.advantage()).isGreaterThan(0.4);
            assertThat(pair.shadow.advantageError()).isBetween(0.001, 0.05);
        }
    }

    @Test
    void theWinnerFindsStrangeWhatWasUsual() {
        Pair pair = Pair.taught(3);
        float[] old = new float[WIDTH];
        pair.shadow.start(SMALL, 3);
        pair.afterTrial(6);

        RandomCutForest winner = pair.shadow.take();

        assertThat(winner.score(old)).isGreaterThan(1.5 * pair.inForce.score(old));
        assertThat(pair.shadow.stage()).isEqualTo(Stage.NONE);
    }

    @Test
    void isGoneAfterAFalseAlarm() {
        for (int seed = 0; seed < 4; seed++) {
            Pair pair = Pair.taught(10 + seed);
            pair.shadow.start(SMALL, seed);

            Stage stage = pair.afterTrial(0);

            assertThat(stage).isEqualTo(Stage.NONE);
            assertThat(Math.abs(pair.shadow.advantage())).isLessThan(0.1);
        }
    }

    @Test
    void aWinnerThatWaitsIsGoneOnceTheForestInForceHasCaughtUp() {
        Pair pair = Pair.taught(8);
        pair.shadow.start(SMALL, 8);
        Stage first = pair.afterTrial(4);
        double won = pair.shadow.advantage();

        int trials = 1;
        while (pair.shadow.stage() == Stage.WON && trials < 50) {
            pair.afterTrial(4);
            trials++;
        }

        assertThat(first).isEqualTo(Stage.WON);
        assertThat(trials).isBetween(2, 20);
        assertThat(pair.shadow.advantage()).isLessThan(won);
    }

    @Test
    void theForestInForceLearnsAsIfThereWereNoShadow() {
        Pair pair = Pair.taught(5);
        RandomCutForest alone = RandomCutForest.restore(new StateReader(bytes(pair.inForce)));

        boolean isStarted = pair.shadow.start(SMALL, 5);
        boolean isStartedAgain = pair.shadow.start(SMALL, 6);
        for (int i = 0; i < 300; i++) {
            float[] point = gaussian(pair.random, 4);
            pair.learn(point);
            alone.update(point);
        }

        assertThat(isStarted).isTrue();
        assertThat(isStartedAgain).isFalse();
        assertThat(bytes(pair.inForce)).isEqualTo(bytes(alone));
    }

    @Test
    void startsNoShadowBeforeItKnowsWhatIsUsual() {
        Pair pair = new Pair(1, 4_095);
        assertThat(pair.shadow.start(SMALL, 1)).isFalse();

        pair.learn(1, 0);

        assertThat(pair.inForce.updates()).isEqualTo(4_096 - 256);
        assertThat(pair.shadow.start(SMALL, 1)).isTrue();
    }

    @Test
    void aSnapshotInTheMiddleOfATrialContinuesBitForBit() {
        Pair pair = Pair.taught(6);
        pair.shadow.start(SMALL, 6);
        pair.learn(400, 4);
        ShadowForest live = pair.shadow;
        ShadowForest restored = ShadowForest.restore(WIDTH, 256, 600, new StateReader(bytes(live)));
        RandomCutForest before = RandomCutForest.restore(new StateReader(bytes(pair.inForce)));

        while (!live.isTrialOver()) {
            float[] point = gaussian(pair.random, 4);
            pair.learn(point);
            if (restored.see(point, before)) {
                before.update(point);
            }
        }
        Stage stage = live.decide();

        assertThat(restored.decide()).isEqualTo(stage);
        assertThat(bytes(restored)).isEqualTo(bytes(live));
    }

    @Test
    void refusesWhatAnotherBuildWrote() {
        assertThatThrownBy(() -> ShadowForest.restore(WIDTH, 256, 600, new StateReader(new byte[] {1})))
                .hasMessage("STA-001 snapshot of a shadow has version 1, this build reads 2");
    }

    private static float[] gaussian(Random random, double shift) {
        float[] point = new float[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            point[d] = (float) (random.nextGaussian() + shift);
        }
        return point;
    }

    private static byte[] bytes(ShadowForest shadow) {
        StateWriter out = new StateWriter();
        shadow.snapshot(out);
        return out.toBytes();
    }

    private static byte[] bytes(RandomCutForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
