package dev.winnow.app.demo.day;

import dev.winnow.detectors.hash.SplitMix;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * Seeded random numbers whose sequence is the same on every JDK. Mutable, one owner, not thread-safe.
 *
 * <p>Every actor of a day draws from its own {@link #fork}, so that adding an actor leaves the others' traffic as it was.
 */
public final class SeededRandom {
    /*
     * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, figure 17). The JDK's own
     * generators promise a sequence only for java.util.Random, whose 48 bits are few for that many forks; logarithms and sines
     * come from StrictMath, so that the last bit is the same everywhere too.
     */

    private final long seed;
    private long state;

    public SeededRandom(long seed) {
        this.seed = seed;
        this.state = SplitMix.mix(seed ^ SplitMix.GAMMA);
    }

    /** An independent generator that depends on this one's seed and the name only, not on what was drawn so far. */
    public SeededRandom fork(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
        }
        return new SeededRandom(SplitMix.mix(seed) + SplitMix.mix(hash));
    }

    long nextLong() {
        state += SplitMix.GAMMA;
        return SplitMix.mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    public double uniform(double from, double to) {
        return from + (to - from) * uniform();
    }

    /** Uniform in 0 … bound − 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Uniform in from … to, both included. */
    int between(int from, int to) {
        return from + below(to - from + 1);
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    double normal(double mean, double deviation) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return mean + deviation * radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    /** Log-normal by its median and the standard deviation of the logarithm. */
    double logNormal(double median, double sigma) {
        return median * StrictMath.exp(normal(0, sigma));
    }

    double exponential(double mean) {
        return -mean * StrictMath.log(1 - uniform());
    }

    /** Pareto, cut at a ceiling: the heavy tail that web objects and mails have. */
    double pareto(double least, double shape, double most) {
        return Math.min(most, least * StrictMath.pow(1 - uniform(), -1 / shape));
    }

    /** Independent characters of an ASCII alphabet. */
    String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(below(alphabet.length())));
        }
        return text.toString();
    }

    void shuffle(List<?> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, below(i + 1));
        }
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[below(choices.length)];
    }
}
