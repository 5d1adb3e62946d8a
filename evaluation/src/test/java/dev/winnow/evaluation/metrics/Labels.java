package dev.winnow.evaluation.metrics;

/** Truth written as digits. */
final class Labels {
    private Labels() {}

    static boolean[] of(String digits) {
        boolean[] labels = new boolean[digits.length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = digits.charAt(i) == '1';
        }
        return labels;
    }
}
