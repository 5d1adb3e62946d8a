package dev.winnow.schemas.wire;

import dev.winnow.wire.AuditEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro single-object encoding (Avro specification, "Single-object encoding"): the two bytes {@code C3 01}, the
 * little-endian CRC-64-AVRO fingerprint of the writer's schema, then the datum, keys of maps sorted.
 *
 * <p>The writer's schema is one of this build's or of any release in its {@link SchemaHistory}; it is resolved against this
 * build's, so that a field that the writer did not know has its default and a field that is gone is skipped. Thread-safe.
 */
public final class SingleObjectCodec implements WireCodec {
    /** Marker and fingerprint of the schema, before the datum. */
    public static final int HEADER_BYTES = 10;

    private final Map<String, Writing> writings = new HashMap<>();
    private final Map<Long, DatumReader<SpecificRecord>> readers = new HashMap<>();

    /** Writes this build's schemas and reads every one that a release has written. */
    public SingleObjectCodec() {
        this(SchemaHistory.bundled());
    }

    /** The same with a history of the caller's. */
    public SingleObjectCodec(SchemaHistory history) {
        this(WireSchemas.all(), known(history));
    }

    private SingleObjectCodec(Collection<Schema> written, Collection<Schema> known) {
        Map<String, Schema> own = new LinkedHashMap<>();
        WireSchemas.all().forEach(schema -> own.put(schema.getFullName(), schema));
        for (Schema schema : known) {
            Schema reader = own.get(schema.getFullName());
            if (reader == null) {
                throw new IllegalStateException(
                        "a contract of the history must still be read; there is no " + schema.getFullName());
            }
            readers.put(
                    SchemaNormalization.parsingFingerprint64(schema),
                    new SpecificDatumReader<>(schema, reader, WireSchemas.data(reader)));
        }
        own.values().forEach(schema -> writings.put(schema.getFullName(), new Writing(schema, schema)));
        for (Schema schema : written) {
            Schema today = own.get(schema.getFullName());
            if (today != null) {
                writings.put(schema.getFullName(), new Writing(today, schema));
            }
        }
    }

    /**
     * Reads what this build reads, and writes as an earlier release did, so that instances of that release can read it: what
     * they do not know is left out. Kinds of records that the release did not have are written as this build does, and audit
     * entries too: no instance reads them, they may hold details that the release did not have, and a log leaves nothing out.
     *
     * @throws IllegalArgumentException if the release is before the history's first, or no version number
     */
    public static SingleObjectCodec writingAs(SchemaHistory history, String release) {
        List<Schema> written = new ArrayList<>(schemas(history, release));
        written.removeIf(schema ->
                schema.getFullName().equals(AuditEntry.getClassSchema().getFullName()));
        return new SingleObjectCodec(written, known(history));
    }

    /**
     * Reads and writes what a build of that release did and knows nothing that came later: the other side of an upgrade.
     *
     * @throws IllegalArgumentException if the release is before the history's first, or no version number
     */
    public static SingleObjectCodec asOf(SchemaHistory history, String release) {
        List<Schema> known =
                history.until(release).stream().map(SchemaHistory.Entry::schema).toList();
        return new SingleObjectCodec(schemas(history, release), known);
    }

    private static Collection<Schema> schemas(SchemaHistory history, String release) {
        return history.writtenBy(release)
                .orElseThrow(() -> new IllegalArgumentException("release must not be before the first in the history of"
                        + " schemas " + history.releases() + ", was \"" + release + "\""))
                .values();
    }

    private static Collection<Schema> known(SchemaHistory history) {
        List<Schema> known = new ArrayList<>();
        history.entries().forEach(entry -> known.add(entry.schema()));
        // This build's own come last: where an entry has the same fingerprint, nothing needs to be resolved.
        known.addAll(WireSchemas.all());
        return known;
    }

    @Override
    public SingleObjectCodec singleObject() {
        return this;
    }

    /**
     * The schema that records of that kind are written with.
     *
     * @param name full name of a contract
     */
    public Schema schema(String name) {
        return writing(name).schema;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record) {
        Writing writing = writing(record.getSchema().getFullName());
        try {
            return writing.bytes(record);
        } catch (AvroTypeException e) {
            if (writing.today == writing.schema) {
                throw e;
            }
            // A kind of detail or action that the release did not have: its instances refuse this one record.
            return new Writing(writing.today, writing.today).bytes(record);
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
            throw new WireFormatException("WIR-002 topic \"" + topic
                    + "\": record must follow a schema that this build or a release before it wrote; fingerprint "
                    + Long.toHexString(fingerprint) + " is not known");
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

    /**
     * The first field of a record that this build wrote, which must be a text; the rest is not looked at.
     *
     * @param name full name of a contract
     * @return empty for a record of another kind
     */
    public Optional<String> firstText(String name, byte[] bytes) {
        byte[] header = writing(name).header;
        if (bytes.length < HEADER_BYTES || !Arrays.equals(header, 0, HEADER_BYTES, bytes, 0, HEADER_BYTES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(DecoderFactory.get()
                    .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null)
                    .readString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Writing writing(String name) {
        Writing writing = writings.get(name);
        if (writing == null) {
            throw new IllegalArgumentException("not a wire record: " + name);
        }
        return writing;
    }

    /** What was written, without the lock that {@link java.io.ByteArrayOutputStream} takes for each value. One owner. */
    private static final class Bytes extends OutputStream {
        private byte[] bytes = new byte[1024];
        private int length;

        @Override
        public void write(int value) {
            ensure(1);
            bytes[length++] = (byte) value;
        }

        @Override
        public void write(byte[] from, int at, int count) {
            ensure(count);
            System.arraycopy(from, at, bytes, length, count);
            length += count;
        }

        byte[] toByteArray() {
            return Arrays.copyOf(bytes, length);
        }

        private void ensure(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
            }
        }
    }

    /** How records of one kind are written. */
    private static final class Writing {
        private final Schema today;
        private final Schema schema;
        private final byte[] header = new byte[HEADER_BYTES];
        private final DatumBytes writer;

        Writing(Schema today, Schema asked) {
            long fingerprint = SchemaNormalization.parsingFingerprint64(asked);
            // Documentation and defaults change no byte, so most contracts are the same in most releases.
            boolean isSame = fingerprint == SchemaNormalization.parsingFingerprint64(today);
            this.today = today;
            this.schema = isSame ? today : asked;
            this.writer = isSame ? DatumBytes.of(today) : DatumBytes.resolved(today, asked);
            header[0] = (byte) 0xC3;
            header[1] = 1;
            for (int i = 2; i < HEADER_BYTES; i++) {
                header[i] = (byte) (fingerprint >>> 8 * (i - 2));
            }
        }

        byte[] bytes(SpecificRecord record) {
            try {
                Bytes out = new Bytes();
                out.write(header, 0, header.length);
                writer.write(record, out);
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
