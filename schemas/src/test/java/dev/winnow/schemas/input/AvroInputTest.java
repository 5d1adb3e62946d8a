package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.wire.OtherRelease;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.wire.Event;
import dev.winnow.wire.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AvroInputTest {
    private final InputFormat avro = InputFormats.create("avro", InputOptions.defaults());

    @Test
    void decodesWhatTheGeneratedClassEncodes() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 500; i++) {
            Map<String, Double> numbers = new HashMap<>();
            Map<String, String> texts = new HashMap<>();
            for (int n = random.nextInt(20); n > 0; n--) {
                numbers.put("n" + n, random.nextDouble(-1e12, 1e12));
                texts.put("t" + n, "ü".repeat(random.nextInt(1, 90)));
            }
            long time = random.nextLong(Timestamps.EARLIEST, Timestamps.LATEST);

            Decoded decoded = avro.decode(encoded(event("e" + i, "flow", time, numbers, texts)));

            assertThat(decoded)
                    .as("case " + i + " of seed 11")
                    .isEqualTo(new Decoded.Accepted(
                            new dev.winnow.schemas.event.Event("flow", "e" + i, time, numbers, texts), "acme"));
        }
    }

    @Test
    void readsTheEventsOfAnEarlierRelease() {
        Event event = event("e", "flow", 1_772_438_400_000L, Map.of("x", 1.0), Map.of("y", "z"));
        byte[] old = SingleObjectCodec.asOf(OtherRelease.history(), OtherRelease.VERSION)
                .encode("", event);

        Decoded decoded = new AvroInput(InputOptions.defaults(), new EventDatums(OtherRelease.history())).decode(old);

        assertThat(decoded)
                .isEqualTo(new Decoded.Accepted(
                        new dev.winnow.schemas.event.Event(
                                "flow", "e", 1_772_438_400_000L, Map.of("x", 1.0), Map.of("y", "z")),
                        "acme"));
        assertThat(Fixtures.text(avro.decode(old)))
                .as("a release that this build does not know")
                .startsWith("INP-017 input \"avro\": a record must start with C301");
    }

    @Test
    void refusesANameThatStandsTwiceAndATextThatIsNoUtf8() throws IOException {
        byte[] twice = encoded(event("e", "flow", 1_772_438_400_000L, Map.of(), Map.of("y1", "z", "y2", "z")));
        byte[] broken = twice.clone();
        String text = new String(twice, StandardCharsets.ISO_8859_1);
        twice[text.indexOf("y1") + 1] = '2';
        broken[text.indexOf("y1")] = (byte) 0xFF;

        assertThat(Fixtures.text(avro.decode(twice)))
                .isEqualTo(
                        "INP-007 input \"avro\": field \"y2\" must stand once; found it twice; correct it at the source");
        assertThat(Fixtures.text(avro.decode(broken)))
                .isEqualTo(
                        "INP-002 input \"avro\": a text must be valid UTF-8; its byte 0 is not; send the source's text as"
                                + " UTF-8");
    }

    @Test
    void refusesValuesThatNoEventMayHave() throws IOException {
        Map<String, String> none = Map.of();

        assertThat(text(event("e", "flow", 1_772_438_400_000L, Map.of("x", Double.NaN), none)))
                .startsWith("INP-008 input \"avro\": field \"x\" must be a finite number;");
        assertThat(text(event(" ", "flow", 1_772_438_400_000L, Map.of(), none)))
                .startsWith("INP-011 input \"avro\": field \"entity\" must name the entity;");
        assertThat(text(event("e", "flow", 0, Map.of(), none)))
                .startsWith("INP-010 input \"avro\": field \"eventTime\" must lie between");
        assertThat(text(event("e", "", 1_772_438_400_000L, Map.of(), none)))
                .startsWith("INP-019 input \"avro\": field \"type\" must be a plain word; found \"\";");
    }

    @Test
    void refusesTrailingBytesAndEveryCutDatum() throws IOException {
        byte[] whole = encoded(event("e", "flow", 1_772_438_400_000L, Map.of("x", 1.0), Map.of("y", "z")));
        byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);

        assertThat(Fixtures.text(avro.decode(longer)))
                .isEqualTo(
                        "INP-006 input \"avro\": a record must be one Avro datum; found more; send one datum a record");
        for (int length = EventDatums.HEADER_BYTES; length < whole.length; length++) {
            assertThat(Fixtures.text(avro.decode(java.util.Arrays.copyOf(whole, length))))
                    .startsWith("INP-018 ");
        }
    }

    @Test
    void claimedLengthsTakeNoMemory() {
        byte[] bomb = new byte[40];
        System.arraycopy(EventDatums.header(EventDatums.today()), 0, bomb, 0, EventDatums.HEADER_BYTES);
        // tenant, entity, topic empty; partition, offset 0; format empty; type empty; time 0; then 2^31 − 1 numbers
        int at = EventDatums.HEADER_BYTES + 8;
        bomb[at++] = (byte) 0xFE;
        bomb[at++] = (byte) 0xFF;
        bomb[at++] = (byte) 0xFF;
        bomb[at++] = (byte) 0xFF;
        bomb[at] = 0x0F;

        assertThat(Fixtures.text(avro.decode(bomb)))
                .isEqualTo(
                        "INP-018 input \"avro\": an Avro datum must follow its schema; it ends early or claims what is"
                                + " not there; encode it with the event schema");
    }

    private String text(Event event) throws IOException {
        return Fixtures.text(avro.decode(encoded(event)));
    }

    private static byte[] encoded(Event event) throws IOException {
        ByteBuffer buffer = event.toByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Event event(
            String entity, String type, long time, Map<String, Double> numbers, Map<String, String> texts) {
        return Event.newBuilder()
                .setTenant("acme")
                .setEntity(entity)
                .setSource(new Source("soc.raw", 2, 90_211L))
                .setFormat("suricata-eve")
                .setType(type)
                .setEventTime(Instant.ofEpochMilli(time))
                .setNumbers(numbers)
                .setTexts(texts)
                .setInputSha256(ByteBuffer.wrap(new byte[32]))
                .build();
    }
}
