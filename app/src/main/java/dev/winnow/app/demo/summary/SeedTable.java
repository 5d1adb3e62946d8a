package dev.winnow.app.demo.summary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Days of several seeds beside each other, each figure with its mean and spread. Mutable, one owner. */
public final class SeedTable {
    private final List<ObjectNode> rows = new ArrayList<>();

    /** What is compared, by its path in a day's document. */
    private enum Figure {
        FOUND("found", "/attacks/found", 0),
        FALSE_BEFORE("falseAlertsBefore", "/falseAlertsPer1000/before", 2),
        FALSE_AFTER("falseAlertsAfter", "/falseAlertsPer1000/after", 2),
        LABELS("labels", "/calibration/labels", 0),
        ECE_BEFORE("eceBefore", "/calibration/before/ece", 3),
        ECE("ece", "/calibration/ece", 3),
        ECE_PRIOR("ecePriorAlone", "/calibration/byPriorAlone/ece", 3),
        BRIER_BEFORE("brierBefore", "/calibration/before/brier", 3),
        BRIER("brier", "/calibration/brier", 3),
        BRIER_PRIOR("brierPriorAlone", "/calibration/byPriorAlone/brier", 3);

        private final String field;
        private final String path;
        private final int digits;

        Figure(String field, String path, int digits) {
            this.field = field;
            this.path = path;
            this.digits = digits;
        }
    }

    public void add(long seed, DemoSummary day) {
        add(seed, day.toJson(), day.attacksMissed());
    }

    void add(long seed, JsonNode day, List<String> missed) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("seed", seed);
        for (Figure figure : Figure.values()) {
            row.set(figure.field, day.at(figure.path));
        }
        row.put("calibrator", day.at("/calibration/calibrator").asText());
        row.put("auditVerified", day.path("auditVerified").asBoolean());
        missed.forEach(row.putArray("missed")::add);
        rows.add(row);
    }

    /** Whether every day's audit log verified. */
    public boolean isVerified() {
        return rows.stream().allMatch(row -> row.path("auditVerified").asBoolean());
    }

    /**
     * The document of {@code winnow demo --seeds A..B --json}: a row for each seed, then mean, sample standard deviation, least and
     * most of each figure.
     */
    public ObjectNode toJson() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("rows").addAll(rows);
        ObjectNode summary = document.putObject("summary");
        for (Figure figure : Figure.values()) {
            double[] values = values(figure);
            ObjectNode node = summary.putObject(figure.field);
            node.put("mean", DemoSummary.round(mean(values), 4));
            node.put("spread", DemoSummary.round(spread(values), 4));
            node.put("least", least(values));
            node.put("most", most(values));
        }
        return document;
    }

    /** The same as a table of a page in Markdown. */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append("| Seed | Found of 8 | Missed | False alerts per 1,000 before | after | Calibrator, labels |")
                .append(" ECE before | after | prior alone | Brier before | after | prior alone |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (ObjectNode row : rows) {
            List<String> missed = new ArrayList<>();
            row.path("missed").forEach(name -> missed.add(name.asText()));
            text.append("| ").append(row.path("seed").asLong());
            text.append(" | ").append(cell(row, Figure.FOUND));
            text.append(" | ").append(String.join(", ", missed));
            text.append(" | ").append(cell(row, Figure.FALSE_BEFORE));
            text.append(" | ").append(cell(row, Figure.FALSE_AFTER));
            text.append(" | ").append(row.path("calibrator").asText()).append(", ");
            text.append(cell(row, Figure.LABELS));
            for (Figure figure : Figure.values()) {
                if (figure.compareTo(Figure.ECE_BEFORE) >= 0) {
                    text.append(" | ").append(cell(row, figure));
                }
            }
            text.append(" |\n");
        }
        text.append("| **mean ± spread** | ")
                .append(meanAndSpread(Figure.FOUND))
                .append(" | ");
        for (Figure figure : Figure.values()) {
            if (figure != Figure.FOUND) {
                text.append(" | ").append(meanAndSpread(figure));
            }
        }
        return text.append(" |\n").toString();
    }

    private static String cell(ObjectNode row, Figure figure) {
        JsonNode value = row.path(figure.field);
        return value.isNumber() ? number(value.asDouble(), figure.digits) : "";
    }

    private String meanAndSpread(Figure figure) {
        double[] values = values(figure);
        int digits = Math.max(1, figure.digits);
        return "**" + number(mean(values), digits) + "** ± " + number(spread(values), digits);
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Days with too few alerts for a figure do not count in it. */
    private double[] values(Figure figure) {
        return rows.stream()
                .map(row -> row.path(figure.field))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private static double spread(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    }

    private static double least(double[] values) {
        double least = values.length == 0 ? 0 : values[0];
        for (double value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double most(double[] values) {
        double most = values.length == 0 ? 0 : values[0];
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }
}
