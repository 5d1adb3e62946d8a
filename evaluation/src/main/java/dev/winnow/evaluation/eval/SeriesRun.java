package dev.winnow.evaluation.eval;

import dev.winnow.evaluation.datasets.SeriesPair;
import dev.winnow.evaluation.metrics.DetectionDelay;
import dev.winnow.evaluation.metrics.RangeSurface;
import dev.winnow.evaluation.metrics.Ranking;
import java.util.LinkedHashMap;
import java.util.Map;

/** One system with one seed on one series: learns from the train part, then scores the test part without learning. */
final class SeriesRun {
    /** The buffer of the volume under the surface grows to so many rows in so many steps. */
    static final int VUS_WINDOW = 100;

    static final int VUS_STEPS = 10;

    /** Share of false alarms at which delays are given. */
    private static final double ALARM_RATE = 0.01;

    private SeriesRun() {}

    static Map<String, Double> of(SeriesSystem system, SeriesPair pair, long seed) {
        SeriesScorer scorer = system.factory().create(pair.test().numericNames().size(), seed);
        TabularRun.Scored scored = TabularRun.score(rows(scorer), pair.protocol());
        boolean[] labels = pair.test().labels();
        double[] scores = scored.scores();
        RangeSurface.Areas volume = RangeSurface.of(labels, scores).volume(VUS_WINDOW, VUS_STEPS);
        Ranking ranking = Ranking.of(labels, scores);
        DetectionDelay delay = DetectionDelay.atFalsePositiveRate(labels, scores, ALARM_RATE);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("vusPr", volume.pr());
        figures.put("ap", ranking.averagePrecision());
        figures.put("roc", ranking.rocAuc());
        figures.put("vusRoc", volume.roc());
        figures.put("eventsFoundAt1PercentFpr", delay.found() / (double) delay.events());
        figures.put("waitRowsAt1PercentFpr", delay.waitRows());
        figures.put("nsPerPoint", scored.nsPerPoint());
        return figures;
    }

    private static RowScorer rows(SeriesScorer scorer) {
        return new RowScorer() {
            @Override
            public double observe(long timeMillis, double[] numeric, String[] text) {
                return scorer.observe(timeMillis, numeric);
            }

            @Override
            public void freeze() {
                scorer.freeze();
            }
        };
    }
}
