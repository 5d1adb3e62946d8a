package dev.winnow.topology.serde;

import dev.winnow.schemas.wire.WireSchemas;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Wire records for tests. */
final class WireSamples {
    private WireSamples() {}

    /** A record of that schema with random content; the same seed gives the same record. */
    static SpecificRecord random(Schema schema, long seed) {
        try {
            SpecificDatumReader<SpecificRecord> reader =
                    new SpecificDatumReader<>(schema, schema, WireSchemas.data(schema));
            return reader.read(
                    null,
                    DecoderFactory.get()
                            .binaryDecoder(
                                    datum(
                                            schema,
                                            new RandomData(schema, 1, seed)
                                                    .iterator()
                                                    .next()),
                                    null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] datum(Schema schema, Object generic) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(generic, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    static Verdict verdict() {
        return new Verdict(
                "v-1",
                "acme",
                "a-1",
                VerdictKind.FALSE_POSITIVE,
                "backup job",
                "mara",
                Instant.ofEpochMilli(1_700_000_000_000L),
                2L,
                null,
                ActorType.HUMAN,
                null);
    }

    /** The frame of a registry: magic, id, datum. */
    static byte[] framed(int id, byte[] datum) {
        byte[] frame = new byte[5 + datum.length];
        for (int i = 0; i < 4; i++) {
            frame[1 + i] = (byte) (id >>> (24 - 8 * i));
        }
        System.arraycopy(datum, 0, frame, 5, datum.length);
        return frame;
    }
}
