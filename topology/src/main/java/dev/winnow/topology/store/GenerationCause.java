package dev.winnow.topology.store;

/** Why a model left stored state behind and began its next generation. */
public enum GenerationCause {
    /** Another configuration of the detectors. */
    DETECTORS("the configuration of its detectors has changed"),
    /** Another version of the feature set. */
    FEATURE_SET("its feature set has changed"),
    /** Another application secret, or another generation of it. */
    SECRET("the application secret has changed"),
    /** Stored state that no longer reads as it was written. */
    DAMAGE("its stored state was damaged"),
    /** A command that reset it. */
    COMMAND("a command reset it");

    private final String text;

    GenerationCause(String text) {
        this.text = text;
    }

    /** Part of a sentence, for people. */
    public String text() {
        return text;
    }
}
