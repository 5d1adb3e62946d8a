package dev.winnow.detectors;

import dev.winnow.detectors.scale.AdaptiveScaler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Labelled tables of the data folder as streams of scaled points, and how well a detector ranks their anomalies. */
public final class Tables {
    private static final int FITTED_ROWS = 1024;

    private final float[][] points;
    private final boolean[] isAnomaly;

    private Tables(float[][] points, boolean[] isAnomaly) {
        this.points = points;
        this.isAnomaly = isAnomaly;
    }

    /** Every {@code step}-th row; the scaler is fitted to the first 1,024 of them. Skips the test where the folder is absent. */
    public static Tables of(String file, int step) {
        String folder = System.getProperty("winnow.data");
        Assumptions.assumeTrue(folder != null, "needs -Dwinnow.data");
        List<double[]> rows = read(Path.of(folder, file), step);
        int width = rows.get(0).length - 1;
        double[][] columns = new double[width][Math.min(FITTED_ROWS, rows.size())];
        for (int i = 0; i < width; i++) {
            for (int r = 0; r < columns[i].length; r++) {
                columns[i][r] = rows.get(r)[i];
            }
        }
        AdaptiveScaler scaler = new AdaptiveScaler(width, 50);
        scaler.fit(columns);
        float[][] points = new float[rows.size()][];
        boolean[] isAnomaly = new boolean[rows.size()];
        for (int r = 0; r < points.length; r++) {
            points[r] = scaler.scaleRow(Arrays.copyOf(rows.get(r), width));
            isAnomaly[r] = rows.get(r)[width] != 0;
        }
        return new Tables(points, isAnomaly);
    }

    public int width() {
        return points[0].length;
    }

    /**
     * Area under the ROC curve of one pass: score, then learn what scores below the mean of the learnt scores and two deviations,
     * and one in fifty of the rest.
     */
    public double gatedAuc(Detector detector) {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores = new double[points.length];
        double learnt = 0;
        double mean = 0;
        double squares = 0;
        for (int r = 0; r < points.length; r++) {
            double score = detector.score(points[r]);
            scores[r] = score;
            if (learnt < 500 || score < mean + 2 * Math.sqrt(squares / learnt) || random.nextInt(50) == 0) {
                detector.update(points[r]);
                learnt++;
                double difference = score - mean;
                mean += difference / learnt;
                squares += difference * (score - mean);
            }
        }
        return auc(scores, isAnomaly);
    }

    /** Share of pairs in which the anomaly ranks above the normal row; ties count half. */
    public static double auc(double[] scores, boolean[] isAnomaly) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
        double below = 0;
        double sum = 0;
        double anomalies = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            double normal = 0;
            double strange = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                if (isAnomaly[order[to]]) {
                    strange++;
                } else {
                    normal++;
                }
                to++;
            }
            sum += strange * (below + normal / 2);
            below += normal;
            anomalies += strange;
            from = to;
        }
        return sum / (anomalies * below);
    }

    private static List<double[]> read(Path file, int step) {
        List<double[]> rows = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
            in.readLine();
            int row = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (row++ % step == 0) {
                    rows.add(Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
