package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class ShadowForestTest {
    private static final int WIDTH = 4;

    @Test
    void promotesAfterARealShift() {
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(50 + seed);
            ShadowForest forest = taught(seed, random);
            forest.challenge();

            finish(forest, random, 4);

            assertThat(forest.outcome()).isEqualTo(ShadowForest.Outcome.PROMOTED);
            assertThat(forest.promotions()).isEqualTo(1);
            assertThat(forest.advantage()).isGreaterThan(0.4);
        }
    }

    @Test
    void theForestThatWasPromotedFindsStrangeWhatWasUsual() {
        Random random = new Random(53);
        ShadowForest forest = taught(3, random);
        float[] old = new float[WIDTH];
        double before = forest.score(old);
        forest.challenge();

        finish(forest, random, 6);

        assertThat(forest.score(old)).isGreaterThan(2 * before);
    }

    @Test
    void retiresTheShadowAfterAFalseAlarm() {
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(60 + seed);
            ShadowForest forest = taught(seed, random);
            forest.challenge();

            finish(forest, random, 0);

            assertThat(forest.outcome()).isEqualTo(ShadowForest.Outcome.RETIRED);
            assertThat(Math.abs(forest.advantage())).isLessThan(0.1);
            assertThat(forest.promotions()).isZero();
        }
    }

    @Test
    void scoresAreThoseOfTheForestInForceUntilTheDecision() {
        Random random = new Random(70);
        ShadowForest forest = taught(5, random);
        ShadowForest alone = ShadowForest.restore(new StateReader(bytes(forest)));
        float[] probe = {1, 2, 0, -1};

        assertThat(forest.challenge()).isTrue();
        assertThat(forest.challenge()).isFalse();
        float[] point = gaussian(random, 4);
        forest.update(point);

        assertThat(alone.outcome()).isEqualTo(ShadowForest.Outcome.NONE);
        alone.update(point);
        assertThat(forest.score(probe)).isEqualTo(alone.score(probe));
    }

    @Test
    void opensNoShadowBeforeItKnowsWhatIsUsual() {
        ShadowForest forest = ShadowForest.create(RandomCutForestConfig.of(20, 64), WIDTH, 256, 200, 1);
        Random random = new Random(71);
        for (int i = 0; i < 4_095; i++) {
            forest.update(gaussian(random, 0));
        }
        assertThat(forest.challenge()).isFalse();

        forest.update(gaussian(random, 0));

        assertThat(forest.challenge()).isTrue();
    }

    @Test
    void aSnapshotInTheMiddleOfATrialContinuesBitForBit() {
        Random random = new Random(72);
        ShadowForest forest = taught(6, random);
        forest.challenge();
        for (int i = 0; i < 400; i++) {
            forest.update(gaussian(random, 4));
        }

        ShadowForest restored = ShadowForest.restore(new StateReader(bytes(forest)));

        while (forest.outcome() == ShadowForest.Outcome.OPEN) {
            float[] point = gaussian(random, 4);
            assertThat(restored.score(point)).isEqualTo(forest.score(point));
            forest.update(point);
            restored.update(point);
        }
        assertThat(restored.outcome()).isEqualTo(forest.outcome());
        assertThat(restored.advantage()).isEqualTo(forest.advantage());
        assertThat(bytes(restored)).isEqualTo(bytes(forest));
    }

    @Test
    void attributionAddsUpToTheScore() {
        Random random = new Random(73);
        ShadowForest forest = taught(7, random);
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];
        float[] point = {5, 0, -5, 0};

        forest.attribute(point, high, low);

        double sum = 0;
        for (int d = 0; d < WIDTH; d++) {
            sum += high[d] + low[d];
        }
        assertThat(sum / forest.score(point)).isBetween(1 - 1e-9, 1 + 1e-9);
    }

    @Test
    void refusesWhatItCannotJudge() {
        assertThatThrownBy(() -> ShadowForest.create(RandomCutForestConfig.defaults(), 2, 10, 200, 1))
                .hasMessage("CFG-004 shadow forest: at least 256 points to learn and 100 to judge are required, were 10"
                        + " and 200");
        assertThatThrownBy(() -> ShadowForest.restore(new StateReader(new byte[] {2})))
                .hasMessage("STA-001 snapshot of detector \"rcf-shadow\" has version 2, this build reads 1");
    }

    private static ShadowForest taught(int seed, Random random) {
        ShadowForest forest = ShadowForest.create(RandomCutForestConfig.of(30, 128), WIDTH, 256, 600, seed);
        for (int i = 0; i < 4_200; i++) {
            forest.update(gaussian(random, 0));
        }
        return forest;
    }

    private static void finish(ShadowForest forest, Random random, double shift) {
        while (forest.outcome() == ShadowForest.Outcome.OPEN) {
            forest.update(gaussian(random, shift));
        }
    }

    private static float[] gaussian(Random random, double shift) {
        float[] point = new float[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            point[d] = (float) (random.nextGaussian() + shift);
        }
        return point;
    }

    private static byte[] bytes(ShadowForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
