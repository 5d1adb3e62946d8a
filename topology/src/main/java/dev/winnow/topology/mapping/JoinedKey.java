package dev.winnow.topology.mapping;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins texts that others choose into one key: {@code a|b}. No two lists of parts make the same key, since {@code %}, {@code |}
 * and the character 0 within a part are written as {@code %25}, {@code %7C} and {@code %00}; all other text stays as it is.
 * Keys of events and alerts are made this way, from tenant and entity.
 */
public final class JoinedKey {
    private static final char SEPARATOR = '|';

    private JoinedKey() {}

    /** Parts with {@code |} between. */
    public static String of(String... parts) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                key.append(SEPARATOR);
            }
            escape(parts[i], key);
        }
        return key.toString();
    }

    /** One part as it stands in a key. */
    public static String escaped(String part) {
        StringBuilder key = new StringBuilder(part.length());
        escape(part, key);
        return key.toString();
    }

    /** The parts of a key. */
    public static List<String> parts(String key) {
        List<String> parts = new ArrayList<>(2);
        for (String part : key.split("\\|", -1)) {
            parts.add(part.replace("%7C", "|").replace("%00", "\0").replace("%25", "%"));
        }
        return parts;
    }

    private static void escape(String part, StringBuilder key) {
        if (part.indexOf('%') < 0 && part.indexOf(SEPARATOR) < 0 && part.indexOf('\0') < 0) {
            key.append(part);
            return;
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            switch (c) {
                case '%' -> key.append("%25");
                case SEPARATOR -> key.append("%7C");
                case '\0' -> key.append("%00");
                default -> key.append(c);
            }
        }
    }
}
