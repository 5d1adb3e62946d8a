package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Decides which refused scores feed the tails all the same: as many in each decade of probability as a clean stream would
 * show. Mutable, one owner.
 *
 * <p>Were refused scores left out altogether, the tails would be cut off at the gate's level, their probabilities would
 * shrink, more would be refused, and so on without end. Were they let in, a burst would make itself ordinary. On a clean
 * stream a share of p has a tail probability of at most p, so each decade below the level has a token bucket that is filled a
 * little faster than that. A clean stream never empties them; a burst at one in a million gets in once.
 */
final class RefusedBudget {
    /** Above 1, or the cut-off would still creep; not far above, or persistent anomalies become ordinary soon. */
    private static final double SURPLUS = 1.25;

    /** Tokens that a decade can save up, from the level downwards; the last holds for all deeper ones. */
    private static final double[] MOST = {8, 3, 1};

    private static final int DECADES = 8;

    private final double level;
    private final double[] tokens = new double[DECADES];

    RefusedBudget(double level) {
        this.level = level;
        clear();
    }

    /** One more event came. */
    void advance() {
        double share = SURPLUS * level * 0.9;
        for (int d = 0; d < DECADES; d++) {
            tokens[d] = Math.min(most(d), tokens[d] + share);
            share /= 10;
        }
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

    static RefusedBudget restore(double level, StateReader in) {
        RefusedBudget budget = new RefusedBudget(level);
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
