package dev.winnow.app.http;

import dev.winnow.app.http.RuntimeStatus.Snapshot;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.metric.LastSeen;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a running application shows about itself: every {@link Count} as {@code winnow_<name>_total}, and gauges of its
 * {@link RuntimeStatus}. {@code docs/reference/metrics.md} lists them.
 */
public final class ApplicationMetrics {
    /** A gauge over the status. */
    private enum Shown {
        READY("winnow_ready", "1 where /ready says yes, else 0."),
        BROKER_REACHABLE("winnow_broker_reachable", "1 where a broker answered lately, else 0."),
        RESTORE_PARTITIONS_LEFT("winnow_restore_partitions_left", "Changelog partitions that are not restored yet."),
        PARTITIONS_WITHOUT_OWNER("winnow_partitions_without_owner", "Partitions that no instance reads."),
        THREADS_ALIVE("winnow_threads_alive", "Stream threads that run."),
        THREADS_WANTED("winnow_threads_wanted", "Stream threads that should run."),
        DISK_FREE_BYTES("winnow_disk_free_bytes", "Room on the disk of the state directory; -1 where unknown."),
        DISK_TOTAL_BYTES("winnow_disk_total_bytes", "Size of the disk of the state directory; -1 where unknown.");

        private final String metric;
        private final String help;

        Shown(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }

        double value(Snapshot snapshot, long readyMaxLag) {
            return switch (this) {
                case READY -> Readiness.of(snapshot, readyMaxLag).ready() ? 1 : 0;
                case BROKER_REACHABLE -> snapshot.isBrokerReachable() ? 1 : 0;
                case RESTORE_PARTITIONS_LEFT -> snapshot.restore().partitionsLeft();
                case PARTITIONS_WITHOUT_OWNER -> snapshot.backlog().partitionsWithoutOwner();
                case THREADS_ALIVE -> snapshot.threadsAlive();
                case THREADS_WANTED -> snapshot.threadsWanted();
                case DISK_FREE_BYTES -> snapshot.disk().freeBytes();
                case DISK_TOTAL_BYTES -> snapshot.disk().totalBytes();
            };
        }
    }

    private static final String UNSCORED = "winnow_events_unscored_total";
    private static final String UNSCORED_HELP =
            "Events that no feature set takes, by type; types beyond the first hundred as (others).";

    private static final String LAG = "winnow_lag_records";
    private static final String LAG_HELP =
            "Records of a topic that the application has not committed yet, the same on every instance.";

    private static final String MODELS = "winnow_models";
    private static final String MODELS_HELP = "Live models of this process by feature set and state.";
    private static final String CALIBRATORS = "winnow_calibrators";
    private static final String CALIBRATORS_HELP =
            "Calibrators by feature set and kind, those of all tenants that had an alert since the start.";
    private static final String VERDICTS = "winnow_calibrator_verdicts";
    private static final String VERDICTS_HELP = "Verdicts that those calibrators rest on.";

    /** All gauges of one scrape are of one moment. */
    private record Gauges(RuntimeStatus status, LastSeen seen, long readyMaxLag) implements MultiCollector {
        @Override
        public MetricSnapshots collect() {
            Snapshot snapshot = status.snapshot();
            MetricSnapshots.Builder all = MetricSnapshots.builder();
            for (Shown shown : Shown.values()) {
                all.metricSnapshot(GaugeSnapshot.builder()
                        .name(shown.metric)
                        .help(shown.help)
                        .dataPoint(GaugeDataPointSnapshot.builder()
                                .value(shown.value(snapshot, readyMaxLag))
                                .build())
                        .build());
            }
            GaugeSnapshot.Builder lag = GaugeSnapshot.builder().name(LAG).help(LAG_HELP);
            new TreeMap<>(snapshot.backlog().records())
                    .forEach((topic, records) -> lag.dataPoint(point(Labels.of("topic", topic), records)));
            all.metricSnapshot(lag.build());
            all.metricSnapshot(bySet(MODELS, MODELS_HELP, "state", seen.models()));
            all.metricSnapshot(bySet(CALIBRATORS, CALIBRATORS_HELP, "kind", seen.calibrators()));
            all.metricSnapshot(bySet(VERDICTS, VERDICTS_HELP, "kind", seen.verdicts()));
            return all.build();
        }

        private static GaugeSnapshot bySet(String name, String help, String state, Map<LastSeen.Labels, Long> values) {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> gauge.dataPoint(
                    point(Labels.of("feature_set", labels.featureSet(), state, labels.state()), value)));
            return gauge.build();
        }

        private static GaugeDataPointSnapshot point(Labels labels, double value) {
            return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
        }
    }

    private ApplicationMetrics() {}

    /**
     * Adds them; once for each {@link Metrics}.
     *
     * @param readyMaxLag records that may wait before the application is not ready: {@code http.readyMaxLag}
     */
    public static void register(Metrics metrics, Counters counters, RuntimeStatus status, long readyMaxLag) {
        for (Count count : Count.values()) {
            metrics.counter(name(count), help(count), () -> counters.value(count));
        }
        metrics.counter(UNSCORED, UNSCORED_HELP, "type", counters::unscored);
        metrics.register(new Gauges(status, counters.lastSeen(), readyMaxLag));
    }

    /** Every name of a metric that Winnow can show, its own and those of Kafka; not those of the JVM. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(KafkaMetricsBridge.names());
        for (Count count : Count.values()) {
            names.add(name(count));
        }
        names.add(UNSCORED);
        for (Shown shown : Shown.values()) {
            names.add(shown.metric);
        }
        names.addAll(List.of(LAG, MODELS, CALIBRATORS, VERDICTS));
        return names;
    }

    /** The name of a count, for example {@code winnow_dead_letters_total}. */
    public static String name(Count count) {
        return "winnow_" + count.name().toLowerCase(Locale.ROOT) + "_total";
    }

    private static String help(Count count) {
        return switch (count) {
            case RECORDS_READ -> "Input records read.";
            case DEAD_LETTERS -> "Records refused at any stage.";
            case RECORDS_REFUSED -> "Input records that could not be decoded.";
            case EVENTS_DECODED -> "Events decoded.";
            case EVENTS_DETECTED -> "Events that reached the detectors.";
            case EVENTS_WITHOUT_FEATURE_SET -> "Events of a type that no feature set accepts.";
            case EVENTS_OF_HISTORY -> "Events of history inputs, which are learnt and never become alerts.";
            case EVENTS_LATE -> "Events that came after the grace period of their windows.";
            case EVENTS_SCORED -> "Events that got a score.";
            case EVENTS_SKIPPED -> "Records delivered again and skipped, because their offset was decided already.";
            case CANDIDATES -> "Events that passed the gate.";
            case SENT_TO_TRIAGE -> "Candidates and model notes sent to triage.";
            case TAKEN_BY_TRIAGE -> "Candidates and model notes that triage has taken.";
            case SHARD_FACTS -> "Facts that shards of models sent to the task of their tenant.";
            case MODEL_INPUTS_READ -> "Inputs of models that are no events, read from their topic.";
            case MODEL_INPUTS_TAKEN -> "Inputs of models that are no events, taken by models.";
            case VERDICTS_READ -> "Records read from the feedback topic.";
            case VERDICTS_DECODED -> "Verdicts decoded.";
            case VERDICTS_TAKEN -> "Verdicts that triage has taken.";
            case COMMANDS_TAKEN -> "Commands that triage has taken, refused ones included.";
            case ALERTS -> "Alerts written, folded ones included.";
            case MUTED -> "Candidates that a mute suppressed.";
            case CLUSTER_UPDATES -> "Updates of clusters written.";
            case AUDIT_ENTRIES -> "Audit entries written.";
            case MODELS_HYDRATED -> "Models read back from their store.";
            case ENTITY_ROWS_EXPIRED -> "Rows of entities that went because they were silent for too long.";
            case MODEL_DRIFTS -> "Times that most of a segment looked unlike before and its model learnt anew.";
            case SCORE_DRIFTS -> "Times that ordinary events of a segment were scored unlike before.";
            case FEATURE_DRIFTS -> "Times that features of a segment were distributed unlike in their reference.";
            case SHADOWS_STARTED -> "Second forests that began to learn after drift.";
            case SHADOWS_WON -> "Second forests that were measured to be better and wait for people.";
            case SHADOWS_PROMOTED -> "Second forests that took over.";
            case SHADOWS_RETIRED -> "Second forests that were not, or no longer, better, or whose model started anew.";
            case ENTITY_ROWS_EVICTED -> "Rows of entities that went because the bytes were used up.";
            case ENTITY_ROWS_DAMAGED -> "Rows of entities that were damaged and started anew.";
            case MODELS_DAMAGED -> "Models whose stored state was damaged and that started anew.";
            case MODEL_SNAPSHOTS -> "Snapshots of models written.";
        };
    }
}
