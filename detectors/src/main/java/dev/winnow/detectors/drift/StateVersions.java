package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateVersionException;

/** One message for state of another version. */
public final class StateVersions {
    private StateVersions() {}

    public static void expect(String what, int readable, int found) {
        if (found != readable) {
            throw new StateVersionException("STA-001 snapshot of \"" + what + "\" has version " + found
                    + ", this build reads " + readable + "; let the model start a new generation");
        }
    }
}
