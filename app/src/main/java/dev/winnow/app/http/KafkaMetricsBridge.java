package dev.winnow.app.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Shows chosen metrics of Kafka Streams and its clients under Prometheus names: {@code kafka_<group>_<name>}, labels by
 * Kafka's tags with underscores. What Kafka reports as not a number is left out.
 */
final class KafkaMetricsBridge implements MultiCollector {
    /**
     * One metric that is shown.
     *
     * @param group Kafka's group
     * @param name Kafka's name; counters end with {@code -total}
     * @param tags the tags that it must have, no more: some names exist at several levels
     * @param help what it says
     */
    private record Shown(String group, String name, Set<String> tags, String help) {
        String prometheusName() {
            String plain = group.replace("-metrics", "") + "_" + name;
            return "kafka_" + plain.replace('-', '_');
        }

        boolean isCounter() {
            return name.endsWith("-total");
        }
    }

    private static final Set<String> CLIENT = Set.of("client-id");
    private static final Set<String> THREAD = Set.of("thread-id");
    private static final Set<String> TASK = Set.of("thread-id", "task-id");
    private static final Set<String> NODE = Set.of("thread-id", "task-id", "processor-node-id");

    /** The last node of an alert; what other nodes say of their latency is left out. */
    private static final String ALERTS = "alerts-sink";

    private static final List<Shown> SHOWN = List.of(
            new Shown("stream-metrics", "alive-stream-threads", CLIENT, "Stream threads that run."),
            new Shown("stream-metrics", "failed-stream-threads", CLIENT, "Stream threads that failed since the start."),
            new Shown("stream-thread-metrics", "process-latency-avg", THREAD, "Mean milliseconds of processing."),
            new Shown("stream-thread-metrics", "process-latency-max", THREAD, "Most milliseconds of processing."),
            new Shown("stream-thread-metrics", "process-total", THREAD, "Records processed."),
            new Shown("stream-thread-metrics", "process-ratio", THREAD, "Share of time spent in processing."),
            new Shown("stream-thread-metrics", "poll-latency-avg", THREAD, "Mean milliseconds of polling."),
            new Shown("stream-thread-metrics", "commit-latency-avg", THREAD, "Mean milliseconds of a commit."),
            new Shown("stream-thread-metrics", "commit-latency-max", THREAD, "Most milliseconds of a commit."),
            new Shown("stream-thread-metrics", "commit-total", THREAD, "Commits."),
            new Shown("stream-thread-metrics", "task-created-total", THREAD, "Tasks created."),
            new Shown("stream-thread-metrics", "task-closed-total", THREAD, "Tasks closed."),
            new Shown("stream-thread-metrics", "blocked-time-ns-total", THREAD, "Nanoseconds blocked on Kafka."),
            new Shown("stream-task-metrics", "dropped-records-total", TASK, "Records dropped by Kafka Streams."),
            new Shown("stream-task-metrics", "process-latency-avg", TASK, "Mean nanoseconds of processing."),
            new Shown("stream-task-metrics", "process-total", TASK, "Records processed by the task."),
            new Shown(
                    "stream-processor-node-metrics",
                    "record-e2e-latency-avg",
                    NODE,
                    "Mean milliseconds from an event's own time to its alert."),
            new Shown(
                    "stream-processor-node-metrics",
                    "record-e2e-latency-max",
                    NODE,
                    "Most milliseconds from an event's own time to its alert."),
            new Shown("stream-task-metrics", "restore-total", TASK, "Records restored."),
            new Shown("stream-task-metrics", "restore-remaining-records-total", TASK, "Records left to restore."),
            new Shown(
                    "stream-state-updater-metrics",
                    "active-restore-ratio",
                    THREAD,
                    "Share of time spent in restoring."),
            new Shown("stream-state-updater-metrics", "restore-records-rate", THREAD, "Records restored in a second."),
            new Shown(
                    "consumer-fetch-manager-metrics",
                    "records-lag-max",
                    CLIENT,
                    "Most records that wait in a partition."),
            new Shown("consumer-fetch-manager-metrics", "records-consumed-total", CLIENT, "Records consumed."),
            new Shown("consumer-fetch-manager-metrics", "bytes-consumed-total", CLIENT, "Bytes consumed."),
            new Shown("consumer-coordinator-metrics", "rebalance-total", CLIENT, "Rebalances."),
            new Shown("consumer-coordinator-metrics", "failed-rebalance-total", CLIENT, "Rebalances that failed."),
            new Shown("producer-metrics", "record-send-total", CLIENT, "Records sent."),
            new Shown("producer-metrics", "record-error-total", CLIENT, "Records that could not be sent."),
            new Shown("producer-metrics", "txn-commit-time-ns-total", CLIENT, "Nanoseconds in transaction commits."),
            new Shown("producer-metrics", "txn-abort-time-ns-total", CLIENT, "Nanoseconds in transaction aborts."));

    /** Metrics of the stores: their tags name the kind of store, which differs. */
    private static final Map<String, String> STORES = new TreeMap<>(Map.of(
            "block-cache-usage", "Bytes in the block cache.",
            "block-cache-pinned-usage", "Bytes pinned in the block cache.",
            "size-all-mem-tables", "Bytes of memtables.",
            "total-sst-files-size", "Bytes on disk.",
            "num-running-compactions", "Compactions that run.",
            "background-errors", "Background errors of RocksDB."));

    private final Supplier<? extends Map<MetricName, ? extends Metric>> source;

    KafkaMetricsBridge(Supplier<? extends Map<MetricName, ? extends Metric>> source) {
        this.source = source;
    }

    /** Every name that can be shown; which are depends on what runs. */
    static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        SHOWN.forEach(shown -> names.add(shown.prometheusName()));
        STORES.keySet().forEach(name -> names.add(storeName(name)));
        return names;
    }

    @Override
    public MetricSnapshots collect() {
        Map<Shown, Map<Labels, Double>> values = new LinkedHashMap<>();
        SHOWN.forEach(shown -> values.put(shown, new LinkedHashMap<>()));
        Map<String, Map<Labels, Double>> stores = new TreeMap<>();
        Map<String, List<Shown>> byName = new HashMap<>();
        SHOWN.forEach(shown -> byName.computeIfAbsent(shown.group() + "/" + shown.name(), key -> new ArrayList<>())
                .add(shown));
        source.get().forEach((name, metric) -> {
            Double value = number(metric);
            if (value == null) {
                return;
            }
            if (name.group().equals("stream-state-metrics") && STORES.containsKey(name.name())) {
                stores.computeIfAbsent(name.name(), key -> new LinkedHashMap<>())
                        .put(labels(name), value);
            }
            for (Shown shown : byName.getOrDefault(name.group() + "/" + name.name(), List.of())) {
                if (name.tags().keySet().equals(shown.tags())
                        && name.tags().getOrDefault("processor-node-id", ALERTS).equals(ALERTS)) {
                    values.computeIfAbsent(shown, key -> new LinkedHashMap<>()).put(labels(name), value);
                }
            }
        });
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        values.forEach((shown, points) -> {
            if (!points.isEmpty()) {
                snapshots.metricSnapshot(
                        shown.isCounter()
                                ? counter(shown.prometheusName(), shown.help(), points)
                                : gauge(shown.prometheusName(), shown.help(), points));
            }
        });
        stores.forEach((name, points) ->
                snapshots.metricSnapshot(gauge(storeName(name), String.valueOf(STORES.get(name)), points)));
        return snapshots.build();
    }

    private static String storeName(String name) {
        return "kafka_stream_state_" + name.replace('-', '_');
    }

    private static @org.jspecify.annotations.Nullable Double number(Metric metric) {
        try {
            return metric.metricValue() instanceof Number number && Double.isFinite(number.doubleValue())
                    ? (Double) number.doubleValue()
                    : null;
        } catch (RuntimeException e) {
            // A store may be closed between the listing and the reading.
            return null;
        }
    }

    private static Labels labels(MetricName name) {
        Map<String, String> tags = new TreeMap<>(name.tags());
        return Labels.of(
                tags.keySet().stream().map(tag -> tag.replace('-', '_')).toList(), List.copyOf(tags.values()));
    }

    private static GaugeSnapshot gauge(String name, String help, Map<Labels, Double> points) {
        GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
        points.forEach((labels, value) -> snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build()));
        return snapshot.build();
    }

    private static CounterSnapshot counter(String name, String help, Map<Labels, Double> points) {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name(name.substring(0, name.length() - "_total".length()))
                .help(help);
        points.forEach((labels, value) -> snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(Math.max(0, value))
                .build()));
        return snapshot.build();
    }
}
