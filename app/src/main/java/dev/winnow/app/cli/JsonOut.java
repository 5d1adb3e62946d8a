package dev.winnow.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;

/** Writes exactly one JSON document. Everything outside ASCII is escaped, so that it is safe on a terminal too. */
public final class JsonOut {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final PrintWriter out;
    private boolean isWritten;

    JsonOut(PrintWriter out) {
        this.out = out;
    }

    /**
     * Writes the document: maps, lists, records, numbers, texts.
     *
     * @throws IllegalStateException if one was written already
     */
    public void write(Object document) {
        if (isWritten) {
            throw new IllegalStateException("a command prints one JSON document, and it was printed already");
        }
        try {
            String text = JSON.writeValueAsString(document);
            isWritten = true;
            // DEL is ASCII, and the writer leaves it as it is.
            out.println(text.replace("\u007f", "\\u007f"));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document must be writable as JSON", e);
        }
    }
}
