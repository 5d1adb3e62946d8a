package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.datasets.NabCorpus;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.metrics.NabFile;
import dev.winnow.evaluation.metrics.NabProfile;
import dev.winnow.evaluation.metrics.NabScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs systems with several seeds on a corpus of the Numenta benchmark. */
final class NabEvaluation {
    private NabEvaluation() {}

    private record Scored(double[] scores, long nanos) {}

    static EvalDocument run(NabCorpus corpus, EvalPlan plan, Progress progress) {
        plan.requireWhole("nab");
        List<SeriesSystem> systems = SeriesSystem.alarming(plan.systems());
        List<Callable<List<Scored>>> tasks = new ArrayList<>();
        for (SeriesSystem system : systems) {
            for (int seed = 1; seed <= plan.seeds(); seed++) {
                long fixed = seed;
                tasks.add(() -> corpus.series().stream()
                        .map(series -> score(system, series.table(), fixed))
                        .toList());
            }
        }
        List<List<Scored>> runs = Tasks.run(tasks, "runs on nab", progress);

        List<NabFile> files =
                corpus.series().stream().map(NabCorpus.Series::file).toList();
        long rows = files.stream().mapToLong(NabFile::rows).sum();
        List<Map<String, Object>> document = new ArrayList<>();
        List<Map<String, Object>> protocols = new ArrayList<>();
        for (NabProfile profile : corpus.profiles()) {
            protocols.add(described(profile, corpus, rows));
            int at = 0;
            for (SeriesSystem system : systems) {
                List<Map<String, Double>> bySeed = new ArrayList<>();
                for (List<Scored> run : runs.subList(at, at + plan.seeds())) {
                    bySeed.add(figures(files, run, profile, rows));
                }
                document.add(EvalDocument.row(profile.name(), system.name(), Spread.fields(bySeed)));
                at += plan.seeds();
            }
        }
        return new EvalDocument("nab", plan.seeds(), protocols, document, plan.restriction());
    }

    private static Scored score(SeriesSystem system, Table table, long seed) {
        SeriesScorer scorer = system.factory().create(1, seed);
        long before = CpuTime.ofThread();
        long[] times = table.timesMillis();
        double[] scores = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            scores[i] = scorer.observe(times[i], table.numeric().get(i));
        }
        return new Scored(scores, CpuTime.ofThread() - before);
    }

    private static Map<String, Double> figures(List<NabFile> files, List<Scored> run, NabProfile profile, long rows) {
        NabScore best = NabScore.best(files, run.stream().map(Scored::scores).toList(), profile);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("score", best.score());
        figures.put("windowsFound", (double) best.found());
        figures.put("falseAlarmRows", (double) best.falseAlarmRows());
        figures.put("nsPerPoint", run.stream().mapToLong(Scored::nanos).sum() / (double) rows);
        return figures;
    }

    private static Map<String, Object> described(NabProfile profile, NabCorpus corpus, long rows) {
        long inside = corpus.series().stream()
                .mapToLong(series -> series.table().positives())
                .sum();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", profile.name());
        described.put(
                "says",
                "one pass over each file; the one best threshold for all files; found +" + profile.truePositive()
                        + ", false alarm -" + profile.falsePositive() + ", missed -" + profile.falseNegative());
        described.put("rows", rows);
        described.put("baseRate", inside / (double) rows);
        described.put("files", corpus.series().size());
        described.put("windows", corpus.windows());
        if (!corpus.skipped().isEmpty()) {
            described.put("skipped", corpus.skipped());
        }
        return described;
    }
}
