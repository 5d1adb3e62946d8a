package dev.winnow.evaluation.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code winnow eval members} found, as a section of the page of quality and as a text. The same document gives the same section. */
final class MembersPage {
    private MembersPage() {}

    /** For people at a terminal. */
    static String text(Map<String, Object> document) {
        return section(new ObjectMapper().valueToTree(document));
    }

    /** The section's body, Markdown. */
    static String section(JsonNode document) {
        StringBuilder page = new StringBuilder();
        page.append("```\n").append(document.path("command").asText()).append("\n```\n\n");
        document.path("sets")
                .forEach(set -> page.append(String.format(
                        Locale.ROOT,
                        "- **%s**: %s; %,d events, base rate %.1f %%.%n",
                        set.path("name").asText(),
                        set.path("says").asText(),
                        set.path("events").longValue(),
                        100 * set.path("baseRate").doubleValue())));
        configurations(page, document);
        leftOut(page, document);
        QualityPage.machine(page, document);
        return page.toString();
    }

    private static void configurations(StringBuilder page, JsonNode document) {
        page.append("\nAP, with its deviation over seeds; **in force** are the defaults.\n\n");
        List<String> head = new ArrayList<>(List.of("Members"));
        document.path("sets").forEach(set -> head.add(set.path("name").asText()));
        head.addAll(List.of("Mean, normalised", "Mean rank", "CPU µs"));
        row(page, head);
        page.append("|---".repeat(head.size())).append("|\n");
        for (JsonNode configuration : document.path("configurations")) {
            String name = configuration.path("configuration").asText();
            List<String> cells = new ArrayList<>();
            cells.add(isInForce(configuration) ? "**" + name + "**, in force" : name);
            document.path("sets").forEach(set -> {
                JsonNode figures = figures(document, name, set.path("name").asText());
                cells.add(number(figures, "averagePrecision") + " ± " + number(figures, "averagePrecisionSpread"));
            });
            cells.add(number(configuration, "meanNormalisedAp"));
            cells.add(String.format(
                    Locale.ROOT, "%.1f", configuration.path("meanRank").doubleValue()));
            cells.add(String.format(
                    Locale.ROOT, "%.0f", configuration.path("cpuMicros").doubleValue()));
            row(page, cells);
        }
        page.append("\nThe other figures of the members in force:\n\n");
        row(page, List.of("Set", "ROC-AUC", "Recall at 1 % FPR"));
        page.append("|---|---|---|\n");
        for (JsonNode configuration : document.path("configurations")) {
            if (isInForce(configuration)) {
                document.path("sets").forEach(set -> {
                    JsonNode figures = figures(
                            document,
                            configuration.path("configuration").asText(),
                            set.path("name").asText());
                    row(
                            page,
                            List.of(
                                    set.path("name").asText(),
                                    number(figures, "roc") + " ± " + number(figures, "rocSpread"),
                                    number(figures, "recallAt1PercentFpr") + " ± "
                                            + number(figures, "recallAt1PercentFprSpread")));
                });
            }
        }
    }

    private static boolean isInForce(JsonNode configuration) {
        return configuration
                .path("configuration")
                .asText()
                .equals(MemberSet.defaults().name());
    }

    private static void leftOut(StringBuilder page, JsonNode document) {
        page.append(
                "\nLeave one set out: what the other sets choose, and what that gains on the one left out, in normalised AP, against `"
                        + document.path("against").asText() + "`.\n\n");
        row(page, List.of("Left out", "The others choose", "Gain"));
        page.append("|---|---|---|\n");
        document.path("leaveOneOut")
                .forEach(outcome -> row(
                        page,
                        List.of(
                                outcome.path("set").asText(),
                                outcome.path("chosenByTheOthers").asText(),
                                String.format(
                                        Locale.ROOT,
                                        "%+.3f",
                                        outcome.path("gain").doubleValue()))));
        page.append(String.format(
                Locale.ROOT,
                "%nMean gain on sets that had no part in the choice: %+.3f ± %.3f over seeds.%n",
                document.path("gain").doubleValue(),
                document.path("gainSpread").doubleValue()));
    }

    private static JsonNode figures(JsonNode document, String configuration, String set) {
        for (JsonNode row : document.path("rows")) {
            if (row.path("configuration").asText().equals(configuration)
                    && row.path("set").asText().equals(set)) {
                return row;
            }
        }
        return document.path("absent");
    }

    private static String number(JsonNode figures, String name) {
        return figures.path(name).isNumber()
                ? String.format(Locale.ROOT, "%.3f", figures.path(name).doubleValue())
                : "-";
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
