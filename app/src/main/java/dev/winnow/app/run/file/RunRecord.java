package dev.winnow.app.run.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.winnow.app.config.Secret;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run over files was made from, in the {@code run} block of its {@code summary.json}, so that it can be made again:
 * files with their hashes, format, options, verdicts, ingest time, and the effective configuration with its secrets masked.
 */
public final class RunRecord {
    private RunRecord() {}

    static Map<String, @Nullable Object> of(WinnowConfig config, FileRun.Request request) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("format", request.format().name());
        List<Map<String, Object>> files = new ArrayList<>();
        request.files().forEach(file -> files.add(file(file)));
        run.put("files", files);
        List<Map<String, Object>> past = new ArrayList<>();
        request.history().forEach(file -> past.add(file(file)));
        run.put("history", past);
        InputOptions options = request.options();
        Mapping mapping = options.mapping();
        run.put("entityField", options.entityField());
        run.put("columns", new TreeMap<>(options.columns()));
        Map<String, Object> places = new LinkedHashMap<>();
        places.put("time", mapping.time());
        places.put("timeUnit", mapping.timeUnit());
        places.put("entity", mapping.entity());
        places.put("type", mapping.type());
        places.put("rows", mapping.rows());
        places.put("numbers", new TreeMap<>(mapping.numbers()));
        places.put("texts", new TreeMap<>(mapping.texts()));
        run.put("mapping", places);
        Path verdicts = request.verdictFile();
        run.put("verdicts", verdicts == null ? null : file(verdicts));
        run.put("ingestMillis", request.ingestMillis());
        run.put("shards", request.shards());
        run.put("engine", request.engine().name().toLowerCase(Locale.ROOT));
        run.put("config", config.effective());
        return run;
    }

    /**
     * The configuration of a recorded run. Secrets are not recorded: they come from their files or from the environment again.
     *
     * @param run the {@code run} block of {@code summary.json}
     * @param environment only variables of secrets are taken from it
     */
    public static WinnowConfig config(JsonNode run, Path summary, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        boolean isMasked = false;
        for (String line : run.path("config").asText("").split("\n", -1)) {
            if (line.strip().matches("[A-Za-z0-9.]+: \"?" + java.util.regex.Pattern.quote(Secret.MASK) + "\"?")) {
                isMasked |= line.strip().startsWith("secret:");
            } else {
                text.append(line).append('\n');
            }
        }
        String secret = environment.get("WINNOW_APPLICATION__SECRET");
        if (isMasked && secret == null) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "CLI-044 WINNOW_APPLICATION__SECRET: must be set as it was for the run, whose seeds derive from"
                            + " it");
        }
        return WinnowConfig.parse(
                text.toString(),
                String.valueOf(summary.getFileName()),
                Path.of(""),
                isMasked && secret != null ? Map.of("WINNOW_APPLICATION__SECRET", secret) : Map.of());
    }

    /**
     * The request of a recorded run, into another directory.
     *
     * @throws CommandFailure CLI-042 where a file is missing or is not the one that was read
     */
    public static FileRun.Request request(JsonNode run, Path directory, RootKey key) {
        List<Path> files = new ArrayList<>();
        run.path("files").forEach(file -> files.add(verified(file)));
        List<Path> past = new ArrayList<>();
        run.path("history").forEach(file -> past.add(verified(file)));
        JsonNode places = run.path("mapping");
        InputOptions options = InputOptions.defaults()
                .withEntityField(run.path("entityField").asText(""))
                .withColumns(texts(run.path("columns")))
                .withMapping(new Mapping(
                        places.path("time").asText(""),
                        places.path("timeUnit").asText("auto"),
                        places.path("entity").asText(""),
                        places.path("type").asText(""),
                        texts(places.path("numbers")),
                        texts(places.path("texts")),
                        places.path("rows").asBoolean(false)));
        Path verdicts = run.path("verdicts").isObject() ? verified(run.path("verdicts")) : null;
        return new FileRun.Request(
                past,
                files,
                InputFormats.create(run.path("format").asText(""), options),
                options,
                verdicts,
                directory,
                key,
                run.path("ingestMillis").asLong(),
                null,
                run.path("shards").asInt(1),
                Engine.valueOf(run.path("engine").asText("entities").toUpperCase(Locale.ROOT)),
                true);
    }

    private static Path verified(JsonNode file) {
        Path path = Path.of(file.path("path").asText(""));
        String found;
        try {
            found = sha256(path);
        } catch (IOException e) {
            found = "nothing that can be read";
        }
        String recorded = file.path("sha256").asText("");
        if (!recorded.equals(found)) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-042 \"" + path + "\": must be the file that the run read, SHA-256 " + recorded + "; found "
                            + found);
        }
        return path;
    }

    private static Map<String, Object> file(Path path) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("path", path.toAbsolutePath().normalize().toString());
        try {
            file.put("sha256", sha256(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static String sha256(Path path) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in =
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.fields()
                .forEachRemaining(
                        field -> texts.put(field.getKey(), field.getValue().asText("")));
        return texts;
    }
}
