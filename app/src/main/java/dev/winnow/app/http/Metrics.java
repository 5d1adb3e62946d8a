package dev.winnow.app.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The metrics of one application, in Prometheus' text format. Thread-safe. Names of our own begin with {@code winnow_}. */
public final class Metrics {
    /** Content type of {@link #writeText}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "winnow_";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

    private Metrics() {}

    /** An empty set of metrics. */
    public static Metrics empty() {
        return new Metrics();
    }

    /** The metrics of this JVM: memory, garbage collection, threads, classes. */
    public static Metrics withJvm() {
        Metrics metrics = new Metrics();
        JvmMetrics.builder().register(metrics.registry);
        return metrics;
    }

    /**
     * A counter; the same name gives the same counter.
     *
     * @param name begins with {@code winnow_} and ends with {@code _total}
     * @param labels names of its labels
     */
    public Counter counter(String name, String help, String... labels) {
        return counters.computeIfAbsent(checked(name), key -> {
            Counter counter =
                    Counter.builder().name(key).help(help).labelNames(labels).build();
            registry.register(counter);
            return counter;
        });
    }

    /**
     * A gauge that is set; the same name gives the same gauge.
     *
     * @param name begins with {@code winnow_}
     * @param labels names of its labels
     */
    public Gauge gauge(String name, String help, String... labels) {
        return gauges.computeIfAbsent(checked(name), key -> {
            Gauge gauge =
                    Gauge.builder().name(key).help(help).labelNames(labels).build();
            registry.register(gauge);
            return gauge;
        });
    }

    /** A counter that is asked at each scrape; it must never fall. The name must be new, and end with {@code _total}. */
    public void counter(String name, String help, DoubleSupplier value) {
        registry.register(CounterWithCallback.builder()
                .name(checked(name))
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .build());
    }

    /** A counter with one label that is asked at each scrape; no value may ever fall. The name must be new, and end with {@code _total}. */
    public void counter(String name, String help, String label, Supplier<? extends Map<String, Long>> values) {
        registry.register(CounterWithCallback.builder()
                .name(checked(name))
                .help(help)
                .labelNames(label)
                .callback(callback -> values.get().forEach((value, count) -> callback.call(count, value)))
                .build());
    }

    /** Adds what is collected at each scrape, together. */
    void register(MultiCollector collector) {
        registry.register(collector);
    }

    /** Adds the chosen metrics of Kafka's clients and Kafka Streams; see {@link KafkaMetricsBridge}. */
    public void bridge(Supplier<? extends Map<MetricName, ? extends Metric>> source) {
        registry.register(new KafkaMetricsBridge(source));
    }

    /** Writes everything in Prometheus' text format. */
    public void writeText(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    private static String checked(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a metric's name must begin with " + PREFIX + ", was \"" + name + "\"");
        }
        return name;
    }
}
