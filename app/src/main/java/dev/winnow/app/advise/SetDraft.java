package dev.winnow.app.advise;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A first declaration of a feature set for a sample of generic records. */
public final class SetDraft {
    private SetDraft() {}

    /**
     * The declaration as YAML, which {@link FeatureSets#parse} takes.
     *
     * @param name as {@link #name} makes it
     * @param engine the engine that suits the records
     * @param reason why, for a comment
     * @throws IllegalArgumentException ADV-003 if no column says anything to that engine
     */
    public static String of(String name, Advice advice, Engine engine, String reason) {
        List<ColumnAdvice> features =
                advice.columns().stream().filter(ColumnAdvice::isFeature).toList();
        StringBuilder yaml = new StringBuilder();
        yaml.append("# Drafted from ").append(advice.table().rows()).append(" records. Leave out what says nothing.\n");
        if (!reason.isEmpty()) {
            yaml.append("# The engine: ").append(reason).append(".\n");
        }
        yaml.append("name: " + name + "\nversion: 1\ndescription: Drafted from a sample\n")
                .append("engine: " + engine.name().toLowerCase(Locale.ROOT) + "\n")
                .append("events: numeric\n")
                .append("gate: {tail: " + (engine == Engine.TABLE ? "0.1" : "0.01") + "}\n");
        List<String> lines = engine == Engine.ENTITIES ? features(features) : columns(features, engine);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("ADV-003 --out: no column of the sample says anything to the engine "
                    + engine.name().toLowerCase(Locale.ROOT) + "; give a longer sample");
        }
        yaml.append(engine == Engine.ENTITIES ? "features:\n" : "columns:\n");
        lines.forEach(line -> yaml.append("  - {").append(line).append("}\n"));
        FeatureSets.parse(yaml.toString());
        return yaml.toString();
    }

    /** A set's name from that of its file: small letters, digits and hyphens, at most 40. */
    public static String name(Path file) {
        String plain = String.valueOf(file.getFileName())
                .replaceFirst("\\.ya?ml$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        String stem = plain.matches("[a-z].*") ? plain : "set-" + plain;
        return stem.substring(0, Math.min(40, stem.length()));
    }

    private static List<String> columns(List<ColumnAdvice> features, Engine engine) {
        List<String> lines = new ArrayList<>();
        for (ColumnAdvice column : features) {
            boolean isNumber = column.numbers() != null;
            if (isNumber || engine == Engine.TABLE) {
                lines.add("name: " + quoted(column.name()) + ", kind: " + (isNumber ? "number" : "text"));
            }
        }
        return lines;
    }

    /** The value of a number, or of a counter its change, against the entity's own level; the rarity of a word. */
    private static List<String> features(List<ColumnAdvice> features) {
        Set<String> names = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (ColumnAdvice column : features) {
            String field = quoted("=" + column.name());
            String shown = column.name();
            if (column.numbers() == null) {
                lines.add(
                        line(names, column, "_rarity", "rarity, key: " + field, "How rare " + shown + " is, in bits"));
            } else if (column.use().equals("counter")) {
                lines.add(line(names, column, "_change", "change, of: " + field, shown + " less the value before"));
            } else {
                String transform = column.scale().equals("signed-log") ? ", transform: log" : "";
                lines.add(line(names, column, "", "field, of: " + field + transform, "Value of " + shown));
                lines.add(line(
                        names,
                        column,
                        "_deviation",
                        "deviation, of: " + field + ", over: 32",
                        "Distance of " + shown + " from its usual level, in standard deviations"));
            }
        }
        return lines;
    }

    private static String line(
            Set<String> names, ColumnAdvice column, String suffix, String computation, String description) {
        String plain = column.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String stem = plain.matches("[a-z].*") ? plain : "f_" + plain;
        stem = stem.substring(0, Math.min(40, stem.length()));
        String name = stem + suffix;
        for (int n = 2; !names.add(name); n++) {
            name = stem + n + suffix;
        }
        return "name: " + name + ", compute: " + computation + ", description: " + quoted(description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
