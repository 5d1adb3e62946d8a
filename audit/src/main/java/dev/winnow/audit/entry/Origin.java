package dev.winnow.audit.entry;

import java.util.regex.Pattern;

/**
 * Name of a chain: {@code organisation/application/topic/partition/generation}. It is what people and checkpoints call the
 * chain; the chain id is what binds it.
 *
 * @param partition of the audit topic, 0 or more
 * @param generation from 1; a moved or re-keyed chain gets the next one
 */
public record Origin(String organisation, String application, String topic, int partition, long generation) {
    private static final Pattern WORD = Pattern.compile("[a-z0-9._-]{1,249}");
    private static final Pattern LINE = Pattern.compile(
            "([a-z0-9._-]{1,249})/([a-z0-9._-]{1,249})/([a-z0-9._-]{1,249})/(0|[1-9][0-9]{0,8})/([1-9][0-9]{0,17})");

    public Origin {
        requireWord("organisation", organisation);
        requireWord("application", application);
        requireWord("topic", topic);
        if (partition < 0 || partition > 999_999_999) {
            throw new IllegalArgumentException("AUD-003 origin: partition must be 0 to 999999999, was " + partition);
        }
        if (generation < 1 || generation > 999_999_999_999_999_999L) {
            throw new IllegalArgumentException("AUD-003 origin: generation must be 1 to 10^18 - 1, was " + generation);
        }
    }

    /** Reads what {@link #line()} writes. */
    public static Origin parse(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "AUD-003 origin: must be organisation/application/topic/partition/generation in a-z 0-9 . _ -");
        }
        return new Origin(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3),
                Integer.parseInt(matcher.group(4)),
                Long.parseLong(matcher.group(5)));
    }

    /** The origin line, ASCII. */
    public String line() {
        return organisation + "/" + application + "/" + topic + "/" + partition + "/" + generation;
    }

    private static void requireWord(String name, String word) {
        if (!WORD.matcher(word).matches()) {
            throw new IllegalArgumentException("AUD-003 origin: " + name
                    + " must be 1 to 249 of a-z 0-9 . _ -; choose a name in lower case without other signs");
        }
    }

    @Override
    public String toString() {
        return line();
    }
}
