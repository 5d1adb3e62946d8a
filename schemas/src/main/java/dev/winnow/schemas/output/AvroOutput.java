package dev.winnow.schemas.output;

import dev.winnow.wire.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Avro single-object encoding of the alert schema, keys of maps sorted. */
final class AvroOutput implements OutputFormat {
    @Override
    public String name() {
        return "avro";
    }

    @Override
    public byte[] encode(Alert alert) {
        // A hash map's order is no part of the alert; sorted keys give the same bytes for the same alert.
        Alert sorted = new Alert();
        for (Schema.Field field : alert.getSchema().getFields()) {
            sorted.put(field.pos(), alert.get(field.pos()));
        }
        sorted.setContext(new TreeMap<>(alert.getContext()));
        try {
            ByteBuffer encoded = sorted.toByteBuffer();
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
