package dev.winnow.app.advise;

import static dev.winnow.app.advise.ColumnAdvice.percent;

import dev.winnow.app.advise.Advice.Member;
import dev.winnow.detectors.segment.Detectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which members of the ensemble suit what kind of data, with the reason. Stateless. */
final class Members {
    // Rules of thumb from what each member looks for; docs/detectors.md has what was measured. None looks at labels.

    /** Events below which an entity has no level of its own to speak of. */
    private static final int HISTORY = 30;

    /** Rows below which a memory of neighbours is mostly empty. */
    private static final int MEMORY = 1000;

    /** Share of columns with a close relation to another from which a row can break a pattern. */
    private static final double CORRELATED = 0.25;

    private static final Set<String> AVAILABLE =
            Detectors.kinds().stream().map(Detectors.Kind::name).collect(Collectors.toUnmodifiableSet());

    /**
     * What the rules look at.
     *
     * @param rows rows of the sample
     * @param eventsPerEntity median over the entities
     * @param features columns that are features
     * @param heavy of them, with a heavy tail
     * @param discrete of them, with at most {@value ColumnAdvice#MOST_ONE_HOT} values
     * @param wandering of them, with a level that wanders
     * @param correlatedShare share of the columns of numbers that correlate above 0.7, either way, with another
     * @param isSeries whether neighbouring rows resemble each other
     * @param periodRows rows of the season, 0 for none
     */
    record Traits(
            int rows,
            double eventsPerEntity,
            int eventsOfBusiest,
            int features,
            int heavy,
            int discrete,
            int wandering,
            double correlatedShare,
            boolean isSeries,
            int periodRows) {}

    private Members() {}

    static List<Member> of(Traits t) {
        List<Member> members = new ArrayList<>();
        add(members, "rcf", 1, true, "needs no shape: it finds what few cuts set apart");
        boolean hasHistory = t.eventsPerEntity >= HISTORY;
        String history =
                "half of the entities have " + (hasHistory ? "at least " : "fewer than ") + HISTORY + " events";
        add(
                members,
                "ewma",
                1,
                hasHistory,
                history + (hasHistory ? ": each has a level of its own" : " in the sample"));
        boolean isCalm = 2 * t.wandering <= t.features;
        add(
                members,
                "cusum",
                0.5,
                hasHistory && isCalm,
                hasHistory
                        ? t.wandering + " of " + t.features + " columns have a level that wanders"
                                + (isCalm
                                        ? ": a lasting shift means something"
                                        : ": it would alarm at each honest shift")
                        : history + " in the sample");
        add(
                members,
                "ecod",
                1,
                t.features >= 2,
                t.features >= 2
                        ? t.heavy + " of " + t.features
                                + " columns have a heavy tail: it judges each column's tail by itself"
                        : "with one column it says what the forest says");
        boolean hasMemory = t.features >= 2 && t.rows >= MEMORY;
        add(
                members,
                "knn",
                1,
                hasMemory,
                hasMemory
                        ? t.features + " columns whose combinations matter, and rows enough to remember"
                        : t.features < 2
                                ? "one column has no combinations"
                                : "fewer than " + MEMORY + " rows: its memory would be nearly empty");
        boolean isCorrelated = t.features >= 4 && t.correlatedShare >= CORRELATED;
        add(
                members,
                "pca",
                1,
                isCorrelated,
                percent(t.correlatedShare) + " of the columns correlate above 0.7 with another"
                        + (isCorrelated
                                ? ": it finds rows that break the pattern"
                                : "; too few for a pattern that a row could break"));
        boolean isDiscrete = t.discrete >= 3 && 3 * t.discrete >= t.features;
        add(
                members,
                "hbos",
                1,
                isDiscrete,
                t.discrete + " of " + t.features + " columns have few values"
                        + (isDiscrete ? ": empty bins between them tell" : ": ecod sees the same"));
        add(
                members,
                "loda",
                1,
                false,
                "it adds a little beside ecod and the forest on wide tables; weigh it in once you have measured that it does on yours");
        add(members, "hst", 1, false, "it finds what the forest finds, and varies more from seed to seed");
        add(
                members,
                "seasonal",
                1,
                t.periodRows > 0,
                t.periodRows > 0
                        ? "a season of " + t.periodRows + " rows: what is usual depends on the phase"
                        : "no column has a season that comes round three times");
        boolean hasPatterns = t.isSeries && t.eventsOfBusiest >= 500;
        add(
                members,
                "profile",
                1,
                hasPatterns,
                hasPatterns
                        ? "neighbouring rows resemble each other: it finds stretches of a shape never seen"
                        : "rows that stand for themselves have no shape over time");
        return members;
    }

    private static void add(List<Member> members, String name, double weight, boolean isAdvised, String reason) {
        members.add(new Member(name, isAdvised ? weight : 0, AVAILABLE.contains(name), reason));
    }
}
