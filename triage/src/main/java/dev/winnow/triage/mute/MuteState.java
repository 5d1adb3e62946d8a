package dev.winnow.triage.mute;

/**
 * A mute and what it has done.
 *
 * @param hits alerts that it suppressed
 */
public record MuteState(Mute mute, long hits) {}
