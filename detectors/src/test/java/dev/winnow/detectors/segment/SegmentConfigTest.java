package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SegmentConfigTest {
    /** In the order of {@link #build}. */
    private static final double[] DEFAULTS = {
        100,
        256,
        1,
        0.01,
        10,
        1,
        0.5,
        8,
        0.5,
        256,
        1024,
        50,
        4096,
        0.05,
        200,
        0.01,
        0.02,
        512,
        0.5,
        512,
        4096,
        1e-4,
        10,
        2,
        3600,
        0.35,
        1024,
        0,
        5,
        10_000,
        3600,
        1,
        1000,
        10_000_000,
        10_000,
        3600,
        0.01
    };

    private static final double[] OTHERS = {
        50, 128, 2, 0.02, 20, 0.5, 1, 5, 1, 128, 2048, 40, 2048, 0.1, 100, 0.02, 0.05, 256, 0.6, 1000, 100, 1e-3, 20, 3,
        60, 1, 700, 2, 3, 20, 60, 0.5, 0, 0, 0, 60, 0.001
    };

    @Test
    void aShareIsKeptOnlyWhereTheGuardIsOn() {
        assertThatThrownBy(() -> new SegmentConfig.Guard(0, 60, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "guard.keptShare: must be 1 where guard.points is 0, which switches the guard off, was 0.5");
    }

    @Test
    void defaultsAreThese() {
        assertThat(SegmentConfig.defaults()).isEqualTo(build(DEFAULTS));
    }

    @Test
    void everySettingHasItsPlaceInTheFingerprint() {
        Set<String> fingerprints =
                new HashSet<>(List.of(SegmentConfig.defaults().fingerprint()));
        for (int i = 0; i < DEFAULTS.length; i++) {
            double[] values = DEFAULTS.clone();
            values[i] = OTHERS[i];
            fingerprints.add(build(values).fingerprint());
        }

        assertThat(fingerprints).hasSize(DEFAULTS.length + 1);
        assertThat(SegmentConfig.defaults().fingerprint())
                .isEqualTo(SegmentConfig.defaults().fingerprint())
                .matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | rcf.trees: must be between 1 and 1000, was 0",
                "1 | 4096 | rcf.sampleSize: must be between 2 and 2048, was 4096",
                "2 | -1 | rcf.weight: must be between 0 and 100, was -1.0",
                "3 | 0.6 | ewma.alpha: must be above 0 and at most 0.5, was 0.6",
                "4 | 0 | ewma.priorEvents: must be between 1 and 10000, was 0.0",
                "5 | 101 | ewma.weight: must be between 0 and 100, was 101.0",
                "6 | 0 | cusum.slack: must be above 0 and at most 3, was 0.0",
                "7 | 0.5 | cusum.threshold: must be between 1 and 100, was 0.5",
                "8 | -2 | cusum.weight: must be between 0 and 100, was -2.0",
                "9 | 8 | scaler.firstFit: must be between 32 and 100000, was 8",
                "10 | 100 | scaler.reservoir: must be between scaler.firstFit (256) and 100000, was 100",
                "11 | 5 | scaler.clip: must be between 12 and 1000, was 5.0",
                "12 | 100 | tail.window: must be between 256 and 65536, was 100",
                "13 | 0.5 | tail.peakShare: must be between 0.005 and 0.2, was 0.5",
                "14 | 5000 | tail.minimumScores: must be between 50 and tail.window (4096), was 5000",
                "15 | 0.3 | gate.level: must be between 0 and 0.2, was 0.3",
                "16 | 1.5 | gate.forcedShare: must be between 0 and 1, was 1.5",
                "17 | 10 | drift.window: must be between 64 and 65536, was 10",
                "18 | 0.1 | drift.refusedShare: must be above 0.2 and at most 1, was 0.1",
                "19 | 100 | drift.retrainEvents: must be at least scaler.firstFit (256), was 100",
                "19 | 10 | drift.retrainEvents: must be between 64 and 1000000, was 10",
                "20 | 0 | silence.entities: must be between 1 and 1000000, was 0",
                "21 | 0.5 | silence.pValue: must be between 1e-9 and 0.1, was 0.5",
                "22 | 1 | silence.minimumGaps: must be between 2 and 1000, was 1",
                "23 | 1 | persistence.drift: must be above 1 and at most 10, was 1.0",
                "24 | 0 | persistence.halfLifeSeconds: must be between 1 and 31536000, was 0",
                "25 | -0.5 | persistence.weight: must be between 0 and 100, was -0.5",
                "26 | 300 | readyAfterEvents: must be between 2 × scaler.firstFit (512) and 1000000, was 300",
                "27 | 11 | gate.taper: must be between 0 and 10, was 11.0",
                "28 | 1 | gate.fade: must be between 2 and 10, was 1.0",
                "29 | 70000 | guard.points: must be between 0 and 65535, was 70000",
                "30 | 0 | guard.windowSeconds: must be between 1 and 604800, was 0",
                "31 | 0 | guard.keptShare: must be above 0 and at most 1, was 0.0",
                "32 | -1 | learnPerSecond: must be between 0 and 1000000, was -1",
                "33 | 9999 | drift.scoreRunLength: must be 0 or between 10000 and 1000000000, was 9999",
                "34 | 99 | drift.featureRunLength: must be 0 or between 100 and 1000000, was 99",
                "35 | -1 | drift.featureWindowSeconds: must be between 0 and 2592000, was -1"
            })
    void everyRuleNamesItsSetting(int index, double value, String message) {
        double[] values = DEFAULTS.clone();
        values[index] = value;

        assertThatThrownBy(() -> build(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void atLeastOneMemberMustBeOn() {
        double[] values = DEFAULTS.clone();
        values[2] = 0;
        values[5] = 0;
        values[8] = 0;

        assertThatThrownBy(() -> build(values))
                .hasMessage("rcf.weight: must be above 0 if ewma.weight, cusum.weight and all members are 0, was 0.0");
    }

    @Test
    void aShadowIsOffByDefault() {
        assertThat(SegmentConfig.defaults().shadow())
                .isEqualTo(new SegmentConfig.Shadow(SegmentConfig.ShadowMode.OFF, 256, 600));
        assertThat(SegmentConfig.table().shadow())
                .isEqualTo(SegmentConfig.defaults().shadow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "255 | 600 | 1 | shadow.learnPoints: must be between 256 and 100000, was 255",
                "256 | 99 | 1 | shadow.trialPoints: must be between 100 and 100000, was 99",
                "256 | 199 | 1 | shadow.trialPoints: must be at least tail.minimumScores (200), was 199",
                "256 | 600 | 0 | shadow.mode: must be off if rcf.weight is 0, was promote"
            })
    void everyRuleOfAShadowNamesItsSetting(int learnPoints, int trialPoints, double forestWeight, String message) {
        double[] values = DEFAULTS.clone();
        values[2] = forestWeight;

        assertThatThrownBy(() -> build(values)
                        .withShadow(
                                new SegmentConfig.Shadow(SegmentConfig.ShadowMode.PROMOTE, learnPoints, trialPoints)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static SegmentConfig build(double[] v) {
        return new SegmentConfig(
                new SegmentConfig.Rcf((int) v[0], (int) v[1], v[2], v[36]),
                new SegmentConfig.Ewma(v[3], v[4], v[5]),
                new SegmentConfig.Cusum(v[6], v[7], v[8]),
                MemberWeights.none(),
                new SegmentConfig.Scaler((int) v[9], (int) v[10], v[11]),
                new SegmentConfig.Tail((int) v[12], v[13], (int) v[14]),
                new SegmentConfig.Admission(v[15], v[16], v[27], v[28]),
                new SegmentConfig.Guard((int) v[29], (long) v[30], v[31]),
                new SegmentConfig.Drift((int) v[17], v[18], (int) v[19], (int) v[33], (int) v[34], (long) v[35]),
                new SegmentConfig.Quiet((int) v[20], v[21], (int) v[22]),
                new SegmentConfig.Persistence(v[23], (long) v[24], v[25]),
                (int) v[32],
                (int) v[26],
                SegmentConfig.Shadow.off());
    }
}
