package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CusumStatisticTest {
    /**
     * Two-sided run length 465 at slack 0.5 and threshold 5 (tabulated by Lucas and Crosier, Technometrics 1982); the mean of
     * 2,000 geometric run lengths has a standard error of 2.3 %.
     */
    @Test
    void inControlRunLengthIsAsStated() {
        SplittableRandom random = new SplittableRandom(1);
        CusumStatistic statistic = new CusumStatistic(1, 0.5, 5);
        int alarms = 0;
        int steps = 2000 * 465;
        for (int i = 0; i < steps; i++) {
            alarms += statistic.add(0, random.nextGaussian()) ? 1 : 0;
        }

        double runLength = (double) steps / alarms;
        System.out.printf("cusum: run length %.0f%n", runLength);
        assertThat(runLength).isBetween(465 * 0.88, 465 * 1.12);
    }

    @Test
    void startsAgainAfterItsAlarm() {
        CusumStatistic statistic = new CusumStatistic(1, 0.5, 5);
        int alarms = 0;
        for (int i = 0; i < 20; i++) {
            alarms += statistic.add(0, 2) ? 1 : 0;
        }

        assertThat(alarms).isEqualTo(5);
        assertThat(statistic.signedSum(0, 0.5)).isZero();
    }

    @Test
    void findsAShiftOfOneDeviationInAboutTenSteps() {
        SplittableRandom random = new SplittableRandom(2);
        int sum = 0;
        for (int run = 0; run < 400; run++) {
            CusumStatistic statistic = new CusumStatistic(1, 0.5, 5);
            int steps = 1;
            while (!statistic.add(0, 1 + random.nextGaussian())) {
                steps++;
            }
            sum += steps;
        }

        assertThat(sum / 400.0).isBetween(9.0, 12.0);
    }

    @Test
    void aSingleOutlierIsNoShift() {
        CusumStatistic statistic = new CusumStatistic(1, 0.5, 5);

        assertThat(statistic.add(0, 1000)).isFalse();
        assertThat(statistic.signedSum(0, 0)).isEqualTo(3);
        assertThat(statistic.signedSum(0, -1000)).isEqualTo(-3.5);
    }
}
