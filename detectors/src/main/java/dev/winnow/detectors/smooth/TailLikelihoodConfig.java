package dev.winnow.detectors.smooth;

/**
 * How a {@link TailLikelihood} judges.
 *
 * @param shortWindow scores whose mean is judged, 1 to 1000: about as many as the shortest anomaly that matters lasts
 * @param longWindow values before them that it is judged against, at least 10 times as many and at most 1,000,000
 * @param minimumScores scores before anything is said, at least 10 and 4 short windows, at most both windows together
 * @param level evidence, in decades of tail probability, from which on it is reported, at least 0
 * @param silence what follows a report in silence, at least 0: points, or milliseconds of event time
 * @param silenceUnit unit of {@code silence}
 * @param escalation decades above the last report that break the silence, above 0; infinite: nothing does
 * @param spread what the deviation is taken of
 * @param smallestDeviation deviation below which differences are rounding, in units of the score, above 0
 * @param largestDeviate deviates from the mean as which a larger value enters the long window, at least 2; infinite: as it is
 */
public record TailLikelihoodConfig(
        int shortWindow,
        int longWindow,
        int minimumScores,
        double level,
        long silence,
        Unit silenceUnit,
        double escalation,
        Spread spread,
        double smallestDeviation,
        double largestDeviate) {
    /** What a silence is measured in. */
    public enum Unit {
        /** Scores. */
        POINTS,
        /** Milliseconds of event time. */
        MILLIS
    }

    /** What the deviation is taken of. */
    public enum Spread {
        /** The means of as many scores: a stated probability is the observed one, also for scores that depend on each other. */
        OF_MEANS,
        /** The single scores: careful by a factor of up to the square root of the short window. */
        OF_SCORES
    }

    public TailLikelihoodConfig {
        check(shortWindow >= 1 && shortWindow <= 1000, "shortWindow", "between 1 and 1000", shortWindow);
        check(
                longWindow >= 10 * shortWindow && longWindow <= 1_000_000,
                "longWindow",
                "between 10 × shortWindow (" + 10 * shortWindow + ") and 1000000",
                longWindow);
        int fewest = Math.max(10, 4 * shortWindow);
        check(
                minimumScores >= fewest && minimumScores <= longWindow + shortWindow,
                "minimumScores",
                "between " + fewest + " and longWindow + shortWindow (" + (longWindow + shortWindow) + ")",
                minimumScores);
        check(level >= 0 && level <= 1000, "level", "between 0 and 1000", level);
        check(silence >= 0, "silence", "at least 0", silence);
        check(escalation > 0, "escalation", "above 0", escalation);
        check(
                smallestDeviation > 0 && smallestDeviation < Double.POSITIVE_INFINITY,
                "smallestDeviation",
                "above 0",
                smallestDeviation);
        check(largestDeviate >= 2, "largestDeviate", "at least 2", largestDeviate);
    }

    /** A mean of 5 against the 2,000 before, reported from one in a thousand on, then silence in points. */
    public static TailLikelihoodConfig points(long silencePoints) {
        return new TailLikelihoodConfig(
                5,
                2000,
                100,
                3,
                silencePoints,
                Unit.POINTS,
                Double.POSITIVE_INFINITY,
                Spread.OF_MEANS,
                1e-3,
                Double.POSITIVE_INFINITY);
    }

    /** As {@link #points}, with a silence in event time. */
    public static TailLikelihoodConfig millis(long silenceMillis) {
        return points(0).withSilence(silenceMillis, Unit.MILLIS);
    }

    public TailLikelihoodConfig withWindows(int shortScores, int longValues, int minimum) {
        return new TailLikelihoodConfig(
                shortScores,
                longValues,
                minimum,
                level,
                silence,
                silenceUnit,
                escalation,
                spread,
                smallestDeviation,
                largestDeviate);
    }

    public TailLikelihoodConfig withLevel(double decades) {
        return new TailLikelihoodConfig(
                shortWindow,
                longWindow,
                minimumScores,
                decades,
                silence,
                silenceUnit,
                escalation,
                spread,
                smallestDeviation,
                largestDeviate);
    }

    public TailLikelihoodConfig withSilence(long length, Unit unit) {
        return new TailLikelihoodConfig(
                shortWindow,
                longWindow,
                minimumScores,
                level,
                length,
                unit,
                escalation,
                spread,
                smallestDeviation,
                largestDeviate);
    }

    public TailLikelihoodConfig withEscalation(double decades) {
        return new TailLikelihoodConfig(
                shortWindow,
                longWindow,
                minimumScores,
                level,
                silence,
                silenceUnit,
                decades,
                spread,
                smallestDeviation,
                largestDeviate);
    }

    public TailLikelihoodConfig withDeviation(Spread of, double smallest, double largestDeviates) {
        return new TailLikelihoodConfig(
                shortWindow,
                longWindow,
                minimumScores,
                level,
                silence,
                silenceUnit,
                escalation,
                of,
                smallest,
                largestDeviates);
    }

    private static void check(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "CFG-004 likelihood." + setting + ": must be " + required + ", was " + found);
        }
    }
}
