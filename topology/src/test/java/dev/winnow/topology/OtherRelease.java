package dev.winnow.topology;

import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireSchemas;
import java.util.List;
import org.apache.avro.Schema;

/** A release before this build, whose every contract began with a field that is gone; the schemas' own tests change more. */
public final class OtherRelease {
    public static final String VERSION = "0.0.9";

    private OtherRelease() {}

    public static SchemaHistory history() {
        List<SchemaHistory.Entry> entries = WireSchemas.all().stream()
                .map(schema -> new SchemaHistory.Entry(VERSION, of(schema)))
                .toList();
        return SchemaHistory.of(entries);
    }

    /** What an instance of that release writes and reads. */
    public static SingleObjectCodec codec() {
        return SingleObjectCodec.asOf(history(), VERSION);
    }

    private static Schema of(Schema schema) {
        String text = SchemaText.of(schema);
        String gone = "{\"name\":\"gone\",\"type\":\"string\",\"default\":\"\"},";
        return new Schema.Parser().parse(text.replaceFirst("\"fields\":\\[", "\"fields\":[" + gone));
    }
}
