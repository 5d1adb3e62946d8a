package dev.winnow.evaluation.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of measured quality, made from the documents of {@code winnow eval SET --json}. The same documents give the same page. */
final class QualityPage {
    /** Figures on the page, and what they are called; others stand in the documents only. */
    private static final Map<String, String> FIGURES = figures();

    private static final String COMMAND = "winnow eval tables --from docs/quality --out docs/quality.md";

    private QualityPage() {}

    /**
     * The whole page, Markdown.
     *
     * @param documents one a set, by its name, in the order of the page, and that of the members
     * @param topology what else went through the topology, Markdown
     */
    static String of(Map<String, JsonNode> documents, String topology) {
        StringBuilder page = new StringBuilder("""
                # Detection quality

                <!-- Generated: %s -->

                What Winnow's detectors find, measured: first [through the topology](#through-the-topology), from a file to alerts, which is what an
                operator gets; then, marked as such, what [models alone](#models-alone) give, row by row, beside a peer. Ours is the default
                configuration: one for each engine, and no look at labels. Figures are means over seeds; ± is the standard deviation over them.

                This page is made from the documents in `docs/quality`, one a set, by

                ```
                %s
                ```

                and each document by the command that its section names. The sets are not part of the repository: `--data DIR` or `WINNOW_DATA`
                says where they are.

                - *ROC-AUC* with ties counting one half; *AP* is average precision without interpolation; *recall at 1 %% FPR* is that of the lowest
                  threshold that flags at most 1 %% of the normal rows.
                - *normalised AP* is (AP − base rate) / (1 − base rate): 0 is chance, 1 perfection.
                """.formatted(COMMAND, COMMAND));
        JsonNode members = documents.get(MembersCommand.NAME);
        if (members != null) {
            page.append("""

                ## Through the topology

                Labelled events of five sets, with entities, through decoding, re-keying, features, windows, models, triage and audit: the topology that `winnow run`
                runs, as `winnow triage FILE --labels CSV` has it, with the engine `entities`. Alerts are judged by their scores; an event without an alert has
                score 0. One configuration for all sets. The gate is opened to the strangest tenth, so that there is something to rank; alerts of other tools pass
                whole, as always. `winnow eval members --export DIR` writes the events and prints the `winnow triage` command of each set. *CPU µs* is processor time
                of the whole process an event, broker included, on a machine that had other work.

                """);
            page.append(MembersPage.section(members));
        }
        page.append(topology);
        page.append("""

                ## Models alone

                **Not through the topology**: the model of the engine `table` or `series`, as the topology builds it, is fed row by row, and each row is judged by its
                score, whether or not it would become an alert. Beside it, in the same run, every member of the ensemble alone and AWS's random cut forest
                (`software.amazon.randomcutforest` 4.4.0; 100 trees, 256 samples, one thread; on NAB its thresholded forest with shingle 8,
                normalising and adjusting by itself).

                - *stream*: each row is scored, then learnt if the gate lets it. What comes before a model is ready is judged too.
                - *VUS-PR* is the volume under the range-based precision-recall surface with buffers from 0 to 100 rows in ten steps; *NAB* is the
                  benchmark's own score, 0 for silence and 100 for perfection, at the one best threshold for all files.
                - Point-adjusted F1 is not given: a random score does well under it.
                - *CPU µs* is processor time of one thread a row, scoring and learning; compare it within a table only.
                """);
        targets(page, documents);
        documents.forEach((set, document) -> {
            if (!set.equals(MembersCommand.NAME)) {
                section(page, set, document);
            }
        });
        return page.toString();
    }

    private static void targets(StringBuilder page, Map<String, JsonNode> documents) {
        page.append("""

                ## Targets

                The floor is what every build should hold, the goal what a release should show. What was tried where a figure falls
                short: [tables](detectors.md#tables), [series](detectors.md#series-model).

                | Set, protocol | Figure | AWS | Winnow | Floor | Goal | |
                |---|---|---|---|---|---|---|
                """);
        for (QualityTarget target : QualityTarget.ALL) {
            JsonNode document = documents.get(target.set());
            if (document == null) {
                continue;
            }
            JsonNode ours = row(document, target.protocol(), Systems.WINNOW).path(target.figure());
            JsonNode aws = row(document, target.protocol(), Systems.AWS).path(target.figure());
            String verdict = !ours.isNumber()
                    ? "not measured"
                    : ours.doubleValue() >= target.goal()
                            ? "goal"
                            : ours.doubleValue() >= target.floor()
                                    ? "floor; short of the goal by " + number(ours, target.goal())
                                    : "**below the floor** by " + number(ours, target.floor());
            line(
                    page,
                    target.set() + " " + target.protocol(),
                    FIGURES.getOrDefault(target.figure(), target.figure()),
                    number(aws),
                    number(ours),
                    plain(target.floor()),
                    plain(target.goal()),
                    verdict);
        }
    }

    private static void section(StringBuilder page, String set, JsonNode document) {
        page.append("\n## ").append(set).append("\n\n```\n");
        page.append(document.path("command").asText()).append("\n```\n\n");
        for (JsonNode protocol : document.path("protocols")) {
            page.append("- **").append(protocol.path("name").asText()).append("**: ");
            page.append(protocol.path("says").asText()).append("; ");
            page.append(String.format(
                    Locale.ROOT,
                    "%,d rows, base rate %.2f %%",
                    protocol.path("rows").longValue(),
                    100 * protocol.path("baseRate").doubleValue()));
            append(page, protocol, "fitRows", " after %,d to fit on");
            append(page, protocol, "numericFeatures", "; %,d numeric features");
            append(page, protocol, "textFeatures", " and %,d of text");
            append(page, protocol, "metrics", "; %,d metrics");
            append(page, protocol, "files", "; %,d files");
            append(page, protocol, "windows", " with %,d windows");
            if (protocol.has("awsInput")) {
                page.append("; AWS gets ")
                        .append(protocol.path("awsInput").asText())
                        .append(" values");
            }
            page.append(".\n");
        }
        if (document.has("restriction")) {
            page.append("\nRestricted: ")
                    .append(document.path("restriction").asText())
                    .append(".\n");
        }
        table(page, document);
        machine(page, document);
    }

    /** How often a document's figures were measured, and where. */
    static void machine(StringBuilder page, JsonNode document) {
        JsonNode machine = document.path("machine");
        page.append(String.format(
                Locale.ROOT,
                "%n%d seeds; %s, %d cores, Java %s.%n",
                document.path("seeds").intValue(),
                machine.path("cpu").asText(),
                machine.path("cores").intValue(),
                machine.path("jdk").asText()));
    }

    private static void append(StringBuilder page, JsonNode protocol, String field, String format) {
        if (protocol.path(field).longValue() > 0) {
            page.append(String.format(Locale.ROOT, format, protocol.path(field).longValue()));
        }
    }

    private static void table(StringBuilder page, JsonNode document) {
        List<String> names = new ArrayList<>();
        FIGURES.keySet().stream()
                .filter(name -> document.path("rows").path(0).has(name))
                .forEach(names::add);
        List<String> head = new ArrayList<>(List.of("Protocol", "System"));
        names.forEach(name -> head.add(FIGURES.getOrDefault(name, name)));
        page.append('\n');
        line(page, head.toArray(String[]::new));
        page.append("|---".repeat(head.size())).append("|\n");
        for (JsonNode row : document.path("rows")) {
            List<String> cells = new ArrayList<>();
            cells.add(row.path("protocol").asText());
            String system = row.path("system").asText();
            cells.add(system.equals(Systems.WINNOW) ? "**winnow**" : system);
            for (String name : names) {
                cells.add(cell(row, name));
            }
            line(page, cells.toArray(String[]::new));
        }
    }

    private static String cell(JsonNode row, String name) {
        if (name.equals("nsPerPoint")) {
            return String.format(Locale.ROOT, "%.1f", row.path(name).doubleValue() / 1000);
        }
        String mean = number(row.path(name));
        return row.path(name + "Spread").isNumber() ? mean + " ± " + number(row.path(name + "Spread")) : mean;
    }

    /** Shares with three digits, everything larger with one. */
    private static String number(JsonNode value) {
        if (!value.isNumber()) {
            return "-";
        }
        double number = value.doubleValue();
        return String.format(Locale.ROOT, number > 1 || value.isInt() ? "%.1f" : "%.3f", number);
    }

    /** What a figure lacks, with the decimals that it is shown with. */
    private static String number(JsonNode found, double wanted) {
        return number(JsonNodeFactory.instance.numberNode(wanted - found.doubleValue()));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && value > 1 ? Long.toString((long) value) : Double.toString(value);
    }

    private static JsonNode row(JsonNode document, String protocol, String system) {
        for (JsonNode row : document.path("rows")) {
            if (row.path("protocol").asText().equals(protocol)
                    && row.path("system").asText().equals(system)) {
                return row;
            }
        }
        return document.path("absent");
    }

    private static void line(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("score", "NAB");
        figures.put("windowsFound", "Windows found");
        figures.put("falseAlarmRows", "False alarm rows");
        figures.put("vusPr", "VUS-PR");
        figures.put("ap", "AP");
        figures.put("roc", "ROC-AUC");
        figures.put("recallAt1PercentFpr", "Recall at 1 % FPR");
        figures.put("eventsFoundAt1PercentFpr", "Events found at 1 % FPR");
        figures.put("waitRowsAt1PercentFpr", "Rows until found");
        figures.put("precisionAt100", "Precision at 100");
        figures.put("nsPerPoint", "CPU µs");
        return figures;
    }
}
