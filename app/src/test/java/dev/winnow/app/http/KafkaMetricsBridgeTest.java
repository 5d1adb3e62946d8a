package dev.winnow.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaMetricsBridgeTest {
    private final Map<MetricName, Metric> source = new LinkedHashMap<>();

    @Test
    void showsChosenMetricsWithTheirTagsAsLabels() throws IOException {
        add("stream-metrics", "alive-stream-threads", Map.of("client-id", "c"), 2);
        add("stream-thread-metrics", "commit-total", Map.of("thread-id", "t-1"), 17.0);
        add("stream-task-metrics", "dropped-records-total", Map.of("thread-id", "t-1", "task-id", "0_1"), 4.0);
        add(
                "stream-state-metrics",
                "block-cache-usage",
                Map.of("thread-id", "t-1", "task-id", "0_1", "rocksdb-state-id", "models"),
                99L);
        add("consumer-fetch-manager-metrics", "records-lag-max", Map.of("client-id", "c"), 12.0);
        for (String node : List.of("alerts-sink", "audit-sink")) {
            add(
                    "stream-processor-node-metrics",
                    "record-e2e-latency-avg",
                    Map.of("thread-id", "t-1", "task-id", "0_1", "processor-node-id", node),
                    250.0);
        }

        assertThat(text().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "kafka_stream_alive_stream_threads{client_id=\"c\"} 2.0",
                        "kafka_stream_thread_commit_total{thread_id=\"t-1\"} 17.0",
                        "kafka_stream_task_dropped_records_total{task_id=\"0_1\",thread_id=\"t-1\"} 4.0",
                        "kafka_stream_state_block_cache_usage{rocksdb_state_id=\"models\",task_id=\"0_1\",thread_id=\"t-1\"}"
                                + " 99.0",
                        "kafka_stream_processor_node_record_e2e_latency_avg{processor_node_id=\"alerts-sink\",task_id=\"0_1\","
                                + "thread_id=\"t-1\"} 250.0",
                        "kafka_consumer_fetch_manager_records_lag_max{client_id=\"c\"} 12.0");
    }

    @Test
    void leavesOutWhatIsNoNumberOrNotChosen() throws IOException {
        add("stream-metrics", "alive-stream-threads", Map.of("client-id", "c"), "RUNNING");
        add("stream-thread-metrics", "commit-latency-avg", Map.of("thread-id", "t-1"), Double.NaN);
        add("consumer-fetch-manager-metrics", "records-lag-max", Map.of("client-id", "c", "topic", "x"), 1.0);
        add("app-info", "version", Map.of(), "4.3.1");
        source.put(
                new MetricName("process-total", "stream-thread-metrics", "", Map.of("thread-id", "t-1")), new Metric() {
                    @Override
                    public MetricName metricName() {
                        return new MetricName("process-total", "stream-thread-metrics", "", Map.of());
                    }

                    @Override
                    public Object metricValue() {
                        throw new IllegalStateException("closed");
                    }
                });

        assertThat(text()).isEmpty();
    }

    @Test
    void refusesAMetricOfOurOwnWithoutThePrefix() {
        assertThatThrownBy(() -> Metrics.empty().counter("alerts_total", "Alerts."))
                .hasMessage("a metric's name must begin with winnow_, was \"alerts_total\"");
    }

    @Test
    void givesTheSameCounterForTheSameName() throws IOException {
        Metrics metrics = Metrics.empty();
        metrics.counter("winnow_events_total", "Events.").inc();
        metrics.counter("winnow_events_total", "Events.").inc();
        metrics.gauge("winnow_live_models", "Live models.").set(7);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        metrics.writeText(bytes);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("winnow_events_total 2.0", "winnow_live_models 7.0");
    }

    private String text() throws IOException {
        Metrics metrics = Metrics.empty();
        metrics.bridge(() -> source);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        metrics.writeText(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void add(String group, String name, Map<String, String> tags, Object value) {
        MetricName key = new MetricName(name, group, "", tags);
        source.put(key, new Metric() {
            @Override
            public MetricName metricName() {
                return key;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }
}
