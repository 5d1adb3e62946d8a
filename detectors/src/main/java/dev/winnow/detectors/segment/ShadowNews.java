package dev.winnow.detectors.segment;

/**
 * What became of a forest's shadow, or of the order to let it take over.
 *
 * @param event what happened
 * @param advantage share of pairs by which the shadow told, in its last whole trial, points of now from points of before the drift better
 *     than the forest in force, in [-1, 1]; 0 before
 * @param advantageError standard error of that
 */
public record ShadowNews(Event event, double advantage, double advantageError) {
    static ShadowNews absent() {
        return new ShadowNews(Event.ABSENT, 0, 0);
    }

    /** What can happen. */
    public enum Event {
        /** Drift was found, and a shadow begins to learn. */
        STARTED,
        /** It is better, and waits. */
        WON,
        /** It has taken over. */
        PROMOTED,
        /** It was no better than the forest in force. */
        NOT_BETTER,
        /** It had won, and is no longer better. */
        NO_LONGER_BETTER,
        /** The members were started anew, and the shadow means nothing any more. */
        REBUILT,
        /** Nothing was promoted, for no shadow has won. */
        ABSENT
    }
}
