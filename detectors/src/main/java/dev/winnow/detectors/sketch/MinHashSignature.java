package dev.winnow.detectors.sketch;

import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.Collection;

/**
 * Signature of a set whose agreement with another estimates the Jaccard similarity of the two sets. Immutable; {@value #COMPONENTS}
 * components of one byte. The order and repetition of elements do not matter.
 *
 * <p>Standard error at most {@code sqrt(J(1 − J) / 128)} and a little more for one-byte components: 4.5 % at J = 0.5.
 */
public final class MinHashSignature {
    // SuperMinHash: O. Ertl, "SuperMinHash - a new minwise hashing algorithm for Jaccard similarity estimation",
    // 2017; the components of small sets are negatively correlated, so the error is smaller than MinHash's. One byte
    // a component (b-bit minwise hashing: P. Li, C. König, WWW 2010) agrees by accident once in 256, which
    // similarity() takes out.

    static final int COMPONENTS = 128;

    private static final int VERSION = 1;
    private static final double ACCIDENT = 1.0 / 256;
    private static final SimilarityHashPolicy POLICY = SimilarityHashing.superMinHash(COMPONENTS, 8);

    private final long seed;
    private final byte[] signature;

    private MinHashSignature(long seed, byte[] signature) {
        this.seed = seed;
        this.signature = signature;
    }

    /**
     * @param elements the set; at least one element
     * @param hash of the tenant and purpose; signatures under different seeds cannot be compared
     */
    public static MinHashSignature of(Collection<? extends CharSequence> elements, SeededHash hash) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException(
                    "DET-121 min-hash: must have at least one element, had none; leave out empty sets");
        }
        byte[] signature = POLICY.createHasher().compute(ElementHashProvider.ofCollection(elements, hash::of));
        return new MinHashSignature(hash.seed(), signature);
    }

    /** Reads what {@link #snapshot} wrote. */
    public static MinHashSignature restore(StateReader in) {
        Checks.version("min-hash", VERSION, in);
        long seed = in.readLong();
        byte[] signature = in.readBytes();
        Checks.state(
                signature.length == COMPONENTS,
                "min-hash",
                "must have " + COMPONENTS + " components, has " + signature.length);
        return new MinHashSignature(seed, signature);
    }

    /** Estimated Jaccard similarity, in [0, 1]. */
    public double similarity(MinHashSignature other) {
        Checks.alike(seed == other.seed, "min-hash", "seed");
        double equal = POLICY.getFractionOfEqualComponents(signature, other.signature);
        return Math.max(0, (equal - ACCIDENT) / (1 - ACCIDENT));
    }

    /** Grammar: version, seed, components. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(seed).writeBytes(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinHashSignature that && seed == that.seed && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(seed) + Arrays.hashCode(signature);
    }
}
