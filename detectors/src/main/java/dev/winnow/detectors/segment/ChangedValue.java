package dev.winnow.detectors.segment;

import java.util.List;

/** Reads what somebody sets in an event to see what it would have been. */
final class ChangedValue {
    private ChangedValue() {}

    /** @throws IllegalArgumentException DET-130 if it is none of the names */
    static int index(List<String> names, String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "DET-130 \"" + name + "\": must be one of " + names + "; set one of them");
        }
        return index;
    }

    /** @throws IllegalArgumentException DET-130 if it is no finite number */
    static double number(String name, String text) {
        double value;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("DET-130 \"" + name
                    + "\": must be a finite number, or empty for a missing value, was \"" + text + "\"");
        }
        return value;
    }
}
