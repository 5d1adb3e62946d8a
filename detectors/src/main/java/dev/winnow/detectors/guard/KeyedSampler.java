package dev.winnow.detectors.guard;

/**
 * Keeps a share of the keys, chosen anew in each epoch of event time by a secret: nobody without it can tell which keys are kept or
 * make keys that are. Immutable, safe to share, no state, allocates nothing; some 30 ns a key of 16 characters.
 */
public final class KeyedSampler {
    // Differs from a hash modulo N: SipHash is a PRF, so watching which keys were kept tells nothing about others;
    // and the epoch is part of the message, so no key is kept or left out for ever
    // (KeyedSamplerTest.noKeyIsKeptOrLeftOutForEver).

    private final SipHash prf;
    private final double share;
    private final long epochMillis;

    /**
     * @param k0 first half of the tenant's secret
     * @param k1 second half of the tenant's secret
     * @param share share of the keys that is kept, above 0 and at most 1; 1 keeps all
     * @param epochMillis event time after which the choice is made anew, at least 1
     */
    public KeyedSampler(long k0, long k1, double share, long epochMillis) {
        Checks.range(share > 0 && share <= 1, "guard.keptShare", "above 0 and at most 1", share);
        Checks.range(epochMillis >= 1, "guard.epochMillis", "at least 1", epochMillis);
        prf = new SipHash(k0, k1);
        this.share = share;
        this.epochMillis = epochMillis;
    }

    /** Whether a key is kept at an event time, the same for every event of the key in one epoch. */
    public boolean keeps(long timeMillis, CharSequence key) {
        return share >= 1 || (prf.of(Math.floorDiv(timeMillis, epochMillis), key) >>> 11) * 0x1.0p-53 < share;
    }
}
