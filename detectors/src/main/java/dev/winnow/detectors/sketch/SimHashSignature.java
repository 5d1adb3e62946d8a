package dev.winnow.detectors.sketch;

import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.Collection;

/**
 * Signature of a bag of elements whose agreement with another estimates the angle between the two bags. Immutable;
 * {@value #BITS} bits. Order does not matter, repetition does.
 *
 * <p>Standard error of the angle at most {@code π / (2 · sqrt(256))}, 5.6 degrees.
 */
public final class SimHashSignature {
    // M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002: two bits differ with
    // probability angle / π.

    static final int BITS = 256;

    private static final int VERSION = 1;
    private static final SimilarityHashPolicy POLICY = SimilarityHashing.fastSimHash(BITS);

    private final long seed;
    private final byte[] signature;

    private SimHashSignature(long seed, byte[] signature) {
        this.seed = seed;
        this.signature = signature;
    }

    /**
     * @param elements the bag; at least one element
     * @param hash of the tenant and purpose; signatures under different seeds cannot be compared
     */
    public static SimHashSignature of(Collection<? extends CharSequence> elements, SeededHash hash) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException(
                    "DET-121 sim-hash: must have at least one element, had none; leave out empty bags");
        }
        byte[] signature = POLICY.createHasher().compute(ElementHashProvider.ofCollection(elements, hash::of));
        return new SimHashSignature(hash.seed(), signature);
    }

    /** Reads what {@link #snapshot} wrote. */
    public static SimHashSignature restore(StateReader in) {
        Checks.version("sim-hash", VERSION, in);
        long seed = in.readLong();
        byte[] signature = in.readBytes();
        Checks.state(
                signature.length == BITS / 8, "sim-hash", "must have " + BITS / 8 + " bytes, has " + signature.length);
        return new SimHashSignature(seed, signature);
    }

    /** Estimated cosine of the angle between the bags' counts, in [−1, 1]; 1 is the same bag up to a factor. */
    public double cosine(SimHashSignature other) {
        return StrictMath.cos(StrictMath.PI * differentBits(other) / BITS);
    }

    /** Bits that differ, 0 to {@value #BITS}. */
    public int differentBits(SimHashSignature other) {
        Checks.alike(seed == other.seed, "sim-hash", "seed");
        return BITS - POLICY.getNumberOfEqualComponents(signature, other.signature);
    }

    /** Grammar: version, seed, bits. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(seed).writeBytes(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimHashSignature that && seed == that.seed && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(seed) + Arrays.hashCode(signature);
    }
}
