package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.datasets.DataSetException;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** Runs systems with several seeds on the protocols of a tabular set. */
final class TabularEvaluation {
    private TabularEvaluation() {}

    static EvalDocument run(String set, List<TabularProtocol> protocols, EvalPlan plan, Progress progress) {
        List<TabularProtocol> presented = new ArrayList<>();
        for (TabularProtocol protocol : protocols) {
            TabularProtocol shown = plan.isWhole() ? protocol : protocol.thinned(plan.every(), plan.rows());
            requireBothClasses(set, shown);
            presented.add(shown);
        }
        List<RowSystem> systems = chosen(plan.systems());
        List<Callable<TabularRun>> tasks = new ArrayList<>();
        for (TabularProtocol protocol : presented) {
            for (RowSystem system : systems) {
                for (int seed = 1; seed <= plan.seeds(); seed++) {
                    long fixed = seed;
                    tasks.add(() -> TabularRun.of(system, protocol, fixed));
                }
            }
        }
        List<TabularRun> runs = Tasks.run(tasks, "runs on " + set, progress);
        List<Map<String, Object>> rows = new ArrayList<>();
        int at = 0;
        for (TabularProtocol protocol : presented) {
            for (RowSystem system : systems) {
                List<Map<String, Double>> bySeed = runs.subList(at, at + plan.seeds()).stream()
                        .map(TabularRun::figures)
                        .toList();
                rows.add(EvalDocument.row(protocol.name(), system.name(), Spread.fields(bySeed)));
                at += plan.seeds();
            }
        }
        return new EvalDocument(
                set,
                plan.seeds(),
                presented.stream().map(TabularEvaluation::described).toList(),
                rows,
                plan.restriction());
    }

    private static void requireBothClasses(String set, TabularProtocol protocol) {
        int positives = protocol.judged().positives();
        if (positives == 0 || positives == protocol.judged().rows()) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-005 set \"" + set + "\" protocol \"" + protocol.name()
                            + "\": must have positive and negative rows, has " + positives + " positive of "
                            + protocol.judged().rows() + "; judge more rows");
        }
    }

    private static List<RowSystem> chosen(Set<String> names) {
        return RowSystem.all().stream()
                .filter(system -> names.contains(system.name()))
                .toList();
    }

    private static Map<String, Object> described(TabularProtocol protocol) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", protocol.name());
        described.put("says", protocol.says());
        described.put("rows", protocol.judged().rows());
        described.put("fitRows", protocol.fit().rows());
        described.put("positives", protocol.judged().positives());
        described.put(
                "baseRate",
                protocol.judged().positives() / (double) protocol.judged().rows());
        described.put("numericFeatures", protocol.judged().numericNames().size());
        described.put("textFeatures", protocol.judged().textNames().size());
        described.put("awsInput", protocol.peerInput() == TabularProtocol.PeerInput.LOG ? "signed log" : "raw");
        return described;
    }
}
