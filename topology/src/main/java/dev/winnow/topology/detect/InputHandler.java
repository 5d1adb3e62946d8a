package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.topology.mapping.LifecycleOrders;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.wire.Heartbeat;
import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.Source;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What becomes of an input that is no event: taken by the models that it concerns, and then written. One owner. */
final class InputHandler {
    private final TopologySettings settings;
    private final Shard shard;
    private final Models models;
    private final FeedNews feeds;
    private final Notes notes;
    private final ModelInputHandler inputs = new ModelInputHandler();
    /** Whether the model at hand may have changed already. */
    private boolean isLearning;

    InputHandler(TopologySettings settings, Shard shard, Models models, FeedNews feeds, Notes notes) {
        this.settings = settings;
        this.shard = shard;
        this.models = models;
        this.feeds = feeds;
        this.notes = notes;
    }

    void handle(Record<String, SpecificRecord> record, ModelInput input, RecordMetadata place) {
        settings.counters().add(Count.MODEL_INPUTS_TAKEN);
        if (input.getBody() instanceof Heartbeat) {
            feeds.beat(input.getTime().toEpochMilli(), millis -> inputs.revealing(input, place, millis));
            return;
        }
        settings.featureSets().stream()
                .filter(set -> set.id().equals(input.getFeatureSet()))
                .findFirst()
                .ifPresent(set -> {
                    segments(input.getTenant(), set).forEach(segment -> handle(record, input, place, set, segment));
                    keepForUnitsToCome(input, set);
                });
    }

    /** An order is of all units of a series, and so of those that nobody has seen yet. */
    private void keepForUnitsToCome(ModelInput input, FeatureSet set) {
        if (set.engine() == Engine.SERIES && input.getBody() instanceof LifecycleOrder told) {
            Segment all = shard.segment(input.getTenant(), set, Segment.ALL).ofAll();
            if (LifecycleOrders.isReset(input)) {
                models.resetUnits(all);
            } else if (LifecycleOrders.words().contains(told.getOrder())) {
                models.toldUnits(all, ModelInputHandler.order(told));
            }
        }
    }

    /** All segments of a feature set that this task has: one, or one for each unit of a series. */
    private List<Segment> segments(String tenant, FeatureSet set) {
        Segment all = shard.segment(tenant, set, Segment.ALL);
        return set.engine() == Engine.SERIES
                ? models.units(all.ofAll()).stream().map(all::withGroup).toList()
                : List.of(all);
    }

    private void handle(
            Record<String, SpecificRecord> record,
            ModelInput input,
            RecordMetadata place,
            FeatureSet set,
            Segment segment) {
        Source source = new Source(place.topic(), place.partition(), place.offset());
        try {
            isLearning = false;
            LiveModel held = models.use(segment, set);
            if (models.hasApplied(held, place)) {
                settings.counters().add(Count.EVENTS_SKIPPED);
                return;
            }
            SegmentFactory factory = new SegmentFactory(settings, set, segment);
            if (LifecycleOrders.isReset(input)) {
                models.reset(factory, place);
                return;
            }
            isLearning = true;
            Optional<ModelInputHandler.Taken> taken = inputs.take(held, factory, input, place);
            if (taken.isPresent()) {
                models.journal(held, segment, taken.get().delta(), place);
                notes.send(input.getTenant(), taken.get().out(), source, record.timestamp());
                notes.tell(segment, set, held);
            }
            if (shard.isFirst() && !(input.getBody() instanceof LifecycleOrder)) {
                long millis = input.getTime().toEpochMilli();
                feeds.hear(input.getTenant(), set.id(), millis, inputs.revealing(input, place, millis));
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isLearning) {
                models.drop(segment.key());
            }
            if (e instanceof StateVersionException) {
                throw e;
            }
            notes.refuse(record, source, e);
        }
    }
}
