package dev.winnow.schemas.input;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The input formats, in the order in which they are listed to people. To add one: its class, a fixture pair, a line here. */
public final class InputFormats {
    private static final List<Entry> ENTRIES = List.of(
            new Entry(SuricataEveInput.NAME, SuricataEveInput::new),
            new Entry(ZeekInput.NAME, ZeekInput::new),
            new Entry(WazuhInput.NAME, WazuhInput::new),
            new Entry(IdsCsvInput.NAME, IdsCsvInput::new),
            new Entry(JsonInput.NAME, JsonInput::new),
            new Entry(CsvInput.NAME, CsvInput::new),
            new Entry(AvroInput.NAME, AvroInput::new));

    private InputFormats() {}

    /** Names of all formats, in listing order. */
    public static List<String> names() {
        return ENTRIES.stream().map(Entry::name).toList();
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException with code {@code INP-030} if there is none
     */
    public static InputFormat create(String name, InputOptions options) {
        for (Entry entry : ENTRIES) {
            if (entry.name.equals(name)) {
                return entry.factory.apply(options);
            }
        }
        throw new IllegalArgumentException(InputCode.UNKNOWN_FORMAT.code() + " input format " + Refusal.quote(name)
                + ": must be one of " + String.join(", ", names()) + "; did you mean " + nearest(name) + "?");
    }

    /** The first listed name that contains what was asked for, else the one at the smallest edit distance. */
    private static String nearest(String name) {
        String wanted = (name.length() > 64 ? name.substring(0, 64) : name).toLowerCase(Locale.ROOT);
        for (Entry entry : ENTRIES) {
            if (wanted.length() > 2 && entry.name.contains(wanted)) {
                return entry.name;
            }
        }
        String best = ENTRIES.get(0).name;
        int bestDistance = Integer.MAX_VALUE;
        for (Entry entry : ENTRIES) {
            int distance = distance(wanted, entry.name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = entry.name;
            }
        }
        return best;
    }

    /**
     * Edit distance in which a missing character costs 2, a surplus or wrong one 3: people shorten names
     * ({@code suricata}, {@code eve}) more often than they lengthen them.
     */
    private static int distance(String wanted, String known) {
        int[] previous = new int[known.length() + 1];
        for (int j = 0; j <= known.length(); j++) {
            previous[j] = 2 * j;
        }
        for (int i = 1; i <= wanted.length(); i++) {
            int[] current = new int[known.length() + 1];
            current[0] = 3 * i;
            for (int j = 1; j <= known.length(); j++) {
                boolean same = wanted.charAt(i - 1) == known.charAt(j - 1);
                int kept = previous[j - 1] + (same ? 0 : 3);
                current[j] = Math.min(kept, Math.min(previous[j] + 3, current[j - 1] + 2));
            }
            previous = current;
        }
        return previous[known.length()];
    }

    private record Entry(String name, Function<InputOptions, InputFormat> factory) {}
}
