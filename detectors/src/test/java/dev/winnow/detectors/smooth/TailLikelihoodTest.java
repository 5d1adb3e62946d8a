package dev.winnow.detectors.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.fuse.NormalTail;
import dev.winnow.detectors.smooth.TailLikelihoodConfig.Spread;
import dev.winnow.detectors.smooth.TailLikelihoodConfig.Unit;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TailLikelihoodTest {
    private static final TailLikelihoodConfig PLAIN =
            TailLikelihoodConfig.points(0).withWindows(5, 500, 100);

    /**
     * 60 series of 10,000 scores, independent (0) or each 0.8 of the one before. Means overlap by 5, so the error is that
     * of a fifth as many: three standard errors.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.8})
    void statesTheRateThatIsObserved(double memory) {
        double[] levels = {1, 2, 3};
        int[] above = new int[levels.length];
        int ofScores = 0;
        int judged = 0;
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TailLikelihood likelihood = TailLikelihood.create(PLAIN.withWindows(5, 2000, 1000));
            TailLikelihood plain = TailLikelihood.create(
                    PLAIN.withWindows(5, 2000, 1000).withDeviation(Spread.OF_SCORES, 1e-3, Double.POSITIVE_INFINITY));
            double score = 0;
            for (int i = 0; i < 11_000; i++) {
                score = memory * score + Math.sqrt(1 - memory * memory) * random.nextGaussian();
                likelihood.observe(0, score);
                plain.observe(0, score);
                if (i >= 1000) {
                    judged++;
                    ofScores += plain.evidence() >= 2 ? 1 : 0;
                    for (int l = 0; l < levels.length; l++) {
                        above[l] += likelihood.evidence() >= levels[l] ? 1 : 0;
                    }
                }
            }
        }

        for (int l = 0; l < levels.length; l++) {
            double nominal = Math.pow(10, -levels[l]);
            double error = 3 * Math.sqrt(5 * nominal / judged * (1 + memory) / (1 - memory));
            System.out.printf(
                    "likelihood, memory %s: nominal %s, observed %.6f%n", memory, nominal, (double) above[l] / judged);
            assertThat((double) above[l] / judged).isCloseTo(nominal, within(0.02 * nominal + error));
        }
        assertThat((double) ofScores / judged).isLessThan(0.01 / 2);
    }

    /** The mean that is judged to be k deviates out is k deviates out, within 2 %: averaged over 2,000 places. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 3, 4})
    void aNominalKIsAnEffectiveK(double k) {
        SplittableRandom random = new SplittableRandom(3);
        TailLikelihood likelihood = TailLikelihood.create(PLAIN.withWindows(1, 400, 100));
        double needed = NormalTail.decades(k);
        double reach = 0;
        int places = 400;
        for (int i = 0; i < 500 + places * 5; i++) {
            likelihood.observe(i, random.nextGaussian());
            if (i >= 500 && i % 5 == 0) {
                reach += reach(likelihood, PLAIN.withWindows(1, 400, 100), needed) / places;
            }
        }

        assertThat(reach).isCloseTo(k, within(0.02 * k));
    }

    @Test
    void reportsABurstOnceAndTheNextOneAfterTheSilence() {
        TailLikelihood likelihood =
                TailLikelihood.create(PLAIN.withSilence(200, Unit.POINTS).withLevel(4));
        SplittableRandom random = new SplittableRandom(4);
        int[] reports = new int[3];
        for (int i = 0; i < 3000; i++) {
            boolean burst = i >= 1000 && i < 1050 || i >= 2000 && i < 2050;
            double report = likelihood.observe(i, random.nextGaussian() + (burst ? 5 : 0));
            reports[i / 1000] += report > 0 ? 1 : 0;
            assertThat(report == 0 || report == likelihood.evidence()).isTrue();
        }

        assertThat(reports).containsExactly(0, 1, 1);
    }

    @Test
    void aBurstThatGrowsBreaksTheSilenceIfEscalationIsAsked() {
        TailLikelihoodConfig config = PLAIN.withSilence(200, Unit.POINTS).withLevel(6);
        TailLikelihood once = TailLikelihood.create(config);
        TailLikelihood again = TailLikelihood.create(config.withEscalation(10));
        SplittableRandom random = new SplittableRandom(5);
        int[] reports = new int[2];
        for (int i = 0; i < 1100; i++) {
            double score = random.nextGaussian() + (i < 1000 ? 0 : i < 1040 ? 3 : 40);
            reports[0] += once.observe(i, score) > 0 ? 1 : 0;
            reports[1] += again.observe(i, score) > 0 ? 1 : 0;
        }

        assertThat(reports[0]).isEqualTo(1);
        assertThat(reports[1]).isBetween(2, 8);
    }

    @Test
    void aSilenceInEventTimeLastsAsLongAsItSays() {
        TailLikelihood likelihood =
                TailLikelihood.create(PLAIN.withSilence(60_000, Unit.MILLIS).withLevel(6));
        feedQuiet(likelihood, 300);

        assertThat(burst(likelihood, 1_000_000)).isPositive();
        assertThat(burst(likelihood, 1_059_999)).isZero();
        assertThat(burst(likelihood, 1_060_000)).isPositive();
    }

    @Test
    void oneWrongClockDoesNotSilenceTheSeries() {
        TailLikelihood likelihood =
                TailLikelihood.create(PLAIN.withSilence(60_000, Unit.MILLIS).withLevel(6));
        feedQuiet(likelihood, 300);

        assertThat(burst(likelihood, Long.MAX_VALUE)).isPositive();
        assertThat(burst(likelihood, 1_000_000)).isPositive();
        assertThat(burst(likelihood, Long.MIN_VALUE)).isPositive();
    }

    @Test
    void aFlatSeriesThenAStepOfRoundingIsNoEvidence() {
        TailLikelihood likelihood = TailLikelihood.create(PLAIN);
        for (int i = 0; i < 5000; i++) {
            likelihood.observe(i, 1);
        }
        for (int i = 0; i < 10; i++) {
            likelihood.observe(5000 + i, 1.0001);
            assertThat(likelihood.evidence()).isLessThan(0.5);
        }
        for (int i = 0; i < 5; i++) {
            likelihood.observe(5010 + i, 2);
        }
        assertThat(likelihood.evidence()).isGreaterThan(100);
    }

    @Test
    void winsorisingKeepsABurstFromTeachingThatItIsNormal() {
        TailLikelihood open = TailLikelihood.create(PLAIN);
        TailLikelihood bounded = TailLikelihood.create(PLAIN.withDeviation(Spread.OF_MEANS, 1e-3, 3));
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 1100; i++) {
            double score = random.nextGaussian() + (i >= 1000 ? 20 : 0);
            open.observe(i, score);
            bounded.observe(i, score);
        }

        assertThat(open.evidence()).isLessThan(3);
        assertThat(bounded.evidence()).isGreaterThan(20);
    }

    /** Sums that are moved along must equal those taken anew, also after scores that dwarf all others. */
    @Test
    void agreesWithTheDefinitionForEveryScore() {
        SplittableRandom random = new SplittableRandom(7);
        TailLikelihoodConfig config = PLAIN.withWindows(4, 60, 40);
        TailLikelihood likelihood = TailLikelihood.create(config);
        double[] scores = new double[3000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (100 + random.nextGaussian() * (i % 500 == 77 ? 1e6 : 1));
            likelihood.observe(i, scores[i]);
            boolean hugeInSight = i % 500 >= 77 && i % 500 < 77 + 2 * 64 && i > 77;
            if (i >= 200) {
                double expected = defined(scores, i, 4, 60);
                assertThat(likelihood.evidence())
                        .isCloseTo(expected, within((hugeInSight ? 1e-3 : 1e-6) * Math.max(1, expected)));
            }
        }
    }

    @Test
    void aRestartBeginsANewLongWindow() {
        TailLikelihood likelihood = TailLikelihood.create(PLAIN);
        feedQuiet(likelihood, 1000);
        for (int i = 0; i < 10; i++) {
            likelihood.observe(i, 50);
        }
        assertThat(likelihood.evidence()).isGreaterThan(3);

        likelihood.restart();
        SplittableRandom random = new SplittableRandom(9);
        double largest = 0;
        for (int i = 0; i < 400; i++) {
            assertThat(likelihood.isWarm()).isEqualTo(i >= 100);
            likelihood.observe(i, 50 + random.nextGaussian());
            largest = Math.max(largest, likelihood.evidence());
        }

        assertThat(largest).isBetween(1.0, 4.5);
    }

    @Test
    void restoredGoesOnBitForBit() {
        for (int fed : new int[] {0, 3, 50, 300, 1503}) {
            TailLikelihoodConfig config =
                    PLAIN.withSilence(30, Unit.POINTS).withLevel(1.5).withDeviation(Spread.OF_MEANS, 1e-3, 4);
            TailLikelihood live = TailLikelihood.create(config);
            SplittableRandom random = new SplittableRandom(10);
            for (int i = 0; i < fed; i++) {
                live.observe(i, random.nextGaussian());
                if (i == 200) {
                    live.restart();
                }
            }
            StateReader in = new StateReader(state(live));
            TailLikelihood restored = TailLikelihood.restore(config, in);
            in.expectEnd();

            for (int i = 0; i < 1200; i++) {
                double score = random.nextGaussian();
                assertThat(restored.observe(i, score)).isEqualTo(live.observe(i, score));
                assertThat(restored.evidence()).isEqualTo(live.evidence());
            }
            assertThat(state(restored)).isEqualTo(state(live));
        }
    }

    @Test
    void refusesWhatIsNoScoreWhatIsNoSettingAndWhatIsNoState() {
        TailLikelihood likelihood = TailLikelihood.create(PLAIN);
        feedQuiet(likelihood, 3);

        assertThatThrownBy(() -> likelihood.observe(0, Double.NaN))
                .hasMessage("DET-004 likelihood: score must be finite, was NaN");
        assertThatThrownBy(() -> PLAIN.withWindows(5, 49, 40))
                .hasMessage("CFG-004 likelihood.longWindow: must be between 10 × shortWindow (50) and 1000000, was 49");
        assertThatThrownBy(() -> PLAIN.withWindows(5, 50, 19))
                .hasMessage(
                        "CFG-004 likelihood.minimumScores: must be between 20 and longWindow + shortWindow (55), was 19");
        assertThatThrownBy(() -> PLAIN.withLevel(-1))
                .hasMessage("CFG-004 likelihood.level: must be between 0 and 1000, was -1.0");
        assertThatThrownBy(() -> PLAIN.withEscalation(0))
                .hasMessage("CFG-004 likelihood.escalation: must be above 0, was 0.0");
        assertThatThrownBy(() -> PLAIN.withSilence(-1, Unit.POINTS))
                .hasMessage("CFG-004 likelihood.silence: must be at least 0, was -1");
        byte[] other = state(likelihood);
        other[0] = 9;
        assertThatThrownBy(() -> TailLikelihood.restore(PLAIN, new StateReader(other)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of \"likelihood\" has version 9, this build reads 1;"
                        + " let the model start a new generation");
        byte[] contradicting = state(likelihood);
        contradicting[8] = 77;
        assertThatThrownBy(() -> TailLikelihood.restore(PLAIN, new StateReader(contradicting)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 likelihood: ");
    }

    private static void feedQuiet(TailLikelihood likelihood, int scores) {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < scores; i++) {
            likelihood.observe(i, random.nextGaussian());
        }
    }

    private static double burst(TailLikelihood likelihood, long timeMillis) {
        double largest = 0;
        for (int i = 0; i < 5; i++) {
            largest = Math.max(largest, likelihood.observe(timeMillis, 30));
        }
        return largest;
    }

    /** The smallest next score that has the evidence. */
    private static double reach(TailLikelihood likelihood, TailLikelihoodConfig config, double needed) {
        byte[] state = state(likelihood);
        double low = 0;
        double high = 20;
        for (int i = 0; i < 20; i++) {
            double middle = (low + high) / 2;
            TailLikelihood copy = TailLikelihood.restore(config, new StateReader(state));
            copy.observe(0, middle);
            if (copy.evidence() < needed) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double defined(double[] scores, int at, int shortWindow, int longWindow) {
        double mean = mean(scores, at, shortWindow);
        double sum = 0;
        double squares = 0;
        for (int i = at - shortWindow - longWindow + 1; i <= at - shortWindow; i++) {
            sum += mean(scores, i, shortWindow) / longWindow;
        }
        for (int i = at - shortWindow - longWindow + 1; i <= at - shortWindow; i++) {
            squares += Math.pow(mean(scores, i, shortWindow) - sum, 2) / longWindow;
        }
        double independent = (double) longWindow / shortWindow;
        double deviation = Math.max(0.01 * Math.abs(sum), Math.sqrt(squares));
        double t = (mean - sum) / (deviation * Math.sqrt(1 + 1 / independent));
        double z = NormalTail.deviateOfStudent(Math.abs(t), independent - 1);
        return NormalTail.decades(t < 0 ? -z : z);
    }

    private static double mean(double[] scores, int at, int shortWindow) {
        double sum = 0;
        for (int i = at - shortWindow + 1; i <= at; i++) {
            sum += scores[i];
        }
        return (float) (sum / shortWindow);
    }

    private static byte[] state(TailLikelihood likelihood) {
        StateWriter out = new StateWriter();
        likelihood.snapshot(out);
        return out.toBytes();
    }
}
