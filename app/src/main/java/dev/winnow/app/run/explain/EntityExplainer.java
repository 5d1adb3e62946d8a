package dev.winnow.app.run.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.run.replay.PastDecisions;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.Gate;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.detect.SegmentFactory;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.JournalWalk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why the events of an entity were not alerted: what each feature set's model, made again from its journal, said of every one of them,
 * and what was decided of those that passed its gate. Of a run on one shard, whose topics hold everything. Reads only. One thread.
 */
public final class EntityExplainer {
    private final PastDecisions past;
    private final String tenant;
    private final String entity;

    public EntityExplainer(PastDecisions past, String tenant, String entity) {
        this.past = past;
        this.tenant = tenant;
        this.entity = entity;
    }

    /** What one feature set's model said of the entity's events. */
    private final class Story {
        private final FeatureSet set;
        private final Gate gate;
        private final JournalWalk walk;
        private final Map<String, Long> unscored = new TreeMap<>();
        private long events;
        private long below;
        private long passed;
        private double strangest = Double.NEGATIVE_INFINITY;
        private long strangestMillis;

        private Story(TopologySettings settings, FeatureSet set) {
            this.set = set;
            gate = settings.gate(set);
            Segment segment = Segment.of(tenant, set, entity, 0, 1);
            walk = new JournalWalk(segment.key(), new SegmentFactory(settings, set, segment), this::see);
        }

        private void see(SegmentModel model, byte[] input) {
            if (!SegmentModel.isEvent(input)) {
                return;
            }
            Observation observation = model.observation(input);
            if (!observation.entity().equals(entity)) {
                return;
            }
            events++;
            Assessment assessment = model.assess(observation);
            if (gate.passes(assessment.pValue())) {
                passed++;
            } else if (assessment.isScored()) {
                below++;
                if (assessment.score() > strangest) {
                    strangest = assessment.score();
                    strangestMillis = observation.timeMillis();
                }
            } else {
                unscored.merge(assessment.state().name().toLowerCase(Locale.ROOT), 1L, Long::sum);
            }
        }

        private ObjectNode document() {
            ObjectNode document = JsonNodeFactory.instance
                    .objectNode()
                    .put("featureSet", set.id())
                    .put("engine", set.engine().name().toLowerCase(Locale.ROOT))
                    .put("events", events)
                    .put("gate", gate.tailLevel())
                    .put("belowGate", below)
                    .put("passedGate", passed);
            ObjectNode states = document.putObject("notScored");
            unscored.forEach(states::put);
            if (below > 0) {
                document.putObject("strangestBelow")
                        .put("eventTime", Instant.ofEpochMilli(strangestMillis).toString())
                        .put("score", strangest);
            } else {
                document.putNull("strangestBelow");
            }
            return document;
        }
    }

    /** @throws dev.winnow.detectors.snapshot.StateFormatException if a record of a journal cannot be read */
    public ObjectNode explain() {
        List<Story> stories = new ArrayList<>();
        past.settings().featureSets().forEach(set -> stories.add(new Story(past.settings(), set)));
        past.journal(0, (key, value) -> stories.forEach(story -> story.walk.apply(key, value)));
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("entity", entity);
        ArrayNode sets = document.putArray("featureSets");
        ArrayNode notes = JsonNodeFactory.instance.arrayNode();
        for (Story story : stories) {
            if (story.events > 0) {
                sets.add(story.document());
            }
            if (!story.walk.isWhole()) {
                notes.add("the journal of " + story.set.id() + " has gaps: not all of its events are counted");
            }
        }
        document.set("decisions", decisions());
        boolean isKnown = !sets.isEmpty();
        if (!isKnown) {
            notes.add(
                    "no model has seen an event of this entity: it was refused (dead-letters.jsonl), no feature set takes it, or"
                            + " its name is written otherwise");
        }
        document.set("notes", notes);
        return document.put("exitCode", isKnown ? 0 : Explanation.Outcome.UNKNOWN.exitCode());
    }

    private ObjectNode decisions() {
        Map<String, Long> byDisposition = new TreeMap<>();
        Map<String, Long> byBand = new TreeMap<>();
        past.decisions(detail -> {
            if (detail.getEntity().equals(entity)) {
                byDisposition.merge(word(detail.getDisposition()), 1L, Long::sum);
                byBand.merge(word(detail.getBand()), 1L, Long::sum);
            }
        });
        ObjectNode decisions = JsonNodeFactory.instance.objectNode();
        byDisposition.forEach(decisions.putObject("dispositions")::put);
        byBand.forEach(decisions.putObject("bands")::put);
        return decisions;
    }

    private static String word(Enum<?> symbol) {
        return symbol.name().toLowerCase(Locale.ROOT);
    }

    /** The document as lines for people. */
    public static List<String> lines(ObjectNode document) {
        List<String> lines = new ArrayList<>();
        lines.add("ENTITY " + document.path("entity").asText());
        document.path("featureSets").forEach(set -> {
            lines.add("  " + set.path("featureSet").asText() + " ("
                    + set.path("engine").asText() + "): "
                    + set.path("events").asLong() + " events, of which passed the gate of "
                    + set.path("gate").asDouble() + ": "
                    + set.path("passedGate").asLong() + ", below it: "
                    + set.path("belowGate").asLong());
            set.path("notScored")
                    .properties()
                    .forEach(state -> lines.add("    not scored while the model was " + state.getKey() + ": "
                            + state.getValue().asLong()));
            if (set.path("strangestBelow").isObject()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "    the strangest below the gate: score %.3f at %s",
                        set.path("strangestBelow").path("score").asDouble(),
                        set.path("strangestBelow").path("eventTime").asText()));
            }
        });
        for (String by : List.of("dispositions", "bands")) {
            List<String> counts = new ArrayList<>();
            document.path("decisions")
                    .path(by)
                    .properties()
                    .forEach(count ->
                            counts.add(count.getKey() + " " + count.getValue().asLong()));
            lines.add("  decisions by " + (by.equals("bands") ? "band" : "disposition") + ": "
                    + (counts.isEmpty() ? "none" : String.join(", ", counts)));
        }
        document.path("notes").forEach(note -> lines.add("  note: " + note.asText()));
        return lines;
    }
}
