package dev.winnow.app.run.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What is to be said of one decision; {@link ExplanationText} says it to people. Mutable while it is made, one owner. */
public final class Explanation {
    /** Exit codes are those of {@code winnow explain}. */
    public enum Outcome {
        /** The model as it was has been asked. */
        EXPLAINED(0),
        /** The record of the decision is all that is left. */
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
    }

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private Outcome outcome = Outcome.EXPLAINED;

    Explanation(String alertId) {
        document.put("alertId", alertId);
        end(Outcome.EXPLAINED);
        for (String block : new String[] {"alert", "decision", "model", "recomputed", "forest", "whatIf"}) {
            document.putNull(block);
        }
        document.putArray("notes");
    }

    /** Of a decision that is nowhere. */
    public static Explanation unknown(String alertId, String where) {
        return new Explanation(alertId).end(Outcome.UNKNOWN).note("no such decision in " + where);
    }

    Explanation end(Outcome with) {
        outcome = with;
        document.put("outcome", with.name().replace('_', ' '));
        document.put("exitCode", with.exitCode());
        return this;
    }

    Explanation put(String block, @Nullable ObjectNode content) {
        document.set(block, content);
        return this;
    }

    Explanation note(String sentence) {
        document.withArray("notes").add(sentence);
        return this;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The document of {@code --json}. */
    public ObjectNode document() {
        return document;
    }
}
