package dev.winnow.evaluation.eval;

import dev.winnow.evaluation.datasets.DataSetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param seeds runs of each system, 1 to 100; seeds are 1, 2, ...
 * @param systems names of what is measured
 * @param rows most judged rows, at least 1
 * @param every takes each so many-th judged row, at least 1
 */
record EvalPlan(int seeds, Set<String> systems, int rows, int every) {
    EvalPlan {
        systems = new LinkedHashSet<>(systems);
        between("--seeds", seeds, 1, 100);
        between("--rows", rows, 1, Integer.MAX_VALUE);
        between("--every", every, 1, 1_000_000);
    }

    /** Whether all judged rows are used. */
    boolean isWhole() {
        return rows == Integer.MAX_VALUE && every == 1;
    }

    /**
     * For series, of which rows cannot be left out.
     *
     * @throws DataSetException EVL-002 unless all judged rows are used
     */
    void requireWhole(String set) {
        if (!isWhole()) {
            throw new DataSetException(
                    DataSetException.Cause.REQUEST,
                    "EVL-002 --rows, --every: must be left out for \"" + set
                            + "\", for a series with holes is another series; choose fewer --seeds for a quick look");
        }
    }

    /** What is left out on purpose; empty if nothing. */
    String restriction() {
        List<String> parts = new ArrayList<>();
        if (every > 1) {
            parts.add("1 judged row in " + every);
        }
        if (rows < Integer.MAX_VALUE) {
            parts.add("at most " + rows + " judged rows");
        }
        return String.join(", ", parts);
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("EVL-002 " + option + ": must be between " + least + " and " + most
                    + ", was " + value + "; choose another");
        }
    }
}
