package dev.winnow.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.winnow.app.config.HttpConfig;
import dev.winnow.app.http.RuntimeStatus.Snapshot;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves {@code /metrics}, {@code /health}, {@code /ready} and {@code /status}. Reading only; nothing can be changed here.
 *
 * <p>A server on a loopback address answers only requests that name a loopback host, so that a web page elsewhere cannot
 * reach it by a name of its own. Error: HTP-001 (the port cannot be used).
 */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_THREADS = 24;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final Javalin server;
    private final String host;

    private HttpServer(Javalin server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalStateException HTP-001, if host and port cannot be used
     */
    public static HttpServer start(HttpConfig config, RuntimeStatus status, Metrics metrics) {
        Javalin server = Javalin.create(javalin -> {
            javalin.startup.showJavalinBanner = false;
            javalin.jetty.threadPool =
                    new QueuedThreadPool(MAX_THREADS + Runtime.getRuntime().availableProcessors());
            javalin.jetty.modifyHttpConfiguration(http -> {
                http.setSendServerVersion(false);
                http.setRequestHeaderSize(8 << 10);
            });
            javalin.routes.before(context -> {
                context.header("X-Content-Type-Options", "nosniff");
                context.header("Cache-Control", "no-store");
                if (!config.behindProxy() && !isLocal(context.header("Host"))) {
                    throw new io.javalin.http.ForbiddenResponse("this server answers on a loopback name only");
                }
            });
            javalin.routes.get("/metrics", context -> writeMetrics(context, metrics));
            javalin.routes.get("/health", context -> {
                Snapshot snapshot = status.snapshot();
                boolean isAlive = Readiness.isAlive(snapshot);
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("healthy", isAlive);
                body.put("state", word(snapshot));
                body.put("failure", snapshot.failure());
                write(context, isAlive ? 200 : 503, body);
            });
            javalin.routes.get("/ready", context -> {
                Readiness readiness = Readiness.of(status.snapshot(), config.readyMaxLag());
                write(context, readiness.ready() ? 200 : 503, readiness);
            });
            javalin.routes.get("/status", context -> {
                Snapshot snapshot = status.snapshot();
                write(context, 200, statusBody(snapshot, Readiness.of(snapshot, config.readyMaxLag())));
            });
        });
        try {
            server.start(config.host(), config.port());
        } catch (RuntimeException e) {
            server.stop();
            throw new IllegalStateException(
                    "HTP-001 http.port: must be a free port of http.host, " + config.host() + ":" + config.port()
                            + " cannot be used; choose another http.port",
                    e);
        }
        return new HttpServer(server, config.host());
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /** Address of the server, for example {@code http://127.0.0.1:8080}. */
    public String address() {
        return "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop();
    }

    private static Map<String, Object> statusBody(Snapshot snapshot, Readiness readiness) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("applicationId", snapshot.applicationId());
        body.put("state", word(snapshot));
        body.put("ready", readiness.ready());
        body.put("reasons", readiness.reasons());
        body.put("brokerReachable", snapshot.isBrokerReachable());
        body.put(
                "restore",
                Map.of(
                        "partitionsLeft", snapshot.restore().partitionsLeft(),
                        "recordsRestored", snapshot.restore().recordsRestored(),
                        "recordsToRestore", snapshot.restore().recordsToRestore()));
        body.put("threadsAlive", snapshot.threadsAlive());
        body.put("threadsWanted", snapshot.threadsWanted());
        body.put("lagRecords", snapshot.backlog().total());
        body.put("lagByTopic", new TreeMap<>(snapshot.backlog().records()));
        body.put("partitionsWithoutOwner", snapshot.backlog().partitionsWithoutOwner());
        body.put("diskFreeBytes", snapshot.disk().freeBytes());
        body.put("diskTotalBytes", snapshot.disk().totalBytes());
        body.put("failure", snapshot.failure());
        body.put(
                "tasks",
                snapshot.tasks().stream()
                        .map(task -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("id", task.id());
                            entry.put("thread", task.thread());
                            entry.put("active", task.isActive());
                            entry.put("partitions", task.partitions());
                            return entry;
                        })
                        .toList());
        return body;
    }

    private static String word(Snapshot snapshot) {
        return snapshot.state().name().toLowerCase(Locale.ROOT);
    }

    private static void write(Context context, int code, Object body) throws JsonProcessingException {
        context.status(code).contentType("application/json").result(JSON.writeValueAsBytes(body));
    }

    private static void writeMetrics(Context context, Metrics metrics) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
        metrics.writeText(text);
        context.contentType(Metrics.CONTENT_TYPE).result(text.toByteArray());
    }

    private static boolean isLocal(@org.jspecify.annotations.Nullable String header) {
        if (header == null) {
            return false;
        }
        int colon = header.lastIndexOf(':');
        String name = colon > header.lastIndexOf(']') ? header.substring(0, colon) : header;
        return List.of("localhost", "[::1]").contains(name.toLowerCase(Locale.ROOT))
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}
