package dev.winnow.topology.serde;

import dev.winnow.schemas.wire.DatumBytes;
import dev.winnow.schemas.wire.Kinds;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.schemas.wire.WireSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The wire format of Confluent-compatible registries. Thread-safe.
 *
 * <pre>
 * byte  0     magic, 0
 * bytes 1..4  id of the writer's schema, big-endian, at least 0
 * bytes 5..   the datum in Avro binary encoding; nothing follows it
 * </pre>
 *
 * <p>Writing: the full schema text, with documentation and defaults, is registered under the subject {@code <topic>-value}
 * before the first record of a topic, and the id is kept. Reading: the writer's schema is fetched by id once and resolved
 * against this build's. Records in single-object encoding ({@link SingleObjectCodec}) are read too, so that a registry can
 * be introduced while old records stand on the topics; they are never written.
 *
 * <p>A fault of the record is a {@link WireFormatException}; a fault of the registry is a {@link RegistryException}, after
 * which the same call may be made again. An id that the registry does not know is asked for again with each record: it may
 * be registered meanwhile.
 */
final class RegistryCodec implements WireCodec {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;
    private static final byte SINGLE_OBJECT = (byte) 0xC3;

    private final RegistryClient client;
    private final SingleObjectCodec singleObject;
    private final Map<String, Schema> byName = new HashMap<>();
    private final Map<String, DatumBytes> writers = new HashMap<>();
    private final Map<Written, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Reading> readings = new ConcurrentHashMap<>();
    /** One question at a time: threads that start together ask once. */
    private final Object asking = new Object();

    RegistryCodec(RegistrySettings settings, SingleObjectCodec singleObject) {
        this.singleObject = singleObject;
        this.client = new RegistryClient(settings);
        for (Schema schema : WireSchemas.all()) {
            byName.put(schema.getFullName(), schema);
            writers.put(schema.getFullName(), DatumBytes.of(schema));
        }
    }

    /**
     * Registers the schema for the topic, or finds it registered; asks once.
     *
     * @throws RegistryException REG-002 to REG-007
     */
    @Override
    public void prepare(String topic, Schema schema) {
        id(topic, schema.getFullName());
    }

    @Override
    public SingleObjectCodec singleObject() {
        return singleObject;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record) {
        String name = record.getSchema().getFullName();
        DatumBytes writer = writers.get(name);
        if (writer == null) {
            throw new IllegalArgumentException("not a wire record: " + name);
        }
        int id = id(topic, name);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.write(MAGIC);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(id >>> shift);
        }
        try {
            writer.write(record, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public SpecificRecord decode(String topic, byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == SINGLE_OBJECT) {
            return singleObject.decode(topic, bytes);
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new WireFormatException("WIR-001 topic \"" + topic
                    + "\": record must be in a registry's encoding (00 and a schema id) or in Avro single-object encoding"
                    + " (C3 01 …); it has " + bytes.length + " bytes and another start");
        }
        int id = 0;
        for (int i = 1; i < HEADER_BYTES; i++) {
            id = id << 8 | bytes[i] & 0xff;
        }
        Reading reading = reading(topic, id);
        if (reading.reader == null) {
            throw new WireFormatException("WIR-006 topic \"" + topic + "\": " + reading.fault);
        }
        SpecificRecord record;
        boolean isWhole;
        boolean isSame;
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            record = reading.reader.read(null, decoder);
            isWhole = decoder.isEnd();
            isSame = reading.asWritten == null
                    || Kinds.areSame(
                            reading.asWritten.read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null)),
                            record);
        } catch (IOException | RuntimeException e) {
            // Damaged lengths, counts and branches come out of Avro as half a dozen kinds of unchecked exceptions.
            throw new WireFormatException(
                    "WIR-003 topic \"" + topic + "\": record does not follow its schema " + id, e);
        } catch (StackOverflowError e) {
            // A writer's schema may hold a recursive field that we skip; its depth is then the sender's choice.
            throw new WireFormatException(
                    "WIR-003 topic \"" + topic + "\": record of schema " + id + " is nested too deeply", e);
        }
        if (!isSame) {
            throw new WireFormatException("WIR-006 topic \"" + topic + "\": record of schema " + id
                    + " must hold kinds of records that this build knows; it holds another one");
        }
        if (!isWhole) {
            throw new WireFormatException("WIR-003 topic \"" + topic + "\": record does not follow its schema " + id
                    + "; bytes are left after it");
        }
        return record;
    }

    private int id(String topic, String name) {
        Written written = new Written(topic, name);
        Integer known = ids.get(written);
        if (known != null) {
            return known;
        }
        Schema schema = byName.get(name);
        if (schema == null) {
            throw new IllegalArgumentException("not a wire schema: " + name);
        }
        synchronized (asking) {
            known = ids.get(written);
            if (known == null) {
                known = client.register(topic + "-value", SchemaText.of(schema));
                ids.put(written, known);
            }
            return known;
        }
    }

    private Reading reading(String topic, int id) {
        Reading known = readings.get(id);
        if (known != null) {
            return known;
        }
        synchronized (asking) {
            known = readings.get(id);
            if (known == null) {
                Optional<RegistryClient.Fetched> fetched = id < 0 ? Optional.empty() : client.fetch(id);
                known = resolve(
                        id,
                        fetched.orElseThrow(() -> new WireFormatException("WIR-005 topic \"" + topic + "\": schema id "
                                + Integer.toUnsignedString(id) + " is not known to the registry")));
                readings.put(id, known);
            }
            return known;
        }
    }

    private Reading resolve(int id, RegistryClient.Fetched fetched) {
        if (fetched.schema() == null) {
            return Reading.refused("schema " + id + " must be an Avro schema without references; it is not");
        }
        Schema writer;
        try {
            writer = new Schema.Parser().parse(fetched.schema());
        } catch (AvroRuntimeException e) {
            return Reading.refused("schema " + id + " must be an Avro schema; its text is not one");
        }
        if (writer.getType() != Schema.Type.RECORD) {
            return Reading.refused("schema " + id + " must be one of Winnow's; it is no record");
        }
        Schema reader = byName.get(writer.getFullName());
        if (reader == null) {
            return Reading.refused(
                    "schema " + id + " must be one of Winnow's; its name is \"" + writer.getFullName() + "\"");
        }
        if (!Kinds.faults(reader, writer).isEmpty()) {
            return Reading.refused("schema " + id + " of " + writer.getFullName()
                    + " must be readable by this build's version; it is incompatible");
        }
        return new Reading(
                new SpecificDatumReader<>(writer, reader, WireSchemas.data(reader)),
                Kinds.areKnown(writer, reader) ? null : new GenericDatumReader<>(writer),
                "");
    }

    /** What an id stands for on the writing side. */
    private record Written(String topic, String name) {}

    /** How records of one schema id are read, or why they are not. */
    private record Reading(
            @Nullable SpecificDatumReader<SpecificRecord> reader,
            @Nullable GenericDatumReader<Object> asWritten,
            String fault) {
        static Reading refused(String fault) {
            return new Reading(null, null, fault);
        }
    }
}
