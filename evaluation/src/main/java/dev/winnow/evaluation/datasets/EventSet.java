package dev.winnow.evaluation.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Labelled events as files that {@code winnow triage} reads.
 *
 * @param name name of the set
 * @param says what was taken of it, one sentence for readers
 * @param rows the events
 * @param labels which of them are positive, by record
 * @param format their format
 * @param timeField field with the event time; empty where the format knows
 * @param entityField field with the entity, likewise
 * @param events events in the file
 * @param positives those that are positive
 */
public record EventSet(
        String name,
        String says,
        Path rows,
        Path labels,
        String format,
        String timeField,
        String entityField,
        int events,
        int positives) {
    /** Type of generic events. */
    public static final String TYPE = "numeric";

    /** Whether the format leaves open what an event's time and entity are. */
    public boolean isGeneric() {
        return !entityField.isEmpty();
    }

    public double baseRate() {
        return positives / (double) events;
    }

    /** The feature set that judges the events. */
    public String featureSet() {
        return switch (format) {
            case "zeek" -> "zeek-conn";
            case "ids-csv" -> "ids-alert";
            default -> TYPE;
        };
    }

    /** The command that sends the events through the topology and judges the alerts by the labels. */
    public String command() {
        List<String> words = new ArrayList<>(List.of("winnow", "triage", rows.toString(), "--format", format));
        if (isGeneric()) {
            words.addAll(List.of("--type", TYPE, "--engine", "entities"));
            words.addAll(List.of("--time-field", timeField, "--entity-field", entityField));
        }
        words.addAll(List.of("--labels", labels.toString(), "--json"));
        return String.join(" ", words);
    }
}
