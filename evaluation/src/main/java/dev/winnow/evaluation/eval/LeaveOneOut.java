package dev.winnow.evaluation.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * Which of several configurations is chosen by all sets but one, and what it gives on that one. A figure is normalised between chance and
 * perfection, (AP − base rate) / (1 − base rate), so that sets of unlike base rates weigh alike; what is chosen has the largest mean.
 *
 * @param configurations names; the first is what a gain is stated against
 * @param sets names of the sets
 * @param normalised by configuration, set and seed
 */
record LeaveOneOut(List<String> configurations, List<String> sets, double[][][] normalised) {
    LeaveOneOut {
        configurations = List.copyOf(configurations);
        sets = List.copyOf(sets);
        if (normalised.length != configurations.size() || normalised[0].length != sets.size()) {
            throw new IllegalArgumentException("there must be figures of each configuration and set");
        }
    }

    /** Average precision between chance, 0, and perfection, 1; below 0 if worse than chance. */
    static double normalised(double averagePrecision, double baseRate) {
        return (averagePrecision - baseRate) / (1 - baseRate);
    }

    /**
     * What one set shows of a choice that it had no part in.
     *
     * @param set the set that was left out
     * @param chosen what the others choose
     * @param gain the chosen configuration's normalised figure here less that of the first, mean over seeds
     */
    record Outcome(String set, String chosen, double gain) {}

    /** Mean over seeds and over all sets. */
    double mean(int configuration) {
        return mean(configuration, -1);
    }

    /** Mean over the sets of a configuration's place among all, 1 for the best; equal ones share. */
    double meanRank(int configuration) {
        double sum = 0;
        for (int set = 0; set < sets.size(); set++) {
            double own = Spread.of(figures(configuration, set)).mean();
            double place = 1;
            for (int other = 0; other < configurations.size(); other++) {
                double theirs = Spread.of(figures(other, set)).mean();
                place += other == configuration ? 0 : theirs > own ? 1 : theirs == own ? 0.5 : 0;
            }
            sum += place / sets.size();
        }
        return sum;
    }

    /** One for each set. */
    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            int chosen = chosenWithout(set);
            outcomes.add(new Outcome(
                    sets.get(set),
                    configurations.get(chosen),
                    Spread.of(figures(chosen, set)).mean()
                            - Spread.of(figures(0, set)).mean()));
        }
        return outcomes;
    }

    /** What is gained on sets that had no part in the choice: mean over the sets, and its deviation over seeds. */
    Spread gain() {
        List<Double> bySeed = new ArrayList<>();
        for (int seed = 0; seed < normalised[0][0].length; seed++) {
            double sum = 0;
            for (int set = 0; set < sets.size(); set++) {
                sum += (normalised[chosenWithout(set)][set][seed] - normalised[0][set][seed]) / sets.size();
            }
            bySeed.add(sum);
        }
        return Spread.of(bySeed);
    }

    private int chosenWithout(int left) {
        int best = 0;
        for (int configuration = 1; configuration < configurations.size(); configuration++) {
            if (mean(configuration, left) > mean(best, left)) {
                best = configuration;
            }
        }
        return best;
    }

    private double mean(int configuration, int left) {
        double sum = 0;
        int counted = 0;
        for (int set = 0; set < sets.size(); set++) {
            if (set != left) {
                sum += Spread.of(figures(configuration, set)).mean();
                counted++;
            }
        }
        return sum / Math.max(1, counted);
    }

    private List<Double> figures(int configuration, int set) {
        List<Double> figures = new ArrayList<>();
        for (double figure : normalised[configuration][set]) {
            figures.add(figure);
        }
        return figures;
    }
}
