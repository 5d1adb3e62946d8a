package dev.winnow.app.demo.day;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Points in time of things that happen at a varying rate. */
final class ArrivalTimes {
    private static final double HOUR_MICROS = 3_600e6;

    private ArrivalTimes() {}

    /**
     * A Poisson process whose rate follows the hour of the day, by thinning (Lewis and Shedler, 1979).
     *
     * @param ceiling events an hour that the rate never exceeds; higher values are cut
     * @param rate events an hour at an hour of the day, 0 to 24
     * @return micros since 1970, rising
     */
    static List<Long> poisson(long dayMicros, double ceiling, DoubleUnaryOperator rate, SeededRandom random) {
        List<Long> times = new ArrayList<>();
        double hour = random.exponential(1 / ceiling);
        while (hour < 24) {
            if (random.uniform() * ceiling < rate.applyAsDouble(hour)) {
                times.add(dayMicros + (long) (hour * HOUR_MICROS));
            }
            hour += random.exponential(1 / ceiling);
        }
        return times;
    }

    /** Every so many seconds with a normal jitter around the plan, as cron jobs and pollers go. */
    static List<Long> clockwork(
            long dayMicros,
            double fromHour,
            double untilHour,
            double everySeconds,
            double jitterSeconds,
            SeededRandom random) {
        List<Long> times = new ArrayList<>();
        for (double second = fromHour * 3600; second < untilHour * 3600; second += everySeconds) {
            times.add(dayMicros + (long) (Math.abs(second + random.normal(0, jitterSeconds)) * 1e6));
        }
        return times;
    }

    /**
     * Polls whose interval adapts, as time clients do: it doubles or halves between two powers of two of a second.
     *
     * @param least exponent of the shortest interval
     * @param most exponent of the longest interval
     */
    static List<Long> adaptive(long dayMicros, int least, int most, SeededRandom random) {
        List<Long> times = new ArrayList<>();
        int exponent = random.between(least, most);
        double second = random.uniform(0, 1 << exponent);
        while (second < 86_400) {
            times.add(dayMicros + (long) (second * 1e6));
            exponent = Math.max(least, Math.min(most, exponent + random.between(-1, 1)));
            second += (1 << exponent) * random.uniform(0.9, 1.1);
        }
        return times;
    }

    static long at(long dayMicros, double hour) {
        return dayMicros + (long) (hour * HOUR_MICROS);
    }

    /** Office hours as a whole: low at night, full from nine to five, a dip at noon. */
    static double officeHours(double hour) {
        if (hour < 6.5 || hour > 20) {
            return 0.06;
        }
        double rise = Math.min(1, Math.max(0.06, (hour - 6.5) / 2.2));
        double fall = Math.min(1, Math.max(0.06, (20 - hour) / 3));
        double noon = hour > 12.2 && hour < 13.2 ? 0.65 : 1;
        return Math.min(rise, fall) * noon;
    }
}
