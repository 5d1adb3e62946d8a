package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Decides which refused scores feed a tail all the same: about as many in each decade of probability as a clean stream would
 * show. Mutable, one owner.
 *
 * <p>Were refused scores left out altogether, the tail would be cut off at the gate's level, its probabilities would shrink, more
 * would be refused, and so on without end. Were they let in, a burst would make itself ordinary. On a clean stream a share of p has
 * a tail probability of at most p, so each decade below the level has a token bucket that is filled faster than that: a clean
 * stream never empties them, and a burst at one in a million gets in once or not at all. How fast they fall from decade to decade
 * is {@link SegmentConfig.Admission#fade}: by 10 as in a clean stream, or slower, so that one that has become wider for good
 * reaches its new tail within a window's length, decade by decade.
 */
final class RefusedBudget {
    /** Above 1, or the cut-off would still creep; not far above, or persistent anomalies become ordinary soon. */
    private static final double SURPLUS = 1.25;

    /** Tokens that a decade can save up, from the level downwards; the last holds for all deeper ones. */
    private static final double[] MOST = {8, 3, 1};

    private static final int DECADES = 8;

    private final double level;
    private final double fade;
    private final double[] tokens = new double[DECADES];

    RefusedBudget(SegmentConfig.Admission gate) {
        level = gate.level();
        fade = gate.fade();
        clear();
    }

    /** One more event came. */
    void advance() {
        double share = SURPLUS * level * 0.9;
        for (int d = 0; d < DECADES; d++) {
            tokens[d] = Math.min(most(d), tokens[d] + share);
            share /= fade;
        }
    }

    /** True if a score of that probability may feed a tail; takes a token where it is at most the level. NaN is let in. */
    boolean admits(double p) {
        return !(p <= level) || spend(p);
    }

    /** True if a refused event of that probability may feed the tails; takes its token. */
    boolean spend(double p) {
        int decade = 0;
        double edge = level / 10;
        while (decade < DECADES - 1 && p <= edge) {
            decade++;
            edge /= 10;
        }
        if (tokens[decade] < 1) {
            return false;
        }
        tokens[decade]--;
        return true;
    }

    /** Starts again: the first decade full, the deeper ones empty. */
    void clear() {
        for (int d = 0; d < DECADES; d++) {
            tokens[d] = d == 0 ? most(0) : 0;
        }
    }

    void snapshot(StateWriter out) {
        out.writeDoubles(tokens);
    }

    static RefusedBudget restore(SegmentConfig.Admission gate, StateReader in) {
        RefusedBudget budget = new RefusedBudget(gate);
        double[] tokens = in.readDoubles();
        if (tokens.length != DECADES) {
            throw new StateFormatException("STA-004 budget: must have " + DECADES + " decades, has " + tokens.length);
        }
        System.arraycopy(tokens, 0, budget.tokens, 0, DECADES);
        return budget;
    }

    private static double most(int decade) {
        return MOST[Math.min(decade, MOST.length - 1)];
    }
}
