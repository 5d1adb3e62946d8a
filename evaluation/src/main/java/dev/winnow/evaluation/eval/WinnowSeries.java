package dev.winnow.evaluation.eval;

import dev.winnow.detectors.series.SeriesConfig;
import dev.winnow.detectors.series.SeriesModel;
import dev.winnow.detectors.series.SeriesScore;
import java.util.function.ToDoubleFunction;

/** Ours on series, with the one configuration for all. */
final class WinnowSeries implements SeriesScorer {
    private final SeriesModel model;
    private final ToDoubleFunction<SeriesScore> view;

    private WinnowSeries(int width, long seed, ToDoubleFunction<SeriesScore> view) {
        model = SeriesModel.create(SeriesConfig.defaults(), width, seed);
        this.view = view;
    }

    /** How strange the last rows are, for range metrics. */
    static SeriesScorer smoothed(int width, long seed) {
        return new WinnowSeries(width, seed, SeriesScore::smoothed);
    }

    /** Whether to alarm now. */
    static SeriesScorer alert(int width, long seed) {
        return new WinnowSeries(width, seed, SeriesScore::alert);
    }

    @Override
    public double observe(long timeMillis, double[] values) {
        return view.applyAsDouble(model.observe(timeMillis, values));
    }

    @Override
    public void freeze() {
        model.freeze();
    }
}
