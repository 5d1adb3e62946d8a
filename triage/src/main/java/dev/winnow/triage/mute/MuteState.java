package dev.winnow.triage.mute;

/**
 * A mute and what it has done.
 *
 * @param hits alerts that it suppressed
 * @param isOver whether its end has passed; it still covers late events of its time
 */
public record MuteState(Mute mute, long hits, boolean isOver) {
    /** Of a mute that goes on. */
    public MuteState(Mute mute, long hits) {
        this(mute, hits, false);
    }
}
