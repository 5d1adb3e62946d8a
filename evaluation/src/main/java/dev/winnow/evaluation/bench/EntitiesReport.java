package dev.winnow.evaluation.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench entities} measured. The document's schema is docs/json/bench-entities.schema.json.
 *
 * @param budgetBytes bytes that rows, keys and index may have together
 * @param peakBytes most that they had after any event
 * @param rowBytes bytes of the row of an entity after its first event
 * @param keptReal of {@code real} entities that report in turn, those whose row is there at the end
 * @param eventNanos of looking up and writing one row, wall clock, mean
 * @param openMillis of opening the rows again
 * @param diskBytes of the store's files at the end
 */
record EntitiesReport(
        int sources,
        int real,
        long budgetBytes,
        long peakBytes,
        int rowBytes,
        int rows,
        long evicted,
        int announced,
        int keptReal,
        double eventNanos,
        double openMillis,
        long diskBytes,
        Map<String, Object> machine,
        String command,
        double seconds) {
    boolean isWithinBudget() {
        return peakBytes <= budgetBytes;
    }

    Map<String, Object> toJson() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sources", sources);
        document.put("realEntities", real);
        document.put("budgetBytes", budgetBytes);
        document.put("peakBytes", peakBytes);
        document.put("withinBudget", isWithinBudget());
        document.put("rowBytes", rowBytes);
        document.put("rows", rows);
        document.put("evicted", evicted);
        document.put("announced", announced);
        document.put("keptRealEntities", keptReal);
        document.put("eventNs", Math.round(eventNanos));
        document.put("openMs", Math.round(openMillis));
        document.put("diskBytes", diskBytes);
        document.put("seconds", Math.round(seconds * 10) / 10.0);
        document.put("machine", machine);
        document.put("command", command);
        return document;
    }

    String toTable() {
        return String.format(
                Locale.ROOT,
                "invented sources      %,d, an event each; %,d real entities in turn between%n"
                        + "budget                %,d bytes, peak %,d: %s%n"
                        + "rows                  %,d of %d bytes kept, %,d evicted, announced %d times%n"
                        + "real entities kept    %,d%n"
                        + "an event              %,.0f ns%n"
                        + "opening again         %,.0f ms%n"
                        + "disk                  %,d bytes%n",
                sources,
                real,
                budgetBytes,
                peakBytes,
                isWithinBudget() ? "held" : "NOT HELD",
                rows,
                rowBytes,
                evicted,
                announced,
                keptReal,
                eventNanos,
                openMillis,
                diskBytes);
    }
}
