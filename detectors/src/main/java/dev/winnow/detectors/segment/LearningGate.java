package dev.winnow.detectors.segment;

/** Which events are learnt: all that are unremarkable, and of the others a rationed few. Mutable, one owner, not thread-safe. */
final class LearningGate {
    private static final double PERSISTENT_FORCED_SHARE = 0.2;

    /** Forced events that can be saved up. */
    private static final double MOST_FORCED = 2;

    /**
     * Forced events that an event earns. Unrationed, two in a hundred of a burst of a thousand equal events were learnt, and in five of 16
     * streams the rest of the burst then passed for ordinary.
     */
    private static final double FORCED_RATE = 0.001;

    private final SegmentConfig.Admission config;
    private final long seed;
    private double forcedTokens;

    /**
     * @param seed of the segment
     * @param forcedTokens forced events that are saved up; 0 for a model that has seen nothing
     */
    LearningGate(SegmentConfig.Admission config, long seed, double forcedTokens) {
        this.config = config;
        this.seed = seed;
        this.forcedTokens = forcedTokens;
    }

    boolean isRemarkable(double p) {
        return p <= config.level();
    }

    /**
     * Whether an event is learnt.
     *
     * @param momentary probability of the event by itself, NaN where it has none
     * @param p the same with what its entity did before
     * @param sequence number of the event among those that may be learnt
     */
    boolean admits(double momentary, double p, long sequence) {
        if (!(isRemarkable(momentary) || isRemarkable(p))) {
            return true;
        }
        double draw = Draws.uniform(Draws.at(seed, Draws.FORCED, sequence));
        if (isRemarkable(momentary)) {
            return draw < config.tapered(momentary) || (draw < config.forcedShare() && mayForce());
        }
        // What is remarkable only for what its entity did before is learnt more often: an entity that has changed for
        // good must become ordinary again some day, and a burst is over by then.
        return draw < PERSISTENT_FORCED_SHARE;
    }

    /** Forced learning is rationed: a burst of a thousand equal events must not teach itself. */
    private boolean mayForce() {
        return forcedTokens >= 1;
    }

    /** Earns a little at each event, and pays for one that was forced. */
    void count(Assessment assessment, long sequence) {
        double momentary = assessment.momentary();
        forcedTokens = Math.min(MOST_FORCED, forcedTokens + FORCED_RATE);
        if (assessment.admitted()
                && isRemarkable(momentary)
                && Draws.uniform(Draws.at(seed, Draws.FORCED, sequence)) >= config.tapered(momentary)) {
            forcedTokens = Math.max(0, forcedTokens - 1);
        }
    }

    double forcedTokens() {
        return forcedTokens;
    }
}
