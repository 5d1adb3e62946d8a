package dev.winnow.app.run.file;

import java.util.Locale;
import java.util.Map;

/** A run's summary for people: one line a figure. */
public final class SummaryTable {
    private SummaryTable() {}

    public static String of(Map<String, ?> summary) {
        StringBuilder table = new StringBuilder();
        summary.forEach((name, value) -> {
            // What the run was made from is for machines.
            if (!name.equals("run")) {
                row(table, name, value);
            }
        });
        return table.toString();
    }

    private static void row(StringBuilder table, String name, Object value) {
        if (value instanceof Map<?, ?> nested) {
            nested.forEach((key, inner) -> row(table, name + "." + key, inner));
        } else {
            table.append(String.format(Locale.ROOT, "%-28s %s%n", name, text(value)));
        }
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : String.valueOf(value);
    }
}
