package dev.winnow.evaluation.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * The score of the Numenta Anomaly Benchmark over a corpus under one profile: 0 for a detector that never alarms, 100 for one that
 * alarms at the first row of every window and nowhere else.
 *
 * @param score normalised score, at most 100
 * @param raw weighted sum before normalising
 * @param threshold where an alarm is a score at or above it; infinite where silence is best
 * @param windows labelled windows
 * @param found windows with an alarm
 * @param falseAlarmRows scored rows outside windows that alarm
 */
public record NabScore(double score, double raw, double threshold, int windows, int found, int falseAlarmRows) {
    /** A threshold is better only by more than this: sums of the same parts in other order differ by less. */
    private static final double TIE = 1e-12;

    /**
     * The score at the one threshold for all files that makes it largest, which is the benchmark's own rule.
     *
     * @param files the corpus
     * @param scores one array a file, one score a row; higher is stranger
     * @throws IllegalArgumentException if scores are missing, or the corpus has no windows
     */
    public static NabScore best(List<NabFile> files, List<double[]> scores, NabProfile profile) {
        Corpus corpus = new Corpus(files, scores, profile);
        double total = corpus.nullScore();
        double[] earned = new double[corpus.windows];
        Arrays.fill(earned, -profile.falseNegative());
        double best = total;
        double threshold = Double.POSITIVE_INFINITY;
        int[] order = Scores.descending(corpus.level);
        for (int i = 0; i < order.length; i++) {
            int at = order[i];
            int window = corpus.window[at];
            double gain = corpus.gain[at];
            if (window == NabFile.OUTSIDE) {
                total += gain;
            } else if (gain > earned[window]) {
                total += gain - earned[window];
                earned[window] = gain;
            }
            boolean isLastOfLevel = i == order.length - 1 || corpus.level[order[i + 1]] != corpus.level[at];
            if (isLastOfLevel && total > best + TIE) {
                best = total;
                threshold = corpus.level[at];
            }
        }
        return corpus.at(threshold);
    }

    /** The score at a given threshold. */
    public static NabScore at(List<NabFile> files, List<double[]> scores, NabProfile profile, double threshold) {
        return new Corpus(files, scores, profile).at(threshold);
    }

    /** Every scored row of the corpus, flat. */
    private static final class Corpus {
        private final NabProfile profile;
        private final int windows;
        private final double[] level;
        private final int[] window;
        private final double[] gain;

        private Corpus(List<NabFile> files, List<double[]> scores, NabProfile profile) {
            this.profile = profile;
            if (files.size() != scores.size()) {
                throw new IllegalArgumentException(
                        "scores of every file are required, were " + scores.size() + " for " + files.size() + " files");
            }
            int all = 0;
            int rows = 0;
            for (int f = 0; f < files.size(); f++) {
                if (scores.get(f).length != files.get(f).rows()) {
                    throw new IllegalArgumentException("file " + f + " has "
                            + files.get(f).rows() + " rows, but " + scores.get(f).length + " scores");
                }
                all += files.get(f).windows();
                rows += files.get(f).rows() - files.get(f).scoredFrom();
            }
            windows = all;
            if (windows == 0) {
                throw new IllegalArgumentException("a corpus without windows cannot be scored");
            }
            double[] flat = new double[rows];
            window = new int[rows];
            gain = new double[rows];
            int at = 0;
            int before = 0;
            for (int f = 0; f < files.size(); f++) {
                NabFile file = files.get(f);
                for (int i = file.scoredFrom(); i < file.rows(); i++) {
                    boolean isOutside = file.window(i) == NabFile.OUTSIDE;
                    flat[at] = scores.get(f)[i];
                    window[at] = isOutside ? NabFile.OUTSIDE : before + file.window(i);
                    gain[at++] = file.value(i) * (isOutside ? profile.falsePositive() : profile.truePositive());
                }
                before += file.windows();
            }
            level = Scores.comparable(flat);
        }

        private double nullScore() {
            return -profile.falseNegative() * windows;
        }

        private NabScore at(double threshold) {
            double[] earned = new double[windows];
            Arrays.fill(earned, -profile.falseNegative());
            double raw = 0;
            int falseAlarms = 0;
            for (int i = 0; i < level.length; i++) {
                if (level[i] >= threshold) {
                    if (window[i] == NabFile.OUTSIDE) {
                        raw += gain[i];
                        falseAlarms++;
                    } else {
                        earned[window[i]] = Math.max(earned[window[i]], gain[i]);
                    }
                }
            }
            int found = 0;
            for (double value : earned) {
                raw += value;
                found += value > -profile.falseNegative() ? 1 : 0;
            }
            double perfect = profile.truePositive() * windows;
            double score = 100 * (raw - nullScore()) / (perfect - nullScore());
            return new NabScore(score, raw, threshold, windows, found, falseAlarms);
        }
    }
}
