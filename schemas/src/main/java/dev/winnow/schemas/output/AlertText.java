package dev.winnow.schemas.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AttackTag;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the JSON formats share: how an alert is named, and which of its texts are addresses. */
final class AlertText {
    static final String PRODUCT = "Winnow";

    /** Numbers in their shortest form, which Java's own text of a number is from release 19 on only; and sooner. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private static final int HIGHEST_PORT = 65_535;

    /** Control and format characters (terminal escapes, line ends, text direction), which have no place in one line. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private AlertText() {}

    /** The model that scored, as one name: its segment, and its shard where there are several. */
    static String model(Alert alert) {
        return alert.getShards() > 1 ? alert.getSegment() + "|" + alert.getShard() : alert.getSegment();
    }

    /** Writes one document. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] json(Body body) {
        // By way of characters: half a surrogate pair becomes a question mark there, and an exception in a byte
        // generator.
        StringWriter out = new StringWriter(2048);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One line for people, never empty: the signature of another tool's alert, or what is strange about whom. */
    static String title(Alert alert) {
        String signature = signature(alert);
        return signature.isEmpty() ? line(kind(alert) + " of " + alert.getEntity()) : signature;
    }

    /** The same without the entity: what alerts of one cause have in common. */
    static String rule(Alert alert) {
        String signature = signature(alert);
        return signature.isEmpty() ? line(kind(alert)) : signature;
    }

    private static String signature(Alert alert) {
        String signature = alert.getContext().get("signature");
        return signature == null ? "" : line(signature);
    }

    private static String kind(Alert alert) {
        return "Unusual " + alert.getType() + " activity";
    }

    private static String line(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** The address in that field, or null where the field is absent or holds no IP address. */
    static @Nullable String address(Alert alert, String field) {
        String text = alert.getContext().get(field);
        return text != null && IpAddresses.isAddress(text) ? text : null;
    }

    static @Nullable String context(Alert alert, String field) {
        return alert.getContext().get(field);
    }

    /** A port as a number, or null where the alert has none or it is no number. */
    static @Nullable Long port(Alert alert, String field) {
        String text = alert.getContext().get(field);
        if (text == null || text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        long port = Long.parseLong(text);
        return port <= HIGHEST_PORT ? port : null;
    }

    /** Application protocol in lower case, or null where the sensor could not tell. */
    static @Nullable String protocol(Alert alert) {
        String text = alert.getContext().get("app_proto");
        return text == null || text.equals("failed") || text.equals("unknown") ? null : text.toLowerCase(Locale.ROOT);
    }

    /** The technique that a tag's sub-technique belongs to, or the technique itself: T1071 for T1071.001. */
    static String parentTechnique(AttackTag tag) {
        int dot = tag.getTechniqueId().indexOf('.');
        return dot < 0 ? tag.getTechniqueId() : tag.getTechniqueId().substring(0, dot);
    }

    static boolean isSubTechnique(AttackTag tag) {
        return tag.getTechniqueId().indexOf('.') >= 0;
    }

    /** 0 to 100, half up. */
    static long percent(double probability) {
        return Math.round(100 * probability);
    }
}
