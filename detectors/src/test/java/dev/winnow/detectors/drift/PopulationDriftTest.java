package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PopulationDriftTest {
    private static final PopulationDriftConfig DEFAULTS = PopulationDriftConfig.defaults();

    /** 20,000 windows of 4 features of other distributions, each window against a reference of its own; three standard errors. */
    @Test
    void chanceAloneIsSignificantAsOftenAsItSays() {
        double[] levels = {0.05, 0.01, 0.001};
        int[] below = new int[levels.length];
        int usual = 0;
        int windows = 1500;
        PopulationDriftConfig config = new PopulationDriftConfig(10, 1000, 300);
        for (int w = 0; w < windows; w++) {
            SplittableRandom random = new SplittableRandom(w);
            PopulationDrift drift = PopulationDrift.create(4, config, w);
            for (int i = 0; i < 1000; i++) {
                drift.learn(point(random, 0));
            }
            drift.freeze();
            observe(drift, random, 0, 300);
            for (int f = 0; f < 4; f++) {
                usual += drift.psi(f) > 0.03 ? 1 : 0;
                for (int l = 0; l < levels.length; l++) {
                    below[l] += drift.pValue(f) <= levels[l] ? 1 : 0;
                }
            }
        }

        for (int l = 0; l < levels.length; l++) {
            double error = 3 * Math.sqrt(levels[l] / (4 * windows));
            double observed = below[l] / (4.0 * windows);
            System.out.printf(
                    "psi: level %s, observed %.5f, above 0.03: %.3f%n", levels[l], observed, usual / (4.0 * windows));
            assertThat(observed).isCloseTo(levels[l], within(0.02 * levels[l] + error));
        }
    }

    @Test
    void findsTheFeatureThatMovedAndSaysHowFar() {
        SplittableRandom random = new SplittableRandom(2);
        PopulationDrift drift = taught(random, DEFAULTS);

        assertThat(observe(drift, random, 0, 500)).isEqualTo(1);
        assertThat(drift.pValue()).isGreaterThan(0.01);

        assertThat(observe(drift, random, 0.5, 500)).isEqualTo(1);
        assertThat(drift.strongest()).isZero();
        assertThat(drift.pValue()).isLessThan(1e-9);
        assertThat(drift.psi(0)).isBetween(0.15, 0.4);
        assertThat(drift.windows()).isEqualTo(2);
    }

    /** Normal distributions of equal deviation: both directions of the divergence are d²/2, and the index is their sum. */
    @Test
    void approachesTheDivergenceOfNormalDistributions() {
        SplittableRandom random = new SplittableRandom(3);
        PopulationDriftConfig fine = new PopulationDriftConfig(50, 100_000, 100_000);
        PopulationDrift drift = PopulationDrift.create(1, fine, 1);
        for (int i = 0; i < 100_000; i++) {
            drift.learn(new float[] {(float) random.nextGaussian()});
        }
        drift.freeze();
        for (int i = 0; i < 100_000; i++) {
            drift.observe(new float[] {(float) (0.5 + random.nextGaussian())});
        }

        assertThat(drift.divergence(0)).isCloseTo(0.125, within(0.01));
        assertThat(drift.psi(0)).isCloseTo(0.25, within(0.02));
    }

    @Test
    void constantsAndCountsHaveBinsOfTheirOwn() {
        PopulationDrift drift = PopulationDrift.create(2, DEFAULTS, 1);
        for (int i = 0; i < 2000; i++) {
            drift.learn(new float[] {7, i % 10 < 8 ? 0 : i % 10});
        }
        drift.freeze();
        for (int i = 0; i < 500; i++) {
            drift.observe(new float[] {7, i % 10 < 8 ? 0 : i % 10});
        }
        assertThat(drift.pValue(0)).isEqualTo(1);
        assertThat(drift.pValue(1)).isGreaterThan(0.99);

        for (int i = 0; i < 500; i++) {
            drift.observe(new float[] {i % 10 == 0 ? 7.0001f : 7, i % 10 < 6 ? 0 : i % 10});
        }
        assertThat(drift.pValue(0)).isLessThan(1e-9);
        assertThat(drift.pValue(1)).isLessThan(1e-9);
    }

    @Test
    void theReferenceIsAUniformSampleOfHoweverManyPoints() {
        SplittableRandom random = new SplittableRandom(4);
        PopulationDrift drift = PopulationDrift.create(1, DEFAULTS, 9);
        long bytes = drift.liveBytes();
        for (int i = 0; i < 100_000; i++) {
            drift.learn(new float[] {i + random.nextInt(2)});
        }
        assertThat(drift.liveBytes()).isEqualTo(bytes);
        drift.freeze();
        for (int i = 0; i < 500; i++) {
            drift.observe(new float[] {100_000f * random.nextInt(1000) / 1000});
        }

        assertThat(drift.pValue(0)).isGreaterThan(0.001);
        assertThat(drift.liveBytes()).isLessThan(bytes);
    }

    @Test
    void relearnsWhenAsked() {
        SplittableRandom random = new SplittableRandom(5);
        PopulationDrift drift = taught(random, DEFAULTS);
        drift.relearn();
        assertThat(drift.isFrozen()).isFalse();
        for (int i = 0; i < 2000; i++) {
            drift.learn(point(random, 3));
        }
        drift.freeze();
        observe(drift, random, 3, 500);

        assertThat(drift.pValue()).isGreaterThan(0.01);
    }

    @Test
    void restoredGoesOnBitForBit() {
        for (int stage = 0; stage < 3; stage++) {
            SplittableRandom random = new SplittableRandom(6);
            PopulationDrift live = PopulationDrift.create(4, DEFAULTS, 6);
            for (int i = 0; i < 900; i++) {
                live.learn(point(random, 0));
            }
            if (stage > 0) {
                live.freeze();
                observe(live, random, 0, 300 * stage);
            }
            StateReader in = new StateReader(state(live));
            PopulationDrift restored = PopulationDrift.restore(4, DEFAULTS, 6, in);
            in.expectEnd();
            if (stage == 0) {
                live.freeze();
                restored.freeze();
            }
            for (int i = 0; i < 700; i++) {
                float[] point = point(random, 0.1);
                assertThat(restored.observe(point)).isEqualTo(live.observe(point));
                assertThat(restored.pValue()).isEqualTo(live.pValue());
            }
            assertThat(state(restored)).isEqualTo(state(live));
        }
    }

    @Test
    void refusesOtherPointsSettingsStateAndOrder() {
        PopulationDrift drift = PopulationDrift.create(2, DEFAULTS, 1);

        assertThatThrownBy(() -> drift.learn(new float[3]))
                .hasMessage("DET-002 detector \"drift\": expected 2 features, got 3");
        assertThatThrownBy(() -> drift.learn(new float[] {0, Float.NaN})).hasMessageStartingWith("DET-003");
        assertThatThrownBy(() -> drift.observe(new float[2])).hasMessage("the reference must be frozen first");
        assertThatThrownBy(drift::freeze)
                .hasMessage("a reference of at least 20 points is required, and only one; has 0");
        assertThatThrownBy(() -> new PopulationDriftConfig(10, 199, 500))
                .hasMessage("CFG-004 drift.reference: must be between 20 × bins (200) and 100000, was 199");
        assertThatThrownBy(() -> PopulationDrift.restore(3, DEFAULTS, 1, new StateReader(state(drift))))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 population-drift: must have 3 features, has 2");
    }

    private static PopulationDrift taught(SplittableRandom random, PopulationDriftConfig config) {
        PopulationDrift drift = PopulationDrift.create(4, config, 1);
        for (int i = 0; i < 5000; i++) {
            drift.learn(point(random, 0));
        }
        drift.freeze();
        return drift;
    }

    private static int observe(PopulationDrift drift, SplittableRandom random, double shift, int points) {
        int windows = 0;
        for (int i = 0; i < points; i++) {
            windows += drift.observe(point(random, shift)) ? 1 : 0;
        }
        return windows;
    }

    /** Normal and moved, exponential, uniform, and a count that is mostly 0. */
    private static float[] point(SplittableRandom random, double shift) {
        return new float[] {
            (float) (shift + random.nextGaussian()),
            (float) -Math.log(1 - random.nextDouble()),
            (float) random.nextDouble(),
            (float) Math.floor(-1.5 * Math.log(1 - random.nextDouble()))
        };
    }

    private static byte[] state(PopulationDrift drift) {
        StateWriter out = new StateWriter();
        drift.snapshot(out);
        return out.toBytes();
    }
}
