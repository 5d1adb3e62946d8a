package dev.winnow.topology.serde;

import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serde of one kind of wire record, or of any; whether a registry's framing or single-object encoding stands on the topic
 * is the codec's business alone.
 */
public final class WireSerde<T extends SpecificRecord> implements Serde<T> {
    private final WireCodec codec;
    private final Class<T> type;

    private WireSerde(WireCodec codec, Class<T> type) {
        this.codec = codec;
        this.type = type;
    }

    public static <T extends SpecificRecord> WireSerde<T> of(WireCodec codec, Class<T> type) {
        return new WireSerde<>(codec, type);
    }

    /** For topics that hold several kinds. */
    public static WireSerde<SpecificRecord> any(WireCodec codec) {
        return new WireSerde<>(codec, SpecificRecord.class);
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, record) -> record == null ? null : codec.encode(topic, record);
    }

    @Override
    public Deserializer<T> deserializer() {
        return this::decode;
    }

    private @Nullable T decode(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        SpecificRecord record = codec.decode(topic, bytes);
        if (!type.isInstance(record)) {
            throw new WireFormatException("WIR-004 topic \"" + topic + "\": expected " + type.getSimpleName() + ", got "
                    + record.getSchema().getName());
        }
        return type.cast(record);
    }
}
