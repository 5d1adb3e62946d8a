package dev.winnow.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.schemas.wire.WireSchemas;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Command;
import dev.winnow.wire.Event;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.Verdict;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryCodecTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN_ID = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private StubRegistry registry;

    RegistryCodecTest() throws IOException {
        registry = new StubRegistry();
    }

    @BeforeEach
    void freshRegistry() throws IOException {
        registry.close();
        registry = new StubRegistry();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void framesARecordWithMagicAndBigEndianId() {
        registry.answers(200, "{\"id\":16909060}");

        byte[] bytes = codec().encode("winnow.feedback", WireSamples.verdict());

        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 1, 2, 3, 4);
        assertThat(registry.asked())
                .extracting(StubRegistry.Asked::line)
                .containsExactly("POST /subjects/winnow.feedback-value/versions");
    }

    @Test
    void registersTheWholeSchemaTextOncePerTopicAndSchema() throws Exception {
        registry.answers(200, "{\"id\":7}");
        WireCodec codec = codec();

        codec.prepare("winnow.feedback", Verdict.getClassSchema());
        codec.encode("winnow.feedback", WireSamples.verdict());
        codec.encode("winnow.feedback", WireSamples.verdict());
        codec.encode("other", WireSamples.verdict());

        assertThat(registry.asked())
                .extracting(StubRegistry.Asked::line)
                .containsExactly(
                        "POST /subjects/winnow.feedback-value/versions", "POST /subjects/other-value/versions");
        String text =
                JSON.readTree(registry.asked().get(0).body()).get("schema").textValue();
        assertThat(text).doesNotContain("avro.java.string");
        JsonNode schema = JSON.readTree(text);
        assertThat(schema.get("doc").textValue()).isEqualTo("An analyst's decision on one alert.");
        assertThat(schema.at("/fields/4/default").textValue()).isEmpty();
        assertThat(schema.at("/fields/4/type").textValue()).isEqualTo("string");
        assertThat(schema.at("/fields/6/type/1/logicalType").textValue()).isEqualTo("timestamp-millis");
        assertThat(schema.at("/fields/3/type/default").textValue()).isEqualTo("UNKNOWN");
    }

    static List<Schema> wireSchemas() {
        return WireSchemas.all();
    }

    @ParameterizedTest
    @MethodSource("wireSchemas")
    void readsWhatItWroteForEveryWireSchema(Schema schema) {
        registry.answers(200, "{\"id\":3}").answers(200, body(SchemaText.of(schema)));
        WireCodec codec = codec();

        for (long seed = 0; seed < 10; seed++) {
            SpecificRecord record = WireSamples.random(schema, seed);
            byte[] bytes = codec.encode("t", record);
            SpecificRecord read = codec.decode("t", bytes);

            assertThat(read).as("seed " + seed).isEqualTo(record);
            assertThat(codec.encode("t", read)).as("seed " + seed).isEqualTo(bytes);
        }
        assertThat(registry.asked()).hasSize(2);
    }

    @Test
    void givesTheSameBytesWhateverTheOrderOfAMap() {
        registry.answers(200, "{\"id\":3}");
        Map<String, Double> forward = new LinkedHashMap<>();
        Map<String, Double> backward = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forward.put("n" + i, (double) i);
            backward.put("n" + (19 - i), (double) (19 - i));
        }
        WireCodec codec = codec();

        assertThat(codec.encode("s", signal(forward))).isEqualTo(codec.encode("s", signal(backward)));
    }

    private static Signal signal(Map<String, Double> numbers) {
        return new Signal(SignalKind.DRIFT, "acme", "flow", Instant.EPOCH, "text", numbers, -1, 0);
    }

    @Test
    void readsSingleObjectEncodingWithoutAskingTheRegistry() {
        byte[] old = new SingleObjectCodec().encode("t", WireSamples.verdict());

        assertThat(codec().decode("t", old)).isEqualTo(WireSamples.verdict());
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void readsAWriterThatKnowsMoreAndLessThanWe() throws IOException {
        Schema older = new Schema.Parser()
                .parse(SchemaText.of(Verdict.getClassSchema())
                        .replaceFirst(
                                "\\{\"name\":\"reason\",",
                                "{\"name\":\"mood\",\"type\":\"string\"},{\"name\":\"reasonBefore\","));
        GenericRecord written = new GenericData.Record(older);
        older.getFields().forEach(field -> {
            if (field.schema().getType() == Schema.Type.STRING) {
                written.put(field.pos(), field.name());
            }
        });
        written.put(
                "verdict", new GenericData.EnumSymbol(older.getField("verdict").schema(), "DUPLICATE"));
        written.put(
                "actorType",
                new GenericData.EnumSymbol(older.getField("actorType").schema(), "HUMAN"));
        written.put("verdictTime", 5L);
        written.put("version", 9L);
        registry.answers(200, body(older.toString()));

        SpecificRecord read = codec().decode("t", WireSamples.framed(5, WireSamples.datum(older, written)));

        assertThat(read).isInstanceOfSatisfying(Verdict.class, verdict -> {
            assertThat(verdict.getId()).isEqualTo("id");
            assertThat(verdict.getReason()).isEmpty();
            assertThat(verdict.getVersion()).isEqualTo(9L);
            assertThat(verdict.getVerdictTime()).isEqualTo(Instant.ofEpochMilli(5));
        });
    }

    @Test
    void refusesACountThatNoRecordCanHold() {
        String writer = SchemaText.of(Verdict.getClassSchema())
                .replaceFirst(
                        "\"fields\":\\[",
                        "\"fields\":[{\"name\":\"mood\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},");
        registry.answers(200, body(writer));
        // Zigzag of 2,147,483,647: items of the first field.
        byte[] datum = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0, 0};

        assertThatThrownBy(() -> codec().decode("t", WireSamples.framed(5, datum)))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-003 topic \"t\": record does not follow its schema 5");
    }

    /** Avro alone takes the first branch of the same structure. */
    @Test
    void refusesAKindOfRecordThatThisBuildDoesNotKnow() throws IOException {
        Schema later = new Schema.Parser()
                .parse(SchemaText.of(Command.getClassSchema()).replace("\"BandsEnd\"", "\"AddedLater\""));
        Schema added = later.getField("action").schema().getTypes().stream()
                .filter(kind -> kind.getName().equals("AddedLater"))
                .findFirst()
                .orElseThrow();
        GenericRecord written = new GenericData.Record(later);
        written.put("id", "c-1");
        written.put("tenant", "acme");
        written.put("time", 5L);
        written.put("actor", "ada");
        written.put(
                "actorType",
                new GenericData.EnumSymbol(later.getField("actorType").schema(), "HUMAN"));
        written.put("reason", "why");
        written.put("action", new GenericData.Record(added));
        registry.answers(200, body(later.toString()));

        assertThatThrownBy(() -> codec().decode("t", WireSamples.framed(5, WireSamples.datum(later, written))))
                .isInstanceOf(WireFormatException.class)
                .hasMessage(
                        "WIR-006 topic \"t\": record of schema 5 must hold kinds of records that this build knows; it"
                                + " holds another one");
    }

    @Test
    void asksOnceWhenManyThreadsStartTogether() throws Exception {
        registry.answers(200, "{\"id\":3}", 50);
        WireCodec codec = codec();
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<Future<byte[]>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            results.add(threads.submit(() -> codec.encode("t", WireSamples.verdict())));
        }
        for (Future<byte[]> result : results) {
            assertThat(result.get()).startsWith(0, 0, 0, 0, 3);
        }
        threads.shutdown();

        assertThat(registry.asked()).hasSize(1);
    }

    @Test
    void refusesBytesOfNeitherEncoding() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {0, 0, 0, 1}, "{\"id\":1}".getBytes())) {
            assertThatThrownBy(() -> codec().decode("t", bytes))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessage(
                            "WIR-001 topic \"t\": record must be in a registry's encoding (00 and a schema id) or in"
                                    + " Avro single-object encoding (C3 01 …); it has " + bytes.length
                                    + " bytes and another start");
        }
    }

    @Test
    void refusesAnUnknownIdAsAFaultOfTheRecordAndAsksAgainLater() {
        registry.answers(404, UNKNOWN_ID).answers(200, body(SchemaText.of(Verdict.getClassSchema())));
        WireCodec codec = codec();
        byte[] bytes = frame(9, WireSamples.verdict());

        assertThatThrownBy(() -> codec.decode("t", bytes))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-005 topic \"t\": schema id 9 is not known to the registry");
        assertThat(codec.decode("t", bytes)).isEqualTo(WireSamples.verdict());
    }

    @Test
    void refusesAnIdAboveTheRangeWithoutAsking() {
        assertThatThrownBy(() -> codec().decode("t", new byte[] {0, -1, -1, -1, -1, 0}))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-005 topic \"t\": schema id 4294967295 is not known to the registry");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void refusesSchemasThatAreNotOursAndAsksForEachOnce() throws Exception {
        String incompatible = SchemaText.of(Verdict.getClassSchema())
                .replaceFirst("\"alertId\",\"type\":\"string\"", "\"alertId\",\"type\":\"long\"");
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put(
                body("{\"type\":\"record\",\"name\":\"Other\",\"namespace\":\"x\",\"fields\":[]}"),
                "schema 4 must be one of Winnow's; its name is \"x.Other\"");
        answers.put(body("\"long\""), "schema 4 must be one of Winnow's; it is no record");
        answers.put(body("{\"type\":\"nothing\"}"), "schema 4 must be an Avro schema; its text is not one");
        answers.put(
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}",
                "schema 4 must be an Avro schema without references; it is not");
        answers.put(
                "{\"schema\":\"\\\"long\\\"\",\"references\":[{\"name\":\"a\"}]}",
                "schema 4 must be an Avro schema without references; it is not");
        answers.put(
                body(incompatible),
                "schema 4 of dev.winnow.wire.Verdict must be readable by this build's version; it is incompatible");

        for (Map.Entry<String, String> answer : answers.entrySet()) {
            freshRegistry();
            registry.answers(200, answer.getKey());
            WireCodec codec = codec();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> codec.decode("t", frame(4, WireSamples.verdict())))
                        .isInstanceOf(WireFormatException.class)
                        .hasMessage("WIR-006 topic \"t\": " + answer.getValue());
            }
            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void refusesDamagedDataAndGoesOn() {
        registry.answers(200, body(SchemaText.of(Verdict.getClassSchema())));
        WireCodec codec = codec();
        byte[] good = frame(4, WireSamples.verdict());
        int refused = 0;

        for (int length = 5; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> codec.decode("t", cut))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageStartingWith("WIR-003 topic \"t\": record does not follow its schema 4");
            refused++;
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(() -> codec.decode("t", longer)).hasMessageEndingWith("bytes are left after it");

        assertThat(refused).isGreaterThan(20);
        assertThat(codec.decode("t", good)).isEqualTo(WireSamples.verdict());
    }

    /** A length of 2^31 - 9 in front of nothing: the answer must be a refusal, not the allocation. */
    @Test
    void refusesALengthThatTheRecordDoesNotHave() {
        registry.answers(200, body(SchemaText.of(Verdict.getClassSchema())));
        byte[] bytes = WireSamples.framed(4, new byte[] {(byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});

        assertThatThrownBy(() -> codec().decode("t", bytes))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-003 topic \"t\": record does not follow its schema 4");
    }

    @Test
    void saysThatTheRegistryIsDownAfterAllAttempts() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        WireCodec codec = WireCodecs.create(Optional.of(
                RegistrySettings.of(URI.create("http://127.0.0.1:" + port)).withAttempts(2, Duration.ofMillis(1))));

        assertThatThrownBy(() -> codec.prepare("t", Verdict.getClassSchema()))
                .isInstanceOf(RegistryException.class)
                .hasMessage("REG-002 registering subject \"t-value\" at http://127.0.0.1:" + port
                        + ": the registry must be reachable; 2 attempts of at most 5000 ms failed (ConnectException);"
                        + " check the address and that the registry runs");
    }

    @Test
    void givesUpOnARegistryThatDoesNotAnswerInTime() {
        registry.answers(200, "{\"id\":1}", 2_000);
        WireCodec codec = WireCodecs.create(Optional.of(RegistrySettings.of(registry.url())
                .withTimeout(Duration.ofMillis(100))
                .withAttempts(2, Duration.ZERO)));

        long start = System.nanoTime();
        assertThatThrownBy(() -> codec.prepare("t", Verdict.getClassSchema()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("REG-002")
                .hasMessageContaining("HttpTimeoutException");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_900));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void triesAgainWhenTheRegistryIsBusyAndKeepsNoFailure(int status) {
        registry.answers(status, "busy").answers(status, "busy").answers(200, "{\"id\":6}");

        assertThat(codec().encode("t", WireSamples.verdict())).startsWith(0, 0, 0, 0, 6);
        assertThat(registry.asked()).hasSize(3);
    }

    @Test
    void saysWhatABrokenRegistrySaid() {
        registry.answers(500, "{\"error_code\":50001,\"message\":\"store\\u001b[31m is down\"}");

        assertThatThrownBy(() -> codec().encode("t", WireSamples.verdict()))
                .isInstanceOf(RegistryException.class)
                .hasMessage("REG-003 registering subject \"t-value\" at " + registry.url()
                        + ": the registry must answer; it said 500 (\"store [31m is down\") in 3 attempts; see the"
                        + " registry's own log");
    }

    @Test
    void saysThatASchemaIsIncompatible() {
        registry.answers(409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING_DEFAULT_VALUE\"}");

        assertThatThrownBy(() -> codec().encode("t", WireSamples.verdict()))
                .isInstanceOf(RegistryException.class)
                .hasMessage("REG-004 registering subject \"t-value\" at " + registry.url()
                        + ": the schema must be compatible with the versions registered before, as the subject's rule"
                        + " says; the registry found it incompatible (\"READER_FIELD_MISSING_DEFAULT_VALUE\"); run the"
                        + " build that fits the registered schema, or change the rule or the subject");
        assertThat(registry.asked()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"422,REG-005", "401,REG-006", "403,REG-006", "302,REG-007", "404,REG-007", "400,REG-007"})
    void mapsEachRefusalToItsCodeAndDoesNotInsist(int status, String code) {
        registry.answers(status, "{\"message\":\"no\"}");

        assertThatThrownBy(() -> codec().encode("t", WireSamples.verdict()))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith(code + " registering subject \"t-value\" at " + registry.url() + ": ");
        assertThat(registry.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "<html>", "{\"id\":\"7\"}", "{\"id\":-1}", "{\"id\":1.5}", "{\"id\":4294967296}"
            })
    void refusesAnAnswerWithoutAnId(String body) {
        registry.answers(200, body);

        assertThatThrownBy(() -> codec().encode("t", WireSamples.verdict()))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("REG-007 ");
    }

    /** A wrong base address must not turn good records into dead letters. */
    @Test
    void takesANotFoundOfAnotherServerForAFaultOfTheAddress() {
        registry.answers(404, "<html>not here</html>");

        assertThatThrownBy(() -> codec().decode("t", frame(4, WireSamples.verdict())))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("REG-007 fetching schema 4 at " + registry.url());
    }

    @Test
    void sendsCredentialsAndNeverPrintsThem() {
        registry.answers(401, "{\"message\":\"who are you\"}");
        RegistrySettings basic = RegistrySettings.of(registry.url())
                .withCredentials(RegistrySettings.Credentials.basic("soc", "s3cret:ü"));
        RegistrySettings bearer =
                RegistrySettings.of(registry.url()).withCredentials(RegistrySettings.Credentials.bearer("tok3n"));

        for (RegistrySettings settings : List.of(basic, bearer)) {
            assertThatThrownBy(() -> WireCodecs.create(Optional.of(settings)).prepare("t", Event.getClassSchema()))
                    .hasMessageContaining("check the credentials")
                    .message()
                    .doesNotContain("s3cret", "tok3n", "c29j");
            assertThat(settings.toString()).doesNotContain("s3cret", "tok3n", "c29j");
        }
        assertThat(registry.asked())
                .extracting(StubRegistry.Asked::authorization)
                .containsExactly("Basic c29jOnMzY3JldDrDvA==", "Bearer tok3n");
    }

    @Test
    void refusesSettingsThatCannotWork() {
        Map<String, Runnable> wrong = new HashMap<>();
        wrong.put("must be an http or https address", () -> RegistrySettings.of(URI.create("ftp://x")));
        wrong.put("must be an http or https address with a host", () -> RegistrySettings.of(URI.create("http:///x")));
        wrong.put("must not hold a user", () -> RegistrySettings.of(URI.create("http://u:hidden@x")));
        wrong.put(
                "must not hold a user, password, query",
                () -> RegistrySettings.of(URI.create("http://x?token=hidden")));
        RegistrySettings good = RegistrySettings.of(URI.create("https://x/apis/ccompat/v7"));
        wrong.put("timeout: must be above 0", () -> good.withTimeout(Duration.ZERO));
        wrong.put("attempts: must be between 1 and 10, was 0", () -> good.withAttempts(0, Duration.ZERO));
        wrong.put("pause between attempts", () -> good.withAttempts(1, Duration.ofHours(1)));
        wrong.put("user: must not be empty", () -> RegistrySettings.Credentials.basic("", "hidden"));
        wrong.put("token: must be a bearer token", () -> RegistrySettings.Credentials.bearer("hidden\r\nX: y"));

        wrong.forEach((message, act) -> assertThatThrownBy(act::run)
                .as(message)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("REG-001 ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("hidden"));
    }

    @Test
    void choosesSingleObjectEncodingWithoutARegistry() {
        byte[] bytes = WireCodecs.create(Optional.empty()).encode("t", WireSamples.verdict());

        assertThat(bytes).startsWith(0xC3, 1);
    }

    @Test
    void refusesARecordThatIsNoWireRecord() {
        assertThatThrownBy(() -> codec().prepare(
                                "t", Alert.getClassSchema().getField("source").schema()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a wire schema: dev.winnow.wire.Source");
    }

    private WireCodec codec() {
        return WireCodecs.create(
                Optional.of(RegistrySettings.of(registry.url()).withAttempts(3, Duration.ofMillis(1))));
    }

    private static byte[] frame(int id, SpecificRecord record) {
        byte[] single = new SingleObjectCodec().encode("t", record);
        return WireSamples.framed(id, Arrays.copyOfRange(single, 10, single.length));
    }

    private static String body(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }
}
