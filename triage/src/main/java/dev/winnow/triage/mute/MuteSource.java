package dev.winnow.triage.mute;

/** Where a mute comes from; what it does is the same. */
public enum MuteSource {
    /** The configuration; the stored mute follows it. */
    CONFIGURATION,
    /** A command; it holds until it ends or a command ends it. */
    COMMAND
}
