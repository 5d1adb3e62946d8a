package dev.winnow.topology.detect;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.segment.ModelOrder;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.GenerationCause;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.ModelStore;
import dev.winnow.topology.store.SeriesUnits;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** The models of a task: live ones, and their journals. Mutable, one owner. */
final class Models {
    private final TopologySettings settings;
    private final ModelCache live;
    private final Object task;
    private final ModelStore models;
    private final SeriesUnits units;
    private final UnitSilences silences;

    /**
     * @param live models of all tasks of the instance
     * @param task what they are this task's by
     */
    Models(
            TopologySettings settings,
            ModelCache live,
            Object task,
            KeyValueStore<Bytes, byte[]> store,
            UnitSilences silences) {
        this.settings = settings;
        this.live = live;
        this.task = task;
        this.silences = silences;
        models = new ModelStore(store, settings.models().snapshotEvery());
        units = new SeriesUnits(store, SeriesUnits.MOST, settings.models().entityTtlMillis());
    }

    /** The live model of a segment; loaded or made where there is none. */
    LiveModel use(Segment segment, FeatureSet set) {
        LiveModel known = live.use(task, segment.key());
        if (known != null) {
            return known;
        }
        LiveModel loaded = load(segment, set);
        live.admit(task, segment.key(), loaded);
        return loaded;
    }

    private LiveModel load(Segment segment, FeatureSet set) {
        settings.counters().add(Count.MODELS_HYDRATED);
        LiveModel loaded = models.load(segment.key(), new SegmentFactory(settings, set, segment));
        if (loaded.isUnannouncedReplacement() && loaded.causes().contains(GenerationCause.DAMAGE)) {
            settings.counters().add(Count.MODELS_DAMAGED);
        }
        return loaded;
    }

    /** Whether the model has taken in the record at a place. */
    boolean hasApplied(LiveModel held, RecordMetadata place) {
        return held.hasApplied(place.topic(), settings.topicId(place.topic()), place.partition(), place.offset());
    }

    /** Writes down what the model has just taken in. */
    void journal(LiveModel held, Segment segment, byte[] delta, RecordMetadata place) {
        if (models.journal(
                held, delta, place.topic(), settings.topicId(place.topic()), place.partition(), place.offset())) {
            settings.counters().add(Count.MODEL_SNAPSHOTS);
            live.admit(task, segment.key(), held);
        }
    }

    /** Begins a segment's next generation; the record at this place counts as taken. */
    void reset(SegmentFactory factory, RecordMetadata place) {
        String key = factory.segment().key();
        models.reset(key, factory, place.topic(), settings.topicId(place.topic()), place.partition(), place.offset());
        drop(key);
    }

    /** Lets a live model go whose store has the truth. */
    void drop(String segment) {
        live.drop(task, segment);
    }

    /** Groups of a segment that have models of their own here. */
    List<String> units(Segment ofAll) {
        return units.of(ofAll.key());
    }

    /** Keeps what all units of a series were told, for those that nobody has seen yet. */
    void toldUnits(Segment ofAll, ModelOrder order) {
        units.told(ofAll.key(), order);
    }

    /** Units that come are under no order. */
    void resetUnits(Segment ofAll) {
        units.reset(ofAll.key());
    }

    /** What a unit of a series that begins now has to obey first. */
    Optional<ModelOrder> toldBefore(Segment segment) {
        return units.toldBefore(segment.ofAll().key());
    }

    /** Units of a series that turn out to be silent now that another was heard of. */
    List<Silence> silentUnits(Segment segment, FeatureSet set, long timeMillis) {
        return silences.hear(segment.ofAll().key(), settings.segments(set).silence(), segment.group(), timeMillis);
    }

    /** Notes that a unit of a series was heard of, and deletes the models of those that go. */
    SeriesUnits.Gone hearOfUnit(Segment segment, FeatureSet set, long timeMillis) {
        SeriesUnits.Gone gone = units.hear(segment.ofAll().key(), segment.group(), timeMillis);
        for (List<String> names : List.of(gone.expired(), gone.evicted())) {
            for (String name : names) {
                String key = segment.withGroup(name).key();
                models.delete(key);
                drop(key);
                silences.forget(segment.ofAll().key(), settings.segments(set).silence(), name);
            }
        }
        settings.counters().add(Count.ENTITY_ROWS_EXPIRED, gone.expired().size());
        settings.counters().add(Count.ENTITY_ROWS_EVICTED, gone.evicted().size());
        return gone;
    }
}
