package dev.winnow.schemas.input;

/** Columns that hold the truth about a record: a data set's label must never become a feature. */
final class TruthColumn {
    private static final String ENDING = "label";

    private TruthColumn() {}

    /** Whether a column or field is one, by the end of its name in any case: {@code label}, {@code Label}, {@code detailed-label}. */
    static boolean isOne(String name) {
        return name.regionMatches(true, name.length() - ENDING.length(), ENDING, 0, ENDING.length());
    }
}
