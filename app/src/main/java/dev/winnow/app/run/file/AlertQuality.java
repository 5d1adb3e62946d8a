package dev.winnow.app.run.file;

import dev.winnow.app.run.local.CommittedSink;
import dev.winnow.app.run.results.ProbabilityErrors;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Band;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a run's alerts against labels of the input records. The labels reach nothing else. Alerts on silences are not judged:
 * no record is their own. One thread.
 */
final class AlertQuality {

    /** Share of the negative records that a threshold may flag. */
    private static final double MOST_FALSE = 0.01;

    private final RecordLabels labels;
    private final Set<Long> shownPositives = new HashSet<>();
    private final ProbabilityErrors errors = new ProbabilityErrors();
    private long labelled;
    private long labelledPositives;
    private long shown;
    private long shownTrue;
    /** Score of the labelled records that became alerts, the newest revision's. */
    private final Map<Long, Double> scores = new HashMap<>();

    AlertQuality(RecordLabels labels) {
        this.labels = labels;
    }

    /** Looks at each alert and passes everything on. */
    CommittedSink before(CommittedSink next) {
        return new CommittedSink() {
            @Override
            public void alert(Alert alert) {
                observe(alert);
                next.alert(alert);
            }

            @Override
            public void cluster(Cluster cluster) {
                next.cluster(cluster);
            }

            @Override
            public void deadLetter(DeadLetter letter) {
                next.deadLetter(letter);
            }

            @Override
            public void signal(Signal signal) {
                next.signal(signal);
            }

            @Override
            public void auditEntry(int partition, StoredEntry entry) {
                next.auditEntry(partition, entry);
            }

            @Override
            public void output(String topic, byte[] value) {
                next.output(topic, value);
            }
        };
    }

    private void observe(Alert alert) {
        if (!alert.getType().equals("silence")) {
            // One input partition, so a record's offset is its number.
            Double score = alert.getScoreCurrent();
            observe(
                    alert.getSource().getOffset(),
                    score == null ? 0 : score,
                    alert.getProbability(),
                    alert.getBand().compareTo(Band.MEDIUM) >= 0);
        }
    }

    /** @param isShown whether the alert has band medium or above */
    void observe(long record, double score, double probability, boolean isShown) {
        Optional<Boolean> label = labels.of(record);
        if (label.isEmpty()) {
            return;
        }
        boolean isPositive = label.get();
        scores.put(record, score);
        labelled++;
        labelledPositives += isPositive ? 1 : 0;
        errors.add(probability, isPositive);
        if (isShown) {
            shown++;
            if (isPositive) {
                shownTrue++;
                shownPositives.add(record);
            }
        }
    }

    /**
     * {@code precisionMedium}: share of labelled alerts of band medium and above that are attacks; {@code recallMedium}: share
     * of all records labelled 1 that have such an alert, so what the gate held back counts against it; {@code ece} over 15 bins
     * of equal width; {@code brier} the mean squared error; {@code averagePrecision}, {@code roc} and {@code recallAt1PercentFpr} of
     * all labelled records by their alert's score, 0 for a record without one. Null where there is nothing to divide by.
     */
    Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("labelledAlerts", labelled);
        document.put("labelledPositives", labelledPositives);
        document.put("recordsPositive", labels.positives());
        document.put("alertsMedium", shown);
        document.put("precisionMedium", share(shownTrue, shown));
        document.put("recallMedium", share(shownPositives.size(), labels.positives()));
        document.put("ece", errors.ece().orElse(null));
        document.put("brier", errors.brier().orElse(null));
        ranking(document);
        return document;
    }

    private void ranking(Map<String, @Nullable Object> document) {
        long positives = labels.positives();
        long negatives = labels.size() - positives;
        // Records by score, the highest first; those without an alert share the last place, and a tie counts as one
        // step.
        TreeMap<Double, long[]> steps = new TreeMap<>(Comparator.reverseOrder());
        scores.forEach((record, score) -> steps.computeIfAbsent(Math.max(0, score), s -> new long[2])[
                labels.of(record).orElseThrow() ? 0 : 1]++);
        long[] last = steps.computeIfAbsent(0.0, s -> new long[2]);
        last[0] +=
                positives - steps.values().stream().mapToLong(step -> step[0]).sum();
        last[1] +=
                negatives - steps.values().stream().mapToLong(step -> step[1]).sum();
        double precisions = 0;
        double area = 0;
        long hits = 0;
        long flagged = 0;
        long found = 0;
        for (long[] step : steps.values()) {
            area += step[1] * (hits + step[0] / 2.0);
            hits += step[0];
            flagged += step[0] + step[1];
            precisions += flagged == 0 ? 0 : step[0] * (double) hits / flagged;
            found = flagged - hits <= MOST_FALSE * negatives ? hits : found;
        }
        document.put("averagePrecision", positives == 0 ? null : (Double) (precisions / positives));
        document.put(
                "roc", positives == 0 || negatives == 0 ? null : (Double) (area / ((double) positives * negatives)));
        document.put("recallAt1PercentFpr", share(found, positives));
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (Double) ((double) part / whole);
    }
}
