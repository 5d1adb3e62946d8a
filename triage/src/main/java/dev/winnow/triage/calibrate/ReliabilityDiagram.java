package dev.winnow.triage.calibrate;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** Running reliability diagram from which labels can be taken out again. Mutable, one owner. */
final class ReliabilityDiagram {
    static final int BINS = 15;

    private final int[] counts = new int[BINS];
    private final int[] positives = new int[BINS];
    private final double[] predicted = new double[BINS];
    private double squares;

    void add(Label label, int sign) {
        int bin = Math.min(BINS - 1, Math.max(0, (int) (label.predicted() * BINS)));
        counts[bin] += sign;
        positives[bin] += label.positive() ? sign : 0;
        // An empty bin starts clean, so rounding does not pile up over many additions and removals.
        predicted[bin] = counts[bin] == 0 ? 0 : predicted[bin] + sign * label.predicted();
        double error = label.predicted() - (label.positive() ? 1 : 0);
        squares = labels() == 0 ? 0 : squares + sign * error * error;
    }

    int labels() {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    int positives() {
        int sum = 0;
        for (int count : positives) {
            sum += count;
        }
        return sum;
    }

    double ece() {
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            sum += Math.abs(predicted[i] - positives[i]);
        }
        return sum / labels();
    }

    double brier() {
        return Math.max(0, squares) / labels();
    }

    List<CalibrationReport.Bin> bins() {
        List<CalibrationReport.Bin> bins = new ArrayList<>(BINS);
        for (int i = 0; i < BINS; i++) {
            int divisor = Math.max(1, counts[i]);
            bins.add(new CalibrationReport.Bin(counts[i], predicted[i] / divisor, (double) positives[i] / divisor));
        }
        return bins;
    }

    void write(StateWriter writer) {
        writer.writeInts(counts).writeInts(positives).writeDoubles(predicted).writeDouble(squares);
    }

    static ReliabilityDiagram read(StateReader reader) {
        ReliabilityDiagram read = new ReliabilityDiagram();
        System.arraycopy(reader.readInts(), 0, read.counts, 0, BINS);
        System.arraycopy(reader.readInts(), 0, read.positives, 0, BINS);
        System.arraycopy(reader.readDoubles(), 0, read.predicted, 0, BINS);
        read.squares = reader.readDouble();
        return read;
    }
}
