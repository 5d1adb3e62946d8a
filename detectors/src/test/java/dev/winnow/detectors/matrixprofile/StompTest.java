package dev.winnow.detectors.matrixprofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StompTest {
    /** Oracle: every pair of stretches, each z-normalised by itself, after the definition. */
    @Test
    void agreesWithBruteForceWhateverTheSeriesIs() {
        for (double[] series : Series.all(200)) {
            for (double noise : new double[] {0, 0.1}) {
                for (int window : new int[] {4, 9, 32}) {
                    int exclusion = Math.max(1, window / 4);
                    Stomp profile = Stomp.of(series, window, exclusion, noise);
                    assertThat(profile.length()).isEqualTo(series.length - window + 1);
                    for (int i = 0; i < profile.length(); i++) {
                        double nearest = Double.POSITIVE_INFINITY;
                        for (int j = 0; j < profile.length(); j++) {
                            if (Math.abs(i - j) >= exclusion) {
                                nearest = Math.min(nearest, Series.distance(series, i, j, window, noise));
                            }
                        }
                        assertThat(profile.distance(i)).isCloseTo(nearest, within(1e-6));
                        assertThat(Series.distance(series, i, profile.neighbour(i), window, noise))
                                .isCloseTo(nearest, within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void flatStretchesAreAlikeAndFarFromOthers() {
        double[] series = new double[100];
        for (int i = 40; i < 60; i++) {
            series[i] = Math.sin(i * i);
        }
        Stomp profile = Stomp.of(series, 10, 5, 0);

        assertThat(profile.distance(0)).isZero();
        assertThat(profile.distance(80)).isZero();
        assertThat(profile.distance(45)).isBetween(1.0, Math.sqrt(10) + 1e-9);
    }

    @Test
    void aStepOfRoundingInAFlatSeriesIsNoDiscordOnceNoiseIsStated() {
        double[] series = new double[300];
        for (int i = 0; i < 300; i++) {
            series[i] = 5 + (i >= 150 ? 0.0001 : 0);
        }

        assertThat(Stomp.of(series, 16, 8, 0).distance(140)).isGreaterThan(1);
        assertThat(Stomp.of(series, 16, 8, 0.05).distance(140)).isLessThan(0.01);
    }

    @Test
    void theDiscordIsTheBeatThatDiffers() {
        double[] series = new double[2000];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < series.length; i++) {
            series[i] = Math.sin(2 * Math.PI * i / 50) + 0.05 * random.nextGaussian();
        }
        for (int i = 1200; i < 1225; i++) {
            series[i] = -series[i];
        }
        int[] discords = Stomp.of(series, 50, 25, 0).discords(3);

        assertThat(discords).hasSize(3);
        assertThat(discords[0]).isBetween(1150, 1225);
        assertThat(Stomp.of(series, 50, 25, 0).discords(0)).isEmpty();
    }

    @Test
    void refusesWhatHasNoStretches() {
        assertThatThrownBy(() -> Stomp.of(new double[20], 3, 1, 0))
                .hasMessage(
                        "DET-004 stomp: window must be at least 4, exclusion between 1 and the window, noise at least 0"
                                + " and the series at least two windows, were 3, 1, 0.0 and 20 values");
        double[] broken = new double[20];
        broken[7] = Double.NaN;
        assertThatThrownBy(() -> Stomp.of(broken, 4, 1, 0))
                .hasMessage("DET-004 stomp: values must be between -1e100 and 1e100, number 7 was NaN");
    }
}
