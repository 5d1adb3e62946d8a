package dev.winnow.evaluation.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * How long events last before they are noticed.
 *
 * @param events stretches of positive rows
 * @param found those with a row that reaches the threshold
 * @param meanRows mean number of rows from an event's first row to the first that reaches the threshold, over those found; 0 means
 *     at once; NaN if none was found
 * @param medianRows the same, median
 * @param waitRows mean over all events, where one that was not found counts with its whole length; NaN without events
 */
public record DetectionDelay(int events, int found, double meanRows, double medianRows, double waitRows) {
    /**
     * Delays at a threshold.
     *
     * @param labels truth, in stream order
     * @param scores higher is stranger; one that is not a number reaches no threshold
     */
    public static DetectionDelay at(boolean[] labels, double[] scores, double threshold) {
        Scores.requireSameLength(labels, scores);
        List<Stretch> events = Stretch.of(labels);
        int[] delays = new int[events.size()];
        int found = 0;
        long sum = 0;
        long missed = 0;
        for (Stretch event : events) {
            int first = event.start();
            while (first < event.end() && !(scores[first] >= threshold)) {
                first++;
            }
            if (first < event.end()) {
                delays[found++] = first - event.start();
                sum += first - event.start();
            } else {
                missed += event.end() - event.start();
            }
        }
        Arrays.sort(delays, 0, found);
        double median = found == 0 ? Double.NaN : (delays[(found - 1) / 2] + delays[found / 2]) / 2.0;
        return new DetectionDelay(
                events.size(),
                found,
                found == 0 ? Double.NaN : sum / (double) found,
                median,
                events.isEmpty() ? Double.NaN : (sum + missed) / (double) events.size());
    }

    /**
     * Delays at the lowest threshold whose false positives are at most that share of the negatives.
     *
     * @param limit share of the negatives, in [0, 1]
     */
    public static DetectionDelay atFalsePositiveRate(boolean[] labels, double[] scores, double limit) {
        Scores.requireSameLength(labels, scores);
        double[] clean = Scores.comparable(scores);
        int[] order = Scores.descending(clean);
        double most = limit * (labels.length - Scores.count(labels));
        double threshold = Double.POSITIVE_INFINITY;
        int alarms = 0;
        for (int i = 0; i < order.length; i++) {
            alarms += labels[order[i]] ? 0 : 1;
            if (alarms > most) {
                break;
            }
            if (i == order.length - 1 || clean[order[i]] != clean[order[i + 1]]) {
                threshold = clean[order[i]];
            }
        }
        return at(labels, clean, threshold);
    }
}
