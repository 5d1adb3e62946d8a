package dev.winnow.evaluation.eval;

import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import dev.winnow.evaluation.metrics.Ranking;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One system with one seed on one protocol.
 *
 * @param figures by their name in documents
 */
record TabularRun(Map<String, Double> figures) {
    /** Scores of the judged rows, and the CPU time that all rows took. */
    record Scored(double[] scores, double nsPerPoint) {}

    static TabularRun of(RowSystem system, TabularProtocol protocol, long seed) {
        Scored scored = score(system.factory().create(protocol, seed), protocol);
        Ranking ranking = Ranking.of(protocol.judged().labels(), scored.scores());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("roc", ranking.rocAuc());
        figures.put("ap", ranking.averagePrecision());
        figures.put("recallAt1PercentFpr", ranking.recallAtFalsePositiveRate(0.01));
        figures.put("precisionAt100", ranking.precisionAt(100));
        figures.put("nsPerPoint", scored.nsPerPoint());
        return new TabularRun(figures);
    }

    static Scored score(RowScorer scorer, TabularProtocol protocol) {
        Table fit = protocol.fit();
        Table judged = protocol.judged();
        long[] fitTimes = fit.timesMillis();
        long[] times = judged.timesMillis();
        double[] scores = new double[times.length];
        long before = CpuTime.ofThread();
        for (int i = 0; i < fitTimes.length; i++) {
            scorer.observe(fitTimes[i], fit.numeric().get(i), fit.text().get(i));
        }
        if (protocol.isFrozen()) {
            scorer.freeze();
        }
        long later = shift(fitTimes, times);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scorer.observe(
                    times[i] + later, judged.numeric().get(i), judged.text().get(i));
        }
        long spent = CpuTime.ofThread() - before;
        return new Scored(scores, spent / (double) Math.max(1, fitTimes.length + scores.length));
    }

    /** What makes judged rows come after those fitted on where their times do not: both files may begin at the same instant. */
    private static long shift(long[] fit, long[] judged) {
        if (fit.length == 0 || judged.length == 0 || judged[0] > fit[fit.length - 1]) {
            return 0;
        }
        long step = judged.length < 2 ? 1 : Math.max(1, judged[1] - judged[0]);
        return fit[fit.length - 1] + step - judged[0];
    }
}
