package dev.winnow.app.cli;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.CommittedTopic;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.results.DeadLetterLine;
import dev.winnow.app.run.results.SourceRecords;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.wire.DeadLetter;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow dead-letters}: what was refused, readable, and sent again after a fix. */
@Command(
        name = "dead-letters",
        description = "Read refused records, and send them again after a fix.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow dead-letters list -c winnow.yaml")
final class DeadLettersCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    DeadLettersCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is required: tail, list, replay");
    }

    @Command(
            name = "tail",
            description = {
                "Print refused records as they come, one line each, until Ctrl-C or --max.",
                "With --json one JSON object a line. With --run: those of a run over files, to their end."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                ExitCode.OK_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP,
                ExitCode.FILE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow dead-letters tail -c winnow.yaml",
                "  winnow dead-letters tail -c winnow.yaml --from-beginning --json"
            })
    int tail(
            @Mixin CommonOptions options,
            @Mixin TailOptions tail,
            @Option(names = "--from-beginning", description = "First everything that the topic still holds.")
                    boolean isFromBeginning) {
        print(options, tail, isFromBeginning, false);
        return ExitCode.OK;
    }

    @Command(
            name = "list",
            description = {
                "Print all refused records that there are, one line each: code, place, reason, the record where it is text.",
                "With --json one JSON object a line."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                ExitCode.OK_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP,
                ExitCode.FILE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {"  winnow dead-letters list -c winnow.yaml", "  winnow dead-letters list --run run1 --json"})
    int list(@Mixin CommonOptions options, @Mixin TailOptions tail) {
        print(options, tail, true, true);
        return ExitCode.OK;
    }

    private void print(CommonOptions options, TailOptions tail, boolean isFromBeginning, boolean isBounded) {
        try (Originals originals = new Originals()) {
            tail.print(
                    options,
                    context,
                    new TailOptions.Lines(
                            "dead-letters.jsonl",
                            config -> {
                                originals.open(config);
                                return Wiring.topics(config).deadLetters();
                            },
                            letter -> DeadLetterLine.of(originals.completed(letter), Map.of()),
                            DeadLetterLine::text),
                    isFromBeginning,
                    isBounded);
        }
    }

    @Command(
            name = "replay",
            description = {
                "Send refused records again, as they were, to the topics that they came from.",
                "Each is sent as a new record: what is refused again becomes another dead letter, so choose with --code and"
                        + " --since. First see with --dry-run."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the brokers have every chosen record",
                "1:a chosen record could not be sent whole: its original is gone or was cut off",
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow dead-letters replay -c winnow.yaml --dry-run",
                "  winnow dead-letters replay -c winnow.yaml --code INP-022 --since 2026-03-01T00:00:00Z"
            })
    int replay(
            @Mixin CommonOptions options,
            @Mixin ClusterOptions cluster,
            @Option(names = "--code", split = ",", paramLabel = "CODE", description = "Only letters with these codes.")
                    Set<String> codes,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Only records that were ingested at this time (ISO 8601) or later.")
                    @Nullable
                    String since,
            @Option(names = "--dry-run", description = "Only count; send nothing.") boolean isDryRun) {
        Instant from = instant(since);
        KafkaTarget target = cluster.target(context);
        WinnowConfig config = target.config();
        WireCodec codec = Wiring.codec(config);
        String topic = Wiring.topics(config).deadLetters();
        String modelInputs = Wiring.topics(config).modelInputs();
        Map<String, Long> chosen = new TreeMap<>();
        long[] incomplete = new long[1];
        try (Originals originals = new Originals();
                CommittedTopic letters = new CommittedTopic(config, topic);
                Sender sender = target.sender()) {
            originals.open(config);
            for (CommittedTopic.Span span : letters.spans()) {
                letters.read(span, record -> {
                    if (record.value() == null
                            || !(codec.decode(topic, record.value()) instanceof DeadLetter stored)
                            || codes != null && !codes.isEmpty() && !codes.contains(stored.getCode())
                            || stored.getIngestTime().isBefore(from)) {
                        return;
                    }
                    DeadLetter letter = originals.completed(stored);
                    if (letter.getOriginal().remaining() != letter.getOriginalLength()) {
                        incomplete[0]++;
                        options.err()
                                .println(Printable.of("note: " + DeadLetterLine.place(letter)
                                        + " is not sent: its original is gone or was cut off"));
                        return;
                    }
                    if (letter.getSource().getTopic().equals(modelInputs)) {
                        incomplete[0]++;
                        options.err()
                                .println(Printable.of("note: " + DeadLetterLine.place(letter)
                                        + " is not sent: only the application writes to the topic of model inputs"));
                        return;
                    }
                    chosen.merge(letter.getCode(), 1L, Long::sum);
                    if (!isDryRun) {
                        sender.send(new ProducerRecord<>(
                                letter.getSource().getTopic(), bytes(letter.getKey()), bytes(letter.getOriginal())));
                    }
                });
            }
            sender.flush();
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
        report(options, chosen, incomplete[0], isDryRun);
        return incomplete[0] == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static void report(CommonOptions options, Map<String, Long> chosen, long incomplete, boolean isDryRun) {
        long records = chosen.values().stream().mapToLong(Long::longValue).sum();
        if (options.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("records", records);
            document.put("incomplete", incomplete);
            document.put("byCode", chosen);
            document.put("dryRun", isDryRun);
            options.json().write(document);
        } else {
            options.out()
                    .println(records + " records " + (isDryRun ? "would be sent" : "sent") + " again, " + incomplete
                            + " that cannot be sent left out");
            chosen.forEach((code, count) -> options.out().println("  " + code + " " + count));
            options.out().flush();
        }
    }

    private static Instant instant(@Nullable String text) {
        try {
            return text == null ? Instant.MIN : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-053 --since: must be a time such as 2026-03-01T00:00:00Z, was \"" + text + "\"",
                    e);
        }
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Originals that letters name and do not carry; opened with the cluster. */
    private static final class Originals implements AutoCloseable {
        private @Nullable SourceRecords records;

        void open(WinnowConfig config) {
            records = new SourceRecords(ClientProperties.consumer(config));
        }

        DeadLetter completed(SpecificRecord letter) {
            DeadLetter stored = (DeadLetter) letter;
            SourceRecords open = records;
            return open == null ? stored : open.completed(stored);
        }

        @Override
        public void close() {
            if (records != null) {
                records.close();
            }
        }
    }
}
