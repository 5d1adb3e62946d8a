package dev.winnow.app.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.CommittedTopic;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.AuditRecords;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.ExportFormatException;
import dev.winnow.audit.export.ExportReader;
import dev.winnow.audit.export.Manifest;
import dev.winnow.schemas.output.WireJson;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow audit show}: the entries of an audit log for people and scripts. Nothing is verified here. */
@Command(
        name = "show",
        description = {
            "Print the entries of an exported audit log (DIR) or of the live audit topic, one JSON object a line.",
            "Everything outside ASCII is escaped. Nothing is verified: see winnow audit verify."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK_HELP,
            "1:no entry was found",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow audit show run1/audit --kind decision",
            "  winnow audit show -c winnow.yaml --from 100 --to 120 --json"
        })
final class AuditShowCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Exported log: manifest.json and its chain files.")
    private @Nullable Path directory;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Audit topic; default: that of the configuration.")
    private @Nullable String topic;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only these entries: genesis, schema, config, decision, feedback, model, operator, ...")
    private @Nullable String kind;

    @Option(names = "--from", paramLabel = "SEQ", defaultValue = "0", description = "First entry of each chain.")
    private long from;

    @Option(names = "--to", paramLabel = "SEQ", description = "Last entry of each chain; default: all.")
    private @Nullable Long to;

    private final CommandContext context;
    private long shown;

    AuditShowCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if ((directory != null) == cluster.isGiven()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-030 audit show: name either DIR or a cluster (-c, --bootstrap)");
        }
        List<String> kinds =
                Arrays.stream(AuditKind.values()).map(AuditShowCommand::word).toList();
        if (kind != null && !kinds.contains(kind)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-033 --kind: must be one of " + String.join(", ", kinds) + ", was \"" + kind + "\"");
        }
        if (common.isJson()) {
            common.out().print("{\"entries\": [");
        }
        if (directory == null) {
            live();
        } else {
            offline(directory);
        }
        if (common.isJson()) {
            common.out().println((shown > 0 ? System.lineSeparator() : "") + "]}");
        }
        common.out().flush();
        return shown > 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    private void live() {
        KafkaTarget target = cluster.target(context);
        WinnowConfig config = target.config();
        String name = topic == null ? Wiring.topics(config).audit() : topic;
        WireCodec codec = Wiring.codec(config);
        try (CommittedTopic records = new CommittedTopic(config, name)) {
            for (CommittedTopic.Span span : records.spans()) {
                String place = name + "-" + span.partition();
                records.read(span, record -> show(place, AuditRecords.stored(record), codec));
            }
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
    }

    private void offline(Path exported) {
        WireCodec codec = Wiring.codec();
        try {
            Manifest manifest = Manifest.parse(Files.readAllBytes(exported.resolve(Manifest.FILE)));
            for (Manifest.Chain chain : manifest.chains()) {
                try (InputStream in =
                        new BufferedInputStream(Files.newInputStream(exported.resolve(chain.file())), 1 << 16)) {
                    ExportReader reader = new ExportReader(in, chain.file());
                    for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
                        show(chain.file(), entry, codec);
                    }
                }
            }
        } catch (IOException | IllegalArgumentException | ExportFormatException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-034 DIR: \"" + exported + "\" must be an exported audit log; found " + e.getMessage(),
                    e);
        }
    }

    private void show(String place, StoredEntry entry, WireCodec codec) {
        @Nullable EntryHeader header = AuditRecords.header(entry);
        long seq = header == null ? -1 : header.seq();
        Optional<AuditKind> itsKind = header == null ? Optional.empty() : AuditKind.of(header.kind());
        boolean isChosen = seq >= from
                && (to == null || seq <= to)
                && (kind == null || itsKind.map(AuditShowCommand::word).equals(Optional.of(kind)));
        if (!isChosen && (header != null || kind != null)) {
            return;
        }
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("chain", place);
            json.writeNumberField("offset", entry.offset());
            if (header == null) {
                json.writeNullField("seq");
            } else {
                json.writeNumberField("seq", seq);
                json.writeStringField(
                        "kind", itsKind.map(AuditShowCommand::word).orElse("unknown"));
                json.writeNumberField("session", header.session());
                json.writeStringField(
                        "written", Instant.ofEpochMilli(header.unixMillis()).toString());
                json.writeStringField("tag", HexFormat.of().formatHex(header.tag()));
            }
            body(json, place, entry, codec);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (common.isJson()) {
            common.out().print((shown == 0 ? "" : ",") + System.lineSeparator() + "  ");
        }
        // DEL is ASCII, and the writer leaves it as it is.
        String line = text.toString().replace("\u007f", "\\u007f");
        if (common.isJson()) {
            common.out().print(line);
        } else {
            common.out().println(line);
        }
        shown++;
    }

    private static void body(JsonGenerator json, String place, StoredEntry entry, WireCodec codec) throws IOException {
        byte[] value = entry.value();
        json.writeFieldName("entry");
        if (value == null) {
            json.writeNull();
            return;
        }
        try {
            WireJson.write(json, codec.decode(place, value));
        } catch (WireFormatException e) {
            json.writeStartObject();
            json.writeStringField("unreadable", String.valueOf(e.getMessage()));
            json.writeNumberField("bytes", value.length);
            json.writeEndObject();
        }
    }

    private static String word(AuditKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
