package dev.winnow.triage.state;

/**
 * Builds row keys that cannot be forged: each part carries its length, so no choice of tenant or id makes two different
 * lists of parts equal or one a prefix of another's rows.
 */
public final class RowKey {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private RowKey() {}

    /** Kind, then {@code /length:part} for each part. */
    public static String of(String kind, String... parts) {
        int size = kind.length();
        for (String part : parts) {
            size += part.length() + 6;
        }
        StringBuilder key = new StringBuilder(size).append(kind);
        for (String part : parts) {
            key.append('/').append(part.length()).append(':').append(part);
        }
        return key.toString();
    }

    /** Prefix of every key that starts with these parts and has more. */
    public static String prefix(String kind, String... parts) {
        return of(kind, parts) + "/";
    }

    /** A non-negative number as 16 hexadecimal digits, so that keys sort by number. */
    public static String number(long value) {
        char[] digits = new char[16];
        long rest = value;
        for (int i = 15; i >= 0; i--) {
            digits[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
        return new String(digits);
    }
}
