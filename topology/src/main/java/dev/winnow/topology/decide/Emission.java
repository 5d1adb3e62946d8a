package dev.winnow.topology.decide;

import dev.winnow.topology.seal.AuditSlot;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.Signal;

/** What decide sends on, each to its own topic. */
public sealed interface Emission {
    record OfAlert(Alert alert) implements Emission {}

    record OfCluster(Cluster cluster) implements Emission {}

    /** A cluster that leaves its compacted topic. */
    record OfClusterEnd(String clusterId) implements Emission {}

    record OfSignal(Signal signal) implements Emission {}

    /** An input of one shard's models. */
    record OfModelInput(ModelInput input) implements Emission {}

    record OfDeadLetter(DeadLetter deadLetter) implements Emission {}

    /**
     * An audit entry for the partition of the task.
     *
     * @param value exact value bytes that the tag covers; the header travels with the record
     */
    record OfAuditEntry(AuditSlot slot, byte[] value) implements Emission {}
}
