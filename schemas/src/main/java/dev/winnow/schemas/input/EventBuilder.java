package dev.winnow.schemas.input;

import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one event; mutable, one owner, one record.
 *
 * <p>Texts are bounded: one over 1,024 characters keeps its beginning and ends in a marker, 1,024 characters in all.
 * A surrogate without its partner, which no encoder would take, becomes U+FFFD. Control characters stay: escaping them
 * is the duty of whoever prints.
 */
final class EventBuilder {
    /** Longest text field in characters, marker included. */
    static final int MAX_TEXT_CHARS = 1_024;

    /** Ends a text that was longer. */
    static final String MARKER = "…[truncated]";

    private final Map<String, Double> numbers = new HashMap<>(32);
    private final Map<String, String> texts = new HashMap<>(32);

    /** Names of texts that were there but empty; the event leaves them out, a refusal tells empty from missing. */
    private final Set<String> emptied = new HashSet<>(4);

    /** The value at a configured entity field or tenant field that is no field of the event itself. */
    private @Nullable String rawEntity;

    private @Nullable String rawTenant;

    /** Letters, digits, {@code _ - .}, 1 to 64 of them: what may name a type. */
    static boolean isPlainWord(String text) {
        if (text.isEmpty() || text.length() > 64) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '-'
                    || c == '.';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** Takes a finite number; false if the field was there already. */
    boolean number(String name, double value) {
        return numbers.putIfAbsent(name, value) == null;
    }

    /** Takes a text unless it is empty; false if the field was there already. */
    boolean text(String name, String value) {
        if (value.isEmpty()) {
            return emptied.add(name);
        }
        return texts.putIfAbsent(name, bounded(value)) == null;
    }

    void renameText(String from, String to) {
        String value = texts.remove(from);
        if (value != null) {
            texts.put(to, value);
        }
    }

    boolean hasNumber(String name) {
        return numbers.containsKey(name);
    }

    @Nullable
    Double numberOf(String name) {
        return numbers.get(name);
    }

    @Nullable
    String textOf(String name) {
        return texts.get(name);
    }

    void rawEntity(String value) {
        rawEntity = bounded(value);
    }

    void rawTenant(String value) {
        rawTenant = bounded(value);
    }

    /**
     * Builds the event.
     *
     * @param defaults text fields that may name the entity where no field is configured, best first; the first one names
     *     the source's field in the refusal
     * @param requiredName what the source calls the first default
     */
    Decoded build(String type, long timeMillis, InputOptions options, List<String> defaults, String requiredName)
            throws Refusal {
        String entity = entity(options, defaults, requiredName);
        String tenant = "";
        if (!options.tenantField().isEmpty()) {
            String named = rawTenant != null ? rawTenant : texts.get(options.tenantField());
            tenant = named == null ? "" : named.strip();
        }
        return new Decoded.Accepted(new Event(type, entity, timeMillis, numbers, texts), tenant);
    }

    private String entity(InputOptions options, List<String> defaults, String requiredName) throws Refusal {
        String configured = options.entityField();
        String field = configured.isEmpty() ? requiredName : configured;
        @Nullable String value = null;
        if (!configured.isEmpty()) {
            value = rawEntity != null ? rawEntity : texts.get(configured);
        } else {
            for (int i = 0; i < defaults.size() && (value == null || value.isBlank()); i++) {
                String found = texts.get(defaults.get(i));
                value = found == null ? value : found;
            }
        }
        if (options.mapping().rows() && (value == null || value.isBlank())) {
            return Mapping.ROWS_ENTITY;
        }
        if (value == null) {
            String wanted = configured.isEmpty() ? defaults.get(0) : configured;
            throw emptied.contains(wanted) ? Refusal.emptyEntity(field) : Refusal.missing(field);
        }
        String entity = value.strip();
        if (entity.isEmpty()) {
            throw Refusal.emptyEntity(field);
        }
        return entity;
    }

    static String bounded(String value) {
        String text = value;
        if (text.length() > MAX_TEXT_CHARS) {
            int keep = MAX_TEXT_CHARS - MARKER.length();
            text = text.substring(0, Character.isHighSurrogate(text.charAt(keep - 1)) ? keep - 1 : keep) + MARKER;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return withoutLoneSurrogates(text);
            }
        }
        return text;
    }

    private static String withoutLoneSurrogates(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                clean.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                clean.append(c).append(text.charAt(++i));
            } else {
                clean.append('\uFFFD');
            }
        }
        return clean.toString();
    }
}
