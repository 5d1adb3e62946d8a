package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.evaluation.datasets.NabCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark's score agrees with the independent Python program, which reproduces the published figures. */
class NabOracleTest {
    private static final List<String> CATEGORIES = List.of("artificialWithAnomaly", "realTraffic");

    private static final String SCRIPT = """
            import json, nab_score as nab
            root, folder, only = sys.argv[2], sys.argv[3], set(sys.argv[4].split(','))
            files = nab.load(root, only)
            scores = nab.read_folder(folder, files)
            out = {}
            for name, cost in nab.profiles(root).items():
                got, raw, level = nab.final(files, scores, cost)
                detail = nab.at_threshold(files, scores, cost, level).values()
                out[name] = dict(score=got, raw=raw, threshold=level if level < 1e300 else 'none',
                    found=sum(d['found'] for d in detail), alarms=sum(d['fp'] for d in detail))
            print(json.dumps(out))
            """;

    @TempDir
    private Path folder;

    /** 0 knows nothing; 10 knows the windows rather well. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 10})
    void agreesOnTheBenchmarksOwnFiles(int knowledge) throws IOException, InterruptedException {
        Path root = PythonOracle.DATA.resolve("nab");
        Assumptions.assumeTrue(Files.isDirectory(root), "no NAB data");
        PythonOracle.assumePresent();
        NabCorpus corpus = NabCorpus.read(root);
        List<NabFile> files = new ArrayList<>();
        List<double[]> scores = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(knowledge);
        for (NabCorpus.Series series : corpus.series()) {
            if (CATEGORIES.contains(series.name().substring(0, series.name().indexOf('/')))) {
                files.add(series.file());
                scores.add(written(series, knowledge, random));
            }
        }

        JsonNode theirs = PythonOracle.run(SCRIPT, root.toString(), folder.toString(), String.join(",", CATEGORIES));

        assertThat(corpus.profiles()).extracting(NabProfile::name).hasSize(3);
        for (NabProfile profile : corpus.profiles()) {
            NabScore ours = NabScore.best(files, scores, profile);
            JsonNode expected = theirs.path(profile.name());
            assertThat(ours.score()).isCloseTo(expected.path("score").doubleValue(), within(1e-9));
            assertThat(ours.raw()).isCloseTo(expected.path("raw").doubleValue(), within(1e-9));
            assertThat(ours.found()).isEqualTo(expected.path("found").intValue());
            assertThat(ours.falseAlarmRows()).isEqualTo(expected.path("alarms").intValue());
            if (expected.path("threshold").isNumber()) {
                assertThat(ours.threshold())
                        .isEqualTo(expected.path("threshold").doubleValue());
            } else {
                assertThat(ours.threshold()).isInfinite();
            }
        }
    }

    @Test
    void thePublishedProfilesAreThoseOfTheBenchmark() {
        Path root = PythonOracle.DATA.resolve("nab");
        Assumptions.assumeTrue(Files.isDirectory(root), "no NAB data");

        assertThat(NabCorpus.read(root).profiles()).isEqualTo(NabProfile.PUBLISHED);
    }

    private double[] written(NabCorpus.Series series, int knowledge, SplittableRandom random) throws IOException {
        double[] scores = new double[series.file().rows()];
        StringBuilder text = new StringBuilder("anomaly_score\n");
        boolean[] labels = series.table().labels();
        for (int i = 0; i < scores.length; i++) {
            double chance = Math.pow(random.nextDouble(), 8);
            scores[i] = Math.round(Math.min(1, labels[i] ? chance * (1 + knowledge) : chance) * 200) / 200.0;
            text.append(scores[i]).append('\n');
        }
        Path file = folder.resolve(series.name());
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return scores;
    }
}
