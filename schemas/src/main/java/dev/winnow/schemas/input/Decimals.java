package dev.winnow.schemas.input;

/** Reads decimal numbers as data files write them; none of Java's own notations (hexadecimal, type suffixes). */
final class Decimals {
    /** Powers of ten that a double holds exactly, so that one division of two exact values rounds once [Clinger 1990]. */
    private static final double[] EXACT_TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long EXACT_MANTISSA = 1L << 53;

    private Decimals() {}

    /**
     * The value of a decimal number; {@code NaN} where the text is none; infinite where the text spells NaN or infinity
     * or lies beyond the range of a double, so that "not a number" and "not a finite number" can be told apart.
     */
    static double parse(CharSequence text) {
        int end = text.length();
        int i = 0;
        boolean negative = false;
        if (i < end && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            negative = text.charAt(i) == '-';
            i++;
        }
        long mantissa = 0;
        int digits = 0;
        int fraction = 0;
        boolean exact = true;
        boolean point = false;
        int mark = i;
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
                if (mantissa < EXACT_MANTISSA / 10) {
                    mantissa = mantissa * 10 + (c - '0');
                    fraction += point ? 1 : 0;
                } else {
                    exact = false;
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return i == mark && spellsNonFinite(text, mark) ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (i < end) {
            if (!isExponent(text, i)) {
                return Double.NaN;
            }
            exact = false;
        }
        if (exact && fraction < EXACT_TENS.length) {
            double value = mantissa / EXACT_TENS[fraction];
            return negative ? -value : value;
        }
        return Double.parseDouble(text.toString());
    }

    /** Whether the text spells a value that is not finite: NaN, Inf or Infinity in any case, signed or not. */
    static boolean isNonFinite(CharSequence text) {
        boolean signed = text.length() > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+');
        return spellsNonFinite(text, signed ? 1 : 0);
    }

    private static boolean isExponent(CharSequence text, int at) {
        int i = at;
        if (text.charAt(i) != 'e' && text.charAt(i) != 'E') {
            return false;
        }
        i++;
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        int first = i;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > first && i == text.length();
    }

    private static boolean spellsNonFinite(CharSequence text, int from) {
        int length = text.length() - from;
        if (length != 3 && length != 8) {
            return false;
        }
        String word = text.subSequence(from, text.length()).toString();
        return word.equalsIgnoreCase("nan") || word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
    }
}
