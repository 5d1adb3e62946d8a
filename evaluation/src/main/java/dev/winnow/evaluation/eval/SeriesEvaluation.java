package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.datasets.SeriesPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Runs systems with several seeds on multivariate series. */
final class SeriesEvaluation {
    private SeriesEvaluation() {}

    /**
     * Rows for each series and, before them, means over groups of series.
     *
     * @param group the group of a series by its name; null where means would say nothing new
     */
    static EvalDocument run(
            String set, List<SeriesPair> pairs, Function<String, String> group, EvalPlan plan, Progress progress) {
        plan.requireWhole(set);
        List<SeriesSystem> systems = SeriesSystem.ranging(plan.systems());
        List<Callable<Map<String, Double>>> tasks = new ArrayList<>();
        for (SeriesPair pair : pairs) {
            for (SeriesSystem system : systems) {
                for (int seed = 1; seed <= plan.seeds(); seed++) {
                    long fixed = seed;
                    tasks.add(() -> SeriesRun.of(system, pair, fixed));
                }
            }
        }
        List<Map<String, Double>> runs = Tasks.run(tasks, "runs on " + set, progress);

        List<Measured> measured = new ArrayList<>();
        Map<String, List<SeriesPair>> groups = new LinkedHashMap<>();
        for (SeriesPair pair : pairs) {
            groups.computeIfAbsent(group.apply(pair.name()), name -> new ArrayList<>())
                    .add(pair);
            for (SeriesSystem system : systems) {
                int from = measured.size() * plan.seeds();
                measured.add(new Measured(pair, system, runs.subList(from, from + plan.seeds())));
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Map<String, Object>> protocols = new ArrayList<>();
        groups.forEach((name, members) -> {
            if (!name.equals(members.get(0).name())) {
                protocols.add(described(name, "mean over " + members.size() + " series", members));
                for (SeriesSystem system : systems) {
                    List<Measured> parts = measured.stream()
                            .filter(one -> one.system().equals(system) && members.contains(one.pair()))
                            .toList();
                    rows.add(EvalDocument.row(name, system.name(), Spread.fields(means(parts, plan.seeds()))));
                }
            }
        });
        for (SeriesPair pair : pairs) {
            protocols.add(described(pair.name(), pair.protocol().says(), List.of(pair)));
        }
        for (Measured one : measured) {
            rows.add(EvalDocument.row(one.pair().name(), one.system().name(), Spread.fields(one.bySeed())));
        }
        return new EvalDocument(set, plan.seeds(), protocols, rows, plan.restriction());
    }

    private record Measured(SeriesPair pair, SeriesSystem system, List<Map<String, Double>> bySeed) {}

    /** Means over series, seed by seed: their spread over seeds is that of the mean. */
    private static List<Map<String, Double>> means(List<Measured> parts, int seeds) {
        List<Map<String, Double>> bySeed = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            Map<String, Double> sums = new LinkedHashMap<>();
            for (Measured part : parts) {
                part.bySeed().get(seed).forEach((name, value) -> sums.merge(name, value / parts.size(), Double::sum));
            }
            bySeed.add(sums);
        }
        return bySeed;
    }

    private static Map<String, Object> described(String name, String says, List<SeriesPair> pairs) {
        long rows = pairs.stream().mapToLong(pair -> pair.test().rows()).sum();
        long positives =
                pairs.stream().mapToLong(pair -> pair.test().positives()).sum();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", name);
        described.put("says", says);
        described.put("rows", rows);
        described.put(
                "fitRows", pairs.stream().mapToLong(pair -> pair.train().rows()).sum());
        described.put("positives", positives);
        described.put("baseRate", positives / (double) rows);
        described.put("metrics", pairs.get(0).test().numericNames().size());
        described.put("vusWindow", SeriesRun.VUS_WINDOW);
        return described;
    }
}
