package dev.winnow.app.run.local;

import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;

/** Receives what a run has committed, each kind in the order of its topic. */
public interface CommittedSink {
    void alert(Alert alert);

    void cluster(Cluster cluster);

    void deadLetter(DeadLetter letter);

    void signal(Signal signal);

    void auditEntry(int partition, StoredEntry entry);

    /** An alert in another tool's format, on a configured output topic. */
    default void output(String topic, byte[] value) {}
}
