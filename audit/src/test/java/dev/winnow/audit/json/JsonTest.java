package dev.winnow.audit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void anotherReaderReadsWhatIsWritten() throws Exception {
        String nasty = "a\"b\\c\n\u0000\u001b[31m\u202e\u00e9\ud83d\ude00\u007f";

        String json = new JsonWriter()
                .beginObject()
                .name(nasty)
                .value(nasty)
                .name("list")
                .beginArray()
                .value(-1)
                .value(true)
                .nullValue()
                .beginObject()
                .endObject()
                .endArray()
                .endObject()
                .finish();

        JsonNode read = new ObjectMapper().readTree(json);
        assertThat(read.get(nasty).asText()).isEqualTo(nasty);
        assertThat(read.get("list").toString()).isEqualTo("[-1,true,null,{}]");
        assertThat(json.chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
        assertThat(parse(json)).isInstanceOf(Map.class);
    }

    @Test
    void readsWholeNumbersTextAndNesting() {
        Object read = parse(" {\"a\" : [1, -20, true, false, null, \"\\u00e9\\n\\/\"], \"b\":{}} ");

        assertThat(read)
                .isEqualTo(Map.of("a", List.of(1L, -20L, true, false, JsonReader.NULL, "\u00e9\n/"), "b", Map.of()));
    }

    @Test
    void refusesWhatIsNotStrict() {
        for (String wrong : List.of(
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "01",
                "1.5",
                "1e3",
                "+1",
                "nul",
                "'a'",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "{} {}",
                "[".repeat(20),
                "1234567890123456789",
                "-",
                "\"\\u00G0\"")) {
            assertThatThrownBy(() -> parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("AUD-015 JSON at character ");
        }
        assertThatThrownBy(() -> JsonReader.parse(new byte[] {'"', (byte) 0xc3, '"'}))
                .hasMessage("AUD-015 JSON: must be UTF-8");
    }

    @Test
    void agreesWithAnotherReaderOnRandomText() {
        Random random = new Random(3);
        String alphabet = "{}[],:\"\\u0a1- tfnrue\n";
        ObjectMapper other = new ObjectMapper();
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                parse(text.toString());
            } catch (IllegalArgumentException e) {
                continue;
            }
            accepted++;
            assertThat(text.toString())
                    .satisfies(json -> assertThat(other.readTree(json)).isNotNull());
        }
        assertThat(accepted).isPositive();
    }

    private static Object parse(String json) {
        return JsonReader.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
