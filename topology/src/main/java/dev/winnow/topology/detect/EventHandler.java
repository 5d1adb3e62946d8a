package dev.winnow.topology.detect;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.ModelOrder;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.schemas.event.Event;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.EntityRows;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.SeriesUnits;
import dev.winnow.wire.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What becomes of one event: judged, learnt, and then written. One owner. */
final class EventHandler {
    private final TopologySettings settings;
    private final Shard shard;
    private final Models models;
    private final Rows rows;
    private final FeedNews feeds;
    private final Notes notes;
    private final AnnouncedTypes announced = new AnnouncedTypes();
    /** Whether the model at hand may have changed already. */
    private boolean isLearning;

    EventHandler(TopologySettings settings, Shard shard, Models models, Rows rows, FeedNews feeds, Notes notes) {
        this.settings = settings;
        this.shard = shard;
        this.models = models;
        this.rows = rows;
        this.feeds = feeds;
        this.notes = notes;
    }

    /** One event's outcome, before anything is written; not new where it was learnt before, and with no row to write where
     * none is kept. */
    private record Judged(
            LiveModel held,
            Observation observation,
            Assessment assessment,
            EntityRow row,
            boolean isNew,
            byte @Nullable [] toWrite,
            List<SpecificRecord> out) {}

    void handle(Record<String, dev.winnow.wire.Event> record, RecordMetadata place) {
        settings.counters().add(Count.EVENTS_DETECTED);
        dev.winnow.wire.Event wire = record.value();
        Event event;
        FeatureSet set;
        try {
            event = Candidates.event(wire);
            set = FeatureSets.forEvent(event, settings.featureSets()).orElse(null);
        } catch (RuntimeException e) {
            notes.refuse(record, wire.getSource(), e);
            return;
        }
        if (set == null) {
            settings.counters().addUnscored(wire.getType());
            if (announced.isNew(wire)) {
                notes.send(wire.getTenant(), List.of(Signals.unscored(wire)), wire.getSource(), record.timestamp());
            }
            return;
        }
        Segment segment = shard.segment(wire.getTenant(), set, event.entity());
        Judged judged;
        try {
            isLearning = false;
            judged = judge(wire, event, set, segment, place);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isLearning) {
                models.drop(segment.key());
            }
            if (e instanceof StateVersionException) {
                throw e;
            }
            notes.refuse(record, wire.getSource(), e);
            return;
        }
        if (judged == null) {
            settings.counters().add(Count.EVENTS_SKIPPED);
            return;
        }
        if (judged.isNew()) {
            write(judged, wire, segment, place);
        }
        count(judged, wire);
        settings.counters()
                .lastSeen()
                .model(judged.held(), set.id(), judged.held().model().state());
        notes.send(wire.getTenant(), judged.out(), wire.getSource(), record.timestamp());
        if (judged.isNew()) {
            notes.tell(segment, set, judged.held());
            feeds.hear(wire.getTenant(), set.id(), wire.getEventTime().toEpochMilli(), Candidates.Revealing.of(wire));
        }
    }

    private @Nullable Judged judge(
            dev.winnow.wire.Event wire, Event event, FeatureSet set, Segment segment, RecordMetadata place) {
        LiveModel held = models.use(segment, set);
        boolean isApplied = models.hasApplied(held, place);
        if (isApplied && settings.audit().exactlyOnce()) {
            return null;
        }
        SegmentModel model = held.model();
        List<SpecificRecord> out = new ArrayList<>(1);
        if (!isApplied && held.isUnannouncedReplacement()) {
            out.add(Signals.newGeneration(wire.getEventTime(), segment, held.generation(), held.causes()));
        }
        if (!isApplied && set.engine() == Engine.SERIES && model.sequence() == 0) {
            out.addAll(obeyWhatWasTold(wire, segment, held, place));
        }
        EntityRow row =
                model.keepsRows() ? rows.take(held, segment, event.entity(), event.timeMillis()) : model.emptyRow();

        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        boolean isHistory = settings.isHistory(wire.getSource().getTopic());
        if (!isHistory && settings.gate(set).passes(assessment.pValue())) {
            out.add(Candidates.candidate(wire, event, set, segment, held, observation, assessment, row));
        }
        if (isApplied) {
            return new Judged(held, observation, assessment, row, false, null, out);
        }
        isLearning = true;
        Learned learned = model.learn(observation, assessment);
        byte[] toWrite = null;
        if (model.keepsRows()) {
            row.learn(observation, assessment);
            toWrite = row.encode();
        }
        note(learned, wire, segment, held, isHistory, out);
        return new Judged(held, observation, assessment, row, true, toWrite, out);
    }

    /** A unit that begins is where it would be had it been there before. The order stands in its journal like any other input. */
    private List<Signal> obeyWhatWasTold(
            dev.winnow.wire.Event wire, Segment segment, LiveModel held, RecordMetadata place) {
        Optional<ModelOrder> told = models.toldBefore(segment);
        if (told.isEmpty()) {
            return List.of();
        }
        isLearning = true;
        Learned learned = held.model().obey(told.get());
        models.journal(held, segment, told.get().toBytes(), place);
        return Signals.of(wire.getEventTime(), segment, learned);
    }

    private void note(
            Learned learned,
            dev.winnow.wire.Event wire,
            Segment segment,
            LiveModel held,
            boolean isHistory,
            List<SpecificRecord> out) {
        settings.counters().add(Count.MODEL_DRIFTS, learned.drift().isPresent() ? 1 : 0);
        settings.counters().add(Count.SCORE_DRIFTS, learned.scoreDrift().isPresent() ? 1 : 0);
        settings.counters().add(Count.FEATURE_DRIFTS, learned.featureDrift().isPresent() ? 1 : 0);
        out.addAll(Signals.of(wire.getEventTime(), segment, learned));
        if (!isHistory && !learned.silences().isEmpty()) {
            Candidates.Revealing revealing = Candidates.Revealing.of(wire);
            learned.silences().forEach(silence -> out.add(Candidates.silence(revealing, segment, held, silence)));
        }
    }

    private void write(Judged judged, dev.winnow.wire.Event wire, Segment segment, RecordMetadata place) {
        LiveModel held = judged.held();
        long timeMillis = wire.getEventTime().toEpochMilli();
        models.journal(held, segment, held.model().delta(judged.observation()), place);
        if (held.model().featureSet().engine() == Engine.SERIES) {
            hearOfUnit(judged, wire, segment);
        }
        byte[] row = judged.toWrite();
        if (row == null) {
            return;
        }
        EntityRows.Gone gone = rows.put(held, segment, wire.getEntity(), timeMillis, judged.row(), row);
        if (gone.toAnnounce() > 0) {
            judged.out().add(Signals.entitiesEvicted(wire.getEventTime(), segment, gone.toAnnounce(), rows.size()));
        }
    }

    private void hearOfUnit(Judged judged, dev.winnow.wire.Event wire, Segment segment) {
        FeatureSet set = judged.held().model().featureSet();
        long timeMillis = wire.getEventTime().toEpochMilli();
        SeriesUnits.Gone gone = models.hearOfUnit(segment, set, timeMillis);
        if (gone.toAnnounce() > 0) {
            judged.out()
                    .add(Signals.unitsEvicted(
                            wire.getEventTime(), segment.ofAll(), gone.toAnnounce(), SeriesUnits.MOST));
        }
        boolean isHistory = settings.isHistory(wire.getSource().getTopic());
        for (Silence silence : models.silentUnits(segment, set, timeMillis)) {
            judged.out().add(Signals.silence(wire.getEventTime(), segment.ofAll(), silence));
            if (!isHistory) {
                LiveModel silent = models.use(segment.withGroup(silence.entity()), set);
                judged.out().add(Candidates.silence(Candidates.Revealing.of(wire), segment.ofAll(), silent, silence));
            }
        }
    }

    private void count(Judged judged, dev.winnow.wire.Event wire) {
        if (judged.observation().isLate()) {
            settings.counters().add(Count.EVENTS_LATE);
        }
        if (judged.assessment().isScored()) {
            settings.counters().add(Count.EVENTS_SCORED);
        }
        int candidates = 0;
        for (SpecificRecord out : judged.out()) {
            candidates += out instanceof dev.winnow.wire.Candidate ? 1 : 0;
        }
        settings.counters().add(Count.CANDIDATES, candidates);
        if (settings.isHistory(wire.getSource().getTopic())) {
            settings.counters().add(Count.EVENTS_OF_HISTORY);
        }
    }
}
