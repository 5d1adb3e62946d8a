package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.datasets.EventSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every configuration on every set with every seed, one run after the other, all through the topology. */
final class MembersEvaluation {
    /** Share of the events that become alerts, and so have a score that they are ranked by. */
    private static final double GATE = 0.1;

    private MembersEvaluation() {}

    /**
     * Measures.
     *
     * @param candidates the first is what a gain is stated against
     * @param seeds runs of each, at least 1
     * @return the document, without machine and command
     */
    static Map<String, Object> run(List<EventSet> sets, List<MemberSet> candidates, int seeds, Progress progress) {
        double[][][] normalised = new double[candidates.size()][sets.size()][seeds];
        List<List<List<Map<String, Double>>>> figures = new ArrayList<>();
        candidates.forEach(candidate -> {
            List<List<Map<String, Double>>> bySet = new ArrayList<>();
            sets.forEach(set -> bySet.add(new ArrayList<>()));
            figures.add(bySet);
        });
        // What the first run of a process compiles is nobody's cost.
        TopologyRun.figures(sets.get(0), configuration(candidates.get(0), sets.get(0), 1), progress);
        for (int seed = 0; seed < seeds; seed++) {
            for (int c = 0; c < candidates.size(); c++) {
                for (int s = 0; s < sets.size(); s++) {
                    EventSet set = sets.get(s);
                    progress.step("seed " + (seed + 1) + " of " + seeds + ": "
                            + candidates.get(c).name() + " on " + set.name());
                    Map<String, Double> one =
                            TopologyRun.figures(set, configuration(candidates.get(c), set, seed + 1), progress);
                    figures.get(c).get(s).add(one);
                    normalised[c][s][seed] =
                            LeaveOneOut.normalised(one.getOrDefault("averagePrecision", Double.NaN), set.baseRate());
                }
            }
        }
        return document(
                sets,
                candidates,
                figures,
                new LeaveOneOut(
                        candidates.stream().map(MemberSet::name).toList(),
                        sets.stream().map(EventSet::name).toList(),
                        normalised));
    }

    /** Alerts of other tools pass whole as it is; of other events as many as are to be ranked. */
    static String configuration(MemberSet members, EventSet set, int seed) {
        String gate = set.format().equals("ids-csv")
                ? ""
                : "featureSets: {" + set.featureSet() + ": {tailLevel: " + GATE + "}}\n";
        return "application: {id: winnow-eval-" + seed + "}\n" + gate + members.settings() + "\n";
    }

    private static Map<String, Object> document(
            List<EventSet> sets,
            List<MemberSet> candidates,
            List<List<List<Map<String, Double>>>> figures,
            LeaveOneOut choice) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("set", MembersCommand.NAME);
        document.put("seeds", figures.get(0).get(0).size());
        document.put("gate", GATE);
        document.put("sets", sets.stream().map(MembersEvaluation::described).toList());
        List<Map<String, Object>> configurations = new ArrayList<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int c = 0; c < candidates.size(); c++) {
            Map<String, Object> configuration = new LinkedHashMap<>();
            configuration.put("configuration", candidates.get(c).name());
            configuration.put("meanNormalisedAp", choice.mean(c));
            configuration.put("meanRank", choice.meanRank(c));
            double cpu = 0;
            for (int s = 0; s < sets.size(); s++) {
                Map<String, Double> spread = Spread.fields(figures.get(c).get(s));
                cpu += spread.getOrDefault("cpuMicros", Double.NaN) / sets.size();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("configuration", candidates.get(c).name());
                row.put("set", sets.get(s).name());
                row.putAll(spread);
                rows.add(row);
            }
            configuration.put("cpuMicros", cpu);
            configurations.add(configuration);
        }
        document.put("configurations", configurations);
        document.put("rows", rows);
        List<Map<String, Object>> outcomes = new ArrayList<>();
        choice.outcomes().forEach(outcome -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("set", outcome.set());
            entry.put("chosenByTheOthers", outcome.chosen());
            entry.put("gain", outcome.gain());
            outcomes.add(entry);
        });
        document.put("against", candidates.get(0).name());
        document.put("leaveOneOut", outcomes);
        document.put("gain", choice.gain().mean());
        document.put("gainSpread", choice.gain().deviation());
        return document;
    }

    private static Map<String, Object> described(EventSet set) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", set.name());
        described.put("says", set.says());
        described.put("events", set.events());
        described.put("positives", set.positives());
        described.put("baseRate", set.baseRate());
        return described;
    }
}
