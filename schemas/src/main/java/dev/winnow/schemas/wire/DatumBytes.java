package dev.winnow.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro binary encoding of wire records with the keys of maps sorted, in every codec: equal records give equal bytes,
 * whatever map held their fields. Thread-safe.
 */
public abstract sealed class DatumBytes {
    /**
     * Appends the record's bytes.
     *
     * @throws AvroTypeException if the schema cannot hold the record; nothing is appended then
     */
    public abstract void write(SpecificRecord record, OutputStream out) throws IOException;

    /** With the schema of the records' own class. */
    public static DatumBytes of(Schema schema) {
        return new Own(schema);
    }

    /** With another schema of the same contract, which Avro resolves the records to. */
    static DatumBytes resolved(Schema own, Schema other) {
        return new Resolved(own, other);
    }

    private static final class Own extends DatumBytes {
        private final SortedSpecific writer;

        Own(Schema schema) {
            writer = new SortedSpecific(schema, WireSchemas.data(schema));
        }

        @Override
        public void write(SpecificRecord record, OutputStream out) throws IOException {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(record, encoder);
            encoder.flush();
        }
    }

    private static final class Resolved extends DatumBytes {
        private final Own own;
        private final GenericDatumReader<Object> reader;
        private final SortedGeneric writer;
        private final boolean isKnown;

        Resolved(Schema own, Schema other) {
            this.own = new Own(own);
            this.reader = new GenericDatumReader<>(own, other);
            this.writer = new SortedGeneric(other);
            this.isKnown = Kinds.areKnown(own, other);
        }

        @Override
        public void write(SpecificRecord record, OutputStream out) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            own.write(record, bytes);
            Object resolved = reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
            if (!isKnown && !Kinds.areSame(record, resolved)) {
                throw new AvroTypeException("the other schema has no such kind of record");
            }
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(resolved, encoder);
            encoder.flush();
        }
    }

    private static final class SortedSpecific extends SpecificDatumWriter<SpecificRecord> {
        SortedSpecific(Schema schema, SpecificData data) {
            super(schema, data);
        }

        @Override
        protected void writeMap(Schema schema, Object datum, Encoder out) throws IOException {
            super.writeMap(schema, sorted(datum), out);
        }
    }

    private static final class SortedGeneric extends GenericDatumWriter<Object> {
        SortedGeneric(Schema schema) {
            super(schema, GenericData.get());
        }

        @Override
        protected void writeMap(Schema schema, Object datum, Encoder out) throws IOException {
            super.writeMap(schema, sorted(datum), out);
        }
    }

    private static Object sorted(Object datum) {
        boolean isSorted = datum instanceof SortedMap<?, ?> map && map.comparator() == null;
        return isSorted || !(datum instanceof Map<?, ?> other) ? datum : new TreeMap<>(other);
    }
}
