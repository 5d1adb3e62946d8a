package dev.winnow.triage.adjust;

import dev.winnow.triage.state.Problems;

/**
 * How verdicts move scores near them.
 *
 * @param maxMove largest move in score units (−log10 p), up or down, whatever the number of verdicts; above 0, at most 6
 * @param priorMass verdicts' worth of "nothing is known here" in the denominator; one exact verdict moves by
 *     maxMove / (1 + priorMass)
 * @param radius distance at which a verdict's influence ends; about 0.6 is normal noise, 2 a different kind of event
 * @param uniformShare share of the distance that counts all features alike, the rest counts the features that made the
 *     events strange; 0 to 1
 * @param halfLifeMillis event time after which a verdict counts half
 * @param analystMass most that one analyst's verdicts weigh at one place, in verdicts
 * @param capacity verdicts remembered per tenant and feature set; the oldest leave
 */
public record AdjustConfig(
        double maxMove,
        double priorMass,
        double radius,
        double uniformShare,
        long halfLifeMillis,
        double analystMass,
        int capacity) {
    public AdjustConfig {
        new Problems("CFG-012", "triage.adjust")
                .setting(maxMove > 0 && maxMove <= 6, "maxMove", "must be above 0 and at most 6", maxMove)
                .setting(priorMass >= 1 && priorMass <= 1000, "priorMass", "must be between 1 and 1000", priorMass)
                .setting(radius > 0 && radius <= 10, "radius", "must be above 0 and at most 10", radius)
                .setting(
                        uniformShare >= 0 && uniformShare <= 1, "uniformShare", "must be between 0 and 1", uniformShare)
                .setting(halfLifeMillis > 0, "halfLifeMillis", "must be above 0", halfLifeMillis)
                .setting(analystMass >= 1, "analystMass", "must be at least 1", analystMass)
                .setting(capacity >= 1 && capacity <= 65_536, "capacity", "must be between 1 and 65536", capacity)
                .raise();
    }

    /** Two and a half decades at most; prior mass 2, so one verdict alone moves a score by 0.83; half-life 30 days. */
    public static AdjustConfig defaults() {
        return new AdjustConfig(2.5, 2, 1.2, 0.25, 30L * 86_400_000, 6, 4096);
    }
}
