package dev.winnow.topology.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two requests of the Confluent-compatible REST API that a codec needs. Blocking and thread-safe. Redirects are not
 * followed: credentials stay with the host that they were given for.
 */
final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Far above any schema; a page of something else is cut off here. */
    private static final int LARGEST_ANSWER = 4 << 20;

    private static final int LONGEST_QUOTE = 300;

    private final RegistrySettings settings;
    private final String base;
    private final HttpClient http;

    RegistryClient(RegistrySettings settings) {
        this.settings = settings;
        String url = settings.url().toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.http = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Registers a schema, or finds it registered.
     *
     * @return the schema's id, at least 0
     * @throws RegistryException REG-002 to REG-007
     */
    int register(String subject, String schemaText) {
        String what = "registering subject \"" + subject + "\"";
        String body = JSON.createObjectNode().put("schema", schemaText).toString();
        Answer answer = ask(
                what,
                request("/subjects/" + escaped(subject) + "/versions")
                        .header("Content-Type", CONTENT_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        if (answer.status == 409) {
            throw new RegistryException("REG-004 " + what + " at " + base
                    + ": the schema must be compatible with the versions registered before, as the subject's rule says; the"
                    + " registry found it incompatible" + answer.quoted()
                    + "; run the build that fits the registered schema, or change the rule or the subject");
        }
        if (answer.status == 422) {
            throw new RegistryException("REG-005 " + what + " at " + base
                    + ": the registry must accept Avro schemas; it refused this one as invalid" + answer.quoted());
        }
        JsonNode id = okay(what, answer).get("id");
        if (id == null || !id.canConvertToInt() || !id.isIntegralNumber() || id.intValue() < 0) {
            throw unusable(what, "a whole number \"id\"");
        }
        return id.intValue();
    }

    /**
     * The schema of that id; empty where the registry does not know the id.
     *
     * @throws RegistryException REG-002, REG-003, REG-006 or REG-007
     */
    Optional<Fetched> fetch(int id) {
        String what = "fetching schema " + id;
        Answer answer = ask(what, request("/schemas/ids/" + id).GET().build());
        // A base address that leads nowhere is answered with 404 too, but not with the API's error document.
        if (answer.status == 404 && answer.isError()) {
            return Optional.empty();
        }
        JsonNode body = okay(what, answer);
        JsonNode schema = body.get("schema");
        if (schema == null || !schema.isTextual()) {
            throw unusable(what, "a text \"schema\"");
        }
        JsonNode type = body.get("schemaType");
        JsonNode references = body.get("references");
        boolean isAvro = type == null || type.isNull() || type.asText().equals("AVRO");
        boolean isWhole = references == null || references.isEmpty();
        return Optional.of(new Fetched(isAvro && isWhole ? schema.textValue() : null));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(settings.timeout())
                .header("Accept", CONTENT_TYPE + ", application/json");
        settings.credentials().ifPresent(who -> request.header("Authorization", who.authorization()));
        return request;
    }

    /** Tries again after a failed connection, a time-out, 429 and 5xx; any other answer is final. */
    private Answer ask(String what, HttpRequest request) {
        long pause = settings.retryPause().toMillis();
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == settings.attempts();
            try {
                Answer answer = send(request);
                if (answer.status != 429 && answer.status < 500) {
                    return answer;
                }
                if (last) {
                    throw new RegistryException(
                            "REG-003 " + what + " at " + base + ": the registry must answer; it said "
                                    + answer.status + answer.quoted() + " in " + settings.attempts()
                                    + " attempts; see the registry's own log");
                }
            } catch (IOException e) {
                if (last) {
                    throw new RegistryException(
                            "REG-002 " + what + " at " + base + ": the registry must be reachable; "
                                    + settings.attempts() + " attempts of at most "
                                    + settings.timeout().toMillis()
                                    + " ms failed (" + e.getClass().getSimpleName()
                                    + "); check the address and that the registry runs",
                            e);
                }
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
            pause *= 2;
        }
    }

    private RegistryException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RegistryException("REG-002 " + what + " at " + base + ": interrupted while waiting", cause);
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return new Answer(response.statusCode(), body.readNBytes(LARGEST_ANSWER));
        }
    }

    private JsonNode okay(String what, Answer answer) {
        if (answer.status == 401 || answer.status == 403) {
            throw new RegistryException("REG-006 " + what + " at " + base + ": the registry must let us in; it said "
                    + answer.status + "; check the credentials and their rights");
        }
        if (answer.status != 200) {
            throw new RegistryException("REG-007 " + what + " at " + base
                    + ": must be the base address of a Confluent-compatible API; the answer was " + answer.status
                    + answer.quoted() + "; check the address");
        }
        JsonNode body = answer.json();
        if (!body.isObject()) {
            throw unusable(what, "a JSON object");
        }
        return body;
    }

    private RegistryException unusable(String what, String required) {
        return new RegistryException("REG-007 " + what + " at " + base + ": the answer must be " + required
                + "; it was something else; check that the address is the base of a Confluent-compatible API");
    }

    /** A subject may hold a slash or a blank; a topic does not, but the rule is the API's. */
    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * What stands under an id.
     *
     * @param schema text of an Avro schema; null for a schema of another kind or one that refers to others
     */
    record Fetched(@Nullable String schema) {}

    /** One answer; the body is the other side's word and is quoted only without control characters. */
    private record Answer(int status, byte[] body) {
        JsonNode json() {
            try {
                JsonNode parsed = JSON.readTree(new String(body, StandardCharsets.UTF_8));
                return parsed == null ? JSON.missingNode() : parsed;
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }

        boolean isError() {
            JsonNode code = json().get("error_code");
            return code != null && code.isIntegralNumber();
        }

        String quoted() {
            JsonNode message = json().get("message");
            if (message == null || !message.isTextual()) {
                return "";
            }
            String text = message.textValue().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
            return " (\"" + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text) + "\")";
        }
    }
}
