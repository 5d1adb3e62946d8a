package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForestStateTest {
    @Test
    void anEmptyForestSurvivesARestore() {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.defaults(), 3, 1);

        StateReader in = new StateReader(ForestProperties.bytes(forest));
        RandomCutForest restored = RandomCutForest.restore(in);

        assertThat(in.remaining()).isZero();
        restored.checkInvariants();
        assertThat(restored.config()).isEqualTo(forest.config());
        assertThat(restored.dimensions()).isEqualTo(3);
        assertThat(restored.score(new float[] {1, 2, 3})).isZero();
    }

    @Test
    void anotherVersionIsRefusedByMessage() {
        byte[] bytes = snapshot(1, 200);
        bytes[1] = 9;

        assertThatExceptionOfType(StateFormatException.class)
                .isThrownBy(() -> RandomCutForest.restore(new StateReader(bytes)))
                .withMessage("STA-001 snapshot of detector \"rcf\" has version 9, this build reads 3;"
                        + " see docs/operations.md, \"Downgrade\"");
    }

    @Test
    void anyCutTailIsRefused() {
        byte[] bytes = snapshot(2, 150);

        for (int length = 0; length < bytes.length; length += 1 + length / 300) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(StateFormatException.class)
                    .as("length %d", length)
                    .isThrownBy(() -> RandomCutForest.restore(new StateReader(cut)))
                    .withMessageStartingWith("STA-00");
        }
    }

    /** A changed coordinate or key can make another valid forest; what is accepted must at least hold together. */
    @Test
    void anyChangedBitIsRefusedOrGivesAForestThatHoldsTogether() {
        byte[] bytes = snapshot(3, 150);
        Random random = new Random(3);
        int refused = 0;

        for (int i = 0; i < 3000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(i < 1500 ? 60 : changed.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                RandomCutForest forest = RandomCutForest.restore(new StateReader(changed));
                forest.checkInvariants();
                assertThat(forest.score(new float[] {1, 2, 3})).isFinite().isNotNegative();
            } catch (StateFormatException e) {
                assertThat(e).hasMessageStartingWith("STA-00");
                refused++;
            }
        }

        assertThat(refused).isGreaterThan(600);
    }

    @Test
    void aSampleOfTheLargestSizeSurvivesARestore() {
        Random random = new Random(4);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(2, 2048), 1, 4);
        // Geometric gaps make the deepest trees: every cut is likely to fall into the widest gap, at the end.
        for (int i = 0; i < 6000; i++) {
            forest.update(new float[] {(float) Math.pow(1.04, random.nextInt(2100))});
        }

        RandomCutForest restored = RandomCutForest.restore(new StateReader(ForestProperties.bytes(forest)));

        restored.checkInvariants();
        assertThat(ForestProperties.bytes(restored)).isEqualTo(ForestProperties.bytes(forest));
    }

    private static byte[] snapshot(long seed, int updates) {
        Random random = new Random(seed);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(4, 32), 3, seed);
        for (int i = 0; i < updates; i++) {
            forest.update(ForestOracleTest.gaussian(random, 3));
        }
        return ForestProperties.bytes(forest);
    }
}
