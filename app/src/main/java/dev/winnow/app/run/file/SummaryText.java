package dev.winnow.app.run.file;

import dev.winnow.app.shell.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run's summary for people: one line a figure, what was left out in words, and the clusters to look at first. */
public final class SummaryText {
    /** What stands in sentences below the figures, or is for machines. */
    private static final Set<String> NO_FIGURES = Set.of("run", "files", "unscored", "topClusters");

    private SummaryText() {}

    public static String of(Map<String, ? extends @Nullable Object> summary) {
        StringBuilder text = new StringBuilder();
        summary.forEach((name, value) -> {
            if (!NO_FIGURES.contains(name)) {
                row(text, name, value);
            }
        });
        for (Map<?, ?> type : list(summary, "unscored")) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s events of type %s: no feature set takes them, so they are not scored%n",
                    type.get("events"),
                    Printable.of(String.valueOf(type.get("type")))));
        }
        if (summary.get("auditVerdict") instanceof String verdict && verdict.equals("EMPTY")) {
            text.append(String.format("nothing was decided, so the audit log has no entry to verify%n"));
        }
        List<Map<?, ?>> clusters = list(summary, "topClusters");
        if (!clusters.isEmpty()) {
            text.append(String.format("%ntop clusters: band, probability, alerts, entity, title, alert id%n"));
            clusters.forEach(cluster -> text.append(line(cluster)));
        }
        return text.toString();
    }

    private static String line(Map<?, ?> cluster) {
        long others = number(cluster, "entities").longValue() - 1;
        return String.format(
                Locale.ROOT,
                "  %-8s %.3f %6d  %s%s  %s  %s%n",
                cluster.get("band"),
                number(cluster, "probability").doubleValue(),
                number(cluster, "alerts").longValue(),
                Printable.of(String.valueOf(cluster.get("entity"))),
                others > 0 ? " and " + others + " more" : "",
                Printable.of(String.valueOf(cluster.get("title"))),
                cluster.get("alertId"));
    }

    private static Number number(Map<?, ?> cluster, String name) {
        return cluster.get(name) instanceof Number number ? number : 0;
    }

    private static List<Map<?, ?>> list(Map<String, ? extends @Nullable Object> summary, String name) {
        return summary.get(name) instanceof List<?> entries
                ? entries.stream().<Map<?, ?>>map(entry -> (Map<?, ?>) entry).toList()
                : List.of();
    }

    private static void row(StringBuilder text, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> nested) {
            nested.forEach((key, inner) -> row(text, name + "." + key, inner));
        } else {
            text.append(String.format(Locale.ROOT, "%-28s %s%n", name, shown(value)));
        }
    }

    private static String shown(@Nullable Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : String.valueOf(value);
    }
}
