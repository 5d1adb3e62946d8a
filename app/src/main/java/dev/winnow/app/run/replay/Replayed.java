package dev.winnow.app.run.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of recomputing one decision.
 *
 * @param alertId the decision
 * @param differences what differs; empty for {@link Outcome#SAME}
 * @param compared names of what was compared
 * @param notes sentences for people: why something is not held, what was compared only within a bound
 */
public record Replayed(
        String alertId, Outcome outcome, List<Difference> differences, List<String> compared, List<String> notes) {
    public Replayed {
        differences = List.copyOf(differences);
        compared = List.copyOf(compared);
        notes = List.copyOf(notes);
    }

    /** Exit codes are those of {@code winnow replay}. */
    public enum Outcome {
        /** Everything compared is the same, bit for bit. */
        SAME(0),
        /** Something differs. */
        DIFFERENT(1),
        /** What is needed is no longer held. */
        NOT_HELD(6),
        /** There is no such decision. */
        UNKNOWN(7);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }

        /** As printed: {@code NOT HELD} has a space. */
        public String text() {
            return name().replace('_', ' ');
        }
    }

    /** A field that differs, with both values as text. */
    public record Difference(String field, String recorded, String recomputed) {}

    static Replayed notHeld(String alertId, String why) {
        return new Replayed(alertId, Outcome.NOT_HELD, List.of(), List.of(), List.of(why));
    }

    static Replayed unknown(String alertId, String where) {
        return new Replayed(alertId, Outcome.UNKNOWN, List.of(), List.of(), List.of("no such decision in " + where));
    }

    /** The document of {@code --json}. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("alertId", alertId);
        document.put("verdict", outcome.text());
        document.put("exitCode", outcome.exitCode());
        document.put("compared", compared);
        document.put("differences", differences);
        document.put("notes", notes);
        return document;
    }

    /** Collects comparisons. One thread. */
    static final class Comparison {
        private final List<Difference> differences = new ArrayList<>();
        private final List<String> compared = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        /** Numbers are compared by their bits; null stands for absent. */
        void number(String field, @Nullable Double recorded, @Nullable Double recomputed) {
            compared.add(field);
            if (!Objects.equals(bits(recorded), bits(recomputed))) {
                differences.add(new Difference(field, String.valueOf(recorded), String.valueOf(recomputed)));
            }
        }

        private static @Nullable Long bits(@Nullable Double number) {
            return number == null ? null : (Long) Double.doubleToRawLongBits(number);
        }

        void value(String field, Object recorded, Object recomputed) {
            compared.add(field);
            if (!recorded.equals(recomputed)) {
                differences.add(new Difference(field, recorded.toString(), recomputed.toString()));
            }
        }

        void differs(String field, String recorded, String recomputed) {
            compared.add(field);
            differences.add(new Difference(field, recorded, recomputed));
        }

        void note(String sentence) {
            notes.add(sentence);
        }

        Replayed result(String alertId) {
            return new Replayed(
                    alertId, differences.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT, differences, compared, notes);
        }
    }
}
