package dev.winnow.schemas.wire;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes wire records with the keys of maps sorted: equal records give equal bytes, whatever map held their fields. */
public final class WireWriter extends SpecificDatumWriter<SpecificRecord> {
    public WireWriter(Schema schema) {
        super(schema, WireSchemas.data(schema));
    }

    @Override
    protected void writeMap(Schema schema, Object datum, Encoder out) throws IOException {
        Object sorted =
                datum instanceof Map<?, ?> map && !(datum instanceof SortedMap<?, ?>) ? new TreeMap<>(map) : datum;
        super.writeMap(schema, sorted, out);
    }
}
