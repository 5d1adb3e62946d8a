package dev.winnow.topology.mapping;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.Baseline;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.LeadingFeature;
import dev.winnow.detectors.segment.ModelState;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.event.Event;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.wire.Attribution;
import dev.winnow.wire.BaselineScope;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.FeatureBaseline;
import dev.winnow.wire.Features;
import dev.winnow.wire.MemberScore;
import dev.winnow.wire.Neighbour;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From detect's domain values to wire candidates. */
public final class Candidates {
    /** Nearest normal samples that a baseline shows: enough to see a pattern, few enough to read. */
    private static final int NEIGHBOURS = 3;

    /**
     * Tail probability from which on the trees are asked whether they agree: that costs eight scores, and above it no alert is shown
     * under the stated prior. Of other tools' alerts all are candidates.
     */
    private static final double STRANGE = 0.01;

    /** Feature set of alerts about sources that fell silent. */
    public static final String SILENCE_SET = "silence/1";

    private Candidates() {}

    /** The domain event in a wire event. */
    public static Event event(dev.winnow.wire.Event wire) {
        return new Event(
                wire.getType(),
                wire.getEntity(),
                wire.getEventTime().toEpochMilli(),
                wire.getNumbers(),
                wire.getTexts());
    }

    /** A candidate for an event that passed the gate; called before the model learns from it. */
    public static Candidate candidate(
            dev.winnow.wire.Event wire,
            Event event,
            FeatureSet set,
            Segment segment,
            LiveModel held,
            Observation observation,
            Assessment assessment,
            EntityRow row) {
        SegmentModel model = held.model();
        FeatureVector vector = observation.vector();
        LeadingFeature leading =
                isStrange(assessment) ? model.leadingFeature(observation).orElse(null) : null;
        return new Candidate(
                AlertIds.of(wire.getTenant(), wire.getSource(), set.schema().id()),
                wire.getTenant(),
                wire.getEntity(),
                wire.getSource(),
                wire.getFormat(),
                wire.getType(),
                wire.getEventTime(),
                observation.isLate(),
                features(vector, model.scaled(observation)),
                members(assessment),
                assessment.isScored() ? assessment.score() : null,
                state(assessment.state()),
                segment.name(),
                segment.shard(),
                segment.shards(),
                held.generation(),
                model.sequence(),
                attributions(vector, model.attribute(observation, assessment)),
                leading == null ? null : leading.feature(),
                leading == null ? null : leading.share(),
                baseline(model.baseline(observation, row, NEIGHBOURS)),
                context(event, set),
                wire.getInputSha256());
    }

    /**
     * The record whose time revealed a silence.
     *
     * @param sha256 of its bytes, 32 bytes
     */
    public record Revealing(Source source, String format, Instant time, ByteBuffer sha256) {
        public static Revealing of(dev.winnow.wire.Event event) {
            return new Revealing(event.getSource(), event.getFormat(), event.getEventTime(), event.getInputSha256());
        }
    }

    /** A candidate for an entity that fell silent; its source is the record that revealed the silence. */
    public static Candidate silence(Revealing revealing, Segment segment, LiveModel held, Silence silence) {
        List<String> names = List.of("silent_seconds", "expected_gap_seconds");
        double silent = silence.silentMillis() / 1000.0;
        double expected = silence.expectedGapMillis() / 1000.0;
        double score = -StrictMath.log10(silence.pValue());
        Features features =
                new Features(SILENCE_SET, names, List.of(silent, expected), List.of(false, false), List.of());
        return new Candidate(
                AlertIds.of(segment.tenant(), revealing.source(), SILENCE_SET + "|" + silence.entity()),
                segment.tenant(),
                silence.entity(),
                revealing.source(),
                revealing.format(),
                "silence",
                revealing.time(),
                false,
                features,
                List.of(new MemberScore("silence", score, silence.pValue())),
                score,
                state(held.model().state()),
                segment.name(),
                segment.shard(),
                segment.shards(),
                held.generation(),
                held.model().sequence(),
                List.of(new Attribution(names.get(0), score, 0.0), new Attribution(names.get(1), 0.0, 0.0)),
                null,
                null,
                new dev.winnow.wire.Baseline(
                        BaselineScope.ENTITY,
                        1L,
                        List.of(
                                new FeatureBaseline(
                                        names.get(0),
                                        silent,
                                        expected,
                                        expected,
                                        100.0,
                                        (silent - expected) / Math.max(1, expected)),
                                new FeatureBaseline(names.get(1), expected, expected, 0.0, 100.0, 0.0)),
                        List.of()),
                context(segment, silence),
                revealing.sha256());
    }

    private static TreeMap<String, String> context(Segment segment, Silence silence) {
        TreeMap<String, String> context = new TreeMap<>();
        context.put("last_seen", Instant.ofEpochMilli(silence.lastSeenMillis()).toString());
        context.put("feed", segment.name());
        if (!silence.part().isEmpty()) {
            context.put("metrics", silence.part());
        }
        return context;
    }

    private static boolean isStrange(Assessment assessment) {
        return assessment.isScored() && assessment.pValue() <= STRANGE;
    }

    static dev.winnow.wire.ModelState state(ModelState state) {
        return dev.winnow.wire.ModelState.valueOf(state.name());
    }

    private static Features features(FeatureVector vector, float[] scaled) {
        List<Double> values = new ArrayList<>(vector.size());
        List<Boolean> missing = new ArrayList<>(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            values.add(vector.value(i));
            missing.add(vector.isMissing(i));
        }
        List<Double> scaledValues = new ArrayList<>(scaled.length);
        for (float value : scaled) {
            scaledValues.add((double) value);
        }
        return new Features(vector.schema().id(), vector.schema().names(), values, missing, scaledValues);
    }

    private static List<MemberScore> members(Assessment assessment) {
        List<MemberScore> members = new ArrayList<>(assessment.members().size());
        assessment
                .members()
                .forEach(member ->
                        members.add(new MemberScore(member.detector(), member.score(), finite(member.pValue()))));
        return members;
    }

    private static List<Attribution> attributions(
            FeatureVector vector, dev.winnow.detectors.segment.Attribution attribution) {
        List<Attribution> parts = new ArrayList<>(vector.size());
        for (int i = 0; i < attribution.size(); i++) {
            parts.add(new Attribution(vector.schema().names().get(i), attribution.high(i), attribution.low(i)));
        }
        return parts;
    }

    private static dev.winnow.wire.Baseline baseline(Baseline baseline) {
        List<FeatureBaseline> rows = new ArrayList<>(baseline.features().size());
        baseline.features()
                .forEach(row -> rows.add(new FeatureBaseline(
                        row.feature(),
                        finite(row.observed()),
                        row.expected(),
                        row.spread(),
                        row.percentile(),
                        row.z())));
        List<Neighbour> neighbours = new ArrayList<>(baseline.neighbours().size());
        baseline.neighbours().forEach(near -> neighbours.add(new Neighbour(near.distance(), near.values())));
        return new dev.winnow.wire.Baseline(
                baseline.entityScope() ? BaselineScope.ENTITY : BaselineScope.SEGMENT,
                baseline.observations(),
                rows,
                neighbours);
    }

    /** The texts that the feature set names, and ports as text, since people and clusters read them as names. */
    private static Map<String, String> context(Event event, FeatureSet set) {
        Map<String, String> context = new TreeMap<>();
        for (String field : set.contextFields()) {
            String text = event.texts().get(field);
            Double number = event.numbers().get(field);
            if (text != null) {
                context.put(field, text);
            } else if (number != null) {
                context.put(field, number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString());
            }
        }
        return context;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
