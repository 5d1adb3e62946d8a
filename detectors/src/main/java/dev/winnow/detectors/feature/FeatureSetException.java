package dev.winnow.detectors.feature;

import java.util.List;

/** A declaration that does not hold; reports every mistake in it, one a line, each with its code. */
public final class FeatureSetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    FeatureSetException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Never empty, in the order of the declaration. */
    public List<String> problems() {
        return problems;
    }
}
