package dev.winnow.detectors.segment;

import java.util.List;

/**
 * How strange one event is to its segment.
 *
 * @param state state of the model when it scored
 * @param members raw score and tail probability per member, in configuration order; empty while collecting
 * @param momentary fused tail probability of the event by itself, in (0, 1]; NaN where it is not scored
 * @param pValue the same with the entity's accumulated evidence taken in: what everything else goes by
 * @param admitted whether the model will learn from the event (gated learning)
 */
public record Assessment(
        ModelState state, List<MemberScore> members, double momentary, double pValue, boolean admitted) {
    public Assessment {
        members = List.copyOf(members);
    }

    public boolean isScored() {
        return !Double.isNaN(pValue);
    }

    /** Fused score, −log10 of the fused tail probability: 3 means one in a thousand. NaN where not scored. */
    public double score() {
        return -StrictMath.log10(pValue);
    }
}
