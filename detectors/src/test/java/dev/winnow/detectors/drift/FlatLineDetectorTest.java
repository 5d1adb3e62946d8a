package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FlatLineDetectorTest {
    @Test
    void aSensorThatAlwaysMovedIsStuckAfterSomeEqualValues() {
        FlatLineDetector detector = noisy(1, 3000);
        float[] stuck = {0.7f, 0};
        detector.update(stuck);
        double last = 0;
        for (int i = 0; i < 10; i++) {
            stuck[1] = i;
            double score = detector.score(stuck);
            assertThat(score).isGreaterThan(last);
            last = score;
            detector.update(stuck);
        }

        assertThat(detector.score(new float[] {0.7f, 77})).isGreaterThan(5);
        assertThat(detector.score(new float[] {0.7001f, 77})).isLessThan(0.5);
    }

    /** Runs of 1 to 4 repeats, 250 of each: midway through each length as many as the definition says are at least as long. */
    @Test
    void theScoreIsTheShareOfRunsAtLeastAsLong() {
        FlatLineDetector detector = new FlatLineDetector(1);
        float value = 0;
        for (int run = 0; run < 1000; run++) {
            value++;
            for (int i = 0; i <= 1 + run % 4; i++) {
                detector.update(new float[] {value});
            }
        }
        float[] next = {value + 1};
        detector.update(next);

        for (int repeats = 1; repeats <= 4; repeats++) {
            double share = (250 * (4 - repeats) + 125 + 0.5) / 1001;
            assertThat(detector.score(next)).isCloseTo(-Math.log10(share), within(1e-9));
            detector.update(next);
        }
        assertThat(detector.score(next)).isGreaterThan(-Math.log10(0.5 / 1001));
    }

    /** Values that repeat with probability 0.3: one in a thousand runs is at least six repeats long, and so are the points. */
    @Test
    void ordinaryRepeatsFireNoMoreOftenThanStated() {
        SplittableRandom random = new SplittableRandom(2);
        FlatLineDetector detector = new FlatLineDetector(1);
        int fired = 0;
        int values = 60_000;
        float value = 0;
        for (int i = 0; i < 5000 + values; i++) {
            value = random.nextDouble() < 0.3 ? value : (float) random.nextGaussian();
            float[] point = {value};
            fired += i >= 5000 && detector.score(point) > 3 ? 1 : 0;
            detector.update(point);
        }

        assertThat(fired).isPositive();
        assertThat(fired / (double) values).isLessThan(0.001 + 3 * Math.sqrt(0.001 / 10_000));
    }

    @Test
    void aFeatureThatNeverChangedIsNotStuck() {
        FlatLineDetector detector = new FlatLineDetector(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(detector.score(new float[] {3})).isZero();
            detector.update(new float[] {3});
        }
    }

    @Test
    void aFeatureThatRarelyChangesIsNotStuckForBeingItself() {
        FlatLineDetector detector = new FlatLineDetector(1);
        for (int i = 0; i < 20_000; i++) {
            detector.update(new float[] {i / 1000});
        }

        assertThat(detector.score(new float[] {19})).isLessThan(1);
    }

    /** Learnt without a gate, 500 equal values do not make the next ones usual. */
    @Test
    void theRunThatGoesOnDoesNotTeach() {
        FlatLineDetector detector = noisy(3, 3000);
        float[] stuck = {0.7f, 0};
        double last = 0;
        for (int i = 0; i < 500; i++) {
            stuck[1] = i;
            assertThat(detector.score(stuck)).isGreaterThanOrEqualTo(last * 0.999999);
            last = i == 0 ? 0 : detector.score(stuck);
            detector.update(stuck);
        }

        assertThat(last).isGreaterThan(7);
    }

    /** Counts are halved again and again over 100,000 runs: the share of runs with three repeats stays 1 in 4. */
    @Test
    void ageingKeepsShares() {
        FlatLineDetector detector = new FlatLineDetector(1);
        float value = 0;
        for (int run = 0; run < 100_000; run++) {
            value = run % 1000;
            for (int i = 0; i <= (run % 4 == 0 ? 3 : 0); i++) {
                detector.update(new float[] {value});
            }
        }
        float[] next = {-1};
        detector.update(next);

        assertThat(detector.score(next)).isCloseTo(-Math.log10(0.25), within(0.01));
    }

    @Test
    void attributesTheStuckFeature() {
        FlatLineDetector detector = noisy(4, 2000);
        float[] stuck = {-0.5f, 0};
        for (int i = 0; i < 5; i++) {
            stuck[1] = i;
            detector.update(stuck);
        }
        double[] high = new double[2];
        double[] low = new double[2];

        detector.attribute(new float[] {-0.5f, 9}, high, low);

        assertThat(low[0]).isGreaterThan(0.9 * detector.score(new float[] {-0.5f, 9}));
    }

    @Test
    void refusesADamagedSnapshotByMessage() {
        StateWriter out = new StateWriter();
        noisy(5, 10).snapshot(out);
        byte[] bytes = out.toBytes();
        bytes[bytes.length - 4] = (byte) 0x80;

        assertThatThrownBy(() -> FlatLineDetector.restore(2, new StateReader(bytes)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 flatline: repeats of feature 1 must be between 0 and 8388607, were -");
    }

    private static FlatLineDetector noisy(long seed, int points) {
        SplittableRandom random = new SplittableRandom(seed);
        FlatLineDetector detector = new FlatLineDetector(2);
        for (int i = 0; i < points; i++) {
            detector.update(new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()});
        }
        return detector;
    }
}
