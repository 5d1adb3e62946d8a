package dev.winnow.app.run.local;

import dev.winnow.app.run.audit.AuditExport;
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
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;

/**
 * The files of a run: {@code alerts.jsonl}, {@code clusters.jsonl} (the last state of each, in order of appearance),
 * {@code dead-letters.jsonl}, {@code signals.jsonl} and {@code audit/}. One thread.
 */
public final class RunFiles implements CommittedSink, AutoCloseable {
    private final Path directory;
    private final OutputStream alerts;
    private final OutputStream deadLetters;
    private final OutputStream signals;
    private final AuditExport audit;
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();

    public RunFiles(Path directory) {
        try {
            this.directory = Files.createDirectories(directory);
            alerts = open("alerts.jsonl");
            deadLetters = open("dead-letters.jsonl");
            signals = open("signals.jsonl");
            audit = new AuditExport(directory.resolve("audit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutputStream open(String name) throws IOException {
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
        line(deadLetters, letter);
    }

    @Override
    public void signal(Signal signal) {
        line(signals, signal);
    }

    @Override
    public void auditEntry(int partition, StoredEntry entry) {
        audit.write(partition, entry);
    }

    private static void line(OutputStream out, IndexedRecord record) {
        try {
            out.write(WireJson.encode(record));
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
            audit.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
