package dev.winnow.evaluation.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * NSL-KDD (M. Tavallaee et al., "A detailed analysis of the KDD CUP 99 data set", CISDA 2009): {@code train20.csv.gz} and
 * {@code test.csv.gz} with 41 features, {@code attack} (its name, or {@code normal}) and {@code difficulty}.
 */
final class NslKdd {
    /** Attacks among the rows of the stream, once thinned. */
    private static final double ATTACK_SHARE = 0.05;

    /** Which attacks stay is the same in every run: the spread over seeds is that of detectors. */
    private static final long THINNING_SEED = 5;

    private NslKdd() {}

    /** @param folder folder of the two files */
    static List<TabularProtocol> protocols(Path folder) {
        Table train = CsvTable.read(folder.resolve("train20.csv.gz")).labelled("attack", null);
        Table test = CsvTable.read(folder.resolve("test.csv.gz")).labelled("attack", null);
        return List.of(
                TabularProtocol.stream(
                        "stream5",
                        "one pass: all normals of train20 and test, attacks thinned to 5 %, in file order",
                        thinned(joined(train, test)),
                        TabularProtocol.PeerInput.LOG),
                TabularProtocol.frozen(
                        "normals",
                        "fitted on the normals of train20, then frozen; judged on test",
                        normals(train),
                        test,
                        TabularProtocol.PeerInput.LOG),
                TabularProtocol.stream(
                        "test",
                        "one pass over test in file order, more attacks than normals",
                        test,
                        TabularProtocol.PeerInput.LOG));
    }

    private static Table joined(Table first, Table second) {
        List<double[]> numeric = new ArrayList<>(first.numeric());
        numeric.addAll(second.numeric());
        List<String[]> text = new ArrayList<>(first.text());
        text.addAll(second.text());
        boolean[] labels = Arrays.copyOf(first.labels(), first.rows() + second.rows());
        System.arraycopy(second.labels(), 0, labels, first.rows(), second.rows());
        return new Table(
                first.columns(),
                TimeColumn.even(labels.length, TimeColumn.START_MILLIS, CsvTable.STEP_MILLIS),
                numeric,
                text,
                labels);
    }

    private static Table normals(Table table) {
        boolean[] labels = table.labels();
        int[] picked = new int[table.rows() - table.positives()];
        int n = 0;
        for (int i = 0; i < labels.length; i++) {
            if (!labels[i]) {
                picked[n++] = i;
            }
        }
        return table.rows(picked);
    }

    /** All normals, and so many attacks, chosen without replacement, that they are the share of the whole, rounded down. */
    private static Table thinned(Table table) {
        boolean[] labels = table.labels();
        int attacks = table.positives();
        int normals = table.rows() - attacks;
        int wanted = Math.min(attacks, (int) (ATTACK_SHARE / (1 - ATTACK_SHARE) * normals));
        // Selection sampling (Knuth, TAOCP 2, section 3.4.2, algorithm S) keeps the order of the file.
        SplittableRandom random = new SplittableRandom(THINNING_SEED);
        int[] picked = new int[normals + wanted];
        int n = 0;
        int seen = 0;
        int chosen = 0;
        for (int i = 0; i < labels.length; i++) {
            if (!labels[i]) {
                picked[n++] = i;
            } else if (random.nextInt(attacks - seen++) < wanted - chosen) {
                picked[n++] = i;
                chosen++;
            }
        }
        return table.rows(picked);
    }
}
