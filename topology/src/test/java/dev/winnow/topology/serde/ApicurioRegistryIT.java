package dev.winnow.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The codec against a real Apicurio Registry server, a process of its own on the loopback address. */
final class ApicurioRegistryIT {
    private static final Duration START = Duration.ofSeconds(50);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Server server = new Server(null, URI.create("http://localhost"));

    private record Server(@Nullable Process process, URI url) {}

    @BeforeAll
    static void start() throws Exception {
        Path folder = Path.of(System.getProperty("winnow.apicurio", "target/apicurio"));
        Path jar;
        try (Stream<Path> files = Files.list(folder)) {
            jar = files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no runner jar in " + folder + "; run mvn verify"));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = folder.resolveSibling("apicurio.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        jar.getFileName().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        server = new Server(process, URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7"));
        awaitAnswer(process, log);
    }

    private static void awaitAnswer(Process process, Path log) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                if (get("/subjects").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            assertThat(process.isAlive()).as("the registry runs; see " + log).isTrue();
            assertThat(System.nanoTime())
                    .as("the registry answers within " + START + "; see " + log)
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        Process process = server.process();
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aColdReaderReadsAlertsAndVerdictsById() {
        WireCodec writer = codec();
        for (Schema schema : new Schema[] {Alert.getClassSchema(), Verdict.getClassSchema()}) {
            String topic = "round." + schema.getName();
            writer.prepare(topic, schema);
            for (long seed = 0; seed < 5; seed++) {
                SpecificRecord record = WireSamples.random(schema, seed);
                byte[] bytes = writer.encode(topic, record);

                assertThat(bytes[0]).isZero();
                assertThat(codec().decode(topic, bytes)).isEqualTo(record);
                assertThat(codec().encode(topic, record))
                        .as("a second writer gets the same id")
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void keepsTheWholeSchemaText() throws Exception {
        codec().prepare("kept", Verdict.getClassSchema());

        assertThat(get("/subjects/kept-value/versions/latest").body())
                .contains("An analyst's decision on one alert.")
                .doesNotContain("avro.java.string");
    }

    @Test
    void readsRecordsOfAnOlderSchemaThatAnotherClientRegistered() throws Exception {
        Schema older = without(Verdict.getClassSchema(), "reason");
        int id = register("evolved-value", older);
        GenericRecord written = new GenericData.Record(older);
        for (String text : new String[] {"id", "tenant", "alertId", "analyst"}) {
            written.put(text, text);
        }
        written.put(
                "verdict", new GenericData.EnumSymbol(older.getField("verdict").schema(), "TRUE_POSITIVE"));
        written.put(
                "actorType",
                new GenericData.EnumSymbol(older.getField("actorType").schema(), "HUMAN"));
        written.put("verdictTime", 12L);
        written.put("version", 3L);
        byte[] old = WireSamples.framed(id, WireSamples.datum(older, written));
        WireCodec codec = codec();

        byte[] current = codec.encode("evolved", WireSamples.verdict());

        assertThat(codec.decode("evolved", old)).isInstanceOfSatisfying(Verdict.class, verdict -> {
            assertThat(verdict.getAnalyst()).isEqualTo("analyst");
            assertThat(verdict.getReason()).isEmpty();
        });
        assertThat(codec.decode("evolved", current)).isEqualTo(WireSamples.verdict());
        assertThat(get("/subjects/evolved-value/versions").body()).isEqualTo("[1,2]");
    }

    @Test
    void saysWhichSubjectRefusesAnIncompatibleSchema() throws Exception {
        Schema other = new Schema.Parser()
                .parse(SchemaText.of(Verdict.getClassSchema())
                        .replaceFirst("\"alertId\",\"type\":\"string\"", "\"alertId\",\"type\":\"long\""));
        register("strict-value", other);
        HttpResponse<String> rule = send(HttpRequest.newBuilder(url("/config/strict-value"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}")));
        assertThat(rule.statusCode()).as(rule.body()).isEqualTo(200);

        assertThatThrownBy(() -> codec().encode("strict", WireSamples.verdict()))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("REG-004 registering subject \"strict-value\" at " + server.url());
    }

    @Test
    void anIdThatNobodyRegisteredIsAFaultOfTheRecord() {
        assertThatThrownBy(() -> codec().decode("t", new byte[] {0, 0x7f, 0, 0, 0, 1, 2, 3}))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-005 topic \"t\": schema id 2130706432 is not known to the registry");
    }

    private static WireCodec codec() {
        return WireCodecs.create(Optional.of(RegistrySettings.of(server.url()).withTimeout(Duration.ofSeconds(20))));
    }

    private static Schema without(Schema schema, String name) {
        Schema copy = new Schema.Parser().parse(SchemaText.of(schema));
        return Schema.createRecord(
                copy.getName(),
                copy.getDoc(),
                copy.getNamespace(),
                false,
                copy.getFields().stream()
                        .filter(field -> !field.name().equals(name))
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
    }

    private static int register(String subject, Schema schema) throws Exception {
        String body = new ObjectMapper()
                .createObjectNode()
                .put("schema", schema.toString())
                .toString();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url("/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).get("id").intValue();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(url(path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI url(String path) {
        return URI.create(server.url() + path);
    }
}
