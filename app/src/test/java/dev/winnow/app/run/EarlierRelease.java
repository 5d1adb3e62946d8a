package dev.winnow.app.run;

import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.avro.Schema;

/** A release before this build, whose every contract began with a field that is gone. */
final class EarlierRelease {
    static final String VERSION = "0.0.9";

    static final SchemaHistory HISTORY = SchemaHistory.of(WireSchemas.all().stream()
            .map(schema -> new SchemaHistory.Entry(VERSION, earlier(schema)))
            .toList());

    private EarlierRelease() {}

    /** An instance of that release: it knows nothing that came later. */
    static SingleObjectCodec then() {
        return SingleObjectCodec.asOf(HISTORY, VERSION);
    }

    /** An instance of this build while instances of that release run beside it. */
    static SingleObjectCodec upgrading() {
        return SingleObjectCodec.writingAs(HISTORY, VERSION);
    }

    /** An instance of this build alone. */
    static SingleObjectCodec now() {
        return new SingleObjectCodec(HISTORY);
    }

    /** Makes a folder that holds the history as this build would, for the front of a class path. */
    static void write(Path folder) {
        StringBuilder index = new StringBuilder();
        try {
            for (SchemaHistory.Entry entry : HISTORY.entries()) {
                Path file = folder.resolve(
                        "avro/history/" + VERSION + "/" + entry.schema().getName() + ".avsc");
                Files.createDirectories(file.getParent());
                Files.writeString(file, entry.schema().toString());
                index.append(String.format(
                        Locale.ROOT, "%s %s %016x%n", VERSION, entry.schema().getName(), entry.fingerprint()));
            }
            Files.writeString(folder.resolve("avro/history/releases"), index);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema earlier(Schema schema) {
        String gone = "\"fields\":[{\"name\":\"gone\",\"type\":\"string\",\"default\":\"\"},";
        return new Schema.Parser().parse(SchemaText.of(schema).replaceFirst("\"fields\":\\[", gone));
    }
}
