package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** A detector that is fed row by row. */
final class Fed {
    final StretchDetector detector;
    private boolean isFrozen;

    private Fed(StretchDetector detector) {
        this.detector = detector;
    }

    static Fed create(SeriesConfig config, int dimensions) {
        return new Fed(StretchDetector.create(config, dimensions));
    }

    static Fed restore(SeriesConfig config, int dimensions, StateReader in) {
        return new Fed(StretchDetector.restore(config, dimensions, in));
    }

    SeriesScore observe(long timeMillis, double[] values) {
        SeriesScore score = detector.score(timeMillis, values);
        detector.learn(!isFrozen);
        return score;
    }

    void attribute(double[] high, double[] low) {
        detector.attribute(high, low);
    }

    void freeze() {
        isFrozen = true;
    }

    boolean isFrozen() {
        return isFrozen;
    }

    byte[] bytes() {
        StateWriter out = new StateWriter();
        detector.snapshot(out);
        return out.toBytes();
    }
}
