package dev.winnow.topology.seal;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Key of an audit record with the partition that it must go to: one writer per audit partition, chosen by the task and not
 * by a hash. Only the key's bytes are written.
 *
 * @param key exact key bytes that the entry's tag covers
 */
public record AuditSlot(int partition, byte[] key) {
    static final Serde<AuditSlot> SERDE =
            Serdes.serdeFrom((topic, slot) -> slot == null ? null : slot.key(), (topic, bytes) -> {
                throw new IllegalStateException("audit records are written, never read, by the topology");
            });

    public static Serde<AuditSlot> serde() {
        return SERDE;
    }
}
