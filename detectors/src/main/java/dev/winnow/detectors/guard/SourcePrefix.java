package dev.winnow.detectors.guard;

/**
 * What counts as one source: all addresses of an IPv4 or IPv6 prefix, or a name as it is. Addresses are read as text; nothing is
 * looked up. Immutable.
 *
 * @param ipv4Bits bits of an IPv4 address that name the source, 0 to 32; 32 is each address by itself
 * @param ipv6Bits bits of an IPv6 address that name the source, 0 to 128; whoever has one address mostly has all 2^64 of its /64
 */
public record SourcePrefix(int ipv4Bits, int ipv6Bits) {
    public SourcePrefix {
        Checks.range(ipv4Bits >= 0 && ipv4Bits <= 32, "guard.ipv4Bits", "between 0 and 32", ipv4Bits);
        Checks.range(ipv6Bits >= 0 && ipv6Bits <= 128, "guard.ipv6Bits", "between 0 and 128", ipv6Bits);
    }

    /** The prefix of an address, for example {@code 10.1.2.0/24} or {@code 20010db800000001/64}; any other text unchanged. */
    public String of(String source) {
        if (source.indexOf(':') >= 0) {
            return ipv6(source);
        }
        return ipv4Bits == 32 ? source : ipv4(source);
    }

    private String ipv4(String source) {
        long address = parseIpv4(source, 0, source.length());
        if (address < 0) {
            return source;
        }
        long masked = ipv4Bits == 0 ? 0 : address >>> 32 - ipv4Bits << 32 - ipv4Bits;
        return (masked >>> 24) + "." + (masked >>> 16 & 255) + "." + (masked >>> 8 & 255) + "." + (masked & 255) + "/"
                + ipv4Bits;
    }

    private String ipv6(String source) {
        int zone = source.indexOf('%');
        int[] groups = new int[8];
        if (!parseIpv6(zone < 0 ? source : source.substring(0, zone), groups)) {
            return source;
        }
        if (isMappedIpv4(groups)) {
            String plain =
                    (groups[6] >> 8) + "." + (groups[6] & 255) + "." + (groups[7] >> 8) + "." + (groups[7] & 255);
            return of(plain);
        }
        StringBuilder text = new StringBuilder(40);
        for (int bit = 0; bit < ipv6Bits; bit += 4) {
            int digit = groups[bit / 16] >> 12 - bit % 16 & 15;
            int left = ipv6Bits - bit;
            text.append(Character.forDigit(left >= 4 ? digit : digit & 15 << 4 - left, 16));
        }
        return text.append('/').append(ipv6Bits).toString();
    }

    private static boolean isMappedIpv4(int[] groups) {
        return (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) == 0 && groups[5] == 0xffff;
    }

    /** The address as an unsigned 32-bit number, -1 if it is none. */
    private static long parseIpv4(String text, int from, int to) {
        long address = 0;
        int parts = 0;
        int at = from;
        while (at < to) {
            int value = 0;
            int digits = 0;
            while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9' && digits < 4) {
                value = 10 * value + text.charAt(at++) - '0';
                digits++;
            }
            boolean isLast = ++parts == 4;
            if (digits == 0 || digits > 3 || value > 255 || isLast != (at == to)) {
                return -1;
            }
            if (!isLast && text.charAt(at++) != '.') {
                return -1;
            }
            address = address << 8 | value;
        }
        return parts == 4 ? address : -1;
    }

    private static boolean parseIpv6(String text, int[] groups) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return parseGroups(text, 0, text.length(), groups, 0) == 8;
        }
        int before = parseGroups(text, 0, gap, groups, 0);
        int[] tail = new int[8];
        int after = parseGroups(text, gap + 2, text.length(), tail, 0);
        if (before < 0 || after < 0 || before + after > 7) {
            return false;
        }
        System.arraycopy(tail, 0, groups, 8 - after, after);
        return true;
    }

    /** Reads groups divided by colons, the last two perhaps as an IPv4 address; how many, -1 if the text is none. */
    private static int parseGroups(String text, int from, int to, int[] groups, int first) {
        int count = first;
        int at = from;
        while (at < to) {
            int end = text.indexOf(':', at);
            end = end < 0 || end > to ? to : end;
            if (count == 8 || end == at || end == to - 1 && text.charAt(end) == ':') {
                return -1;
            }
            long ipv4 = end == to && count <= 6 ? parseIpv4(text, at, end) : -1;
            if (ipv4 >= 0) {
                groups[count++] = (int) (ipv4 >>> 16);
                groups[count++] = (int) (ipv4 & 0xffff);
            } else {
                int value = 0;
                for (int i = at; i < end; i++) {
                    int digit = Character.digit(text.charAt(i), 16);
                    if (digit < 0 || text.charAt(i) > 'f' || end - at > 4) {
                        return -1;
                    }
                    value = value << 4 | digit;
                }
                groups[count++] = value;
            }
            at = end + 1;
        }
        return count;
    }
}
