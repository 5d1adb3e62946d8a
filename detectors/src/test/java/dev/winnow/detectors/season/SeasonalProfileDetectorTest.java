package dev.winnow.detectors.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeasonalProfileDetectorTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** Monday, 5 January 2026, 00:00 UTC. */
    private static final long MONDAY = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();

    /** Monday 0 to Sunday 23 on the wall; clocks go forward on 29 March and back on 25 October 2026 at 01:00 UTC. */
    @Test
    void hoursAreThoseOfTheWallInWinterAndSummer() {
        assertThat(berlinHour("2026-01-04T22:59:59.999Z")).isEqualTo(167);
        assertThat(berlinHour("2026-01-04T23:00:00Z")).isEqualTo(0);
        assertThat(berlinHour("2026-03-29T00:59:59.999Z")).isEqualTo(145);
        assertThat(berlinHour("2026-03-29T01:00:00Z")).isEqualTo(147);
        assertThat(berlinHour("2026-03-29T22:00:00Z")).isEqualTo(0);
        assertThat(berlinHour("2026-10-25T00:30:00Z")).isEqualTo(146);
        assertThat(berlinHour("2026-10-25T01:30:00Z")).isEqualTo(146);
        assertThat(berlinHour("2026-10-25T02:00:00Z")).isEqualTo(147);
        assertThat(berlinHour("1969-12-31T23:30:00Z")).isEqualTo(72);
    }

    /** The cached offset gives what java.time gives, forwards, backwards and at the very transitions. */
    @Test
    void agreesWithTheTimeLibraryEverywhere() {
        for (ZoneId zone : new ZoneId[] {BERLIN, ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Asia/Kolkata")}) {
            LocalHours hours = new LocalHours(zone);
            SplittableRandom random = new SplittableRandom(13);
            for (int i = 0; i < 5000; i++) {
                long time = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli() + random.nextLong(0, 800 * DAY);
                time = i % 2 == 0 ? time - Math.floorMod(time, HOUR / 2) : time;
                ZonedDateTime wall = Instant.ofEpochMilli(time).atZone(zone);

                assertThat(LocalHours.hourOfWeek(hours.hour(time)))
                        .isEqualTo((wall.getDayOfWeek().getValue() - 1) * 24 + wall.getHour());
            }
        }
    }

    /** Mean over the hours of the seventh week of the smallest distance from an hour's level that reaches a score of k. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 3, 4})
    void aNominalKIsAnEffectiveKWithinTwoPercent(double k) {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        teach(detector, 1, 0, 42 * DAY, MINUTE / 3);
        double sum = 0;
        for (int hour = 0; hour < LocalHours.WEEK; hour++) {
            long time = MONDAY + 42 * DAY + hour * HOUR;
            sum += (reach(detector, k, 1, time) + reach(detector, k, -1, time)) / 2;
        }

        assertThat(sum / LocalHours.WEEK / 0.5).isCloseTo(k, within(0.02 * k));
    }

    /** Normal tail 0.0027 at 3: 30,240 values, three standard errors. */
    @Test
    void firesOnACleanStreamAsOftenAsTheNormalTailSays() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        teach(detector, 2, 0, 42 * DAY, MINUTE);
        SplittableRandom random = new SplittableRandom(3);
        int fired = 0;
        int values = 30_240;
        for (int i = 0; i < values; i++) {
            long time = MONDAY + 42 * DAY + i * MINUTE;
            float[] point = {(float) (level(time) + 0.5 * random.nextGaussian())};
            fired += detector.score(point, time) > 3 ? 1 : 0;
            detector.update(point, time);
        }

        double error = 3 * Math.sqrt(0.0027 / values);
        assertThat(fired / (double) values).isBetween(0.0027 - error, 0.0027 + error);
    }

    @Test
    void dayLevelsAtNightAreStrangeAndNightLevelsAtNightAreNot() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        teach(detector, 4, 0, 21 * DAY, 5 * MINUTE);
        long noon = MONDAY + 22 * DAY + 12 * HOUR;
        long night = MONDAY + 22 * DAY + 3 * HOUR;

        assertThat(detector.score(new float[] {3}, noon)).isLessThan(1);
        assertThat(detector.score(new float[] {3}, night)).isGreaterThan(4.5);
        assertThat(detector.score(new float[] {0}, night)).isLessThan(1);
        assertThat(detector.score(new float[] {3})).as("without a time").isLessThan(2);
    }

    /** Office hours by the wall clock of Berlin, learnt in winter, judged in the first days of summer time. */
    @Test
    void followsTheClocksIntoSummerTime() {
        SeasonalProfileDetector wall = new SeasonalProfileDetector(1, BERLIN);
        SeasonalProfileDetector utc = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        SplittableRandom random = new SplittableRandom(5);
        long sunday = Instant.parse("2026-03-29T00:00:00Z").toEpochMilli();
        for (long time = sunday - 35 * DAY; time < sunday; time += 5 * MINUTE) {
            int hour = Instant.ofEpochMilli(time).atZone(BERLIN).getHour();
            float[] point = {(float) ((hour >= 8 && hour < 18 ? 3 : 0) + 0.3 * random.nextGaussian())};
            wall.update(point, time);
            utc.update(point, time);
        }
        long firstOfficeHour = Instant.parse("2026-03-30T06:30:00Z").toEpochMilli();

        assertThat(wall.score(new float[] {3}, firstOfficeHour)).isLessThan(1);
        assertThat(utc.score(new float[] {3}, firstOfficeHour)).isGreaterThan(5);
    }

    @Test
    void anHourIsJudgedByEarlierWeeksAndNotByItsOwnMinutes() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        teach(detector, 6, 0, 21 * DAY, 5 * MINUTE);
        long night = MONDAY + 21 * DAY + 3 * HOUR;
        double before = detector.score(new float[] {4}, night);
        for (int i = 0; i < 50; i++) {
            detector.update(new float[] {4}, night + i * MINUTE);
        }

        assertThat(detector.score(new float[] {4}, night + 51 * MINUTE)).isCloseTo(before, within(0.1));
    }

    @Test
    void anHourThatWasNeverSeenIsJudgedByTheOverallLevel() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(2, ZoneOffset.UTC);
        for (int i = 0; i < 500; i++) {
            detector.update(new float[] {i % 3, 1}, MONDAY + i * MINUTE / 10);
        }
        float[] point = {7, -2};

        assertThat(detector.score(point, MONDAY + 30 * HOUR)).isEqualTo(detector.score(point));
    }

    @Test
    void latePointsAreNotTakenIntoTheOpenHour() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        teach(detector, 7, 0, 14 * DAY, 5 * MINUTE);
        long night = MONDAY + 14 * DAY + 3 * HOUR;
        double before = detector.score(new float[] {4}, night);
        for (int i = 0; i < 100; i++) {
            detector.update(new float[] {4}, MONDAY + 7 * DAY + 3 * HOUR);
        }
        teach(detector, 8, 14 * DAY, 15 * DAY, 5 * MINUTE);

        assertThat(detector.score(new float[] {4}, night)).isGreaterThan(0.8 * before);
    }

    @Test
    void onePointFromTheFarFutureDoesNotStopTheLearning() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(1, ZoneOffset.UTC);
        detector.update(new float[] {9}, MONDAY + 5000 * DAY);
        teach(detector, 9, 0, 21 * DAY, 5 * MINUTE);

        assertThat(detector.score(new float[] {3}, MONDAY + 22 * DAY + 3 * HOUR))
                .isGreaterThan(4);
    }

    @Test
    void theAttributionOfAnHourAddsUpToTheScoreOfThatHour() {
        SeasonalProfileDetector detector = new SeasonalProfileDetector(2, ZoneOffset.UTC);
        SplittableRandom random = new SplittableRandom(10);
        for (long time = 0; time < 14 * DAY; time += 10 * MINUTE) {
            detector.update(
                    new float[] {(float) (level(MONDAY + time) + random.nextGaussian()), (float) random.nextGaussian()},
                    MONDAY + time);
        }
        long night = MONDAY + 15 * DAY + 3 * HOUR;
        double[] high = new double[2];
        double[] low = new double[2];

        detector.attribute(new float[] {5, -0.5f}, night, high, low);

        assertThat(high[0] + high[1] + low[0] + low[1])
                .isCloseTo(detector.score(new float[] {5, -0.5f}, night), within(1e-9));
        assertThat(high[0]).isGreaterThan(10 * low[1]);
    }

    @Test
    void aRestoredProfileContinuesBitForBitAndOnlyInItsZone() {
        SeasonalProfileDetector live = new SeasonalProfileDetector(1, BERLIN);
        teach(live, 11, 0, 10 * DAY, 7 * MINUTE);
        StateWriter out = new StateWriter();
        live.snapshot(out);
        SeasonalProfileDetector restored = SeasonalProfileDetector.restore(1, BERLIN, new StateReader(out.toBytes()));
        SplittableRandom random = new SplittableRandom(12);

        for (long time = MONDAY + 10 * DAY; time < MONDAY + 20 * DAY; time += 7 * MINUTE) {
            float[] point = {(float) random.nextGaussian()};
            assertThat(restored.score(point, time)).isEqualTo(live.score(point, time));
            live.update(point, time);
            restored.update(point, time);
        }
        assertThatThrownBy(() -> SeasonalProfileDetector.restore(1, ZoneOffset.UTC, new StateReader(out.toBytes())))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-003 snapshot of \"seasonal\": zone must be \"Z\", was \"Europe/Berlin\";"
                        + " let the model start a new generation");
    }

    private static int berlinHour(String time) {
        LocalHours hours = new LocalHours(BERLIN);
        return LocalHours.hourOfWeek(hours.hour(Instant.parse(time).toEpochMilli()));
    }

    private static void teach(SeasonalProfileDetector detector, long seed, long from, long to, long step) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long time = MONDAY + from; time < MONDAY + to; time += step) {
            detector.update(new float[] {(float) (level(time) + 0.5 * random.nextGaussian())}, time);
        }
    }

    /** 3 in office hours, 0 otherwise. */
    private static double level(long time) {
        long hour = Math.floorMod(time - MONDAY, 7 * DAY) / HOUR;
        return hour < 120 && hour % 24 >= 8 && hour % 24 < 18 ? 3 : 0;
    }

    private static double reach(SeasonalProfileDetector detector, double k, int sign, long time) {
        double low = 0;
        double high = 20;
        for (int i = 0; i < 30; i++) {
            double middle = (low + high) / 2;
            if (detector.score(new float[] {(float) (level(time) + sign * middle)}, time) < k) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
