package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in, an event that keeps the rules or a rejection with a code comes out. */
final class InputProperties {
    private static final long SEED = 20_260_302;

    /** What breaks parsers, to be thrown into good records. */
    private static final List<String> POISON = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ",",
            ":",
            "null",
            "NaN",
            "1e999",
            "-",
            "\u0000",
            "\\u0000",
            "\\ud800",
            "\n",
            "\t",
            "#",
            "\uFEFF",
            "true",
            "[[[[[[[[",
            "{\"a\":{\"a\":",
            "9".repeat(400),
            "x".repeat(3_000),
            "(empty)",
            "\\x0",
            "é",
            "\uD83D\uDE00",
            "\"\"",
            "0x1p3");

    static Iterable<String> names() {
        return InputFormats.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void randomBytesNeverThrow(String name) {
        SplittableRandom random = new SplittableRandom(SEED);
        InputFormat format = InputFormats.create(name, InputOptions.defaults());
        for (int i = 0; i < 5_000; i++) {
            byte[] record = new byte[random.nextInt(200)];
            random.nextBytes(record);

            check(format, record, i);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void mutatedFixturesNeverThrow(String name) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (InputOptions options : List.of(
                InputOptions.defaults(),
                InputOptions.defaults()
                        .withMapping(new Mapping(
                                "timestamp", "iso", "host", "", Map.of("x", "cpu.load"), Map.of("n", "note"))),
                InputOptions.defaults()
                        .withLimits(1_024, 4, 20)
                        .withEntityField("dest_ip")
                        .withTenantField("host"))) {
            InputFormat format = InputFormats.create(name, options);
            List<byte[]> good = Fixtures.records(format);
            for (int i = 0; i < 4_000; i++) {
                byte[] record = good.get(random.nextInt(good.size())).clone();
                for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                    record = mutated(record, good, random);
                }

                check(format, record, i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void splittingRandomFilesEndsAndKeepsTheLimit(Framing framing) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> good = new ArrayList<>();
        for (String name : InputFormats.names()) {
            if (InputFormats.create(name, InputOptions.defaults()).framing() == framing) {
                Fixtures.inputs(name).forEach(input -> good.add(Fixtures.bytes(input)));
            }
        }
        for (int i = 0; i < 300; i++) {
            byte[] file = good.get(random.nextInt(good.size())).clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                file = mutated(file, good, random);
            }
            try {
                List<byte[]> records = Fixtures.records(file, framing, 1_500);

                assertThat(records).as("case " + i + " of seed " + SEED).allMatch(record -> record.length <= 1_501);
            } catch (UncheckedIOException e) {
                assertThat(e.getCause()).hasMessageStartingWith("INP-04");
            }
        }
    }

    private static byte[] mutated(byte[] record, List<byte[]> good, SplittableRandom random) {
        if (record.length == 0) {
            return good.get(0).clone();
        }
        int at = random.nextInt(record.length);
        switch (random.nextInt(6)) {
            case 0 -> record[at] = (byte) random.nextInt(256);
            case 1 -> record[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return spliced(
                        record,
                        at,
                        at,
                        POISON.get(random.nextInt(POISON.size())).getBytes(StandardCharsets.UTF_8));
            }
            case 3 -> {
                int to = Math.min(record.length, at + random.nextInt(1, 20));
                return spliced(
                        record,
                        at,
                        to,
                        POISON.get(random.nextInt(POISON.size())).getBytes(StandardCharsets.UTF_8));
            }
            case 4 -> {
                return spliced(record, at, record.length, new byte[0]);
            }
            default -> {
                byte[] other = good.get(random.nextInt(good.size()));
                int from = random.nextInt(other.length);
                int length = Math.min(other.length - from, random.nextInt(100));
                byte[] piece = new byte[length];
                System.arraycopy(other, from, piece, 0, length);
                return spliced(record, at, at, piece);
            }
        }
        return record;
    }

    private static byte[] spliced(byte[] record, int from, int to, byte[] piece) {
        byte[] result = new byte[record.length - (to - from) + piece.length];
        System.arraycopy(record, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(record, to, result, from + piece.length, record.length - to);
        return result;
    }

    private static void check(InputFormat format, byte[] record, int number) {
        String where = format.name() + " case " + number + " of seed " + SEED;
        byte[] before = record.clone();
        Decoded decoded;
        try {
            decoded = format.decode(record);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(where + ": " + new String(record, StandardCharsets.ISO_8859_1), e);
        }
        assertThat(record).as(where).isEqualTo(before);
        if (decoded instanceof Decoded.Refused refused) {
            assertThat(refused.rejection().code()).as(where).matches("INP-0[01][0-9]");
            assertThat(refused.rejection().reason())
                    .as(where)
                    .startsWith("input \"" + format.name() + "\": ")
                    .hasSizeLessThan(400)
                    .doesNotContain("\n", "\u0000");
            return;
        }
        Event event = ((Decoded.Accepted) decoded).event();
        assertThat(event.entity()).as(where).isNotBlank().hasSizeLessThanOrEqualTo(1_024);
        assertThat(EventBuilder.isPlainWord(event.type())).as(where).isTrue();
        assertThat(event.timeMillis()).as(where).isBetween(Timestamps.EARLIEST, Timestamps.LATEST - 1);
        assertThat(event.texts().values()).as(where).allMatch(text -> !text.isEmpty() && text.length() <= 1_024);
        for (String text : event.texts().values()) {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text))
                    .as(where)
                    .isTrue();
        }
        if (!format.name().equals("avro")) {
            assertThat(event.numbers().keySet()).as(where).noneMatch(name -> name.endsWith("label"));
            assertThat(event.texts().keySet()).as(where).noneMatch(name -> name.endsWith("label"));
        }
    }
}
