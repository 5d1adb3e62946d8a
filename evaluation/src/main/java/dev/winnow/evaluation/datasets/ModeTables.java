package dev.winnow.evaluation.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Generated tables of the kinds where one cloud of normal rows is the wrong picture: several normal modes, correlated columns, wide
 * tables of indicators or of sparse counts. Columns have like units, so that a forest that scales nothing sees them well. No detector
 * may be tuned to their seeds: tests draw others.
 */
public final class ModeTables {
    private static final int ROWS = 6000;
    private static final long SEED = 20_26;

    private static final List<Made> MADE = List.of(
            new Made(
                    "local-1",
                    5,
                    0.01,
                    "5 normal modes, anomalies around each, at four times its spread",
                    ModeTables::local),
            new Made(
                    "local-5",
                    3,
                    0.05,
                    "3 normal modes, anomalies around each, at four times its spread",
                    ModeTables::local),
            new Made(
                    "local-30",
                    6,
                    0.30,
                    "6 normal modes, anomalies around each, at four times its spread",
                    ModeTables::local),
            new Made("groups-1", 4, 0.01, "4 normal modes, anomalies in two groups of their own", ModeTables::groups),
            new Made("groups-5", 8, 0.05, "8 normal modes, anomalies in two groups of their own", ModeTables::groups),
            new Made("groups-30", 5, 0.30, "5 normal modes, half of the anomalies in two groups", ModeTables::groups),
            new Made(
                    "factors-5",
                    4,
                    0.05,
                    "36 columns of 4 factors, anomalies break the correlation",
                    ModeTables::factors),
            new Made(
                    "factors-30",
                    5,
                    0.30,
                    "36 columns of 4 factors, anomalies break the correlation",
                    ModeTables::factors),
            new Made(
                    "indicators-1",
                    5,
                    0.01,
                    "8 words as 0 and 1 in some 60 columns, anomalies have rare ones",
                    ModeTables::indicators),
            new Made(
                    "indicators-10",
                    4,
                    0.10,
                    "8 words as 0 and 1 in some 60 columns, anomalies have rare ones",
                    ModeTables::indicators),
            new Made(
                    "counts-5",
                    4,
                    0.05,
                    "30 sparse counts, anomalies count what their mode seldom does",
                    ModeTables::counts),
            new Made(
                    "counts-20",
                    6,
                    0.20,
                    "30 sparse counts, anomalies count what their mode seldom does",
                    ModeTables::counts));

    private ModeTables() {}

    /** Makes one row; the row's truth is in {@code isAnomaly}. */
    @FunctionalInterface
    private interface Maker {
        Rows start(int modes, SplittableRandom random);
    }

    /** A drawn world, which gives rows. */
    @FunctionalInterface
    private interface Rows {
        double[] next(boolean isAnomaly, SplittableRandom random);
    }

    private record Made(String name, int modes, double share, String says, Maker maker) {}

    /** One pass over each. */
    public static List<TabularProtocol> protocols() {
        return protocols(SEED, ROWS);
    }

    /** @param seed of the worlds and of their rows */
    public static List<TabularProtocol> protocols(long seed, int rows) {
        List<TabularProtocol> protocols = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (Made made : MADE) {
            protocols.add(TabularProtocol.stream(
                    made.name, made.says, table(made, rows, seeds.split()), TabularProtocol.PeerInput.RAW));
        }
        return List.copyOf(protocols);
    }

    private static Table table(Made made, int rows, SplittableRandom random) {
        Rows world = made.maker.start(made.modes, random);
        List<double[]> numeric = new ArrayList<>();
        List<String[]> text = new ArrayList<>();
        boolean[] labels = new boolean[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = random.nextDouble() < made.share;
            numeric.add(world.next(labels[r], random));
            text.add(new String[0]);
        }
        List<Column> columns = IntStream.range(0, numeric.get(0).length)
                .mapToObj(i -> new Column(String.format(Locale.ROOT, "x%d", i), Column.Kind.NUMERIC))
                .toList();
        return new Table(
                columns, IntStream.range(0, rows).mapToLong(r -> 1000L * r).toArray(), numeric, text, labels);
    }

    private static Rows local(int modes, SplittableRandom random) {
        int width = 12;
        double[][] centres = gaussians(modes, width, 4, random);
        double[][] spreads = spreads(modes, width, random);
        return (isAnomaly, draws) -> {
            int mode = draws.nextInt(modes);
            double wide = isAnomaly ? 4 : 1;
            double[] row = new double[width];
            for (int i = 0; i < width; i++) {
                // An anomaly is off in a third of the columns.
                double factor = draws.nextDouble() < 0.33 ? wide : 1;
                row[i] = centres[mode][i] + factor * spreads[mode][i] * gaussian(draws);
            }
            return row;
        };
    }

    private static Rows groups(int modes, SplittableRandom random) {
        int width = 10;
        double[][] centres = gaussians(modes, width, 4, random);
        double[][] spreads = spreads(modes, width, random);
        double[][] strange = gaussians(2, width, 4, random);
        return (isAnomaly, draws) -> {
            double[] row = new double[width];
            int mode = draws.nextInt(modes);
            boolean isScattered = isAnomaly && draws.nextDouble() < 0.5;
            int group = draws.nextInt(2);
            for (int i = 0; i < width; i++) {
                if (isScattered) {
                    row[i] = 5 * gaussian(draws);
                } else if (isAnomaly) {
                    row[i] = strange[group][i] + 0.7 * gaussian(draws);
                } else {
                    row[i] = centres[mode][i] + spreads[mode][i] * gaussian(draws);
                }
            }
            return row;
        };
    }

    private static Rows factors(int modes, SplittableRandom random) {
        int width = 36;
        int factors = 4;
        double[][] loadings = gaussians(width, factors, 1, random);
        double[][] centres = gaussians(modes, factors, 2.5, random);
        return (isAnomaly, draws) -> {
            double[] hidden = centres[draws.nextInt(modes)].clone();
            double[] other = centres[draws.nextInt(modes)].clone();
            for (int f = 0; f < factors; f++) {
                hidden[f] += 0.6 * gaussian(draws);
                other[f] += 0.6 * gaussian(draws);
            }
            double[] row = new double[width];
            for (int i = 0; i < width; i++) {
                double[] from = isAnomaly && draws.nextDouble() < 0.25 ? other : hidden;
                for (int f = 0; f < factors; f++) {
                    row[i] += loadings[i][f] * from[f];
                }
                row[i] += (isAnomaly ? 0.6 : 0.4) * gaussian(draws);
            }
            return row;
        };
    }

    private static Rows indicators(int modes, SplittableRandom random) {
        int words = 8;
        int[] values = new int[words];
        int width = 3;
        for (int w = 0; w < words; w++) {
            values[w] = 4 + random.nextInt(8);
            width += values[w];
        }
        int columns = width;
        int[][][] usual = new int[modes][words][2];
        for (int m = 0; m < modes; m++) {
            for (int w = 0; w < words; w++) {
                usual[m][w][0] = random.nextInt(values[w]);
                usual[m][w][1] = random.nextInt(values[w]);
            }
        }
        return (isAnomaly, draws) -> {
            double[] row = new double[columns];
            int[][] own = usual[draws.nextInt(modes)];
            int at = 0;
            for (int w = 0; w < words; w++) {
                double rare = isAnomaly ? 0.35 : 0.02;
                double draw = draws.nextDouble();
                int value = draw < rare ? draws.nextInt(values[w]) : own[w][draw < rare + 0.7 * (1 - rare) ? 0 : 1];
                row[at + value] = 1;
                at += values[w];
            }
            for (; at < columns; at++) {
                row[at] = 0.5 * gaussian(draws);
            }
            return row;
        };
    }

    private static Rows counts(int modes, SplittableRandom random) {
        int width = 30;
        double[][] rates = new double[modes][width];
        for (double[] own : rates) {
            for (int i = 0; i < width; i++) {
                own[i] = random.nextDouble() < 0.25 ? 1 + 3 * random.nextDouble() : 0.03;
            }
        }
        return (isAnomaly, draws) -> {
            double[] own = rates[draws.nextInt(modes)];
            double[] other = rates[draws.nextInt(modes)];
            double[] row = new double[width];
            for (int i = 0; i < width; i++) {
                boolean isOff = isAnomaly && draws.nextDouble() < 0.25;
                row[i] = poisson(isOff ? 0.5 + other[i] : own[i], draws);
            }
            return row;
        };
    }

    private static double[][] gaussians(int rows, int width, double spread, SplittableRandom random) {
        double[][] drawn = new double[rows][width];
        for (double[] row : drawn) {
            for (int i = 0; i < width; i++) {
                row[i] = spread * gaussian(random);
            }
        }
        return drawn;
    }

    /** Modes are up to four times as wide as each other, and no mode is as wide in every column. */
    private static double[][] spreads(int modes, int width, SplittableRandom random) {
        double[][] drawn = new double[modes][width];
        for (double[] row : drawn) {
            double whole = StrictMath.pow(4, random.nextDouble() - 0.5);
            for (int i = 0; i < width; i++) {
                row[i] = whole * StrictMath.pow(2, random.nextDouble() - 0.5);
            }
        }
        return drawn;
    }

    private static double poisson(double rate, SplittableRandom random) {
        double limit = StrictMath.exp(-rate);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    private static double gaussian(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }
}
