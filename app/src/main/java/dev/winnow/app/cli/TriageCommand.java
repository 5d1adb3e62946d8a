package dev.winnow.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.file.EngineChoice;
import dev.winnow.app.run.file.FileFeed;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.run.file.RecordLabels;
import dev.winnow.app.run.file.SummaryText;
import dev.winnow.app.run.local.RunDirectory;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Progress;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow triage}: files through the whole topology. */
@Command(
        name = "triage",
        description = {
            "Triage files: the topology that runs against a cluster, on a broker inside this process.",
            "On one shard the same files, configuration and key give the same alerts.jsonl and clusters.jsonl, byte for byte."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, every candidate is decided, and the audit log verifies",
            "1:not done, or a candidate has no decision, or the audit log does not verify",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow triage eve.json.gz --format suricata-eve",
            "  winnow triage conn.log --format zeek --out run1 --json",
            "  winnow triage alerts.csv --format ids-csv --columns name=rule,ip=src --entity host",
            "  winnow triage metrics.csv --format csv --time-field timestamp --entity-field server"
        })
final class TriageCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final CommandContext context;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files; gzip is recognised. Read in the order of the events that they begin with.")
    private List<Path> files = List.of();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "F",
            description = "suricata-eve, zeek, wazuh, ids-csv, json, csv or avro.")
    private String format = "";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration: detectors, triage, feature sets; its inputs are not used.")
    private @Nullable Path config;

    @Mixin
    private ShardsOption shards = new ShardsOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where alerts.jsonl, clusters.jsonl, dead-letters.jsonl, signals.jsonl, audit/ and summary.json"
                            + " go, and a file for each configured output (ecs.jsonl, ocsf.jsonl). The files of an"
                            + " earlier run go to DIR/previous.")
    private @Nullable Path out;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Audit key; without it a random one is made for this run and forgotten, or kept as DIR/audit.key"
                            + " with --out.")
    private @Nullable Path keyFile;

    @Option(
            names = "--verdicts",
            paramLabel = "FILE",
            description =
                    "Verdicts as JSON lines (alertId, verdict, reason, analyst); each takes effect right after its"
                            + " alert.")
    private @Nullable Path verdicts;

    @Option(
            names = "--warm",
            paramLabel = "FILE",
            description =
                    "File of the same format with events of the past: models learn from it before the files are judged, and"
                            + " nothing in it becomes an alert. May be repeated.")
    private List<Path> warm = List.of();

    @Option(
            names = "--labels",
            paramLabel = "CSV",
            description =
                    "Columns record (number of the input record, from 0) and label (1: attack, 0: none); adds quality"
                            + " to the summary. The labels reach nothing else.")
    private @Nullable Path labels;

    @Option(
            names = "--entity",
            paramLabel = "FIELD",
            description = "Field that names the entity; default: the format's own choice.")
    private String entity = "";

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "ROLE=COLUMN",
            description = "ids-csv: other names for the columns time, name, ip, host, short.")
    private Map<String, String> columns = Map.of();

    @Option(names = "--time-field", paramLabel = "FIELD", description = "json, csv: field with the event time.")
    private String timeField = "";

    @Option(names = "--entity-field", paramLabel = "FIELD", description = "json, csv: field with the entity.")
    private String entityField = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "json, csv: event type, which chooses the feature set; default: numeric.")
    private String type = "";

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "json, csv: entities (each with its windows), table (rows without a past) or series (metrics of each"
                            + " entity); default: by the first records.")
    private @Nullable Engine engine;

    TriageCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        files.forEach(TriageCommand::requireReadable);
        warm.forEach(TriageCommand::requireReadable);
        if (engine != null && !format.equals("csv") && !format.equals("json")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-068 --engine: only the formats csv and json have a choice, the format is \"" + format
                            + "\"; leave it out");
        }
        EngineChoice choice = EngineChoice.of(files.get(0), format, options(), engine);
        InputOptions options = choice.options();
        InputFormat decoder = InputFormats.create(format, options);
        List<Path> ordered = FileFeed.inOrderOfTime(files, decoder, options);
        if (!ordered.equals(files)) {
            common.err()
                    .println(Printable.of("note: the files are read in the order of their events: "
                            + ordered.stream().map(Path::toString).collect(Collectors.joining(", "))));
        }
        if (!choice.reason().isEmpty()) {
            common.err()
                    .println("note: the engine is " + choice.engine().name().toLowerCase(Locale.ROOT) + ": "
                            + choice.reason() + "; --engine takes another");
        }
        FileRun.Request request;
        try (TemporaryFolder temporary = new TemporaryFolder("winnow-run-")) {
            Path directory = out == null ? temporary.path() : out;
            if (out != null) {
                RunDirectory.prepare(out)
                        .ifPresent(previous -> common.err()
                                .println(Printable.of(
                                        "note: the earlier run in \"" + out + "\" is now in \"" + previous + "\"")));
            }
            RootKey key = KeyFiles.read(keyFile, out);
            WinnowConfig effective = config == null
                    ? WinnowConfig.parse("", "command line", Path.of(""), context.environment())
                    : context.load(config);
            request = new FileRun.Request(
                    FileFeed.inOrderOfTime(warm, decoder, options),
                    ordered,
                    decoder,
                    options,
                    verdicts,
                    directory,
                    key,
                    arrivalMillis(ordered.get(0), decoder, options),
                    labels == null ? null : RecordLabels.read(labels),
                    shards.number(),
                    choice.engine(),
                    out != null);
            Map<String, @Nullable Object> summary;
            try (Progress progress = common.progress()) {
                summary = new FileRun(effective, request).run(progress);
            }
            if (out != null) {
                Files.write(directory.resolve("summary.json"), JSON.writeValueAsBytes(summary));
            }
            if (common.isJson()) {
                common.json().write(summary);
            } else {
                common.out().print(SummaryText.of(summary));
                common.out().flush();
            }
            Optional<String> unaccounted = FileRun.unaccounted(summary);
            unaccounted.ifPresent(line -> common.err().println(line));
            return unaccounted.isEmpty() && Boolean.TRUE.equals(summary.get("auditVerified"))
                    ? ExitCode.OK
                    : ExitCode.FAILURE;
        }
    }

    /** Rows without times get theirs from the file, so that a second run over it repeats the first. */
    private static long arrivalMillis(Path first, InputFormat decoder, InputOptions options) throws IOException {
        return options.mapping().rows() && !FileFeed.hasTimes(first, decoder, options)
                ? Files.getLastModifiedTime(first).toMillis()
                : System.currentTimeMillis();
    }

    private InputOptions options() {
        InputOptions options = InputOptions.defaults().withEntityField(entity).withColumns(columns);
        if (!timeField.isEmpty() || !entityField.isEmpty() || !type.isEmpty()) {
            options = options.withMapping(new Mapping(timeField, "auto", entityField, type, Map.of(), Map.of()));
        }
        return options;
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-020 \"" + file + "\": must be a readable file; found "
                            + (Files.isDirectory(file) ? "a directory" : "none"));
        }
    }
}
