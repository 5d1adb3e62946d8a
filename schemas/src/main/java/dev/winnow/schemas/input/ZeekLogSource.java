package dev.winnow.schemas.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a Zeek log; mutable, one owner. A {@code #separator} line starts a new header, so that concatenated logs are
 * read; a repeated directive replaces the earlier one. Only the directives that a row needs are repeated before it.
 */
final class ZeekLogSource implements RecordSplitter.Source {
    private static final List<String> NEEDED =
            List.of("#separator", "#set_separator", "#empty_field", "#unset_field", "#path", "#fields", "#types");

    private final ByteSource in;
    private final BoundedBytes line;
    private final BoundedBytes record;

    /** Header lines by the index of their directive. */
    private final List<byte[]> directives = new ArrayList<>();

    private byte[] header = new byte[0];

    ZeekLogSource(ByteSource in, int maxRecordBytes) {
        this.in = in;
        this.line = new BoundedBytes(maxRecordBytes + 1);
        this.record = new BoundedBytes(maxRecordBytes + 1);
        clearDirectives();
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        while (RecordSplitter.nextLine(in, line)) {
            byte first = line.at(0);
            if (first == '#') {
                directive();
            } else if (first == '{' || header.length == 0) {
                return line.copy();
            } else {
                record.clear();
                record.append(header, 0, header.length);
                byte[] row = line.copy();
                record.append(row, 0, row.length);
                return record.copy();
            }
        }
        return null;
    }

    private void directive() {
        byte[] bytes = line.copy();
        String text = new String(bytes, 0, Math.min(bytes.length, 16), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < NEEDED.size(); i++) {
            if (text.startsWith(NEEDED.get(i))) {
                if (i == 0) {
                    clearDirectives();
                }
                directives.set(i, bytes);
                joinHeader();
                return;
            }
        }
    }

    private void clearDirectives() {
        directives.clear();
        for (int i = 0; i < NEEDED.size(); i++) {
            directives.add(new byte[0]);
        }
    }

    private void joinHeader() {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] directive : directives) {
            if (directive.length > 0) {
                joined.writeBytes(directive);
                joined.write('\n');
            }
        }
        header = joined.toByteArray();
    }
}
