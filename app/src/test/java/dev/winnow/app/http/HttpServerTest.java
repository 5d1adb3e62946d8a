package dev.winnow.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.HttpConfig;
import dev.winnow.app.http.RuntimeStatus.Backlog;
import dev.winnow.app.http.RuntimeStatus.Disk;
import dev.winnow.app.http.RuntimeStatus.Restore;
import dev.winnow.app.http.RuntimeStatus.Snapshot;
import dev.winnow.app.http.RuntimeStatus.State;
import dev.winnow.app.http.RuntimeStatus.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class HttpServerTest {
    private static final Snapshot RUNNING = new Snapshot(
            "winnow",
            State.RUNNING,
            true,
            Restore.none(),
            List.of(new Task("0_1", "t-1", true, List.of("winnow.events-1"))),
            2,
            2,
            new Backlog(Map.of("winnow.events", 12L), 0),
            Disk.unknown(),
            "");

    private static volatile Snapshot snapshot = RUNNING;
    private static HttpServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        Metrics metrics = Metrics.withJvm();
        metrics.counter("winnow_alerts_total", "Alerts.", "band")
                .labelValues("high")
                .inc(3);
        server = HttpServer.start(new HttpConfig("127.0.0.1", 0, false, 100), () -> snapshot, metrics);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void run() {
        snapshot = RUNNING;
    }

    @Test
    void isReadyOnlyWhereNothingSpeaksAgainstIt() throws Exception {
        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(json("/ready").get("ready").asBoolean()).isTrue();

        snapshot = new Snapshot(
                "winnow",
                State.RESTORING,
                false,
                new Restore(2, 10, 40),
                List.of(),
                1,
                2,
                new Backlog(Map.of("a", 50L, "b", 51L), 3),
                Disk.unknown(),
                "IOException: No space left on device");
        HttpResponse<String> response = get("/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(new ObjectMapper().readTree(response.body()).get("reasons"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "the application is restoring; last failure: IOException: No space left on device",
                        "no broker answers",
                        "restoring: 2 partitions left, 10 of 40 records read",
                        "1 of 2 stream threads run",
                        "3 partitions have no owner",
                        "101 records wait, more than 100");
    }

    @Test
    void isHealthyUntilItFails() throws Exception {
        snapshot = with(State.RESTORING, "");
        assertThat(get("/health").statusCode()).isEqualTo(200);

        snapshot = with(State.FAILED, "a task failed");
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(json("/health").get("failure").asText()).isEqualTo("a task failed");
    }

    @Test
    void showsItsTasksAndProgress() throws Exception {
        JsonNode status = json("/status");

        assertThat(status.get("applicationId").asText()).isEqualTo("winnow");
        assertThat(status.get("state").asText()).isEqualTo("running");
        assertThat(status.get("lagRecords").asLong()).isEqualTo(12);
        assertThat(status.get("tasks").get(0).get("partitions").get(0).asText()).isEqualTo("winnow.events-1");
    }

    @Test
    void servesMetricsAsPrometheusText() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(response.body())
                .contains("winnow_alerts_total{band=\"high\"} 3.0")
                .contains("# TYPE jvm_memory_used_bytes gauge");
    }

    @Test
    void refusesARequestThatNamesAnotherHost() throws Exception {
        assertThat(rawStatus("evil.example:80")).contains("403");
        assertThat(rawStatus("localhost")).contains("200");
        assertThat(rawStatus("[::1]:" + server.port())).contains("200");
    }

    @Test
    void tellsNoBrowserToKeepOrGuess() throws Exception {
        HttpResponse<String> response = get("/status");

        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void saysThatAPortIsTaken() {
        HttpConfig taken = new HttpConfig("127.0.0.1", server.port(), false, 100);

        assertThatThrownBy(() -> HttpServer.start(taken, () -> snapshot, Metrics.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("HTP-001 http.port: must be a free port of http.host, 127.0.0.1:" + server.port()
                        + " cannot be used; choose another http.port");
    }

    private static Snapshot with(State state, String failure) {
        return new Snapshot(
                "winnow", state, true, Restore.none(), List.of(), 2, 2, Backlog.unknown(), Disk.unknown(), failure);
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path).body());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String rawStatus(String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine());
        }
    }
}
