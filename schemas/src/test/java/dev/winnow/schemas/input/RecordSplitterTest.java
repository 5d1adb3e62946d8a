package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordSplitterTest {
    private static final int LIMIT = 2_000;

    static Iterable<String> names() {
        return InputFormats.names();
    }

    @Test
    void yieldsEachJsonLineWithoutItsLineEnd() {
        assertThat(json("\uFEFF\n {\"a\":1}\r\n\n\t\n{\"b\":2}\nnot json\n{\"c\":3}"))
                .containsExactly("{\"a\":1}", "{\"b\":2}", "not json", "{\"c\":3}");
    }

    @Test
    void yieldsEachElementOfAnArrayCompactOrPretty() {
        assertThat(json(" \n[{\"a\":[1,{\"x\":\"],}\\\"{\"}]},{\"b\":2},3]\n"))
                .containsExactly("{\"a\":[1,{\"x\":\"],}\\\"{\"}]}", "{\"b\":2}", "3");
        assertThat(
                        json(
                                "[\n  {\n    \"a\": {\n      \"b\": [ {\"c\": 1}, {\"d\": 2} ]\n    }\n  },\n  {\n    \"e\": 2\n  }\n]\n"))
                .containsExactly(
                        "{\n    \"a\": {\n      \"b\": [ {\"c\": 1}, {\"d\": 2} ]\n    }\n  }", "{\n    \"e\": 2\n  }");
        assertThat(json("[]")).isEmpty();
    }

    @Test
    void knowsTheLineOnWhichEachRecordEnds() {
        assertThat(lines(Framing.JSON_VALUES, "\n{\"a\":1}\n\n{\"b\":2}\r\n{\"c\":3}"))
                .containsExactly(2L, 4L, 5L);
        assertThat(lines(Framing.JSON_VALUES, "[\n{\"a\":\n1},\n{\"b\":2}]")).containsExactly(3L, 4L);
        assertThat(lines(Framing.CSV_WITH_HEADER, "a,b\n1,\"x\ny\"\n2,z\n3,\"open\n4,w\n"))
                .containsExactly(3L, 4L, 5L, 6L);
        assertThat(lines(Framing.ZEEK_LOG, "#separator \\x09\n#fields\tts\tid\n#types\ttime\tstring\n1\ta\n2\tb\n"))
                .containsExactly(4L, 5L);
    }

    private static List<Long> lines(Framing framing, String text) {
        RecordSplitter splitter =
                new RecordSplitter(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), framing, LIMIT);
        List<Long> lines = new ArrayList<>();
        while (splitter.hasNext()) {
            splitter.next();
            lines.add(splitter.line());
        }
        return lines;
    }

    @Test
    void brokenElementOfAnArrayDoesNotTakeTheRestWithIt() {
        assertThat(json("[{\"a\":tru},{\"b\":2}]")).containsExactly("{\"a\":tru}", "{\"b\":2}");
        assertThat(json("[{\"a\":{\"x\":1},\n{\"b\":2},{\"c\":3}]"))
                .as("missing brace")
                .containsExactly("{\"a\":{\"x\":1}", "{\"b\":2}", "{\"c\":3}");
        assertThat(json("[{\"a\":1}},{\"b\":2}]")).as("surplus brace").containsExactly("{\"a\":1}}", "{\"b\":2}");
        assertThat(json("[{\"a\":[1},{\"b\":2}]")).as("missing bracket").containsExactly("{\"a\":[1}", "{\"b\":2}");
        assertThat(json("[{\"a\":1]},{\"b\":2}]")).as("wrong bracket").containsExactly("{\"a\":1]}", "{\"b\":2}");
        assertThat(json("[{\"a\":\"x},\n{\"b\":2},{\"c\":3}]"))
                .as("open string, line break")
                .contains("{\"c\":3}")
                .first()
                .isEqualTo("{\"a\":\"x},\n{\"b\":2}");
        assertThat(json("[{\"a\":\"x,\"b\":\"y\"},{\"c\":3},{\"d\":4}]"))
                .as("open string")
                .containsExactly("{\"a\":\"x,\"b\":\"y\"}", "{\"c\":3}", "{\"d\":4}");
        assertThat(json("[{\"a\":1}{\"b\":2}\n{\"c\":3}]"))
                .as("missing commas")
                .containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
        assertThat(json("[{\"a\":1}],{\"b\":2}] x")).as("early end").containsExactly("{\"a\":1}", "{\"b\":2}", "x");
        assertThat(json("[{\"a\":1},{\"b\":")).as("cut off").containsExactly("{\"a\":1}", "{\"b\":");
    }

    @Test
    void cutsARecordOverTheLimitSoThatItIsRefusedAsOversize() {
        String big = "{\"a\":\"" + "x".repeat(50_000) + "\"}";
        InputFormat eve =
                InputFormats.create("suricata-eve", InputOptions.defaults().withLimits(LIMIT, 64, 100));

        for (String file : List.of(big + "\n{\"b\":2}", "[" + big + ",{\"b\":2}]")) {
            List<byte[]> records = Fixtures.records(bytes(file), Framing.JSON_VALUES, LIMIT);

            assertThat(records).hasSize(2);
            assertThat(records.get(0)).hasSize(LIMIT + 1);
            assertThat(Fixtures.text(eve.decode(records.get(0)))).startsWith("INP-001 ");
            assertThat(text(records.get(1))).isEqualTo("{\"b\":2}");
        }
        assertThat(Fixtures.records(bytes("a,b\n" + "1".repeat(9_000) + ",2\n3,4"), Framing.CSV_WITH_HEADER, LIMIT))
                .extracting(record -> record.length)
                .containsExactly(LIMIT + 1, 7);
    }

    @Test
    void repeatsTheZeekHeaderInForceBeforeEachRow() {
        String first = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n";
        String second = "#separator \\x2c\n#path,dns\n#fields,ts,query\n";

        List<String> records = split(
                first.replace("#fields", "#open\t2026\r\n#fields") + "1\tA\n\n2\tB\r\n#close\t2026\n" + second
                        + "3,C\n{\"ts\":4}\n",
                Framing.ZEEK_LOG);

        assertThat(records).containsExactly(first + "1\tA", first + "2\tB", second + "3,C", "{\"ts\":4}");
    }

    @Test
    void yieldsZeekRowsWithoutHeaderAsTheyAre() {
        assertThat(split("1\tA\n#fields\tts\tuid\n2\tB", Framing.ZEEK_LOG))
                .containsExactly("1\tA", "#fields\tts\tuid\n2\tB");
    }

    @Test
    void repeatsTheCsvHeaderBeforeEachRow() {
        assertThat(split("\uFEFFa,\"b\"\r\n\r\n1,\"x\ny\"\r\n2,5\" disk\r\n\"q\"\"r\n\",3", Framing.CSV_WITH_HEADER))
                .containsExactly("a,\"b\"\n1,\"x\ny\"", "a,\"b\"\n2,5\" disk", "a,\"b\"\n\"q\"\"r\n\",3");
        assertThat(split("a,b\n", Framing.CSV_WITH_HEADER)).isEmpty();
    }

    @Test
    void strayQuoteInCsvTakesOnlyItsOwnLine() {
        assertThat(split("a,b\n1,\"x\n2,y\n3,z", Framing.CSV_WITH_HEADER))
                .containsExactly("a,b\n1,\"x", "a,b\n2,y", "a,b\n3,z");

        String rows = "2,y\n".repeat(3_000);
        assertThat(split("a,b\n1,\"x\n" + rows, Framing.CSV_WITH_HEADER))
                .hasSize(3_001)
                .startsWith("a,b\n1,\"x")
                .endsWith("a,b\n2,y");
    }

    @Test
    void readsConcatenatedGzipMembersToTheLast() throws IOException {
        byte[] both = join(gzip("{\"a\":1}\n{\"b\""), gzip(":2}\n"), gzip(""), gzip("{\"c\":3}"), new byte[7]);

        RecordSplitter splitter = new RecordSplitter(trickling(both), Framing.JSON_VALUES, LIMIT);

        assertThat(all(splitter)).containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
        assertThat(splitter.records()).isEqualTo(3);
        assertThatThrownBy(splitter::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void brokenGzipFailsByItsCodeAfterWhatCouldBeRead() throws IOException {
        byte[] whole = gzip("{\"a\":1}\n".repeat(20_000));
        byte[] cut = Arrays.copyOf(whole, whole.length - 4);
        byte[] changed = whole.clone();
        changed[changed.length - 6] ^= 1;

        assertThatThrownBy(() -> new RecordSplitter(new ByteArrayInputStream(cut), Framing.JSON_VALUES, LIMIT)
                        .forEachRemaining(record -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage(
                        "INP-040 gzip input: must have complete headers and trailers; found its end; fetch the"
                                + " file again");
        assertThatThrownBy(() -> Fixtures.records(changed, Framing.JSON_VALUES, LIMIT))
                .hasRootCauseMessage(
                        "INP-040 gzip input: must have data that fits its checksum; found data that does not;"
                                + " fetch the file again");
        assertThatThrownBy(() -> Fixtures.records(join(whole, bytes("tail")), Framing.JSON_VALUES, LIMIT))
                .hasRootCauseMessage("INP-040 gzip input: must have gzip members only; found something else behind a"
                        + " member; fetch the file again");

        RecordSplitter partial = new RecordSplitter(new ByteArrayInputStream(cut), Framing.JSON_VALUES, LIMIT);
        partial.next();
        assertThat(partial.records()).isEqualTo(1);
    }

    @Test
    void yieldsTheDatumsOfAnAvroContainerInEitherCodec() throws IOException {
        byte[] container = Fixtures.bytes(Fixtures.inputs("avro").get(0));
        List<byte[]> plain = Fixtures.records(container, Framing.AVRO_CONTAINER, LIMIT);

        List<byte[]> deflated =
                Fixtures.records(rewritten(container, CodecFactory.deflateCodec(6)), Framing.AVRO_CONTAINER, LIMIT);

        assertThat(plain).hasSize(3);
        assertThat(deflated).hasSize(3);
        InputFormat avro = InputFormats.create("avro", InputOptions.defaults());
        for (int i = 0; i < 3; i++) {
            // Maps may come out in another order.
            assertThat(deflated.get(i)).hasSameSizeAs(plain.get(i)).startsWith(0xC3, 0x01);
            assertThat(avro.decode(deflated.get(i)))
                    .isInstanceOf(Decoded.Accepted.class)
                    .isEqualTo(avro.decode(plain.get(i)));
        }
    }

    @Test
    void brokenContainersFailByTheirCode() {
        byte[] container = Fixtures.bytes(Fixtures.inputs("avro").get(0));
        byte[] mark = container.clone();
        mark[mark.length - 1] ^= 1;
        byte[] other =
                text(container).replace("dev.winnow.wire", "dev.winnow.wird").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Fixtures.records(bytes("PK"), Framing.AVRO_CONTAINER, LIMIT))
                .hasRootCauseMessage("INP-041 Avro container: must have the start of an Avro container; found another"
                        + " start; write the file again with the event schema");
        assertThatThrownBy(() -> Fixtures.records(mark, Framing.AVRO_CONTAINER, LIMIT))
                .hasRootCauseMessage("INP-041 Avro container: must have blocks that end in its sync mark; found another"
                        + " mark; write the file again with the event schema");
        assertThatThrownBy(() -> Fixtures.records(other, Framing.AVRO_CONTAINER, LIMIT))
                .hasRootCauseMessage(
                        "INP-041 Avro container: must have the schema of dev.winnow.wire.Event in this"
                                + " release or an earlier one; found another schema; write the file again with the event schema");
        assertThatThrownBy(() ->
                        Fixtures.records(Arrays.copyOf(container, container.length - 9), Framing.AVRO_CONTAINER, LIMIT))
                .hasRootCauseMessage(
                        "INP-041 Avro container: must have whole blocks; found its end; write the file again"
                                + " with the event schema");
    }

    @Test
    void yieldsABrokenDatumAndGoesOnWithTheNextBlock() {
        byte[] container = Fixtures.bytes(Fixtures.inputs("avro").get(0));
        int first = text(container).indexOf("acme");
        container[first - 1] = 0x7F;

        List<byte[]> records = Fixtures.records(container, Framing.AVRO_CONTAINER, LIMIT);

        InputFormat avro = InputFormats.create("avro", InputOptions.defaults());
        assertThat(records).hasSize(3);
        assertThat(Fixtures.text(avro.decode(records.get(0)))).startsWith("INP-018 ");
        assertThat(avro.decode(records.get(1))).isInstanceOf(Decoded.Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("names")
    void sizeOfTheReadsDoesNotMatter(String name) {
        InputFormat format = InputFormats.create(name, InputOptions.defaults());
        for (var input : Fixtures.inputs(name)) {
            byte[] file = Fixtures.bytes(input);

            List<String> whole =
                    all(RecordSplitter.of(new ByteArrayInputStream(file), format, InputOptions.defaults()));

            assertThat(all(RecordSplitter.of(trickling(file), format, InputOptions.defaults())))
                    .isNotEmpty()
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyStreamHasNoRecords(Framing framing) {
        assertThat(Fixtures.records(new byte[0], framing, LIMIT)).isEmpty();
    }

    private static List<String> json(String file) {
        return split(file, Framing.JSON_VALUES);
    }

    private static List<String> split(String file, Framing framing) {
        return Fixtures.records(bytes(file), framing, LIMIT).stream()
                .map(record -> new String(record, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> all(RecordSplitter splitter) {
        List<String> records = new ArrayList<>();
        splitter.forEachRemaining(record -> records.add(text(record)));
        return records;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.ISO_8859_1);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes(text));
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] rewritten(byte[] container, CodecFactory codec) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var reader = new org.apache.avro.file.DataFileStream<GenericRecord>(
                        new ByteArrayInputStream(container), new org.apache.avro.generic.GenericDatumReader<>());
                var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(reader.getSchema()))) {
            writer.setCodec(codec).create(reader.getSchema(), out);
            for (GenericRecord datum : reader) {
                writer.append(datum);
            }
        }
        return out.toByteArray();
    }

    /** Gives one byte a read and claims that nothing is available, as a slow socket does. */
    private static InputStream trickling(byte[] file) {
        return new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] target, int from, int count) {
                return super.read(target, from, Math.min(1, count));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }
}
