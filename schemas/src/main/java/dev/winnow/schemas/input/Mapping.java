package dev.winnow.schemas.input;

import java.util.Map;

/**
 * Where the generic formats ({@code json}, {@code csv}) find the parts of an event. A place is a column name, or for
 * JSON a path of keys joined by dots ({@code host.name}, an array index is a key too); a flat key that itself contains
 * the dots matches as well. Everything that the mapping does not name is ignored, and what it names is typed: a declared
 * number that is not a number is refused, an absent or empty one is missing.
 *
 * @param time place of the time stamp; empty: {@code time}, then {@code timestamp}
 * @param timeUnit {@code auto} (ISO 8601 text, or epoch seconds), {@code iso}, {@code seconds}, {@code millis},
 *     {@code micros}, {@code nanos}, or {@code pattern:} and a pattern of {@link java.time.format.DateTimeFormatter}
 *     (root locale; UTC where it has no zone)
 * @param entity place of the entity; empty: the option {@code entityField}, else the first of {@code entity},
 *     {@code src_ip}, {@code host} and {@code user} that the event has as text
 * @param type event type of every record; empty: {@code numeric}
 * @param numbers name in the event to place
 * @param texts name in the event to place
 * @param rows records are rows of a table, which need neither an entity nor a time: without, the entity is {@value #ROWS_ENTITY}, and the
 *     time is that of the record
 */
public record Mapping(
        String time,
        String timeUnit,
        String entity,
        String type,
        Map<String, String> numbers,
        Map<String, String> texts,
        boolean rows) {
    /** Entity of the rows of a table that name none. */
    public static final String ROWS_ENTITY = "table";

    private static final Mapping NONE = new Mapping("", "auto", "", "", Map.of(), Map.of(), false);

    public Mapping {
        // Fails here rather than at the first record.
        TimeReader.of(timeUnit);
        if (!type.isEmpty() && !EventBuilder.isPlainWord(type)) {
            throw InputOptions.bad(
                    "mapping.type", "must be a word of letters, digits, '_', '-' and '.'", Refusal.quote(type));
        }
        for (Map<String, String> places : java.util.List.of(numbers, texts)) {
            places.forEach((name, place) -> {
                if (name.isEmpty() || place.isEmpty()) {
                    throw InputOptions.bad(
                            "mapping.numbers and mapping.texts", "need a name and a place", "an empty one");
                }
            });
        }
        for (String name : numbers.keySet()) {
            if (texts.containsKey(name)) {
                throw InputOptions.bad("mapping.numbers and mapping.texts", "must not share a name", '"' + name + '"');
            }
        }
        numbers = Map.copyOf(numbers);
        texts = Map.copyOf(texts);
    }

    /** Places of the fields of events. */
    public Mapping(
            String time,
            String timeUnit,
            String entity,
            String type,
            Map<String, String> numbers,
            Map<String, String> texts) {
        this(time, timeUnit, entity, type, numbers, texts, false);
    }

    /** The same for rows of a table. */
    public Mapping ofRows() {
        return new Mapping(time, timeUnit, entity, type, numbers, texts, true);
    }

    /** Nothing declared: every column or path that is not a label is taken as what it looks like. */
    public static Mapping none() {
        return NONE;
    }

    /** Whether any field is declared; if not, fields are taken as they come. */
    boolean declaresFields() {
        return !numbers.isEmpty() || !texts.isEmpty();
    }
}
