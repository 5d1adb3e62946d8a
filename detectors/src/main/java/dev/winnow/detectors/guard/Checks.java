package dev.winnow.detectors.guard;

/** One message for a setting out of range. */
final class Checks {
    private Checks() {}

    static void range(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("CFG-004 " + setting + ": must be " + required + ", was " + found);
        }
    }
}
