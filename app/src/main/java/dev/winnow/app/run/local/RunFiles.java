package dev.winnow.app.run.local;

import dev.winnow.app.config.OutputConfig;
import dev.winnow.app.run.audit.AuditExport;
import dev.winnow.app.run.results.DeadLetterLine;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.schemas.output.WireJson;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run: {@code alerts.jsonl}, {@code clusters.jsonl} (the last state of each, in order of appearance),
 * {@code dead-letters.jsonl}, {@code signals.jsonl}, {@code audit/}, and a file for each configured output, {@code ecs.jsonl} and
 * so on; none for avro, which has no lines and says no more than {@code alerts.jsonl}. Of a run whose files nobody keeps
 * there is {@code audit/} alone, which is verified at the end. One thread.
 */
public final class RunFiles implements CommittedSink, AutoCloseable {
    private final Path directory;
    private final boolean isKept;
    private final OutputStream alerts;
    private final OutputStream deadLetters;
    private final OutputStream signals;
    private final AuditExport audit;
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, OutputStream> formats = new TreeMap<>();
    private final Function<DeadLetter, Map<String, Object>> placeOf;

    /**
     * @param isKept whether anybody will read more of it than the audit log
     * @param outputs alerts in other tools' formats, each with a file named after its format (its topic, where two share one)
     * @param placeOf what a dead letter's line says besides, such as file and line
     */
    public RunFiles(
            Path directory,
            boolean isKept,
            List<OutputConfig> outputs,
            Function<DeadLetter, Map<String, Object>> placeOf) {
        this.isKept = isKept;
        this.placeOf = placeOf;
        try {
            this.directory = Files.createDirectories(directory);
            alerts = open("alerts.jsonl");
            deadLetters = open("dead-letters.jsonl");
            signals = open("signals.jsonl");
            for (OutputConfig output : outputs) {
                if (output.format().equals("avro")) {
                    continue;
                }
                boolean isAlone = outputs.stream()
                                .filter(other -> other.format().equals(output.format()))
                                .count()
                        == 1;
                formats.put(output.topic(), open((isAlone ? output.format() : output.topic()) + ".jsonl"));
            }
            audit = new AuditExport(directory.resolve("audit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutputStream open(String name) throws IOException {
        if (!isKept) {
            return OutputStream.nullOutputStream();
        }
        return new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)), 1 << 16);
    }

    @Override
    public void alert(Alert alert) {
        line(alerts, alert);
    }

    @Override
    public void cluster(Cluster cluster) {
        clusters.put(cluster.getId(), cluster);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        if (isKept) {
            line(deadLetters, DeadLetterLine.of(letter, placeOf.apply(letter)));
        }
    }

    @Override
    public void signal(Signal signal) {
        line(signals, signal);
    }

    @Override
    public void auditEntry(int partition, StoredEntry entry) {
        audit.write(partition, entry);
    }

    @Override
    public void output(String topic, byte[] value) {
        OutputStream out = formats.get(topic);
        if (out != null) {
            line(out, value);
        }
    }

    /** The clusters that deserve a look first: by band, then probability, then number of alerts, then id. */
    public List<Map<String, @Nullable Object>> topClusters(int atMost) {
        return clusters.values().stream()
                .sorted(Comparator.comparing(Cluster::getBand)
                        .thenComparing(Cluster::getProbability)
                        .thenComparing(Cluster::getAlerts)
                        .reversed()
                        .thenComparing(Cluster::getId))
                .limit(atMost)
                .map(RunFiles::shortly)
                .toList();
    }

    private static Map<String, @Nullable Object> shortly(Cluster cluster) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("band", cluster.getBand().name().toLowerCase(Locale.ROOT));
        line.put("probability", cluster.getProbability());
        line.put("title", cluster.getTitle());
        line.put(
                "entity",
                cluster.getEntities().isEmpty() ? null : cluster.getEntities().get(0));
        line.put("entities", cluster.getEntities().size());
        line.put("alerts", cluster.getAlerts());
        line.put("alertId", cluster.getRepresentative());
        line.put("clusterId", cluster.getId());
        return line;
    }

    private void line(OutputStream out, IndexedRecord record) {
        // A line of JSON costs as much as a decision: not for nobody.
        if (isKept) {
            line(out, WireJson.encode(record));
        }
    }

    private static void line(OutputStream out, byte[] json) {
        try {
            out.write(json);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (OutputStream clusterLines = open("clusters.jsonl")) {
            clusters.values().forEach(cluster -> line(clusterLines, cluster));
            alerts.close();
            deadLetters.close();
            signals.close();
            for (OutputStream format : formats.values()) {
                format.close();
            }
            audit.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
