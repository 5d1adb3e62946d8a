package dev.winnow.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/** A stretch of consecutive positive rows. {@code start} is its first row, {@code end} the first one after it. */
record Stretch(int start, int end) {
    /** Every stretch, in order. */
    static List<Stretch> of(boolean[] labels) {
        List<Stretch> stretches = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= labels.length; i++) {
            boolean isPositive = i < labels.length && labels[i];
            if (isPositive && start < 0) {
                start = i;
            } else if (!isPositive && start >= 0) {
                stretches.add(new Stretch(start, i));
                start = -1;
            }
        }
        return stretches;
    }
}
