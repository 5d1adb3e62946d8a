package dev.winnow.topology.detect;

import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.EntityRows;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.LiveRows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows of the entities of a task: live ones, and their store. Mutable, one owner. */
final class Rows {
    private static final Logger LOG = LoggerFactory.getLogger(Rows.class);

    private final TopologySettings settings;
    private final LiveRows live = new LiveRows();
    private final EntityRows entities;

    Rows(TopologySettings settings, KeyValueStore<Bytes, byte[]> store) {
        this.settings = settings;
        entities = new EntityRows(
                store, settings.models().entityBytes(), settings.models().entityTtlMillis());
        settings.counters().add(Count.ENTITY_ROWS_DAMAGED, entities.damagedAtOpening());
    }

    /** Entities that have a row. */
    int size() {
        return entities.size();
    }

    /**
     * Gives an entity's row away, an empty one where it has none. A new generation starts with new rows: those of the old one follow
     * another configuration.
     */
    EntityRow take(LiveModel held, Segment segment, String entity, long timeMillis) {
        EntityRow used = live.take(segment.key(), held.generation(), entity);
        if (used != null && entities.isKept(segment.key(), held.generation(), entity, timeMillis)) {
            return used;
        }
        byte[] stored = entities.get(segment.key(), held.generation(), entity, timeMillis);
        if (stored != null) {
            try {
                return held.model().decodeRow(stored);
            } catch (StateVersionException e) {
                throw e;
            } catch (StateFormatException e) {
                settings.counters().add(Count.ENTITY_ROWS_DAMAGED);
                LOG.error("The row of an entity of {} is damaged and starts anew: {}", segment, e.getMessage());
            }
        }
        return held.model().emptyRow();
    }

    /**
     * Writes an entity's row and keeps it.
     *
     * @param encoded its bytes
     */
    EntityRows.Gone put(
            LiveModel held, Segment segment, String entity, long timeMillis, EntityRow row, byte[] encoded) {
        EntityRows.Gone gone = entities.put(segment.key(), held.generation(), entity, timeMillis, encoded);
        live.put(segment.key(), held.generation(), entity, row);
        settings.counters().add(Count.ENTITY_ROWS_EXPIRED, gone.expired());
        settings.counters().add(Count.ENTITY_ROWS_EVICTED, gone.evicted());
        return gone;
    }
}
