package dev.winnow.detectors.segment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a score that spared trees left open. Mutable, of one event. */
final class Sparing {
    private @Nullable String member;
    private double least = 1;

    /** @param leastProbability what the trees that were not asked could make of the member's probability at the least */
    void spared(String name, double leastProbability) {
        member = name;
        least = leastProbability;
    }

    boolean isSpared() {
        return member != null;
    }

    /** The scores with the least probability that the trees that were not asked could give. */
    List<MemberScore> strangest(List<MemberScore> scores) {
        List<MemberScore> strangest = new ArrayList<>(scores.size());
        for (MemberScore score : scores) {
            strangest.add(
                    score.detector().equals(member)
                            ? new MemberScore(score.detector(), score.score(), Math.min(least, score.pValue()))
                            : score);
        }
        return strangest;
    }
}
