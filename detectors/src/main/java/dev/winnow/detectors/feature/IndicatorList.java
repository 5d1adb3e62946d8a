package dev.winnow.detectors.feature;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Texts that a feature looks for, such as addresses or domains that others have found to be bad. Immutable.
 *
 * <p>One a line; blank lines and what follows {@code #} count for nothing, nor does case.
 */
public final class IndicatorList {
    /** Of this many the effective configuration, which the audit log keeps, still fits one record. */
    static final int MOST_TEXTS = 10_000;

    private final Set<String> texts;

    private IndicatorList(Set<String> texts) {
        this.texts = texts;
    }

    /** @throws IllegalArgumentException DET-104 if there is no text in it, or too many */
    public static IndicatorList of(String lines) {
        Set<String> texts = new TreeSet<>();
        for (String line : lines.split("\\R", -1)) {
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!text.isEmpty()) {
                texts.add(text.toLowerCase(Locale.ROOT));
            }
        }
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw new IllegalArgumentException(
                    "DET-104 list: must have 1 to " + MOST_TEXTS + " texts, one a line, has " + texts.size());
        }
        return new IndicatorList(texts);
    }

    boolean contains(String text) {
        return texts.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Says nothing of the texts: other indicators make no other feature set, so a model goes on with a new list. */
    @Override
    public String toString() {
        return "texts";
    }
}
