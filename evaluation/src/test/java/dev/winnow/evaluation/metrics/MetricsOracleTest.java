package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.evaluation.datasets.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric agrees with the independent Python program to 1e-9, on generated and on real inputs. */
class MetricsOracleTest {
    private static final String SCRIPT = """
            import json, metrics as m, numpy as np
            out = []
            for path in sys.argv[2:]:
                label, score = [np.array([float(v) for v in c]) for c in m.columns(path, 'label', 'score')]
                found = dict(roc=m.roc_auc(label, score), ap=m.average_precision(label, score),
                    f1=m.best_f1(label, score)[0], recall=m.recall_at_fpr(label, score, 0.01),
                    recall20=m.recall_at_fpr(label, score, 0.2))
                for k in (1, 10, 100):
                    found['precision%d' % k], found['recallAt%d' % k] = m.at_budget(label, score, k)
                for w in (0, 7, 30):
                    found['rangeRoc%d' % w], found['rangePr%d' % w] = m.range_curve(label, score, w)
                found['vusRoc'], found['vusPr'] = m.vus(label, score, 100, 10)
                out.append(found)
            print(json.dumps(out))
            """;

    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<boolean[]> labels = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void theOracleIsAtHand() throws IOException, InterruptedException {
        PythonOracle.assumePresent();
    }

    @Test
    void agreesOnGeneratedInputs() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(11);
        for (int n : new int[] {2, 3, 17, 150, 1000, 4321}) {
            for (double share : new double[] {0.02, 0.5}) {
                for (int levels : new int[] {2, 40, Integer.MAX_VALUE}) {
                    generate("n" + n + "-" + share + "-" + levels, n, share, levels, random);
                }
            }
        }

        assertEverythingAgrees();
    }

    @Test
    void agreesWhereScoresAreNoNumbers() throws IOException, InterruptedException {
        boolean[] truth = Labels.of("0010110001");
        double nan = Double.NaN;
        double up = Double.POSITIVE_INFINITY;
        double down = Double.NEGATIVE_INFINITY;
        add("mixed", truth, new double[] {nan, 1, up, 2, nan, 3, down, 0, -5, 2});
        add("nothing finite", truth, new double[] {nan, nan, up, nan, down, nan, down, nan, nan, up});

        assertEverythingAgrees();
    }

    @Test
    void agreesOnRealColumns() throws IOException, InterruptedException {
        addColumn("server-metrics/asd-1-test.csv.gz", 3);
        addColumn("server-metrics/smd-2-1-test.csv.gz", 12);
        addColumn("feedback-tabular/mammography.csv.gz", 2);

        assertEverythingAgrees();
    }

    /** Runs of positives in a sea of negatives, scores that know a little, rounded to some levels. */
    private void generate(String name, int n, double share, int levels, SplittableRandom random) throws IOException {
        boolean[] truth = new boolean[n];
        double[] found = new double[n];
        boolean isInside = false;
        for (int i = 0; i < n; i++) {
            isInside = random.nextDouble() < (isInside ? 0.8 : share / 4);
            truth[i] = isInside;
            double score = random.nextDouble() + (isInside ? 0.4 : 0);
            found[i] = levels == Integer.MAX_VALUE ? score : Math.floor(score * levels) / levels;
        }
        truth[0] = true;
        truth[n - 1] = false;
        add(name, truth, found);
    }

    private void addColumn(String file, int column) throws IOException {
        CsvTable table = CsvTable.read(PythonOracle.DATA.resolve(file));
        double[] found = table.unlabelled().numeric().stream()
                .mapToDouble(row -> row[column])
                .toArray();
        add(file.replace('/', '-'), table.labels("label", null), found);
    }

    private void add(String name, boolean[] truth, double[] found) throws IOException {
        StringBuilder text = new StringBuilder("label,score\n");
        for (int i = 0; i < found.length; i++) {
            String score = Double.toString(found[i]).replace("Infinity", "inf");
            text.append(truth[i] ? 1 : 0).append(',').append(score).append('\n');
        }
        Path file = folder.resolve(files.size() + ".csv");
        Files.writeString(file, text);
        files.put(name, file);
        labels.add(truth);
        scores.add(found);
    }

    private void assertEverythingAgrees() throws IOException, InterruptedException {
        JsonNode all = PythonOracle.run(
                SCRIPT, files.values().stream().map(Path::toString).toArray(String[]::new));
        assertThat(all).hasSameSizeAs(labels);
        int at = 0;
        for (String name : files.keySet()) {
            JsonNode theirs = all.get(at);
            Map<String, Double> ours = figures(labels.get(at), scores.get(at));
            assertThat(theirs.size()).as(name).isEqualTo(ours.size());
            ours.forEach((figure, value) -> {
                if (theirs.path(figure).isNull()) {
                    assertThat(value).as("%s of %s", figure, name).isNaN();
                } else {
                    assertThat(value)
                            .as("%s of %s", figure, name)
                            .isCloseTo(theirs.path(figure).doubleValue(), within(1e-9));
                }
            });
            at++;
        }
    }

    private static Map<String, Double> figures(boolean[] truth, double[] found) {
        Ranking ranking = Ranking.of(truth, found);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("roc", ranking.rocAuc());
        figures.put("ap", ranking.averagePrecision());
        figures.put("f1", ranking.bestF1());
        figures.put("recall", ranking.recallAtFalsePositiveRate(0.01));
        figures.put("recall20", ranking.recallAtFalsePositiveRate(0.2));
        for (int k : new int[] {1, 10, 100}) {
            figures.put("precision" + k, ranking.precisionAt(k));
            figures.put("recallAt" + k, ranking.recallAt(k));
        }
        RangeSurface surface = RangeSurface.of(truth, found);
        for (int width : new int[] {0, 7, 30}) {
            figures.put("rangeRoc" + width, surface.areas(width).roc());
            figures.put("rangePr" + width, surface.areas(width).pr());
        }
        figures.put("vusRoc", surface.volume(100, 10).roc());
        figures.put("vusPr", surface.volume(100, 10).pr());
        return figures;
    }
}
