package dev.winnow.triage.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Bands of random-hyperplane signs. Two alerts of cosine c agree on one sign with probability 1 − acos(c)/π; ten signs
 * make a band and 24 bands are tried, so alerts of cosine 0.9 meet with probability 0.997 and of cosine 0.3 with 0.13.
 * Meeting only makes a candidate; the exact similarity decides.
 */
final class LshBand {
    static final int BANDS = 24;
    static final int SIGNS = 10;

    private LshBand() {}

    /** One text a band: its number and its signs. */
    static List<String> keys(TokenVector exemplar, double attributionShare) {
        double[] sums = new double[BANDS * SIGNS];
        exemplar.project(attributionShare, sums);
        List<String> keys = new ArrayList<>(BANDS);
        for (int band = 0; band < BANDS; band++) {
            int signs = 0;
            for (int i = 0; i < SIGNS; i++) {
                signs = signs << 1 | (sums[band * SIGNS + i] > 0 ? 1 : 0);
            }
            keys.add("b" + band + "." + Integer.toHexString(signs));
        }
        return keys;
    }
}
