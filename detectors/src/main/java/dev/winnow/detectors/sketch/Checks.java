package dev.winnow.detectors.sketch;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;

/** Messages that all sketches share. */
final class Checks {
    private Checks() {}

    static void range(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("CFG-004 " + setting + ": must be " + required + ", was " + found);
        }
    }

    static void alike(boolean holds, String sketch, String required) {
        if (!holds) {
            throw new IllegalArgumentException("DET-120 " + sketch + ": only sketches of the same " + required
                    + " can be merged or compared; create both alike");
        }
    }

    static void version(String sketch, int readable, StateReader in) {
        int found = in.readByte();
        if (found != readable) {
            throw new StateVersionException("STA-001 snapshot of \"" + sketch + "\" has version " + found
                    + ", this build reads " + readable + "; let the model start a new generation");
        }
    }

    static void state(boolean holds, String sketch, String what) {
        if (!holds) {
            throw new StateFormatException("STA-004 " + sketch + ": " + what);
        }
    }
}
