package dev.winnow.topology.mapping;

import dev.winnow.wire.Source;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Carries the coordinates of the input record through an internal topic, for records whose schema does not: the offsets of
 * internal topics depend on where transactions ended, so they would differ from run to run.
 */
public final class SourceHeader {
    private static final String NAME = "winnow-source";

    private SourceHeader() {}

    public static void add(Headers headers, Source source) {
        String text = source.getTopic() + '\n' + source.getPartition() + '\n' + source.getOffset();
        headers.add(NAME, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Optional<Source> read(Headers headers) {
        Header header = headers.lastHeader(NAME);
        if (header == null) {
            return Optional.empty();
        }
        String[] parts = new String(header.value(), StandardCharsets.UTF_8).split("\n", -1);
        return Optional.of(new Source(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2])));
    }
}
