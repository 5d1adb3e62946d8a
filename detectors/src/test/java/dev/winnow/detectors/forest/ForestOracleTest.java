package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against software.amazon.randomcutforest:randomcutforest-core:4.4.0. Seeds are fixed; figures over several forests are means. */
class ForestOracleTest {
    private static final int TREES = 100;
    private static final int SAMPLE = 256;

    @ParameterizedTest
    @ValueSource(ints = {3, 16})
    void ranksAStreamLikeTheLibrary(int width) {
        Stream stream = mixture(2500, width, 7 + width);

        Scores scores = prequential(stream, 500);

        assertThat(Ranking.spearman(scores.ours, scores.theirs)).isGreaterThan(0.95);
        assertThat(Ranking.auc(scores.ours, scores.isAnomaly))
                .isCloseTo(Ranking.auc(scores.theirs, scores.isAnomaly), within(0.01));
        assertThat(Ranking.mean(scores.ours) / Ranking.mean(scores.theirs)).isCloseTo(1, within(0.03));
    }

    /** Every n-th row, so that each takes a second or two. */
    @ParameterizedTest
    @CsvSource({
        "feedback-tabular/shuttle.csv.gz, 40",
        "feedback-tabular/mammography.csv.gz, 9",
        "feedback-tabular/satellite.csv.gz, 3",
        "kdd-http/http.csv.gz, 480"
    })
    void ranksADataSetLikeTheLibrary(String file, int every) throws IOException {
        Stream stream = read(file, every);

        Scores scores = prequential(stream, 300);

        assertThat(Ranking.spearman(scores.ours, scores.theirs)).isGreaterThan(0.95);
        assertThat(Ranking.auc(scores.ours, scores.isAnomaly))
                .isCloseTo(Ranking.auc(scores.theirs, scores.isAnomaly), within(0.01));
    }

    /** With two distinct points every tree is the same tree, so the formula can be compared value by value. */
    @Test
    void scoresATreeOfTwoLeavesExactlyLikeTheLibrary() {
        var theirs = library(1, 3);
        RandomCutForest ours =
                RandomCutForest.create(RandomCutForestConfig.of(TREES, SAMPLE).withResolution(0), 1, 3);
        Random random = new Random(5);
        for (int i = 0; i < 32; i++) {
            float[] point = {i % 4 == 0 ? 0 : 1};
            theirs.update(point);
            ours.update(point);
        }
        // Until an eighth of the sample was seen every tree takes every point, so the masses are known too.
        for (int i = 0; i < 20; i++) {
            float[] probe = {random.nextInt(-384, 640) / (float) FixedPoint.STEPS};

            assertThat(ours.score(probe)).isCloseTo(theirs.getAnomalyScore(probe), within(1e-5));
        }
        assertThat(ours.score(new float[] {1})).isCloseTo(theirs.getAnomalyScore(new float[] {1}), within(1e-6));
        assertThat(ours.score(new float[] {0})).isCloseTo(theirs.getAnomalyScore(new float[] {0}), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"one feature, 1", "all features, 8"})
    void separatesAShiftAsWellAsTheLibrary(String name, int shifted) {
        int width = 8;
        Random random = new Random(11);
        List<float[]> learnt = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            learnt.add(gaussian(random, width));
        }
        Probes probes = new Probes(learnt, width);
        for (int i = 0; i < 300; i++) {
            probes.add(gaussian(random, width), false);
            float[] moved = gaussian(random, width);
            for (int d = 0; d < shifted; d++) {
                moved[(i + d) % width] += shifted == 1 ? 3 : 1.2f;
            }
            probes.add(moved, true);
        }

        probes.compare(name);
    }

    @Test
    void separatesTheHoleOfARingAsWellAsTheLibrary() {
        Random random = new Random(12);
        List<float[]> learnt = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            learnt.add(ring(random, 5));
        }
        Probes probes = new Probes(learnt, 2);
        for (int i = 0; i < 300; i++) {
            probes.add(ring(random, 5), false);
            probes.add(ring(random, 0), true);
        }

        probes.compare("ring hole");
    }

    private static float[] ring(Random random, double radius) {
        double angle = random.nextDouble() * 2 * Math.PI;
        return new float[] {
            (float) (radius * Math.cos(angle) + 0.3 * random.nextGaussian()),
            (float) (radius * Math.sin(angle) + 0.3 * random.nextGaussian())
        };
    }

    /** Two clusters of unequal width, 2 % of the points moved by four deviations in a few features. */
    private static Stream mixture(int size, int width, long seed) {
        Random random = new Random(seed);
        Stream stream = new Stream(width);
        for (int i = 0; i < size; i++) {
            float[] point = gaussian(random, width);
            boolean isWide = random.nextInt(4) == 0;
            for (int d = 0; d < width; d++) {
                point[d] = isWide ? 2 * point[d] + 5 : point[d];
            }
            boolean isAnomaly = random.nextInt(50) == 0;
            if (isAnomaly) {
                for (int k = 0; k < 1 + width / 4; k++) {
                    point[random.nextInt(width)] += random.nextBoolean() ? 4 : -4;
                }
            }
            stream.add(point, isAnomaly);
        }
        return stream;
    }

    static float[] gaussian(Random random, int width) {
        float[] point = new float[width];
        for (int d = 0; d < width; d++) {
            point[d] = (float) random.nextGaussian();
        }
        return point;
    }

    static com.amazon.randomcutforest.RandomCutForest library(int width, long seed) {
        return com.amazon.randomcutforest.RandomCutForest.builder()
                .dimensions(width)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLE)
                .timeDecay(0.1 / SAMPLE)
                .initialAcceptFraction(0.125)
                .outputAfter(1)
                .boundingBoxCacheFraction(1)
                .parallelExecutionEnabled(false)
                .randomSeed(seed)
                .build();
    }

    private static Scores prequential(Stream stream, int skip) {
        int width = stream.width;
        var theirs = library(width, 1);
        RandomCutForest ours = RandomCutForest.create(RandomCutForestConfig.of(TREES, SAMPLE), width, 2);
        Scores scores = new Scores(stream.points.size() - skip);
        for (int i = 0; i < stream.points.size(); i++) {
            float[] point = stream.points.get(i);
            if (i >= skip) {
                scores.ours[i - skip] = ours.score(point);
                scores.theirs[i - skip] = theirs.getAnomalyScore(point);
                scores.isAnomaly[i - skip] = stream.isAnomaly.get(i);
            }
            ours.update(point);
            theirs.update(point);
        }
        return scores;
    }

    /** Comma-separated, a header, the label last; columns divided by their deviation, as scores expect. */
    private static Stream read(String name, int every) throws IOException {
        Path file = Path.of(System.getProperty("winnow.data", "absent")).resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
        List<double[]> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            in.readLine();
            int n = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (n++ % every == 0) {
                    String[] cells = line.split(",", -1);
                    double[] row = new double[cells.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = Double.parseDouble(cells[i]);
                    }
                    rows.add(row);
                }
            }
        }
        int width = rows.get(0).length - 1;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int d = 0; d < width; d++) {
            int column = d;
            mean[d] = rows.stream().mapToDouble(r -> r[column]).average().orElseThrow();
            deviation[d] = Math.sqrt(rows.stream()
                    .mapToDouble(r -> (r[column] - mean[column]) * (r[column] - mean[column]))
                    .average()
                    .orElseThrow());
        }
        Stream stream = new Stream(width);
        for (double[] row : rows) {
            float[] point = new float[width];
            for (int d = 0; d < width; d++) {
                point[d] = (float) ((row[d] - mean[d]) / deviation[d]);
            }
            stream.add(point, row[width] > 0);
        }
        return stream;
    }

    private static final class Stream {
        private final int width;
        private final List<float[]> points = new ArrayList<>();
        private final List<Boolean> isAnomaly = new ArrayList<>();

        Stream(int width) {
            this.width = width;
        }

        void add(float[] point, boolean anomaly) {
            points.add(point);
            isAnomaly.add(anomaly);
        }
    }

    private static final class Scores {
        private final double[] ours;
        private final double[] theirs;
        private final boolean[] isAnomaly;

        Scores(int size) {
            ours = new double[size];
            theirs = new double[size];
            isAnomaly = new boolean[size];
        }
    }

    /** Two forests of either kind after the same stream, asked about the same points. */
    private static final class Probes {
        private static final int FORESTS = 2;

        private final List<float[]> learnt;
        private final int width;
        private final List<float[]> points = new ArrayList<>();
        private final List<Boolean> isAnomaly = new ArrayList<>();

        Probes(List<float[]> learnt, int width) {
            this.learnt = learnt;
            this.width = width;
        }

        void add(float[] point, boolean anomaly) {
            points.add(point);
            isAnomaly.add(anomaly);
        }

        void compare(String name) {
            boolean[] positive = new boolean[points.size()];
            for (int i = 0; i < positive.length; i++) {
                positive[i] = isAnomaly.get(i);
            }
            double mine = 0;
            double library = 0;
            for (int seed = 1; seed <= FORESTS; seed++) {
                RandomCutForest ours = RandomCutForest.create(RandomCutForestConfig.of(TREES, SAMPLE), width, seed);
                var theirs = library(width, seed);
                learnt.forEach(point -> {
                    ours.update(point);
                    theirs.update(point);
                });
                mine += Ranking.auc(points.stream().mapToDouble(ours::score).toArray(), positive) / FORESTS;
                library += Ranking.auc(
                                points.stream()
                                        .mapToDouble(theirs::getAnomalyScore)
                                        .toArray(),
                                positive)
                        / FORESTS;
            }

            assertThat(mine).as(name).isGreaterThan(0.75).isCloseTo(library, within(0.015));
        }
    }
}
