package dev.winnow.evaluation.eval;

import dev.winnow.detectors.segment.Detectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What can be measured on series.
 *
 * @param name as in documents
 * @param factory makes one that has seen nothing
 */
record SeriesSystem(String name, Factory factory) {
    /** Makes a scorer for series of a width. */
    @FunctionalInterface
    interface Factory {
        SeriesScorer create(int width, long seed);
    }

    /** Scores that say how strange a stretch of the series is, for range metrics. */
    static List<SeriesSystem> ranging(Set<String> names) {
        return systems(names, WinnowSeries::score, AwsSeries::forest);
    }

    /** Scores that say whether to alarm now, for NAB. */
    static List<SeriesSystem> alarming(Set<String> names) {
        return systems(names, WinnowSeries::onset, AwsSeries::thresholded);
    }

    private static List<SeriesSystem> systems(Set<String> names, Factory winnow, Factory aws) {
        List<SeriesSystem> systems = new ArrayList<>();
        systems.add(new SeriesSystem(Systems.WINNOW, winnow));
        systems.add(new SeriesSystem(Systems.AWS, aws));
        for (Detectors.Kind kind : Detectors.kinds()) {
            systems.add(new SeriesSystem(kind.name(), (width, seed) -> rows(kind.name(), width, seed)));
        }
        systems.removeIf(system -> !names.contains(system.name()));
        return List.copyOf(systems);
    }

    /** A member of the ensemble over the values alone, without a view of the past. */
    private static SeriesScorer rows(String member, int width, long seed) {
        RowScorer scorer = WinnowRows.alone(member, WinnowRows.numericColumns(width), seed);
        String[] noText = {};
        return new SeriesScorer() {
            @Override
            public double observe(long timeMillis, double[] values) {
                return scorer.observe(timeMillis, values, noText);
            }

            @Override
            public void freeze() {
                scorer.freeze();
            }
        };
    }
}
