package dev.winnow.triage.calibrate;

import java.util.OptionalDouble;

/**
 * A new calibrator epoch, for the audit log and the signals.
 *
 * @param timeMillis event time at which it came into force
 * @param ece prequential; empty with too few labels
 * @param brier prequential; empty with too few labels
 */
public record CalibratorChange(
        String tenant,
        String featureSet,
        long timeMillis,
        Calibrator inForce,
        OptionalDouble ece,
        OptionalDouble brier,
        String text) {}
