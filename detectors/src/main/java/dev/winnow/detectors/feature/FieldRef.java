package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event as feature sets name it. Immutable.
 *
 * <pre>
 * reference   := alternative *( "|" alternative )      the first alternative that the event carries
 *              | "=" name                              a name taken literally, whatever characters it has
 * alternative := name *( ":" textPart ) [ ":" numberPart ]
 * textPart    := "domain" | "prefix" | "scope"         see {@link TextMeasures}
 * numberPart  := "length" | "entropy" | "digits" | "labels"
 * name        := a field of the event, or "entity" or "type"
 * </pre>
 */
final class FieldRef {
    private final String source;
    private final List<Alternative> alternatives;

    private FieldRef(String source, List<Alternative> alternatives) {
        this.source = source;
        this.alternatives = List.copyOf(alternatives);
    }

    /** @throws IllegalArgumentException if the reference does not follow the grammar; the message has no code yet */
    static FieldRef parse(String source) {
        if (source.startsWith("=") && source.length() > 1) {
            return new FieldRef(source, List.of(new Alternative(source.substring(1), List.of(), null)));
        }
        List<Alternative> alternatives = new ArrayList<>();
        for (String text : source.split("\\|", -1)) {
            alternatives.add(Alternative.parse(text));
        }
        return new FieldRef(source, alternatives);
    }

    /** The value as a number; NaN where the event does not carry it. */
    double number(Event event) {
        for (int i = 0; i < alternatives.size(); i++) {
            double value = alternatives.get(i).number(event);
            if (!Double.isNaN(value)) {
                return value;
            }
        }
        return Double.NaN;
    }

    /** The value as a text; null where the event does not carry it as one. */
    @Nullable
    String text(Event event) {
        for (int i = 0; i < alternatives.size(); i++) {
            String value = alternatives.get(i).text(event);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The reference that means exactly this field. */
    static String literal(String name) {
        return name.startsWith("=") || name.indexOf(':') >= 0 || name.indexOf('|') >= 0 ? "=" + name : name;
    }

    /** Chains the value, text or number, into a hash; {@link #ABSENT} where the event does not carry it. */
    long hash(Event event, Hasher64 hasher, long chain) {
        for (int i = 0; i < alternatives.size(); i++) {
            Alternative alternative = alternatives.get(i);
            String text = alternative.text(event);
            if (text != null) {
                return notAbsent(hasher.hashLongLongToLong(chain, hasher.hashCharsToLong(text)));
            }
            double number = alternative.number(event);
            if (!Double.isNaN(number)) {
                return notAbsent(hasher.hashLongLongToLong(chain, ~Double.doubleToLongBits(number + 0.0)));
            }
        }
        return ABSENT;
    }

    /** No hash has this value. */
    static final long ABSENT = 0;

    private static long notAbsent(long hash) {
        return hash == ABSENT ? 1 : hash;
    }

    @Override
    public String toString() {
        return source;
    }

    private record Alternative(
            String name, List<String> textParts, @Nullable String measure) {
        private static final List<String> TEXT_PARTS = List.of("domain", "prefix", "scope");
        private static final List<String> MEASURES = List.of("length", "entropy", "digits", "labels");

        static Alternative parse(String text) {
            String[] parts = text.split(":", -1);
            if (parts[0].isBlank()) {
                throw new IllegalArgumentException("a field reference must name a field, was \"" + text + "\"");
            }
            List<String> textParts = new ArrayList<>();
            String measure = null;
            for (int i = 1; i < parts.length; i++) {
                if (measure == null && TEXT_PARTS.contains(parts[i])) {
                    textParts.add(parts[i]);
                } else if (measure == null && MEASURES.contains(parts[i])) {
                    measure = parts[i];
                } else {
                    throw new IllegalArgumentException("part \"" + parts[i] + "\" of field reference \"" + text
                            + "\" must be one of " + TEXT_PARTS + " or, at the end, one of " + MEASURES);
                }
            }
            return new Alternative(parts[0], List.copyOf(textParts), measure);
        }

        double number(Event event) {
            if (measure == null) {
                Double value = textParts.isEmpty() ? event.numbers().get(name) : null;
                return value == null ? Double.NaN : value;
            }
            String text = base(event);
            return text == null ? Double.NaN : measured(measure, text);
        }

        @Nullable
        String text(Event event) {
            return measure == null ? base(event) : null;
        }

        private @Nullable String base(Event event) {
            String text = switch (name) {
                case "entity" -> event.entity();
                case "type" -> event.type();
                default -> event.texts().get(name);
            };
            for (int i = 0; text != null && i < textParts.size(); i++) {
                text = part(textParts.get(i), text);
            }
            return text;
        }

        private static String part(String part, String text) {
            return switch (part) {
                case "domain" -> TextMeasures.domain(text);
                case "prefix" -> TextMeasures.prefix(text);
                case "scope" -> TextMeasures.scope(text);
                default -> throw new IllegalStateException("unknown text part " + part);
            };
        }

        private static double measured(String measure, String text) {
            return switch (measure) {
                case "length" -> text.length();
                case "entropy" -> TextMeasures.entropy(text);
                case "digits" -> TextMeasures.digitShare(text);
                case "labels" -> TextMeasures.labels(text);
                default -> throw new IllegalStateException("unknown measure " + measure);
            };
        }
    }
}
