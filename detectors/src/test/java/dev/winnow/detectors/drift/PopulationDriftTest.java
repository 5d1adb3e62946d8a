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

    @Test
    void findsTheFeatureThatMovedAndSaysHowFar() {
        SplittableRandom random = new SplittableRandom(2);
        PopulationDrift drift = taught(random, DEFAULTS);

        observe(drift, random, 0, 1000);
        drift.compare();
        for (int i = 0; i < 4; i++) {
            assertThat(drift.psi(i)).as("feature %s", i).isLessThan(0.06);
        }

        observe(drift, random, 0.5, 1000);
        drift.compare();
        assertThat(drift.psi(0)).isBetween(0.15, 0.4);
        assertThat(drift.psi(1)).isLessThan(0.06);
        assertThat(drift.inWindow()).isZero();
    }

    /** Normal distributions of equal deviation: both directions of the divergence are d²/2, and the index is their sum. */
    @Test
    void approachesTheDivergenceOfNormalDistributions() {
        SplittableRandom random = new SplittableRandom(3);
        PopulationDriftConfig fine = new PopulationDriftConfig(50, 100_000);
        PopulationDrift drift = PopulationDrift.create(1, fine, 1);
        for (int i = 0; i < 100_000; i++) {
            drift.learn(new float[] {(float) random.nextGaussian()});
        }
        drift.freeze();
        for (int i = 0; i < 100_000; i++) {
            drift.observe(new float[] {(float) (0.5 + random.nextGaussian())});
        }
        drift.compare();

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
        drift.compare();
        assertThat(drift.psi(0)).isZero();
        assertThat(drift.psi(1)).isLessThan(0.01);

        for (int i = 0; i < 500; i++) {
            drift.observe(new float[] {i % 10 == 0 ? 7.0001f : 7, i % 10 < 6 ? 0 : i % 10});
        }
        drift.compare();
        assertThat(drift.psi(0)).isGreaterThan(0.2);
        assertThat(drift.psi(1)).isGreaterThan(0.1);
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

        drift.compare();
        assertThat(drift.psi(0)).isLessThan(0.07);
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
        observe(drift, random, 3, 1000);
        drift.compare();

        assertThat(drift.psi(0)).isLessThan(0.06);
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
                if (stage > 1) {
                    live.compare();
                    observe(live, random, 0, 100);
                }
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
                live.observe(point);
                restored.observe(point);
            }
            live.compare();
            restored.compare();
            assertThat(restored.psi(0)).isEqualTo(live.psi(0)).isPositive();
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
        PopulationDrift ready = taught(new SplittableRandom(8), DEFAULTS);
        assertThatThrownBy(ready::compare).hasMessage("there must be a point to compare");
        assertThatThrownBy(() -> new PopulationDriftConfig(10, 199))
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

    private static void observe(PopulationDrift drift, SplittableRandom random, double shift, int points) {
        for (int i = 0; i < points; i++) {
            drift.observe(point(random, shift));
        }
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
