package dev.winnow.app.advise;

import dev.winnow.app.advise.Advice.Member;
import dev.winnow.app.advise.Advice.Table;
import dev.winnow.detectors.segment.SegmentConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Advice as YAML for {@code winnow.yaml}: only what differs from the defaults, and only what this version knows. */
final class Snippet {
    /** Members with a block of their own. */
    private static final Set<String> WITH_A_BLOCK = Set.of("rcf", "ewma", "cusum");

    private Snippet() {}

    static String of(
            Table table, List<ColumnAdvice> columns, String format, List<Member> members, int readyAfterEvents) {
        StringBuilder yaml = new StringBuilder();
        inputs(yaml, table, columns, format);
        SegmentConfig usual = SegmentConfig.defaults();
        yaml.append("detectors:\n");
        if (weight(members, "ewma") == 0) {
            yaml.append("  ewma:\n")
                    .append("    alpha: " + usual.ewma().alpha() + "\n")
                    .append("    priorEvents: " + usual.ewma().priorEvents() + "\n")
                    .append("    weight: 0\n");
        }
        if (weight(members, "cusum") == 0) {
            yaml.append("  cusum:\n")
                    .append("    slack: " + usual.cusum().slack() + "\n")
                    .append("    threshold: " + usual.cusum().threshold() + "\n")
                    .append("    weight: 0\n");
        }
        String others = members.stream()
                .filter(member -> member.available() && member.weight() > 0 && !WITH_A_BLOCK.contains(member.name()))
                .map(member -> "    " + member.name() + ": " + member.weight() + "\n")
                .collect(Collectors.joining());
        if (!others.isEmpty()) {
            yaml.append("  members:\n").append(others);
        }
        if (readyAfterEvents < 2 * usual.scaler().firstFit()) {
            yaml.append("  scaler:\n")
                    .append("    firstFit: " + readyAfterEvents / 2 + "\n")
                    .append("    reservoir: " + usual.scaler().reservoir() + "\n")
                    .append("    clip: " + usual.scaler().clip() + "\n");
        }
        return yaml.append("  readyAfterEvents: " + readyAfterEvents + "\n").toString();
    }

    private static void inputs(StringBuilder yaml, Table table, List<ColumnAdvice> columns, String format) {
        if (table.spanSeconds() == null) {
            yaml.append("# The rows have no time: give them one before they become events.\n");
            return;
        }
        yaml.append("inputs:\n")
                .append("  - topic: winnow.events." + format + "\n")
                .append("    format: " + format + "\n");
        boolean isGeneric = format.equals("csv") || format.equals("json");
        if (isGeneric) {
            yaml.append("    mapping:\n");
            field(yaml, "time", table.timeField());
            field(yaml, "entity", table.entityField());
            numbers(yaml, columns);
        }
        if (isGeneric && format.equals("csv") && table.entityField().isEmpty()) {
            yaml.append("    # No column names an entity: add mapping.entity, or the records are refused.\n");
        }
    }

    /** The feature set of generic data is made of the numbers that are declared; texts and what is no feature stay out. */
    private static void numbers(StringBuilder yaml, List<ColumnAdvice> columns) {
        List<ColumnAdvice> features = columns.stream()
                .filter(column -> column.numbers() != null && column.isFeature())
                .toList();
        if (features.isEmpty()) {
            yaml.append(
                            "      # No column of numbers says anything, so there is nothing to score: run refuses this (RUN-002).\n")
                    .append("      numbers: {}\n");
            return;
        }
        yaml.append("      numbers:\n");
        for (ColumnAdvice column : features) {
            yaml.append("        " + quoted(column.name()) + ": " + quoted(column.name()) + "\n");
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void field(StringBuilder yaml, String name, String column) {
        if (!column.isEmpty()) {
            yaml.append("      " + name + ": " + quoted(column) + "\n");
        }
    }

    private static double weight(List<Member> members, String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .mapToDouble(Member::weight)
                .sum();
    }
}
