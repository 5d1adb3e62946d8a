package dev.winnow.app.run.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An explanation as lines for people. */
public final class ExplanationText {
    private final JsonNode document;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(JsonNode document) {
        this.document = document;
    }

    public static List<String> lines(Explanation explanation) {
        ExplanationText text = new ExplanationText(explanation.document());
        text.write();
        return List.copyOf(text.lines);
    }

    private void write() {
        line("%s %s", text(document, "outcome"), text(document, "alertId"));
        JsonNode decided = document.path(document.path("alert").isNull() ? "decision" : "alert");
        if (decided.isObject()) {
            decided(decided);
        }
        if (document.path("model").isObject()) {
            model(document.path("model"), document.path("recomputed"));
        }
        if (document.path("forest").isObject()) {
            forest(document.path("forest"));
        }
        if (document.path("whatIf").isObject()) {
            whatIf(document.path("whatIf"));
        }
        document.path("notes").forEach(note -> line("note: %s", note.asText()));
    }

    private void decided(JsonNode alert) {
        line(
                "  %s, probability %s (%s, epoch %s), score %s%s, entity %s",
                text(alert, "band"),
                number(alert.path("probability")),
                text(alert, "calibrator"),
                text(alert, "calibratorEpoch"),
                number(alert.path("scoreCurrent")),
                alert.path("scoreCurrent").equals(alert.path("scoreInitial"))
                        ? ""
                        : " (detected " + number(alert.path("scoreInitial")) + ")",
                text(alert, "entity"));
        line("  %s", text(alert, "reason"));
        if (!alert.path("movedBy").isEmpty()) {
            line(
                    "  moved by %s",
                    StreamSupport.stream(alert.path("movedBy").spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", ")));
        }
        if (!alert.path("groups").isEmpty()) {
            line("  about %s", groups(alert.path("groups")));
        }
        if (alert.path("leadingFeature").isTextual()) {
            line(
                    "  the forest finds %s strangest, as would %.0f %% of forests redrawn from its trees",
                    text(alert, "leadingFeature"),
                    100 * alert.path("leadingShare").asDouble());
        }
        members("members", alert.path("members"));
        if (!alert.path("attributions").isEmpty()) {
            attributions(alert);
        }
    }

    private static String groups(JsonNode groups) {
        return largestFirst(groups, "high", "low").stream()
                .filter(i -> groups.path(i).path("share").asDouble() >= 0.005)
                .map(i -> String.format(
                        Locale.ROOT,
                        "%s %.0f %%",
                        text(groups.path(i), "group"),
                        100 * groups.path(i).path("share").asDouble()))
                .collect(Collectors.joining(", "));
    }

    private void members(String title, JsonNode members) {
        line("%s", title);
        for (JsonNode member : members) {
            line(
                    "  %-24s score %-12s %s",
                    text(member, "detector"), number(member.path("score")), tail(member.path("pValue")));
        }
    }

    private void attributions(JsonNode alert) {
        JsonNode baseline = alert.path("baseline");
        line(
                "attribution of the score; normal by %s events of the %s",
                text(baseline, "observations"), text(baseline, "scope"));
        line("  %-28s %10s %12s %12s %12s %8s", "feature", "part", "value", "expected", "spread", "percent");
        JsonNode parts = alert.path("attributions");
        for (int i : largestFirst(parts, "high", "low")) {
            JsonNode row = baseline.path("features").path(i);
            JsonNode part = parts.path(i);
            line(
                    "  %-28s %10s %12s %12s %12s %8s",
                    text(part, "feature"),
                    signed(part.path("high").asDouble(), part.path("low").asDouble()),
                    number(row.path("observed")),
                    number(row.path("expected")),
                    number(row.path("spread")),
                    number(row.path("percentile")));
        }
    }

    private void model(JsonNode model, JsonNode recomputed) {
        line(
                "model %s (%s), segment %s, generation %s, before event %d, %s; score recomputed %s, %s",
                text(model, "featureSet"),
                text(model, "engine"),
                text(model, "segment"),
                text(model, "generation"),
                model.path("sequence").asLong() + 1,
                text(model, "state"),
                number(recomputed.path("score")),
                recomputed.path("isSame").asBoolean() ? "the same" : "ANOTHER than was decided");
    }

    private void forest(JsonNode forest) {
        line(
                "forest: score %s, %d ordinary events %s; Shapley values %s, %d scores",
                number(forest.path("score")),
                forest.path("background").asInt(),
                number(forest.path("baseline")),
                forest.path("exact").asBoolean() ? "exact" : "sampled",
                forest.path("evaluations").asLong());
        line("  %-28s %10s %10s %8s %10s %10s", "feature", "path", "+-", "first", "shapley", "+-");
        JsonNode parts = forest.path("features");
        for (int i : largestFirst(parts, "high", "low")) {
            JsonNode part = parts.path(i);
            line(
                    "  %-28s %10s %10s %7.0f%% %10s %10s",
                    text(part, "feature"),
                    signed(part.path("high").asDouble(), part.path("low").asDouble()),
                    number(part.path("standardError")),
                    100 * part.path("firstShare").asDouble(),
                    number(part.path("shapley")),
                    number(part.path("shapleyError")));
        }
    }

    private void whatIf(JsonNode whatIf) {
        for (JsonNode change : whatIf.path("changes")) {
            line(
                    "what if %s were %s instead of %s",
                    text(change, "feature"),
                    change.path("to").isNull() ? "missing" : text(change, "to"),
                    change.path("from").isNull() ? "what it was" : text(change, "from"));
        }
        for (String when : new String[] {"before", "after"}) {
            JsonNode judged = whatIf.path(when);
            line(
                    "  %-7s score %s, %s, %s the gate, probability %s, band %s",
                    when,
                    number(judged.path("score")),
                    tail(judged.path("pValue")),
                    judged.path("passesGate").asBoolean() ? "passes" : "does not pass",
                    number(judged.path("probability")),
                    judged.path("band").asText("-"));
        }
        members("members after", whatIf.path("after").path("members"));
    }

    private static List<Integer> largestFirst(JsonNode parts, String high, String low) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i ->
                -parts.path(i).path(high).asDouble() - parts.path(i).path(low).asDouble()));
        return order;
    }

    /** The larger side with its sign: above what is usual, or below. */
    private static String signed(double high, double low) {
        return String.format(Locale.ROOT, "%+.4g", high >= low ? high + low : -high - low);
    }

    private static String tail(JsonNode pValue) {
        return pValue.isNumber()
                ? String.format(Locale.ROOT, "one in %,.0f", 1 / pValue.asDouble())
                : "no tail probability";
    }

    private static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.5g", number.asDouble()) : "-";
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("-");
    }

    private void line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
