package dev.winnow.detectors.feature;

/** Numbers read off a text: how long it is, how random it looks, which part of a host name carries what. */
final class TextMeasures {
    private TextMeasures() {}

    /** Shannon entropy of the characters in bits per character, 0 for an empty text; at most log2 of the length. */
    static double entropy(String text) {
        int length = text.length();
        if (length == 0) {
            return 0;
        }
        int[] counts = new int[128];
        for (int i = 0; i < length; i++) {
            counts[bucket(text.charAt(i))]++;
        }
        double sum = 0;
        for (int count : counts) {
            if (count > 1) {
                sum += count * StrictMath.log(count);
            }
        }
        return (StrictMath.log(length) - sum / length) / LN2;
    }

    private static final double LN2 = StrictMath.log(2);

    /** Characters outside ASCII share buckets: the entropy of such a text is a lower bound. */
    private static int bucket(char c) {
        return (c < 128 ? c : c * 31) & 127;
    }

    static double log2(double value) {
        return StrictMath.log(value) / LN2;
    }

    /** Share of decimal digits, 0 to 1; 0 for an empty text. */
    static double digitShare(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            }
        }
        return text.isEmpty() ? 0 : (double) digits / text.length();
    }

    /** Labels of a host name; a trailing dot does not count, an empty text has none. */
    static int labels(String name) {
        int end = end(name);
        if (end == 0) {
            return 0;
        }
        int labels = 1;
        for (int i = 0; i < end; i++) {
            if (name.charAt(i) == '.') {
                labels++;
            }
        }
        return labels;
    }

    /** The registered-looking part of a host name: {@code example.org} of {@code a.b.example.org}. */
    static String domain(String name) {
        return name.substring(domainStart(name), end(name));
    }

    /** What stands left of {@link #domain}, without the dot between; empty where nothing does. */
    static String prefix(String name) {
        return name.substring(0, Math.max(0, domainStart(name) - 1));
    }

    /*
     * The last two labels, or three where the last is a country code (two letters) and the one before it is short
     * (at most three characters, as in co.uk or com.au). A public-suffix list would be exact, but it changes with
     * time, and then the same record would give other features.
     */
    private static int domainStart(String name) {
        int end = end(name);
        int last = name.lastIndexOf('.', end - 1);
        if (last <= 0) {
            return 0;
        }
        int second = name.lastIndexOf('.', last - 1);
        if (second <= 0) {
            return second + 1;
        }
        if (end - last - 1 == 2 && last - second - 1 <= 3) {
            return name.lastIndexOf('.', second - 1) + 1;
        }
        return second + 1;
    }

    private static int end(String name) {
        int length = name.length();
        return length > 0 && name.charAt(length - 1) == '.' ? length - 1 : length;
    }

    /**
     * Where an address lies: {@code internal} for RFC 1918, RFC 6598, loopback, link-local and unique local addresses,
     * {@code broadcast} for multicast and limited broadcast, {@code external} for other addresses, {@code name} for
     * anything that does not look like an address.
     */
    static String scope(String address) {
        if (address.indexOf(':') >= 0) {
            return scopeOfV6(address);
        }
        int first = octet(address, 0);
        int dot = address.indexOf('.');
        int second = dot < 0 ? -1 : octet(address, dot + 1);
        if (first < 0 || second < 0) {
            return "name";
        }
        if (first == 10
                || first == 127
                || (first == 192 && second == 168)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 169 && second == 254)
                || (first == 100 && second >= 64 && second < 128)) {
            return "internal";
        }
        return first >= 224 && first < 240 || address.equals("255.255.255.255") ? "broadcast" : "external";
    }

    private static String scopeOfV6(String address) {
        if (address.regionMatches(true, 0, "::ffff:", 0, 7) && address.indexOf('.') > 0) {
            return scope(address.substring(7));
        }
        if (address.equals("::1")
                || address.regionMatches(true, 0, "fc", 0, 2)
                || address.regionMatches(true, 0, "fd", 0, 2)
                || address.regionMatches(true, 0, "fe8", 0, 3)) {
            return "internal";
        }
        return address.regionMatches(true, 0, "ff", 0, 2) ? "broadcast" : "external";
    }

    /** The decimal octet that starts here and ends at a dot or the end; -1 if there is none. */
    private static int octet(String address, int start) {
        int value = 0;
        int i = start;
        while (i < address.length() && address.charAt(i) != '.') {
            int digit = address.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i - start >= 3) {
                return -1;
            }
            value = 10 * value + digit;
            i++;
        }
        return i == start || value > 255 ? -1 : value;
    }
}
