package dev.winnow.schemas.output;

/**
 * Whether a text is an IP address as search engines take it for a field of type {@code ip}: dotted IPv4 with four decimal
 * octets and no leading zeros, or IPv6 by RFC 4291 section 2.2, without a zone and without a prefix length. Nothing is
 * resolved.
 */
final class IpAddresses {
    private static final int LONGEST = 45;
    private static final int GROUPS = 8;

    private IpAddresses() {}

    static boolean isAddress(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        return text.indexOf(':') < 0 ? isVersion4(text, 0) : isVersion6(text);
    }

    private static boolean isVersion4(String text, int from) {
        int octets = 0;
        int start = from;
        for (int i = from; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (!isOctet(text, start, i)) {
                    return false;
                }
                octets++;
                start = i + 1;
            }
        }
        return octets == 4;
    }

    private static boolean isOctet(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > 3 || digits > 1 && text.charAt(from) == '0') {
            return false;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = 10 * value + (c - '0');
        }
        return value <= 255;
    }

    /** Counts groups from the left; {@code ::} stands for at least one group and may come once. */
    private static boolean isVersion6(String text) {
        int groups = 0;
        boolean shortened = false;
        int at = 0;
        if (text.startsWith("::")) {
            shortened = true;
            at = 2;
        } else if (text.charAt(0) == ':') {
            return false;
        }
        while (at < text.length()) {
            int end = text.indexOf(':', at);
            int stop = end < 0 ? text.length() : end;
            if (end < 0 && text.indexOf('.', at) >= 0) {
                return isVersion4(text, at) && fits(groups + 2, shortened);
            }
            if (!isGroup(text, at, stop)) {
                return false;
            }
            groups++;
            at = stop;
            if (end >= 0) {
                at++;
                if (at == text.length()) {
                    return false;
                }
                if (text.charAt(at) == ':') {
                    if (shortened) {
                        return false;
                    }
                    shortened = true;
                    at++;
                }
            }
        }
        return fits(groups, shortened);
    }

    private static boolean fits(int groups, boolean shortened) {
        return shortened ? groups < GROUPS : groups == GROUPS;
    }

    private static boolean isGroup(String text, int from, int to) {
        if (to - from < 1 || to - from > 4) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
