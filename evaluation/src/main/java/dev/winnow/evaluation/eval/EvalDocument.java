package dev.winnow.evaluation.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code winnow eval} prints; docs/json/eval.schema.json is its schema.
 *
 * @param set name of the set
 * @param seeds runs of each system; figures are means over them
 * @param protocols what each protocol is, with its base rate, one entry each
 * @param rows one a protocol and system
 * @param restriction what was left out on purpose (rows, systems), or an empty text
 */
record EvalDocument(
        String set,
        int seeds,
        List<Map<String, Object>> protocols,
        List<Map<String, Object>> rows,
        String restriction) {
    EvalDocument {
        protocols = List.copyOf(protocols);
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("an evaluation of \"" + set + "\" must have at least one row");
        }
    }

    /** A row: protocol, system, then the figures in their order. */
    static Map<String, Object> row(String protocol, String system, Map<String, Double> figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("protocol", protocol);
        row.put("system", system);
        row.putAll(figures);
        return row;
    }

    Map<String, Object> toJson(Map<String, Object> machine, String command) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("set", set);
        document.put("seeds", seeds);
        document.put("rows", rows);
        document.put("protocols", protocols);
        if (!restriction.isEmpty()) {
            document.put("restriction", restriction);
        }
        document.put("machine", machine);
        document.put("command", command);
        return document;
    }

    /** Means and, in brackets, deviations over seeds; one line a row. */
    String toTable() {
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> protocol : protocols) {
            text.append(protocol.get("name")).append(": ").append(protocol.get("says"));
            if (protocol.get("baseRate") instanceof Double baseRate) {
                text.append(String.format(
                        Locale.ROOT, " (%s rows, %.2f %% positive)", protocol.get("rows"), 100 * baseRate));
            }
            text.append('\n');
        }
        List<String> figures = new ArrayList<>(rows.get(0).keySet());
        figures.removeIf(name -> name.equals("protocol") || name.equals("system") || name.endsWith("Spread"));
        text.append(String.format("%-24s %-12s", "protocol", "system"));
        figures.forEach(name -> text.append(String.format(" %20s", name)));
        text.append('\n');
        for (Map<String, Object> row : rows) {
            text.append(String.format("%-24s %-12s", row.get("protocol"), row.get("system")));
            figures.forEach(name -> text.append(String.format(" %20s", cell(row, name))));
            text.append('\n');
        }
        text.append(seeds).append(seeds == 1 ? " seed" : " seeds; in brackets the standard deviation over them");
        text.append('\n');
        if (!restriction.isEmpty()) {
            text.append("restricted: ").append(restriction).append('\n');
        }
        return text.toString();
    }

    private static String cell(Map<String, Object> row, String name) {
        if (!(row.get(name) instanceof Double value)) {
            return "-";
        }
        String format = Math.abs(value) < 1.5 ? "%.4f" : Math.abs(value) < 1000 ? "%.2f" : "%.0f";
        String mean = String.format(Locale.ROOT, format, value);
        return row.get(name + "Spread") instanceof Double spread
                ? mean + String.format(Locale.ROOT, " (" + format + ")", spread)
                : mean;
    }
}
