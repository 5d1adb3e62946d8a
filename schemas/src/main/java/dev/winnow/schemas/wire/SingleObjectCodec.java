package dev.winnow.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro single-object encoding with the bundled schemas (Avro specification, "Single-object encoding"): the two bytes
 * {@code C3 01}, the little-endian CRC-64-AVRO fingerprint of the schema, then the datum.
 */
public final class SingleObjectCodec implements WireCodec {
    private static final int HEADER_BYTES = 10;

    private final Map<String, BinaryMessageEncoder<SpecificRecord>> encoders = new HashMap<>();
    private final Map<Long, DatumReader<SpecificRecord>> readers = new HashMap<>();

    public SingleObjectCodec() {
        for (Schema schema : WireSchemas.all()) {
            encoders.put(schema.getFullName(), new BinaryMessageEncoder<>(WireSchemas.data(schema), schema));
            readers.put(SchemaNormalization.parsingFingerprint64(schema), reader(schema));
        }
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record) {
        BinaryMessageEncoder<SpecificRecord> encoder =
                encoders.get(record.getSchema().getFullName());
        if (encoder == null) {
            throw new IllegalArgumentException(
                    "not a wire record: " + record.getSchema().getFullName());
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(512);
            encoder.encode(record, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SpecificRecord decode(String topic, byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
            throw new WireFormatException("WIR-001 topic \"" + topic
                    + "\": record must be in Avro single-object encoding (C3 01 …); it has " + bytes.length
                    + " bytes and another start");
        }
        long fingerprint = 0;
        for (int i = HEADER_BYTES - 1; i >= 2; i--) {
            fingerprint = fingerprint << 8 | bytes[i] & 0xff;
        }
        DatumReader<SpecificRecord> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new WireFormatException("WIR-002 topic \"" + topic + "\": schema fingerprint "
                    + Long.toHexString(fingerprint) + " is not known to this build");
        }
        try {
            // Not from a stream: only over an array does Avro check a length against the bytes left before it
            // allocates.
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            SpecificRecord record = reader.read(null, decoder);
            if (decoder.isEnd()) {
                return record;
            }
        } catch (IOException | RuntimeException e) {
            // Damaged lengths and branches come out of Avro as half a dozen kinds of unchecked exceptions.
            throw new WireFormatException("WIR-003 topic \"" + topic + "\": record does not follow its schema", e);
        }
        throw new WireFormatException("WIR-003 topic \"" + topic + "\": record goes on after its schema's end");
    }

    @SuppressWarnings("unchecked") // The data model makes readers of its own records.
    private static DatumReader<SpecificRecord> reader(Schema schema) {
        return WireSchemas.data(schema).createDatumReader(schema);
    }
}
