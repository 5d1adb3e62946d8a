package dev.winnow.detectors.sketch;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/** Stored state in tests. */
final class State {
    private State() {}

    static byte[] of(Consumer<StateWriter> snapshot) {
        StateWriter out = new StateWriter();
        snapshot.accept(out);
        return out.toBytes();
    }

    static <T> T restored(byte[] state, Function<StateReader, T> restore) {
        StateReader in = new StateReader(state);
        T value = restore.apply(in);
        in.expectEnd();
        return value;
    }

    /** First eight bytes of the SHA-256, in hex. */
    static String digest(byte[] state) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(state), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ranks as Zipf's law has them: rank r about 1 / r of the time, from 1 to most. */
    static int zipf(SplittableRandom random, int most) {
        return (int) StrictMath.pow(most, random.nextDouble());
    }
}
