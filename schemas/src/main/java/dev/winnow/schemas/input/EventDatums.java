package dev.winnow.schemas.input;

import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.wire.Event;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads datums of the event schema, in any version that a release wrote, as records of this release's. Strings stay the
 * bytes that they are. Immutable and thread-safe.
 */
final class EventDatums {
    /** Bytes before the datum in single-object encoding: the two of the mark and the fingerprint. */
    static final int HEADER_BYTES = 10;

    private static final EventDatums BUNDLED = new EventDatums(SchemaHistory.bundled());

    private final Map<Long, Version> versions = new HashMap<>();

    EventDatums(SchemaHistory history) {
        Schema today = new Schema.Parser().parse(SchemaText.of(Event.getClassSchema()));
        history.entries().stream()
                .map(SchemaHistory.Entry::schema)
                .filter(schema -> schema.getFullName().equals(today.getFullName()))
                .forEach(schema -> add(schema, today));
        add(today, today);
    }

    private void add(Schema writer, Schema reader) {
        Version version = new Version(writer, reader);
        versions.put(version.fingerprint, version);
    }

    /** Those that this build knows. */
    static EventDatums bundled() {
        return BUNDLED;
    }

    /** The version with that fingerprint; null if no release wrote it. */
    @Nullable
    Version version(long fingerprint) {
        return versions.get(fingerprint);
    }

    /** The version that this release writes. */
    static long today() {
        return SchemaNormalization.parsingFingerprint64(Event.getClassSchema());
    }

    /** The ten bytes that stand before a datum of that version. */
    static byte[] header(long fingerprint) {
        byte[] header = new byte[HEADER_BYTES];
        header[0] = (byte) 0xC3;
        header[1] = 1;
        for (int i = 0; i < 8; i++) {
            header[2 + i] = (byte) (fingerprint >>> 8 * i);
        }
        return header;
    }

    /** One version of the schema. */
    static final class Version {
        private final long fingerprint;
        private final Schema writer;
        private final Reader reader;

        private Version(Schema writer, Schema reader) {
            this.fingerprint = SchemaNormalization.parsingFingerprint64(writer);
            this.writer = writer;
            this.reader = new Reader(writer, reader);
        }

        long fingerprint() {
            return fingerprint;
        }

        /**
         * Index behind the datum, which is walked through and not kept.
         *
         * @throws Refusal INP-018
         */
        int end(byte[] bytes, int from, int to) throws Refusal {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, to - from, null);
            try {
                GenericDatumReader.skip(writer, decoder);
                return to - decoder.inputStream().available();
            } catch (IOException | RuntimeException e) {
                // Avro has half a dozen kinds of exceptions for lengths, counts and branches that cannot be.
                throw broken();
            }
        }

        /**
         * Reads the one datum that the bytes hold. Over an array Avro believes no length or count before it has compared it
         * with the bytes that are left.
         *
         * @throws Refusal INP-018; INP-006 if more bytes follow; INP-007 for a name that stands twice
         */
        GenericRecord read(byte[] bytes, int from, int to) throws Refusal {
            GenericRecord datum;
            boolean isWhole;
            try {
                BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, to - from, null);
                datum = reader.read(null, decoder);
                isWhole = decoder.isEnd();
            } catch (RepeatedNameException e) {
                throw Refusal.duplicate(EventBuilder.bounded(String.valueOf(e.getMessage())));
            } catch (IOException | RuntimeException e) {
                throw broken();
            }
            if (!isWhole) {
                throw new Refusal(
                        InputCode.TRAILING, "a record must be one Avro datum; found more; send one datum a record");
            }
            return datum;
        }

        private static Refusal broken() {
            return new Refusal(
                    InputCode.BROKEN_AVRO,
                    "an Avro datum must follow its schema; it ends early or claims what is not there; encode it with the"
                            + " event schema");
        }
    }

    private static final class RepeatedNameException extends AvroRuntimeException {
        private static final long serialVersionUID = 1L;

        RepeatedNameException(String name) {
            super(name);
        }
    }

    private static final class Reader extends GenericDatumReader<GenericRecord> {
        Reader(Schema writer, Schema reader) {
            super(writer, reader, plain());
        }

        /** Avro's fast reader would not ask {@link #addToMap}. */
        private static GenericData plain() {
            GenericData data = new GenericData();
            data.setFastReaderEnabled(false);
            return data;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected void addToMap(Object map, Object key, Object value) {
            if (((Map<Object, Object>) map).put(key, value) != null) {
                throw new RepeatedNameException(key.toString());
            }
        }
    }
}
