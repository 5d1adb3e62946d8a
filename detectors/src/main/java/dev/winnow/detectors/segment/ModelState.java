package dev.winnow.detectors.segment;

/** Life-cycle state of a segment's model. Warm-up is a state, never a score of 0. */
public enum ModelState {
    /** Too few events to fit the scaler; nothing is scored. */
    COLLECTING,
    /** The members learn; raw scores exist, tail probabilities do not. */
    WARMING,
    /** Scores mean what they say. */
    READY,
    /** A drift alarm opened the gate; scores are given, learning is unconditional for a while. */
    RETRAINING,
    /** A member failed or is starved; the others are used. */
    DEGRADED,
    /** Switched off by an operator: nothing is scored or learnt. */
    PAUSED,
    /** Learning is switched off by an operator; scores are given. */
    FROZEN
}
