package dev.winnow.app.cli;

import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.RecordSplitter;
import dev.winnow.topology.mapping.ShardKeys;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow send}: the records of files into an event topic, as they are. */
@Command(
        name = "send",
        description = {
            "Send the records of files to an event topic, unchanged, keyed by tenant|entity so that an entity's order is kept.",
            "Files may be gzipped. Records that the format refuses are sent too; they become dead letters."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the brokers have every record; with --dry-run: no record would be refused",
            "1:with --dry-run: a record would be refused",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow send eve.json.gz --format suricata-eve --topic winnow.events.eve --bootstrap 127.0.0.1:9092",
            "  winnow send conn.log dns.log -c winnow.yaml --format zeek --rate 500",
            "  winnow send eve.json --format suricata-eve --dry-run"
        })
final class SendCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, in this order.")
    List<Path> files = List.of();

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            required = true,
            description = "Input format: suricata-eve, zeek, wazuh, ids-csv, json, csv or avro.")
    String format = "";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Event topic; default: that of the configuration's only input of this format.")
    private @Nullable String topic;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Tenant of records that name none; default: the input's.")
    @Nullable
    String tenant;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "At most N records a second.")
    int rate;

    @Option(names = "--dry-run", description = "Only read and decode; send nothing.")
    private boolean isDryRun;

    private final CommandContext context;
    private ShardKeys keys = ShardKeys.of(List.of());
    private long records;
    private long bytes;
    private final RefusedRecords refused = new RefusedRecords();

    SendCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        KafkaTarget target = cluster.target(context);
        WinnowConfig config = target.config();
        if (!InputFormats.names().contains(format) || rate < 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    rate < 0
                            ? "CLI-006 --rate: must be at least 0, was " + rate
                            : "CLI-007 --format: must be one of " + String.join(", ", InputFormats.names()) + ", was \""
                                    + format + "\"");
        }
        return send(target, input(config));
    }

    /** Sends to the topic of an input, or with --dry-run nowhere. */
    int send(KafkaTarget target, InputConfig input) {
        keys = ShardKeys.of(target.config().allFeatureSets());
        InputOptions options = input.options();
        InputFormat decoder = InputFormats.create(format, options);
        long start = System.nanoTime();
        if (isDryRun) {
            files.forEach(file -> read(file, decoder, options, input, record -> {}));
        } else {
            try (Sender sender = target.sender()) {
                files.forEach(file -> read(file, decoder, options, input, sender::send));
                sender.flush();
            }
        }
        common.progress().close();
        double seconds = (System.nanoTime() - start) / 1e9;
        report(input.topic(), seconds);
        return isDryRun && refused.count() > 0 ? ExitCode.FAILURE : ExitCode.OK;
    }

    /** The input that the records are for: the configured one where there is one, so that they are decoded alike. */
    private InputConfig input(WinnowConfig config) {
        List<InputConfig> matching = config.inputs().stream()
                .filter(input -> input.format().equals(format))
                .filter(input -> topic != null || !input.history())
                .filter(input -> topic == null || input.topic().equals(topic))
                .toList();
        if (matching.size() == 1) {
            return matching.get(0);
        }
        if (topic != null || isDryRun) {
            return InputConfig.of(topic == null ? "none" : topic, format);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "CLI-008 --topic: is required where the configuration has " + matching.size() + " inputs of format "
                        + format + "; name the event topic");
    }

    private interface Sink {
        void accept(ProducerRecord<byte[], byte[]> record);
    }

    private void read(Path file, InputFormat decoder, InputOptions options, InputConfig input, Sink sink) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            RecordSplitter splitter = RecordSplitter.of(in, decoder, options);
            long start = System.nanoTime();
            long first = records;
            while (splitter.hasNext()) {
                byte[] record = splitter.next();
                sink.accept(new ProducerRecord<>(
                        input.topic(), key(decoder.decode(record), input, file, splitter.line()), record));
                records++;
                bytes += record.length;
                pace(start, records - first);
                common.progress().at(isDryRun ? "records read" : "records sent", records, 0);
            }
        } catch (IOException | UncheckedIOException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-012 FILE: \"" + file + "\" must be readable; found "
                            + e.getClass().getSimpleName() + ": " + message + "; " + records
                            + " records before it were taken",
                    e);
        }
    }

    private byte @Nullable [] key(Decoded decoded, InputConfig input, Path file, long line) {
        if (decoded instanceof Decoded.Accepted accepted) {
            String owner = !accepted.tenant().isEmpty() ? accepted.tenant() : tenant == null ? input.tenant() : tenant;
            return keys.of(owner, accepted.event()).getBytes(StandardCharsets.UTF_8);
        }
        if (decoded instanceof Decoded.Refused bad) {
            refused.add(bad.rejection(), file, line);
        }
        return null;
    }

    private void pace(long start, long done) {
        if (rate > 0) {
            long due = start + done * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private void report(String destination, double seconds) {
        if (common.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("records", records);
            document.put("bytes", bytes);
            document.put("refused", refused.count());
            document.put("refusals", refused.document());
            document.put("topic", isDryRun ? null : destination);
            document.put("elapsedSeconds", Math.round(seconds * 1e3) / 1e3);
            common.json().write(document);
        } else {
            common.out()
                    .println(records + " records, " + bytes + " bytes"
                            + (isDryRun ? " read" : " sent to " + Printable.of(destination)) + "; " + refused.count()
                            + " that the format refuses");
            refused.lines().forEach(line -> common.out().println("  " + Printable.of(line)));
        }
    }
}
