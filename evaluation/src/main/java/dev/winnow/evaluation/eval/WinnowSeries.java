package dev.winnow.evaluation.eval;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.MemberScore;
import dev.winnow.detectors.segment.ModelOrder;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.evaluation.datasets.Column;
import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Ours on series: the model that the topology has of a unit. */
final class WinnowSeries implements SeriesScorer {
    private static final String ONSET = "onset";

    private final SegmentModel model;
    private final EntityRow none;
    private final List<String> names;
    private final ToDoubleFunction<Assessment> view;

    private WinnowSeries(int width, long seed, ToDoubleFunction<Assessment> view) {
        names = WinnowRows.numericColumns(width).stream().map(Column::name).toList();
        model = SegmentModel.fresh(SegmentConfig.defaults(), FeatureSets.series(names), seed);
        none = model.emptyRow();
        this.view = view;
    }

    /** The score of the alert that a row gives, for range metrics. */
    static SeriesScorer score(int width, long seed) {
        return new WinnowSeries(width, seed, assessment -> assessment.isScored() ? Math.max(0, assessment.score()) : 0);
    }

    /** Whether an alarm begins with a row, as the alert's member {@value #ONSET} says. */
    static SeriesScorer onset(int width, long seed) {
        return new WinnowSeries(
                width,
                seed,
                assessment -> assessment.members().stream()
                        .filter(member -> member.detector().equals(ONSET))
                        .mapToDouble(MemberScore::score)
                        .findFirst()
                        .orElse(0));
    }

    @Override
    public double observe(long timeMillis, double[] values) {
        Map<String, Double> numbers = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                numbers.put(names.get(i), values[i]);
            }
        }
        Observation observation = model.observe(new Event("numeric", "unit", timeMillis, numbers, Map.of()), none);
        Assessment assessment = model.assess(observation);
        model.learn(observation, assessment);
        return view.applyAsDouble(assessment);
    }

    @Override
    public void freeze() {
        model.obey(ModelOrder.FREEZE);
    }
}
