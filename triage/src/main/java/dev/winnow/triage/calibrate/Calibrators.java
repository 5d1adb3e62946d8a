package dev.winnow.triage.calibrate;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The calibrators of all tenants and feature sets, with the labels that they rest on.
 *
 * <p>Below the minimum number of labels of both classes the stated prior is in force. From there on it is Platt's sigmoid,
 * refitted every few changed labels from the whole buffer (a new epoch) and moved by bounded steps in between. A fit that
 * fails changes nothing.
 */
public final class Calibrators {
    private static final int VERSION = 1;

    private final CalibrateConfig config;
    private final Rows rows;

    public Calibrators(CalibrateConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
    }

    /** State of one calibrator; next and oldest are positions in its label buffer. */
    private record State(Calibrator inForce, int changes, long next, long oldest, ReliabilityDiagram reliability) {}

    /** @param change new epoch, if the label brought one */
    public record AddedLabel(long position, Optional<CalibratorChange> change) {}

    public Calibrator inForce(String tenant, String featureSet) {
        byte[] row = rows.get(stateKey(tenant, featureSet));
        return row == null ? initial(featureSet) : readCalibration(RowFormat.open("calibrator", row, VERSION));
    }

    public CalibrationReport report(String tenant, String featureSet) {
        State state = state(tenant, featureSet);
        ReliabilityDiagram reliability = state.reliability;
        return new CalibrationReport(
                tenant,
                featureSet,
                state.inForce,
                reliability.labels(),
                reliability.positives(),
                ece(reliability),
                brier(reliability),
                reliability.bins());
    }

    /** Feature sets of a tenant that have had labels. */
    public List<String> featureSets(String tenant) {
        String prefix = RowKey.prefix("c", tenant);
        List<String> sets = new ArrayList<>();
        rows.forEach(prefix, (key, value) -> sets.add(key.substring(key.indexOf(':', prefix.length()) + 1)));
        return sets;
    }

    /** Adds a label and returns its position, by which it can be taken back. */
    public AddedLabel learn(String tenant, String featureSet, Label label, long timeMillis) {
        State state = state(tenant, featureSet);
        long oldest = state.oldest;
        while (state.reliability.labels() >= config.capacity()) {
            Optional<Label> leaving = take(tenant, featureSet, oldest);
            leaving.ifPresent(old -> state.reliability.add(old, -1));
            oldest++;
        }
        rows.put(labelKey(tenant, featureSet, state.next), encode(label));
        state.reliability.add(label, 1);
        State grown = new State(state.inForce, state.changes + 1, state.next + 1, oldest, state.reliability);
        return new AddedLabel(state.next, settle(tenant, featureSet, grown, Optional.of(label), timeMillis));
    }

    /** Takes a label back; nothing happens where it has left already. */
    public Optional<CalibratorChange> forget(String tenant, String featureSet, long position, long timeMillis) {
        Optional<Label> taken = take(tenant, featureSet, position);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        State state = state(tenant, featureSet);
        state.reliability.add(taken.get(), -1);
        State shrunk = new State(state.inForce, state.changes + 1, state.next, state.oldest, state.reliability);
        return settle(tenant, featureSet, shrunk, Optional.empty(), timeMillis);
    }

    private Optional<CalibratorChange> settle(
            String tenant, String featureSet, State state, Optional<Label> added, long timeMillis) {
        int labels = state.reliability.labels();
        int positives = state.reliability.positives();
        Calibrator now = state.inForce;
        boolean enough = labels >= config.minLabels() && positives > 0 && positives < labels;
        boolean onPlatt = now.kind().equals(Calibrator.PLATT);
        Optional<Calibrator> next = Optional.empty();
        if (!enough && onPlatt) {
            next = Optional.of(new Calibrator(Calibrator.PRIOR, now.epoch() + 1, 0, 0, labels, now.baseRate()));
        } else if (enough && (!onPlatt || state.changes >= config.refitEvery())) {
            next = PlattFit.fit(config, labels(tenant, featureSet), now.baseRate())
                    .map(line -> new Calibrator(
                            Calibrator.PLATT, now.epoch() + 1, line.slope(), line.intercept(), labels, now.baseRate()));
        }
        Calibrator inForce = next.orElseGet(() -> {
            Calibrator stepped = onPlatt && added.isPresent() ? step(now, added.get()) : now;
            return new Calibrator(
                    stepped.kind(), stepped.epoch(), stepped.slope(), stepped.intercept(), labels, stepped.baseRate());
        });
        int changes = next.isPresent() ? 0 : state.changes;
        write(tenant, featureSet, new State(inForce, changes, state.next, state.oldest, state.reliability));
        return next.map(calibration -> change(tenant, featureSet, calibration, state.reliability, timeMillis));
    }

    /** One bounded gradient step; the slope stays within its bounds, so probability stays monotone. */
    private Calibrator step(Calibrator now, Label label) {
        if (!Double.isFinite(label.score())) {
            return now;
        }
        double error = (label.positive() ? 1 : 0) - now.probability(label.score());
        double bound = config.maxStep();
        double slope = now.slope() + clamp(bound * error * label.score() / (1 + Math.abs(label.score())), bound);
        double intercept = now.intercept() + clamp(bound * error, bound);
        double held = Math.max(config.minSlope(), Math.min(config.maxSlope(), slope));
        return new Calibrator(now.kind(), now.epoch(), held, intercept, now.labels(), now.baseRate());
    }

    private CalibratorChange change(
            String tenant, String featureSet, Calibrator calibration, ReliabilityDiagram reliability, long timeMillis) {
        String text = calibration.kind().equals(Calibrator.PLATT)
                ? String.format(
                        Locale.ROOT,
                        "Calibrator of %s is in epoch %d: Platt on %d labels (%d true positives), slope %.3f.",
                        featureSet,
                        calibration.epoch(),
                        calibration.labels(),
                        reliability.positives(),
                        calibration.slope())
                : String.format(
                        Locale.ROOT,
                        "Calibrator of %s is in epoch %d: too few labels (%d) after retractions, stated prior again.",
                        featureSet,
                        calibration.epoch(),
                        calibration.labels());
        return new CalibratorChange(
                tenant, featureSet, timeMillis, calibration, ece(reliability), brier(reliability), text);
    }

    private OptionalDouble ece(ReliabilityDiagram reliability) {
        return reliability.labels() < config.minLabels()
                ? OptionalDouble.empty()
                : OptionalDouble.of(reliability.ece());
    }

    private OptionalDouble brier(ReliabilityDiagram reliability) {
        return reliability.labels() < config.minLabels()
                ? OptionalDouble.empty()
                : OptionalDouble.of(reliability.brier());
    }

    private List<Label> labels(String tenant, String featureSet) {
        List<Label> labels = new ArrayList<>();
        rows.forEach(RowKey.prefix("l", tenant, featureSet), (key, row) -> labels.add(decode(row)));
        return labels;
    }

    private Optional<Label> take(String tenant, String featureSet, long position) {
        String key = labelKey(tenant, featureSet, position);
        byte[] row = rows.get(key);
        if (row == null) {
            return Optional.empty();
        }
        rows.delete(key);
        return Optional.of(decode(row));
    }

    private Calibrator initial(String featureSet) {
        return new Calibrator(Calibrator.PRIOR, 0, 0, 0, 0, config.baseRate(featureSet));
    }

    private State state(String tenant, String featureSet) {
        byte[] row = rows.get(stateKey(tenant, featureSet));
        if (row == null) {
            return new State(initial(featureSet), 0, 0, 0, new ReliabilityDiagram());
        }
        StateReader reader = RowFormat.open("calibrator", row, VERSION);
        Calibrator inForce = readCalibration(reader);
        return new State(
                inForce, reader.readInt(), reader.readLong(), reader.readLong(), ReliabilityDiagram.read(reader));
    }

    private void write(String tenant, String featureSet, State state) {
        Calibrator inForce = state.inForce;
        StateWriter writer = RowFormat.begin(VERSION)
                .writeString(inForce.kind())
                .writeLong(inForce.epoch())
                .writeDouble(inForce.slope())
                .writeDouble(inForce.intercept())
                .writeInt(inForce.labels())
                .writeDouble(inForce.baseRate())
                .writeInt(state.changes)
                .writeLong(state.next)
                .writeLong(state.oldest);
        state.reliability.write(writer);
        rows.put(stateKey(tenant, featureSet), writer.toBytes());
    }

    private static Calibrator readCalibration(StateReader reader) {
        return new Calibrator(
                reader.readString(),
                reader.readLong(),
                reader.readDouble(),
                reader.readDouble(),
                reader.readInt(),
                reader.readDouble());
    }

    private static byte[] encode(Label label) {
        return RowFormat.begin(VERSION)
                .writeDouble(label.score())
                .writeBoolean(label.positive())
                .writeDouble(label.predicted())
                .toBytes();
    }

    private static Label decode(byte[] row) {
        StateReader reader = RowFormat.open("label", row, VERSION);
        return new Label(reader.readDouble(), reader.readBoolean(), reader.readDouble());
    }

    private static double clamp(double value, double bound) {
        return Math.max(-bound, Math.min(bound, value));
    }

    private static String stateKey(String tenant, String featureSet) {
        return RowKey.of("c", tenant, featureSet);
    }

    private static String labelKey(String tenant, String featureSet, long position) {
        return RowKey.of("l", tenant, featureSet, RowKey.number(position));
    }
}
