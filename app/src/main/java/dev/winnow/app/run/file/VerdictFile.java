package dev.winnow.app.run.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts as JSON lines: {@code alertId} and {@code verdict} are required; {@code reason}, {@code analyst},
 * {@code actorType}, {@code tenant}, {@code id} and {@code version} have defaults; {@code time} (ISO 8601),
 * {@code retracts} and {@code idempotencyKey} may be absent. A verdict without a time takes that of its alert.
 */
public final class VerdictFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerdictFile() {}

    /** @throws CommandFailure CLI-022 for a line that is no verdict, with its number */
    public static List<Verdict> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE, "CLI-020 \"" + file + "\": must be a readable file of JSON lines in UTF-8", e);
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                verdicts.add(verdict(file, i + 1, lines.get(i)));
            }
        }
        return verdicts;
    }

    private static Verdict verdict(Path file, int number, String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String alertId = node.path("alertId").asText("");
            String word = node.path("verdict").asText("");
            VerdictKind kind = VerdictKind.valueOf(word.toUpperCase(Locale.ROOT));
            if (alertId.isEmpty() || kind == VerdictKind.UNKNOWN) {
                throw bad(file, number, null);
            }
            byte[] hash = Sha256.of((number + "\0" + line).getBytes(StandardCharsets.UTF_8));
            return Verdict.newBuilder()
                    .setId(node.path("id").asText(HexFormat.of().formatHex(hash, 0, 16)))
                    .setTenant(node.path("tenant").asText("default"))
                    .setAlertId(alertId)
                    .setVerdict(kind)
                    .setReason(node.path("reason").asText(""))
                    .setAnalyst(node.path("analyst").asText("file"))
                    .setVerdictTime(
                            node.hasNonNull("time")
                                    ? Instant.parse(node.get("time").asText())
                                    : null)
                    .setVersion(node.path("version").asLong(1))
                    .setRetracts(text(node, "retracts"))
                    .setActorType(actorType(node.path("actorType").asText("human")))
                    .setIdempotencyKey(text(node, "idempotencyKey"))
                    .build();
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw bad(file, number, e);
        }
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    private static ActorType actorType(String word) {
        ActorType type = ActorType.valueOf(word.toUpperCase(Locale.ROOT));
        if (type == ActorType.UNKNOWN) {
            throw new IllegalArgumentException("actorType must be human, agent or rule, was \"" + word + "\"");
        }
        return type;
    }

    private static CommandFailure bad(Path file, int number, @Nullable Exception cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-022 \"" + file + "\" line " + number
                        + ": must be a JSON object with alertId and verdict (true_positive, benign_positive,"
                        + " false_positive, duplicate, undetermined or auto_closed), and an actorType, if any, of human,"
                        + " agent or rule",
                cause);
    }
}
