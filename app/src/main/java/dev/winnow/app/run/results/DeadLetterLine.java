package dev.winnow.app.run.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.schemas.output.WireJson;
import dev.winnow.wire.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A dead letter as one line of JSON: its fields, but the original as {@code text} where it is text, and as {@code original} in
 * hex where it is not; both are null where the letter does not carry it.
 */
public final class DeadLetterLine {
    /** Characters of the record that a line for people shows. */
    private static final int SHOWN = 160;

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeadLetterLine() {}

    /**
     * @param more further fields, such as file and line
     * @return UTF-8 without a line end
     */
    public static byte[] of(DeadLetter letter, Map<String, Object> more) {
        try {
            ObjectNode line = (ObjectNode) JSON.readTree(WireJson.encode(letter));
            Optional<String> text = text(letter.getOriginal());
            boolean isCarried = letter.getOriginal().hasRemaining() || letter.getOriginalLength() == 0;
            line.put("text", text.filter(any -> isCarried).orElse(null));
            if (text.isPresent() || !isCarried) {
                line.putNull("original");
            }
            more.forEach((name, value) -> line.set(name, JSON.valueToTree(value)));
            return JSON.writeValueAsBytes(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes as text, if they are UTF-8 without control characters other than tab and line ends. */
    public static Optional<String> text(ByteBuffer bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        boolean isPlain = text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t' || c == '\r' || c == '\n');
        return isPlain ? Optional.of(text) : Optional.empty();
    }

    /** Code and coordinates of a letter, for a note. */
    public static String place(DeadLetter letter) {
        return letter.getCode() + " " + letter.getSource().getTopic() + "-"
                + letter.getSource().getPartition() + "@" + letter.getSource().getOffset();
    }

    /** Code, place and reason as one line for people, and the beginning of the record behind it where it is text. */
    public static String text(JsonNode letter) {
        JsonNode source = letter.path("source");
        StringBuilder line = new StringBuilder(letter.path("code").asText())
                .append("  ")
                .append(source.path("topic").asText())
                .append('-')
                .append(source.path("partition").asText())
                .append('@')
                .append(source.path("offset").asText());
        if (letter.has("file")) {
            line.append("  ").append(letter.path("file").asText());
            if (letter.has("line")) {
                line.append(':').append(letter.path("line").asText());
            }
        }
        line.append("  ").append(letter.path("reason").asText());
        String text = letter.path("text").asText("");
        if (!text.isEmpty()) {
            line.append("  | ").append(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
        }
        return line.toString();
    }
}
