package dev.winnow.app.run.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** An alert as one line for people, from its JSON. */
public final class AlertLine {
    private AlertLine() {}

    /** Time, band, probability, entity, what became of it, id, and the reason in words. */
    public static String text(JsonNode alert) {
        String disposition = alert.path("disposition").asText();
        long folded = alert.path("foldedCount").asLong();
        return String.format(
                Locale.ROOT,
                "%-24s %-8s %.3f  %-15s %s%s  %s  %s",
                alert.path("eventTime").asText(),
                alert.path("band").asText(),
                alert.path("probability").asDouble(),
                alert.path("entity").asText(),
                disposition,
                folded > 0 ? "(" + folded + ")" : "",
                alert.path("id").asText(),
                alert.path("reason").asText());
    }
}
