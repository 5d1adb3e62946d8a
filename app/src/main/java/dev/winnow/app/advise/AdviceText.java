package dev.winnow.app.advise;

import static dev.winnow.app.advise.ColumnAdvice.percent;
import static dev.winnow.app.advise.ColumnAdvice.shortened;

import dev.winnow.app.advise.Advice.Member;
import dev.winnow.app.advise.Advice.Recommendation;
import dev.winnow.app.advise.Advice.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Advice for people and for machines. Stateless. */
public final class AdviceText {
    private AdviceText() {}

    /** @param safe makes text from the file harmless on a terminal */
    public static String of(Advice advice, UnaryOperator<String> safe) {
        Table table = advice.table();
        Recommendation next = advice.recommendation();
        StringBuilder text = new StringBuilder();
        text.append(table.rows()).append(table.isWhole() ? " rows" : " rows, the first of more");
        if (table.refused() > 0) {
            text.append("; ").append(table.refused()).append(" refused: ").append(safe.apply(table.firstRefusal()));
        }
        Double span = table.spanSeconds();
        text.append(span == null ? "; no time" : "; " + duration(span));
        text.append("; ").append(table.entities()).append(table.entities() == 1 ? " entity" : " entities");
        text.append(", ").append(shortened(table.eventsPerEntity())).append(" events each at the median\n\n");
        for (ColumnAdvice column : advice.columns()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %-10s %-10s missing %5s  distinct %-7d %s%n",
                    safe.apply(column.name()),
                    column.use(),
                    column.scale(),
                    percent(column.missingShare()),
                    column.distinct(),
                    column.reason()));
        }
        table.types().forEach((type, rows) -> {
            String set = table.featureSets().get(type);
            if (set != null) {
                text.append("\nEvents of type ")
                        .append(safe.apply(type))
                        .append(": ")
                        .append(rows);
                text.append("; feature set ").append(set).append(" makes its features from these fields");
            }
        });
        text.append("\nShape: ")
                .append(next.shape())
                .append(" (")
                .append(next.shapeReason())
                .append(")\n");
        text.append("Ready after ")
                .append(next.readyAfterEvents())
                .append(" events (")
                .append(next.readyReason())
                .append(")\n");
        if (!next.windowsSeconds().isEmpty()) {
            text.append("Windows: ")
                    .append(next.windowsSeconds().stream()
                            .map(seconds -> duration(seconds))
                            .collect(Collectors.joining(", ")))
                    .append(" (some 10 and 100 events of an entity)\n");
        }
        text.append("Shingles: ")
                .append(next.shingles().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                .append("\n\nMembers:\n");
        for (Member member : next.members()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-9s %-4s %s%s%n",
                    member.name(),
                    member.weight() > 0 ? "yes" : "no",
                    member.reason(),
                    member.available() || member.weight() == 0 ? "" : " (not a member of detectors in this version)"));
        }
        return text.append("\nFor winnow.yaml:\n\n")
                .append(safe(next.configuration(), safe))
                .toString();
    }

    /** The document of {@code --json}. */
    public static Map<String, @Nullable Object> document(String file, String format, Advice advice) {
        Table table = advice.table();
        Recommendation next = advice.recommendation();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("file", file);
        document.put("format", format);
        document.put("rows", table.rows());
        document.put("whole", table.isWhole());
        document.put("refused", table.refused());
        document.put("timeField", nullIfEmpty(table.timeField()));
        document.put("entityField", nullIfEmpty(table.entityField()));
        document.put("spanSeconds", table.spanSeconds());
        document.put("spacingSeconds", table.spacingSeconds());
        document.put("entities", table.entities());
        document.put("eventsPerEntity", table.eventsPerEntity());
        document.put("eventsOfBusiest", table.eventsOfBusiest());
        document.put("types", table.types());
        document.put("featureSets", table.featureSets());
        document.put("columns", advice.columns());
        document.put("shape", next.shape());
        document.put("shapeReason", next.shapeReason());
        document.put("readyAfterEvents", next.readyAfterEvents());
        document.put("readyReason", next.readyReason());
        document.put("windowsSeconds", next.windowsSeconds());
        document.put("shingles", next.shingles());
        document.put("members", next.members());
        document.put("configuration", next.configuration());
        return document;
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String safe(String lines, UnaryOperator<String> safe) {
        return List.of(lines.split("\n", -1)).stream().map(safe).collect(Collectors.joining("\n"));
    }

    static String duration(double seconds) {
        return seconds < 120
                ? shortened(seconds) + " s"
                : seconds < 7200
                        ? shortened(Math.round(seconds / 6) / 10.0) + " min"
                        : seconds < 172_800
                                ? shortened(Math.round(seconds / 360) / 10.0) + " h"
                                : shortened(Math.round(seconds / 8640) / 10.0) + " d";
    }
}
