package dev.winnow.topology.detect;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.drift.SilenceMonitor;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.topology.store.SeriesUnits;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which units of series have fallen silent, by the rows of the other units of a family: of a tenant's units of one feature set on one
 * shard. Not thread-safe.
 *
 * <pre>
 * key 'U', family (UTF-8, without 0), 0: the state of the monitor without its units
 * key 'U', family, 0, unit (UTF-8): what is known of the unit
 * </pre>
 */
final class UnitSilences {
    /** Rows of a unit within this much event time count as one: a silence lasts a minute at least. */
    private static final long RESOLUTION_MILLIS = 10_000;

    private final KeyValueStore<Bytes, byte[]> rows;
    private final Map<String, SilenceMonitor> live = new HashMap<>();

    UnitSilences(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
    }

    /** Records that a unit was heard of; returns the units that were found silent, the longest silent first. */
    List<Silence> hear(String family, SegmentConfig.Quiet config, String unit, long timeMillis) {
        SilenceMonitor monitor = monitor(family, config);
        if (!monitor.isApart(unit, timeMillis, RESOLUTION_MILLIS)) {
            return List.of();
        }
        List<Silence> silences = monitor.observe(unit, timeMillis);
        rows.put(SeriesUnits.key(family, ""), monitor.head());
        rows.put(SeriesUnits.key(family, unit), monitor.row(unit));
        for (Silence silence : silences) {
            rows.put(SeriesUnits.key(family, silence.entity()), monitor.row(silence.entity()));
        }
        return silences;
    }

    /** Forgets a unit that went. */
    void forget(String family, SegmentConfig.Quiet config, String unit) {
        monitor(family, config).forget(unit);
        rows.delete(SeriesUnits.key(family, unit));
    }

    private SilenceMonitor monitor(String family, SegmentConfig.Quiet config) {
        SilenceMonitor known = live.get(family);
        if (known != null) {
            return known;
        }
        // One more than there can be units before one has to go, so that the monitor itself never lets one go.
        int capacity = SeriesUnits.MOST + 1;
        byte @Nullable [] head = rows.get(SeriesUnits.key(family, ""));
        SilenceMonitor monitor = head == null
                ? new SilenceMonitor(capacity, config.pValue(), config.minimumGaps())
                : SilenceMonitor.restore(capacity, config.pValue(), config.minimumGaps(), head, stored(family));
        live.put(family, monitor);
        return monitor;
    }

    private Map<String, byte[]> stored(String family) {
        byte[] first = SeriesUnits.key(family, "").get();
        byte[] end = first.clone();
        end[end.length - 1] = 1;
        Map<String, byte[]> stored = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = rows.range(Bytes.wrap(first), Bytes.wrap(end))) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                byte[] key = row.key.get();
                // The end of the range is the head of a family that has no name.
                if (key.length > first.length && key[first.length - 1] == 0) {
                    stored.put(
                            new String(key, first.length, key.length - first.length, StandardCharsets.UTF_8),
                            row.value);
                }
            }
        }
        return stored;
    }
}
