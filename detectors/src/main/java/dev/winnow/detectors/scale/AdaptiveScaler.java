package dev.winnow.detectors.scale;

import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts feature vectors into a space where every feature counts alike. Mutable, one owner, not thread-safe.
 *
 * <p>Parameters are frozen between fits; each fit that changes something starts a new epoch. The last
 * {@value #KEPT_EPOCHS} epochs are remembered, so that statistics that were taken under an older one (rows of entities that
 * were not seen for a while) can be carried over by {@link #rebase}.
 */
public final class AdaptiveScaler {
    /** Fits happen at 1×, 4× and 16× the first count and after drift; eight cover years of a quiet segment. */
    static final int KEPT_EPOCHS = 8;

    private final int size;
    private final float clip;
    private final List<List<FeatureScale>> epochs = new ArrayList<>();
    private int epoch;

    /**
     * @param size features
     * @param clip largest magnitude of a scaled value, above 0
     */
    public AdaptiveScaler(int size, double clip) {
        this.size = size;
        this.clip = (float) clip;
    }

    /** Number of fits that took effect; 0 before the first. */
    public int epoch() {
        return epoch;
    }

    public boolean isFitted() {
        return epoch > 0;
    }

    /** How feature {@code index} is scaled now. */
    public FeatureScale feature(int index) {
        return current().get(index);
    }

    /**
     * Fits to raw vectors and starts a new epoch unless every feature stays close to what it was.
     *
     * @param columns per feature, its present values in any order; sorted in place
     * @return true if a new epoch began, so that whatever holds scaled points must be rebuilt
     */
    public boolean fit(double[][] columns) {
        List<FeatureScale> fitted = new ArrayList<>(size);
        boolean changed = !isFitted();
        for (int i = 0; i < size; i++) {
            FeatureScale next = FeatureScale.fit(columns[i]);
            if (isFitted() && feature(i).isCloseTo(next)) {
                next = feature(i);
            } else {
                changed = true;
            }
            fitted.add(next);
        }
        if (!changed) {
            return false;
        }
        epochs.add(List.copyOf(fitted));
        if (epochs.size() > KEPT_EPOCHS) {
            epochs.remove(0);
        }
        epoch++;
        return true;
    }

    /** Scaled point of a vector; a missing value stands at the feature's median. */
    public float[] scale(FeatureVector vector) {
        List<FeatureScale> scales = current();
        float[] point = new float[size];
        for (int i = 0; i < size; i++) {
            FeatureScale scale = scales.get(i);
            point[i] = clipped(scale.apply(vector.isMissing(i) ? scale.imputed() : vector.value(i)));
        }
        return point;
    }

    /** Scaled point of a raw row in which NaN marks what is missing. */
    public float[] scaleRow(double[] row) {
        List<FeatureScale> scales = current();
        float[] point = new float[size];
        for (int i = 0; i < size; i++) {
            FeatureScale scale = scales.get(i);
            point[i] = clipped(scale.apply(Double.isNaN(row[i]) ? scale.imputed() : row[i]));
        }
        return point;
    }

    /** Value in the feature's own unit of a scaled one, up to rounding and clipping. */
    public double inverse(int index, double scaled) {
        return feature(index).invert(scaled);
    }

    /**
     * How statistics taken under {@code fromEpoch} read now: scaled value × {@code factor[i]} + {@code offset[i]}. Where the
     * shape of the feature changed, or the epoch is forgotten, the factor is NaN: start again.
     */
    public void rebase(int fromEpoch, double[] factor, double[] offset) {
        int index = epochs.size() - 1 - (epoch - fromEpoch);
        for (int i = 0; i < size; i++) {
            FeatureScale now = feature(i);
            FeatureScale then =
                    index >= 0 && index < epochs.size() ? epochs.get(index).get(i) : null;
            if (then == null || !then.isAffineTo(now)) {
                factor[i] = Double.NaN;
                offset[i] = 0;
            } else {
                factor[i] = then.scale() / now.scale();
                offset[i] = (then.centre() - now.centre()) / now.scale();
            }
        }
    }

    public long liveBytes() {
        return 64 + (long) epochs.size() * size * 64;
    }

    public void snapshot(StateWriter out) {
        out.writeInt(epoch).writeInt(epochs.size());
        for (List<FeatureScale> scales : epochs) {
            scales.forEach(scale -> scale.write(out));
        }
    }

    public static AdaptiveScaler restore(int size, double clip, StateReader in) {
        AdaptiveScaler scaler = new AdaptiveScaler(size, clip);
        scaler.epoch = in.readInt();
        int kept = in.readInt();
        if (kept != Math.min(KEPT_EPOCHS, scaler.epoch)) {
            throw new StateFormatException(
                    "STA-004 scaler: epoch " + scaler.epoch + " cannot have " + kept + " remembered epochs");
        }
        for (int e = 0; e < kept; e++) {
            List<FeatureScale> scales = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                scales.add(FeatureScale.read(in));
            }
            scaler.epochs.add(List.copyOf(scales));
        }
        return scaler;
    }

    private List<FeatureScale> current() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("scaler: must be fitted first");
        }
        return epochs.get(epochs.size() - 1);
    }

    private float clipped(double value) {
        return (float) Math.max(-clip, Math.min(clip, value));
    }
}
