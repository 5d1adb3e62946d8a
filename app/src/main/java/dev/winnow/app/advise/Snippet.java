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

    static String of(Table table, String format, List<Member> members, int readyAfterEvents) {
        StringBuilder yaml = new StringBuilder();
        inputs(yaml, table, format);
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

    private static void inputs(StringBuilder yaml, Table table, String format) {
        if (table.spanSeconds() == null) {
            yaml.append("# The rows have no time: give them one before they become events.\n");
            return;
        }
        yaml.append("inputs:\n")
                .append("  - topic: winnow.events." + format + "\n")
                .append("    format: " + format + "\n");
        boolean isGeneric = format.equals("csv") || format.equals("json");
        if (isGeneric && !(table.timeField().isEmpty() && table.entityField().isEmpty())) {
            yaml.append("    mapping:\n");
            field(yaml, "time", table.timeField());
            field(yaml, "entity", table.entityField());
        }
        if (isGeneric && format.equals("csv") && table.entityField().isEmpty()) {
            yaml.append("    # No column names an entity: add mapping.entity, or the records are refused.\n");
        }
    }

    private static void field(StringBuilder yaml, String name, String column) {
        if (!column.isEmpty()) {
            yaml.append("      " + name + ": '" + column.replace("'", "''") + "'\n");
        }
    }

    private static double weight(List<Member> members, String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .mapToDouble(Member::weight)
                .sum();
    }
}
