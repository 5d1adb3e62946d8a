package dev.winnow.triage.mute;

/** What a mute is about. */
public enum MuteScope {
    ENTITY,
    FEATURE_SET,
    CLUSTER,
    /** A context field with its value, {@code field=value}. */
    VALUE
}
