package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Provisional scores of the rows that come before a model is ready, by plain ranks among the rows before them. Mutable, one owner;
 * the time of a score grows with the rows that are remembered, so it is meant for some hundreds.
 */
final class EarlyScores {
    private final List<double[]> numbers = new ArrayList<>();
    private final List<@Nullable String[]> texts = new ArrayList<>();
    private final List<Double> sums = new ArrayList<>();

    private final int capacity;

    /** @param capacity rows that are remembered at most; later ones are scored against these */
    EarlyScores(int capacity) {
        this.capacity = capacity;
    }

    /** −log10 of the share of the remembered rows that were at least as strange, with this one; 0 for the first. Changes nothing. */
    double score(double[] numeric, @Nullable String[] text) {
        double sum = sum(numeric, text);
        int asStrange = 1;
        for (double earlier : sums) {
            asStrange += earlier >= sum ? 1 : 0;
        }
        return StrictMath.log10((double) (sums.size() + 1) / asStrange);
    }

    /** Remembers a row while there is room. */
    void remember(double[] numeric, @Nullable String[] text) {
        if (sums.size() >= capacity) {
            return;
        }
        double sum = sum(numeric, text);
        numbers.add(numeric.clone());
        texts.add(text.clone());
        sums.add(sum);
    }

    /** What each column says against a row, numbers first: the parts of the sum that is ranked. */
    double[] parts(double[] numeric, @Nullable String[] text) {
        double[] parts = new double[numeric.length + text.length];
        for (int i = 0; i < numeric.length; i++) {
            parts[i] = surprise(numeric[i], i);
        }
        for (int i = 0; i < text.length; i++) {
            parts[numeric.length + i] = surprise(text[i], i);
        }
        return parts;
    }

    void snapshot(StateWriter out) {
        out.writeInt(sums.size());
        for (int r = 0; r < sums.size(); r++) {
            new TableRow(0, "", numbers.get(r), texts.get(r)).write(out);
            out.writeDouble(sums.get(r));
        }
    }

    static EarlyScores restore(int capacity, FeatureSet set, StateReader in) {
        EarlyScores scores = new EarlyScores(capacity);
        int rows = in.readInt();
        if (rows < 0 || rows > capacity) {
            throw new StateFormatException("STA-004 early scores: must be 0 to " + capacity + ", are " + rows);
        }
        for (int r = 0; r < rows; r++) {
            TableRow row = TableRow.read(set, in);
            scores.numbers.add(row.numbers());
            scores.texts.add(row.texts());
            scores.sums.add(in.readDouble());
        }
        return scores;
    }

    /** Rows that are remembered. */
    int size() {
        return sums.size();
    }

    private double sum(double[] numeric, @Nullable String[] text) {
        double sum = 0;
        for (int i = 0; i < numeric.length; i++) {
            sum += surprise(numeric[i], i);
        }
        for (int i = 0; i < text.length; i++) {
            sum += surprise(text[i], i);
        }
        return sum;
    }

    /** Of the rarer side of a number, as in the ECOD member; 0 where it is missing. */
    private double surprise(double value, int column) {
        int atLeast = 1;
        int atMost = 1;
        int present = 1;
        for (double[] row : numbers) {
            atLeast += row[column] >= value ? 1 : 0;
            atMost += row[column] <= value ? 1 : 0;
            present += Double.isNaN(row[column]) ? 0 : 1;
        }
        return Double.isNaN(value) ? 0 : Math.max(0, -StrictMath.log(2.0 * Math.min(atLeast, atMost) / present));
    }

    private double surprise(@Nullable String value, int column) {
        if (value == null) {
            return 0;
        }
        int equal = 1;
        for (@Nullable String[] row : texts) {
            equal += value.equals(row[column]) ? 1 : 0;
        }
        return -StrictMath.log((double) equal / (texts.size() + 1));
    }
}
