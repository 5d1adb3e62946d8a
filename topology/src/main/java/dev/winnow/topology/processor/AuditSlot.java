package dev.winnow.topology.processor;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;

/**
 * Key of an audit record with the partition that it must go to: one writer per audit partition, chosen by the task and not
 * by a hash. Only the key's bytes are written.
 */
public record AuditSlot(int partition, byte[] key) {
    static final Serde<AuditSlot> SERDE =
            Serdes.serdeFrom((topic, slot) -> slot == null ? null : slot.key(), (topic, bytes) -> {
                throw new IllegalStateException("audit records are written, never read, by the topology");
            });

    public static Serde<AuditSlot> serde() {
        return SERDE;
    }

    public static KeyValue<AuditSlot, byte[]> keyed(Emission.OfAuditEntry entry) {
        return KeyValue.pair(new AuditSlot(entry.partition(), entry.key()), entry.value());
    }
}
