package dev.winnow.app.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration tree before it has types. Trees are not changed after they were built, except by {@link EnvironmentOverlay}. */
sealed interface Node {

    /** Where this value was written. */
    String origin();

    /** What the value is, for messages. */
    String kind();

    /** What a scalar looked like in its source; {@code ANY} where the source has only text. */
    enum Shape {
        TEXT,
        NUMBER,
        BOOLEAN,
        NOTHING,
        ANY
    }

    record Scalar(String text, Shape shape, String origin) implements Node {
        @Override
        public String kind() {
            return shape == Shape.NOTHING || (shape == Shape.TEXT && text.isEmpty()) ? "nothing" : "\"" + text + "\"";
        }
    }

    record Mapping(LinkedHashMap<String, Node> entries, String origin) implements Node {
        static Mapping empty(String origin) {
            return new Mapping(new LinkedHashMap<>(), origin);
        }

        static Mapping of(Map<String, Node> entries, String origin) {
            return new Mapping(new LinkedHashMap<>(entries), origin);
        }

        @Override
        public String kind() {
            return "a block of settings";
        }
    }

    record Sequence(List<Node> items, String origin) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }
}
