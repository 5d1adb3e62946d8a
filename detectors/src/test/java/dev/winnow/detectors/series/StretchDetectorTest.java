package dev.winnow.detectors.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class StretchDetectorTest {
    private static final long STEP = 300_000;
    private static final int DAY = 288;
    /** Strength from which the documentation advises to notify someone. */
    private static final double NOTIFY = 0.4;

    private final Fed model = Fed.create(SeriesConfig.defaults(), 1);
    private final Random random = new Random(11);
    private int fed;

    @Test
    void isNotReadyBeforeItHasSeenEnough() {
        List<SeriesScore> scores = feed(101, t -> random.nextGaussian());

        assertThat(scores.subList(0, 32)).containsOnly(SeriesScore.NOT_READY);
        assertThat(scores.subList(0, 100)).noneMatch(SeriesScore::ready).allMatch(score -> score.alert() == 0);
        assertThat(scores.get(100).ready()).isTrue();
    }

    @Test
    void aTinyStepAfterAConstantIsNotStrangeButARealOneIs() {
        for (double constant : new double[] {0, 0.1, 1, 45, 1e6}) {
            Fed tiny = Fed.create(SeriesConfig.defaults(), 1);
            Fed real = Fed.create(SeriesConfig.defaults(), 1);
            for (int t = 0; t < 1000; t++) {
                assertThat(tiny.observe(t * STEP, new double[] {constant}).raw())
                        .isZero();
                real.observe(t * STEP, new double[] {constant});
            }

            double afterTiny =
                    tiny.observe(1000 * STEP, new double[] {constant + 0.0001}).raw();
            double afterReal =
                    real.observe(1000 * STEP, new double[] {constant * 1.5 + 1}).raw();

            assertThat(afterTiny).as("tiny step from %s", constant).isLessThan(0.1);
            assertThat(afterReal).as("real step from %s", constant).isGreaterThan(2);
        }
    }

    @Test
    void seesBothOfTwoAnomaliesOneStepApart() {
        for (int gap = 1; gap <= 2; gap++) {
            Fed fresh = Fed.create(SeriesConfig.defaults(), 1);
            double[] raw = new double[1010];
            double usual = 0;
            for (int t = 0; t < raw.length; t++) {
                boolean strange = t == 1000 || t == 1000 + gap;
                raw[t] = fresh.observe(t * STEP, new double[] {strange ? 12 : random.nextGaussian()})
                        .raw();
                usual = t < 1000 ? Math.max(usual, raw[t]) : usual;
            }

            assertThat(raw[1000]).isGreaterThan(2 * usual);
            assertThat(raw[1000 + gap]).isGreaterThan(usual).isGreaterThan(0.7);
        }
    }

    @Test
    void aLevelShiftAlarmsOnce() {
        List<SeriesScore> scores = feed(4000, t -> (t < 2000 ? 10 : 30) + random.nextGaussian());

        List<Integer> alarms = alarms(scores, NOTIFY);
        assertThat(alarms).startsWith(2000);
        assertThat(alarms).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aBurstIsOneAlarmUnlessItGetsMuchStranger() {
        List<SeriesScore> scores =
                feed(1100, t -> t == 1000 || t == 1010 ? 15 : t == 1020 ? 4000 : random.nextGaussian());

        assertThat(alarms(scores, NOTIFY)).containsExactly(1000, 1020);
    }

    @Test
    void findsAPeakThatStaysAwayByItsHour() {
        int missing = 10;
        IntToDoubleFunction daily =
                t -> (t % DAY >= 100 && t % DAY < 200 && t / DAY != missing ? 80 : 20) + random.nextGaussian();

        List<SeriesScore> scores = feed(14 * DAY, daily);

        assertThat(model.detector.seasonStrength()).isGreaterThan(0.9);
        assertThat(alarms(scores, NOTIFY).stream().filter(t -> t >= DAY))
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t).isBetween(missing * DAY + 100, missing * DAY + 130));
    }

    @Test
    void noiseHasNoSeason() {
        feed(14 * DAY, t -> random.nextGaussian());

        assertThat(model.detector.seasonStrength()).isLessThan(0.3);
    }

    /** The bounds e·10^−k are 27 % and 2.7 %; a tenth of them is asserted, over 20,000 rows with a fixed seed. */
    @Test
    void theScoreBoundsTheTailProbabilityOnCleanRows() {
        List<SeriesScore> scores = feed(20_000, t -> random.nextGaussian());

        for (double k : new double[] {1, 2}) {
            double share = scores.stream().filter(s -> s.raw() >= k).count() / 20_000.0;
            assertThat(share).as("share at or above %s", k).isLessThanOrEqualTo(Math.E * Math.pow(10, -k) / 10);
        }
        assertThat(alarms(scores, NOTIFY)).hasSizeLessThan(10);
    }

    @Test
    void smoothedRanksALastingEventBetterThanRaw() {
        Fed many = Fed.create(SeriesConfig.defaults(), 3);
        List<double[]> inside = new ArrayList<>();
        List<double[]> outside = new ArrayList<>();
        for (int t = 0; t < 3000; t++) {
            if (t == 2000) {
                many.freeze();
            }
            boolean event = t >= 2500 && t < 2540;
            double shift = event ? 2.5 : 0;
            SeriesScore score = many.observe(
                    t * STEP,
                    new double[] {random.nextGaussian() + shift, random.nextGaussian() - shift, random.nextGaussian()});
            if (t >= 2000) {
                (event ? inside : outside).add(new double[] {score.raw(), score.smoothed()});
            }
        }

        assertThat(area(inside, outside, 1)).isGreaterThan(0.95).isGreaterThan(area(inside, outside, 0));
    }

    @Test
    void aFrozenModelFindsTheSameStrangenessAgainAndALearningOneGetsUsedToIt() {
        Fed frozen = Fed.create(SeriesConfig.defaults(), 1);
        for (int t = 0; t < 1000; t++) {
            double[] row = {random.nextGaussian()};
            frozen.observe(t * STEP, row);
            model.observe(t * STEP, row);
        }
        frozen.freeze();

        double[] firstAndLast = new double[4];
        for (int t = 0; t < 40; t++) {
            double a = frozen.observe((1000 + t) * STEP, new double[] {20}).raw();
            double b = model.observe((1000 + t) * STEP, new double[] {20}).raw();
            if (t == 0 || t == 39) {
                firstAndLast[t / 39] = a;
                firstAndLast[2 + t / 39] = b;
            }
        }

        assertThat(firstAndLast[0]).isGreaterThan(2).isEqualTo(firstAndLast[2]);
        assertThat(firstAndLast[1]).isGreaterThanOrEqualTo(firstAndLast[0]);
        assertThat(firstAndLast[3]).isLessThan(0.3);
    }

    @Test
    void gapsAreNotStrangeAndDoNotHideWhatIs() {
        List<SeriesScore> scores = feed(3000, t -> {
            double value = t == 2500 ? 15 : random.nextGaussian();
            return t != 2500 && random.nextInt(10) == 0 ? Double.NaN : value;
        });

        assertThat(alarms(scores, 0.5)).containsExactly(2500);
    }

    @Test
    void aRowWithoutAnyValueChangesNothing() {
        feed(500, t -> random.nextGaussian());
        SeriesScore before = model.observe(500 * STEP, new double[] {9});

        SeriesScore missing = model.observe(501 * STEP, new double[] {Double.NaN});

        assertThat(missing).isEqualTo(new SeriesScore(0, before.smoothed(), 0, true));
        assertThat(model.detector.rows()).isEqualTo(501);
    }

    @Test
    void aMissingMetricDoesNotChangeWhatTheOthersSay() {
        Fed whole = Fed.create(SeriesConfig.defaults(), 3);
        for (int t = 0; t < 1000; t++) {
            whole.observe(t * STEP, gaussian(3));
        }

        SeriesScore score = whole.observe(1000 * STEP, new double[] {Double.NaN, 20, 0});

        double[] high = new double[3];
        double[] low = new double[3];
        whole.attribute(high, low);
        assertThat(score.raw()).isGreaterThan(1.5);
        assertThat(high[0] + low[0]).isZero();
        assertThat(high[1]).isGreaterThan(0.9 * score.raw());
    }

    @Test
    void aMetricThatArrivesLateCountsFromTheNextFitOn() {
        Fed late = Fed.create(SeriesConfig.defaults(), 2);
        double largest = 0;
        for (int t = 0; t < 1500; t++) {
            double second = t < 600 ? Double.NaN : 1e6 * (5 + random.nextGaussian());
            largest = Math.max(
                    largest,
                    late.observe(t * STEP, new double[] {random.nextGaussian(), second})
                            .raw());
        }

        double strange = late.observe(1500 * STEP, new double[] {0, 5e7}).raw();

        assertThat(largest).isLessThan(1.5);
        assertThat(strange).isGreaterThan(1.5);
    }

    @Test
    void namesTheMetricAndTheDirectionAndTheirPartsSumToTheScore() {
        Fed many = Fed.create(SeriesConfig.defaults(), 5);
        double[] high = new double[5];
        double[] low = new double[5];
        for (int t = 0; t < 1000; t++) {
            SeriesScore usual = many.observe(t * STEP, gaussian(5));
            many.attribute(high, low);
            assertThat(sum(high) + sum(low))
                    .isEqualTo(usual.ready() ? usual.raw() : sum(high) + sum(low), within(1e-9 * (1 + usual.raw())));
        }

        double[] row = gaussian(5);
        row[3] = -15;
        SeriesScore score = many.observe(1000 * STEP, row);

        many.attribute(high, low);
        assertThat(sum(high) + sum(low)).isEqualTo(score.raw(), within(1e-9 * score.raw()));
        assertThat(low[3]).isGreaterThan(0.9 * score.raw());
    }

    @Test
    void neitherTheUnitOfAMetricNorTheOrderOfMetricsChangesAVerdict() {
        Fed plain = Fed.create(SeriesConfig.defaults(), 2);
        Fed changed = Fed.create(SeriesConfig.defaults(), 2);
        for (int t = 0; t < 2000; t++) {
            double[] row = gaussian(2);
            row[0] += t == 1500 ? 12 : 0;
            SeriesScore a = plain.observe(t * STEP, row);
            SeriesScore b = changed.observe(t * STEP, new double[] {row[1] * 0.001 + 3, row[0] * 1000 - 5});

            assertThat(b.raw()).as("row %d", t).isEqualTo(a.raw(), within(2e-3));
            assertThat(b.alert() >= NOTIFY).isEqualTo(a.alert() >= NOTIFY);
        }
    }

    @Test
    void scoringChangesNothing() {
        Fed twin = Fed.create(SeriesConfig.defaults(), 1);
        for (int t = 0; t < 1500; t++) {
            double[] row = gaussian(1);
            twin.detector.score(t * STEP, new double[] {40});
            twin.detector.score(t * STEP, row);
            assertThat(twin.observe(t * STEP, row)).isEqualTo(model.observe(t * STEP, row));
            if (t % 100 == 0) {
                assertThat(twin.bytes()).isEqualTo(model.bytes());
            }
        }
    }

    @Test
    void afterAnInterruptionStretchesBeginAnew() {
        IntToDoubleFunction sawtooth = t -> t % 10 + 0.1 * random.nextGaussian();
        feed(1000, sawtooth);
        double midway = model.detector.score(fed * STEP, new double[] {7}).smoothed();

        model.detector.interrupt();

        double resumed = model.detector.score(fed * STEP, new double[] {7}).smoothed();
        assertThat(midway).isGreaterThan(10 * resumed);
        assertThat(feed(1000, t -> sawtooth.applyAsDouble(t + 8)))
                .allSatisfy(score -> assertThat(score.raw()).isFinite());
    }

    @Test
    void learnsOnlyWhatItScored() {
        assertThatThrownBy(() -> model.detector.learn(true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memoryIsBounded() {
        SeriesConfig small = new SeriesConfig(128, List.of(1, 4), 100, DAY * STEP, 2_700_000, 0.2, 0.3, 80, 2);
        Fed bounded = Fed.create(small, 4);
        long before = bounded.detector.liveBytes();
        for (int t = 0; t < 2000; t++) {
            bounded.observe(t * STEP, gaussian(4));
        }

        assertThat(bounded.detector.liveBytes()).isEqualTo(before).isLessThan(10_000);
    }

    @Test
    void timesThatRunBackwardsCountAsTheLastOne() {
        for (int t = 0; t < 2000; t++) {
            assertThat(model.observe(random.nextInt(100) * STEP * DAY / 4, gaussian(1))
                            .raw())
                    .isFinite();
        }
    }

    @Test
    void refusesWhatItCannotJudge() {
        assertThatThrownBy(() -> Fed.create(SeriesConfig.defaults(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-004 series: must have between 1 and 4096 metrics, was 0");
        assertThatThrownBy(() -> model.observe(0, new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-002 detector \"series\": expected 1 features, got 2");
        assertThatThrownBy(() -> model.observe(0, new double[] {Double.NEGATIVE_INFINITY}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-003 detector \"series\": feature 0 must be finite or missing, was -Infinity");
        assertThatThrownBy(() -> model.attribute(new double[1], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-002 detector \"series\": expected 1 features, got 1 and 3");
        assertThat(model.detector.rows()).isZero();
    }

    @Test
    void aScoreRefusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> new SeriesScore(-1, 0, 0, true))
                .hasMessage("series score: raw and smoothed must be finite and at least 0, were -1.0 and 0.0");
        assertThatThrownBy(() -> new SeriesScore(0, Double.NaN, 0, true))
                .hasMessage("series score: raw and smoothed must be finite and at least 0, were 0.0 and NaN");
        assertThatThrownBy(() -> new SeriesScore(0, 0, 1.5, true))
                .hasMessage("series score: alert must be in [0, 1], was 1.5");
    }

    private List<SeriesScore> feed(int rows, IntToDoubleFunction values) {
        List<SeriesScore> scores = new ArrayList<>(rows);
        for (int t = 0; t < rows; t++) {
            scores.add(model.observe(fed++ * STEP, new double[] {values.applyAsDouble(t)}));
        }
        return scores;
    }

    private static List<Integer> alarms(List<SeriesScore> scores, double threshold) {
        List<Integer> rows = new ArrayList<>();
        for (int t = 0; t < scores.size(); t++) {
            if (scores.get(t).alert() >= threshold) {
                rows.add(t);
            }
        }
        return rows;
    }

    private double[] gaussian(int dimensions) {
        double[] row = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            row[i] = random.nextGaussian();
        }
        return row;
    }

    private static double area(List<double[]> inside, List<double[]> outside, int column) {
        double wins = 0;
        for (double[] a : inside) {
            for (double[] b : outside) {
                wins += a[column] > b[column] ? 1 : a[column] == b[column] ? 0.5 : 0;
            }
        }
        return wins / inside.size() / outside.size();
    }

    private static double sum(double[] parts) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }
}
