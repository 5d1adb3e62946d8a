package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BrownCombinationTest {
    private static final int MEMBERS = 5;

    /** 200,000 draws of five normal deviates of one correlation; bounds as the class states them, and three standard errors. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.6, 0.9, 1})
    void holdsItsLevelUnderDependenceWhereFisherDoesNot(double correlation) {
        SplittableRandom random = new SplittableRandom(1);
        BrownCombination brown = new BrownCombination(MEMBERS, 20_000);
        double[] p = new double[MEMBERS];
        for (int i = 0; i < 50_000; i++) {
            draw(random, correlation, p);
            brown.learn(p);
        }
        double[] levels = {0.05, 0.01, 0.001};
        double[] tolerances = {0.05, 0.05, 0.1};
        double[] weights = new double[MEMBERS];
        Arrays.fill(weights, 1);
        int[] byBrown = new int[levels.length];
        int[] byFisher = new int[levels.length];
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            draw(random, correlation, p);
            double combined = brown.combine(p, weights);
            double fisher = FisherCombination.combine(p);
            for (int l = 0; l < levels.length; l++) {
                byBrown[l] += combined <= levels[l] ? 1 : 0;
                byFisher[l] += fisher <= levels[l] ? 1 : 0;
            }
        }

        for (int l = 0; l < levels.length; l++) {
            double error = 3 * Math.sqrt(levels[l] / draws);
            System.out.printf(
                    "correlation %s, level %s: brown %.5f, fisher %.5f%n",
                    correlation, levels[l], (double) byBrown[l] / draws, (double) byFisher[l] / draws);
            assertThat((double) byBrown[l] / draws).isCloseTo(levels[l], within(tolerances[l] * levels[l] + error));
        }
        if (correlation >= 0.6) {
            assertThat((double) byFisher[1] / draws).isGreaterThan(5 * levels[1]);
        }
    }

    /** Kost and McDermott: the covariance of −2 ln p is 3.263r + 0.710r² + 0.027r³ for normal deviates of correlation r. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.5, 0.8, 0.95})
    void learnsTheCovarianceThatTheoryKnows(double correlation) {
        SplittableRandom random = new SplittableRandom(2);
        BrownCombination brown = new BrownCombination(2, 50_000);
        double[] p = new double[2];
        for (int i = 0; i < 300_000; i++) {
            draw(random, correlation, p);
            brown.learn(p);
        }
        double theory = (3.263 + (0.710 + 0.027 * correlation) * correlation) * correlation / 4;

        assertThat(brown.correlation(0, 1)).isCloseTo(theory, within(0.015));
        assertThat(brown.correlation(1, 0)).isEqualTo(brown.correlation(0, 1));
    }

    @Test
    void membersCountAsOneUntilSomethingIsLearnt() {
        BrownCombination brown = new BrownCombination(3, 1000);

        assertThat(brown.correlation(0, 2)).isEqualTo(1);
        assertThat(brown.combine(new double[] {0.01, 0.01, 0.01}, new double[] {1, 2, 0.5}))
                .isCloseTo(0.01, within(1e-12));
    }

    @Test
    void independentMembersAddUpAsFisherSays() {
        SplittableRandom random = new SplittableRandom(3);
        BrownCombination brown = new BrownCombination(3, 1e6);
        double[] p = new double[3];
        for (int i = 0; i < 200_000; i++) {
            draw(random, 0, p);
            brown.learn(p);
        }
        double[] hints = {0.02, 0.03, 0.05};

        assertThat(brown.combine(hints, new double[] {2, 2, 2}) / FisherCombination.combine(hints))
                .isCloseTo(1, within(0.05));
    }

    @Test
    void leavesOutWhatIsNotKnownOrDoesNotCount() {
        SplittableRandom random = new SplittableRandom(4);
        BrownCombination brown = new BrownCombination(3, 1000);
        double[] p = new double[3];
        for (int i = 0; i < 2000; i++) {
            draw(random, 0.3, p);
            p[i % 3] = i % 5 == 0 ? Double.NaN : p[i % 3];
            brown.learn(p);
        }

        assertThat(brown.combine(new double[] {Double.NaN, 0.03, 0.5}, new double[] {1, 1, 0}))
                .isCloseTo(0.03, within(1e-12));
        assertThat(brown.combine(new double[] {Double.NaN, 0.03, 0.5}, new double[] {1, 0, 0}))
                .isNaN();
        assertThat(brown.correlation(0, 1)).isBetween(0.1, 0.4);
    }

    @Test
    void followsADependenceThatChanges() {
        SplittableRandom random = new SplittableRandom(5);
        BrownCombination brown = new BrownCombination(2, 2000);
        double[] p = new double[2];
        for (int i = 0; i < 20_000; i++) {
            draw(random, i < 10_000 ? 0 : 0.9, p);
            brown.learn(p);
        }

        assertThat(brown.correlation(0, 1)).isGreaterThan(0.75);
    }

    @Test
    void restoredGoesOnBitForBit() {
        SplittableRandom random = new SplittableRandom(6);
        BrownCombination live = new BrownCombination(MEMBERS, 500);
        double[] p = new double[MEMBERS];
        double[] weights = {1, 0.5, 2, 1, 1};
        for (int i = 0; i < 700; i++) {
            draw(random, 0.4, p);
            live.learn(p);
        }
        StateReader in = new StateReader(state(live));
        BrownCombination restored = BrownCombination.restore(MEMBERS, 500, in);
        in.expectEnd();

        for (int i = 0; i < 700; i++) {
            draw(random, 0.4, p);
            assertThat(restored.combine(p, weights)).isEqualTo(live.combine(p, weights));
            live.learn(p);
            restored.learn(p);
        }
        assertThat(state(restored)).isEqualTo(state(live));
        assertThat(restored.events()).isEqualTo(1400);
        assertThat(live).hasToString("brown over 5 members, half-life 500.0 events, 1400 learnt");
    }

    @Test
    void refusesOtherWidthsSettingsAndState() {
        BrownCombination brown = new BrownCombination(2, 100);

        assertThatThrownBy(() -> brown.learn(new double[3])).hasMessage("DET-002 brown: expected 2 members, got 3");
        assertThatThrownBy(() -> brown.correlation(1, 1)).hasMessage("must be two of 2 members, were 1 and 1");
        assertThatThrownBy(() -> new BrownCombination(0, 100))
                .hasMessage("CFG-004 brown.members: must be between 1 and 64, was 0");
        assertThatThrownBy(() -> new BrownCombination(2, 1))
                .hasMessage("CFG-004 brown.halfLifeEvents: must be between 10 and 1e12, was 1.0");
        assertThatThrownBy(() -> BrownCombination.restore(3, 100, new StateReader(state(brown))))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 brown: must have 3 members, has 2");
    }

    /** Uniform probabilities whose normal deviates share one part. */
    private static void draw(SplittableRandom random, double correlation, double[] p) {
        double shared = Math.sqrt(correlation) * random.nextGaussian();
        for (int i = 0; i < p.length; i++) {
            double deviate = shared + Math.sqrt(1 - correlation) * random.nextGaussian();
            p[i] = 1 - NormalTail.cumulative(deviate);
        }
    }

    private static byte[] state(BrownCombination brown) {
        StateWriter out = new StateWriter();
        brown.snapshot(out);
        return out.toBytes();
    }
}
