package dev.winnow.triage.band;

/** Severity class of an alert, by its calibrated probability; in rising order. */
public enum Band {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
