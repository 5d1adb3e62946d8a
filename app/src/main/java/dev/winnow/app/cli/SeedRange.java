package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Seeds of {@code --seeds}, both ends included. */
record SeedRange(long first, long last) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");
    private static final int MOST = 1_000;

    /** @throws CommandFailure CLI-028 for a text that is not {@code A..B} */
    static SeedRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            SeedRange range = new SeedRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            if (range.first <= range.last && range.last - range.first < MOST) {
                return range;
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "CLI-028 --seeds: must be A..B, two whole numbers that rise, at most " + MOST + " seeds, was \"" + text
                        + "\"; for example 1..20");
    }
}
