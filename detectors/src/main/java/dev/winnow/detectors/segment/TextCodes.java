package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text columns of a table into numbers: which of its usual values a row has, and how rare its value is. Mutable, one owner;
 * bounded by {@value #MOST_VALUES} values a column.
 */
final class TextCodes {
    /** Values that are told apart one by one; a column with more in its first rows is coded by rarity alone. */
    private static final int MOST_INDICATORS = 12;

    /** Distinct values counted per column; beyond, a new value is simply new. */
    private static final int MOST_VALUES = 4096;

    private final int columns;
    private final List<List<String>> indicators = new ArrayList<>();
    private final List<Map<String, int[]>> counts = new ArrayList<>();
    private long rows;

    /** @param first the first rows, one text (or null) a text column each; they are not counted yet */
    TextCodes(int columns, List<@Nullable String[]> first) {
        this.columns = columns;
        for (int c = 0; c < columns; c++) {
            List<String> values = new ArrayList<>();
            for (@Nullable String[] row : first) {
                String value = row[c];
                if (value != null && !values.contains(value)) {
                    values.add(value);
                }
            }
            boolean isFew = values.size() <= MOST_INDICATORS && values.size() > 1;
            indicators.add(isFew ? values : List.of());
            counts.add(new HashMap<>());
        }
    }

    private TextCodes(int columns) {
        this.columns = columns;
    }

    /** Numbers that a row becomes. */
    int width() {
        int width = columns;
        for (List<String> values : indicators) {
            width += values.size();
        }
        return width;
    }

    void snapshot(StateWriter out) {
        out.writeInt(columns).writeLong(rows);
        for (int c = 0; c < columns; c++) {
            out.writeInt(indicators.get(c).size());
            indicators.get(c).forEach(out::writeString);
            out.writeInt(counts.get(c).size());
            // In order of the words, for equal states must be equal bytes.
            new TreeMap<>(counts.get(c))
                    .forEach((value, count) -> out.writeString(value).writeInt(count[0]));
        }
    }

    static TextCodes restore(StateReader in) {
        TextCodes codes = new TextCodes(in.readInt());
        codes.rows = in.readLong();
        for (int c = 0; c < codes.columns; c++) {
            List<String> values = new ArrayList<>();
            for (int left = bounded(in.readInt(), MOST_INDICATORS); left > 0; left--) {
                values.add(in.readString());
            }
            codes.indicators.add(values);
            Map<String, int[]> seen = new HashMap<>();
            for (int left = bounded(in.readInt(), MOST_VALUES); left > 0; left--) {
                seen.put(in.readString(), new int[] {in.readInt()});
            }
            codes.counts.add(seen);
        }
        return codes;
    }

    private static int bounded(int count, int most) {
        if (count < 0 || count > most) {
            throw new StateFormatException("STA-004 text codes: must have 0 to " + most + " values, have " + count);
        }
        return count;
    }

    long liveBytes() {
        long bytes = 64;
        for (Map<String, int[]> seen : counts) {
            bytes += 48 + 120L * seen.size();
        }
        return bytes;
    }

    /** Names of the numbers, in their order. */
    List<String> names(List<String> columnNames) {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            for (String value : indicators.get(c)) {
                names.add(columnNames.get(c) + "=" + value);
            }
            names.add(columnNames.get(c) + "_rarity");
        }
        return names;
    }

    /** Codes a row into {@code out} from {@code at} on; NaN where the text is missing. */
    void code(@Nullable String[] texts, double[] out, int at) {
        int next = at;
        for (int c = 0; c < columns; c++) {
            String value = texts[c];
            for (String known : indicators.get(c)) {
                out[next++] = value == null ? Double.NaN : known.equals(value) ? 1 : 0;
            }
            out[next++] = value == null ? Double.NaN : surprise(c, value);
        }
    }

    /** Counts a row. */
    void learn(@Nullable String[] texts) {
        rows++;
        for (int c = 0; c < columns; c++) {
            String value = texts[c];
            Map<String, int[]> seen = counts.get(c);
            if (value == null) {
                continue;
            }
            int[] count = seen.get(value);
            if (count != null) {
                count[0]++;
            } else if (seen.size() < MOST_VALUES) {
                seen.put(value, new int[] {1});
            }
        }
    }

    /** −log2 of the share of earlier rows with this value, which counts as seen half a time. */
    private double surprise(int column, String value) {
        int[] count = counts.get(column).get(value);
        double seen = count == null ? 0 : count[0];
        return -StrictMath.log((seen + 0.5) / (rows + 1)) / StrictMath.log(2);
    }
}
