package dev.winnow.topology.detect;

import dev.winnow.detectors.drift.FeedMonitor;
import dev.winnow.detectors.drift.Silence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which feeds of each tenant are alive: one row a tenant, kept by the first shard, which hears of the others' events by their
 * facts. Not thread-safe.
 */
final class Feeds {
    /** Tenants whose monitor stays live; a few hundred bytes each. */
    private static final int MOST_LIVE = 1000;

    /** First byte of a key; those of units have another. */
    private static final byte KIND = 'F';

    private final KeyValueStore<Bytes, byte[]> rows;
    private final LinkedHashMap<String, FeedMonitor> live = new LinkedHashMap<>(16, 0.75f, true);

    Feeds(KeyValueStore<Bytes, byte[]> rows) {
        this.rows = rows;
    }

    /**
     * What has come to light.
     *
     * @param silences feeds that were found silent
     * @param timeMillis the tenant's event time
     * @param isTimeTold whether triage should know it now
     */
    record News(String tenant, List<Silence> silences, long timeMillis, boolean isTimeTold) {}

    /** Records that a feed was heard of. */
    News hear(String tenant, String featureSet, long timeMillis) {
        FeedMonitor monitor = live.get(tenant);
        if (monitor == null) {
            byte[] row = rows.get(key(tenant));
            monitor = row == null ? FeedMonitor.empty() : FeedMonitor.fromBytes(row);
            keep(tenant, monitor);
        }
        if (!monitor.isNews(featureSet, timeMillis)) {
            return new News(tenant, List.of(), timeMillis, false);
        }
        return saved(tenant, monitor, monitor.hear(featureSet, timeMillis));
    }

    /** A clock went on; each tenant from which nothing was heard goes on with it. */
    List<News> beat(long clockMillis) {
        List<String> tenants = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all =
                rows.range(Bytes.wrap(new byte[] {KIND}), Bytes.wrap(new byte[] {KIND + 1}))) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                byte[] key = row.key.get();
                tenants.add(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
            }
        }
        List<News> news = new ArrayList<>();
        for (String tenant : tenants) {
            FeedMonitor monitor = live.get(tenant);
            if (monitor == null) {
                monitor = FeedMonitor.fromBytes(rows.get(key(tenant)));
                keep(tenant, monitor);
            }
            news.add(saved(tenant, monitor, monitor.beat(clockMillis)));
        }
        return news;
    }

    private News saved(String tenant, FeedMonitor monitor, List<Silence> silences) {
        News news = new News(tenant, silences, monitor.timeMillis(), monitor.announces());
        rows.put(key(tenant), monitor.toBytes());
        return news;
    }

    private void keep(String tenant, FeedMonitor monitor) {
        live.put(tenant, monitor);
        if (live.size() > MOST_LIVE) {
            Iterator<Map.Entry<String, FeedMonitor>> oldest = live.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private static Bytes key(String tenant) {
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + name.length).put(KIND).put(name).array());
    }
}
