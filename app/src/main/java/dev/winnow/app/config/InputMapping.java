package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import dev.winnow.schemas.input.Mapping;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a generic json or csv record stand. Names are column names or, in JSON, paths with dots.
 *
 * @param time field with the event time
 * @param timeUnit what the time field holds: auto, iso, seconds, millis, micros, nanos, or pattern: and a date pattern
 * @param entity field with the host, address or user that is judged
 * @param type event type that the records get; it chooses the feature set
 * @param numbers numeric features: name of the feature to name of the field
 * @param texts text fields: name in the event to name of the field
 * @param rows true for rows of a table, which need neither an entity nor a time: a feature set with the engine table takes them
 */
public record InputMapping(
        @Nullable String time,
        String timeUnit,
        @Nullable String entity,
        String type,
        Map<String, String> numbers,
        Map<String, String> texts,
        boolean rows) {

    public InputMapping {
        Rules.name("type", type, 64);
        check("timeUnit", () -> new Mapping("", timeUnit, "", "", Map.of(), Map.of()));
        Map<String, String> declaredNumbers = numbers;
        Map<String, String> declaredTexts = texts;
        check("numbers", () -> new Mapping("", "auto", "", "", declaredNumbers, declaredTexts));
        numbers = SettingTypes.sorted(numbers);
        texts = SettingTypes.sorted(texts);
    }

    /** The same for the input formats. */
    public Mapping toMapping() {
        return new Mapping(
                time == null ? "" : time, timeUnit, entity == null ? "" : entity, type, numbers, texts, rows);
    }

    /** The format's own rules hold; its message is said with the setting's name. */
    private static void check(String setting, Runnable rule) {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            throw new SettingException(setting, String.valueOf(e.getMessage()));
        }
    }

    static InputMapping defaults() {
        return new InputMapping(null, "auto", null, "numeric", Map.of(), Map.of(), false);
    }
}
