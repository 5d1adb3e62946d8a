package dev.winnow.evaluation.bench;

import dev.winnow.app.shell.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** Runs the forks of {@code bench forest}, one at a time. */
final class ForestBench {
    private ForestBench() {}

    /**
     * Measures; throws IllegalStateException with a code BEN-… where that is impossible.
     *
     * @param measure width and number of the fork to what it measured
     */
    static ForestReport run(
            ForestPlan plan, BiFunction<Integer, Integer, ForestFigures> measure, String command, Progress progress) {
        double load = Machine.loadAverage();
        long start = System.nanoTime();
        Map<Integer, List<ForestFigures>> forks = new LinkedHashMap<>();
        plan.features().forEach(width -> forks.put(width, new ArrayList<>()));
        // All widths once, then all again: what the machine does meanwhile reaches every width.
        for (int fork = 0; fork < plan.forks(); fork++) {
            for (int width : plan.features()) {
                progress.step("measuring " + width + " features, fork " + (fork + 1) + " of " + plan.forks());
                Objects.requireNonNull(forks.get(width)).add(measure.apply(width, fork));
            }
        }
        return new ForestReport(plan, forks, Machine.here().toJson(load), command, (System.nanoTime() - start) / 1e9);
    }
}
