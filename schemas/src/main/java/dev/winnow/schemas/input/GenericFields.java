package dev.winnow.schemas.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@link Mapping} turned round, from place to purpose, as {@code json} and {@code csv} need it; immutable.
 *
 * @see Mapping
 */
final class GenericFields {
    private static final List<String> ENTITY = List.of("entity", "src_ip", "host", "user");
    private static final List<String> AUTH_ENTITY = List.of("user", "src_ip");

    /** Longest path or column name that becomes a field by itself; paths grow with depth, and each is kept in the event. */
    private static final int MAX_PLACE_CHARS = 256;

    private final InputOptions options;
    private final Mapping mapping;
    private final TimeReader timeReader;
    private final Map<String, List<Target>> targets = new HashMap<>();
    private final Set<String> prefixes = new HashSet<>();

    GenericFields(InputOptions options) {
        this.options = options;
        this.mapping = options.mapping();
        this.timeReader = TimeReader.of(mapping.timeUnit());
        mapping.numbers().forEach((name, place) -> add(place, new Target(name, true)));
        mapping.texts().forEach((name, place) -> add(place, new Target(name, false)));
        for (String place : List.of(mapping.time(), mapping.entity(), options.entityField(), options.tenantField())) {
            prefixes(place);
        }
    }

    /** Whether anything below that path may matter. */
    boolean isOnTheWay(String path) {
        return mapping.declaresFields() ? prefixes.contains(path) : path.length() <= MAX_PLACE_CHARS;
    }

    Row row() {
        return new Row();
    }

    private void add(String place, Target target) {
        targets.computeIfAbsent(place, p -> new ArrayList<>(1)).add(target);
        prefixes(place);
    }

    private void prefixes(String place) {
        for (int dot = place.indexOf('.'); dot >= 0; dot = place.indexOf('.', dot + 1)) {
            prefixes.add(place.substring(0, dot));
        }
    }

    private record Target(String name, boolean isNumber) {}

    /** What a scalar of the source is. */
    enum Kind {
        NUMBER,
        TEXT,
        /** Text that a typeless format carries: a number if it parses as one. */
        UNTYPED,
        FLAG,
        /** An object or an array where a scalar is declared. */
        OTHER
    }

    /** One record's fields; mutable, one owner. */
    final class Row {
        private final EventBuilder event = new EventBuilder();
        private String time = "";
        private String timePlace = "";
        private boolean hasEntity;

        /** Takes the value at a place. */
        void value(String place, String text, Kind kind) throws Refusal {
            if (TruthColumn.isOne(place)) {
                return;
            }
            if (kind != Kind.OTHER) {
                special(place, text);
            } else if (isTime(place)) {
                throw Refusal.wrongType(place, "a time stamp", "an object or an array");
            }
            if (isTime(place)) {
                return;
            }
            if (!mapping.declaresFields()) {
                undeclared(place, text, kind);
                return;
            }
            for (Target target : targets.getOrDefault(place, List.of())) {
                if (target.isNumber) {
                    number(place, target.name, text, kind);
                } else if (kind == Kind.OTHER) {
                    throw Refusal.wrongType(place, "a text", "an object or an array");
                } else {
                    once(place, event.text(target.name, text));
                }
            }
        }

        Decoded finish(long recordMillis) throws Refusal {
            if (time.isEmpty() && !mapping.rows()) {
                throw Refusal.missing(timePlace.isEmpty() ? timeName() : timePlace);
            }
            if (Decimals.isNonFinite(time)) {
                throw Refusal.notFinite(timePlace);
            }
            long millis = time.isEmpty() ? recordMillis : timeReader.read(timePlace, time);
            String type = mapping.type().isEmpty() ? "numeric" : mapping.type();
            String declared = mapping.entity();
            // The mapping's entity is more exact than the option that holds for every format.
            InputOptions effective = declared.isEmpty() ? options : options.withEntityField(declared);
            if (type.equals("auth")
                    && declared.isEmpty()
                    && options.entityField().isEmpty()) {
                return event.build(type, millis, effective, AUTH_ENTITY, "user");
            }
            return event.build(type, millis, effective, ENTITY, "entity");
        }

        private void special(String place, String text) throws Refusal {
            if (isTime(place)) {
                if (!timePlace.isEmpty() && timePlace.equals(place)) {
                    throw Refusal.duplicate(place);
                }
                if (timePlace.isEmpty() || place.equals("time")) {
                    time = text.strip();
                    timePlace = place;
                }
            }
            if (place.equals(mapping.entity().isEmpty() ? options.entityField() : mapping.entity())) {
                if (hasEntity) {
                    throw Refusal.duplicate(place);
                }
                hasEntity = true;
                event.rawEntity(text);
            }
            if (place.equals(options.tenantField())) {
                event.rawTenant(text);
            }
        }

        private void undeclared(String place, String text, Kind kind) throws Refusal {
            if (place.length() > MAX_PLACE_CHARS) {
                return;
            }
            switch (kind) {
                case NUMBER, FLAG -> number(place, place, text, kind);
                case TEXT -> once(place, event.text(place, text));
                case UNTYPED -> {
                    double value = Decimals.parse(text.strip());
                    if (Double.isInfinite(value)) {
                        throw Refusal.notFinite(place);
                    }
                    once(place, Double.isNaN(value) ? event.text(place, text) : event.number(place, value));
                }
                case OTHER -> {
                    // A structure without a declared place means nothing here.
                }
            }
        }

        private void number(String place, String name, String text, Kind kind) throws Refusal {
            if (kind == Kind.FLAG) {
                once(place, event.number(name, JsonFields.flagValue(text)));
                return;
            }
            String digits = text.strip();
            if (digits.isEmpty() && kind != Kind.OTHER) {
                return;
            }
            double value = kind == Kind.OTHER ? Double.NaN : Decimals.parse(digits);
            if (Double.isNaN(value)) {
                throw Refusal.wrongType(
                        place, "a number", kind == Kind.OTHER ? "an object or an array" : Refusal.quote(digits));
            }
            if (Double.isInfinite(value)) {
                throw Refusal.notFinite(place);
            }
            once(place, event.number(name, value));
        }

        private boolean isTime(String place) {
            return mapping.time().isEmpty()
                    ? place.equals("time") || place.equals("timestamp")
                    : place.equals(mapping.time());
        }

        private String timeName() {
            return mapping.time().isEmpty() ? "time" : mapping.time();
        }

        private void once(String place, boolean first) throws Refusal {
            if (!first) {
                throw Refusal.duplicate(place);
            }
        }
    }
}
