package dev.winnow.app.cli;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.AuditRecords;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.settings.Topics;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.Command;
import dev.winnow.wire.CommandDetail;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends commands, then reads on in the audit log and the dead letters from where they ended before, until each command's own
 * entry is there or the patience is over.
 */
final class CommandDelivery {
    static final String DONE_HELP = "0:all are in force, or were before";
    static final String REFUSED_HELP = "1:one was refused, or none answered in time";

    private static final SingleObjectCodec CODEC = new SingleObjectCodec();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Command topic; default: that of the configuration.")
    private @Nullable String topic;

    @Option(names = "--no-wait", description = "Do not wait for what becomes of it.")
    private boolean isNotAwaited;

    @Option(
            names = "--wait-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long to wait for the application to take it; default: ${DEFAULT-VALUE}.")
    private int waitSeconds;

    /** What became of a command; the fields of the document. */
    private record Outcome(
            String commandId,
            String tenant,
            String outcome,
            @Nullable String code,
            String text,
            @Nullable Integer auditPartition,
            @Nullable Long auditSequence) {}

    /** Sends them in order and prints what became of each; the exit code says whether all are in force. */
    int deliver(CommandContext context, List<Command> commands) {
        if (waitSeconds < 1) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-062 --wait-seconds: must be at least 1, was " + waitSeconds);
        }
        KafkaTarget target = cluster.target(context);
        Topics topics = Wiring.topics(target.config());
        String destination = topic == null ? topics.commands() : topic;
        Map<Source, Command> sent = new LinkedHashMap<>();
        Map<Source, Outcome> outcomes = new HashMap<>();
        try (Sender sender = target.sender();
                KafkaConsumer<byte[], byte[]> consumer = consumer(target)) {
            if (!isNotAwaited) {
                seekToEnd(consumer, topics);
            }
            for (Command command : commands) {
                RecordMetadata place = sender.deliver(new ProducerRecord<>(
                        destination,
                        command.getTenant().getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(destination, command)));
                sent.put(new Source(place.topic(), place.partition(), place.offset()), command);
            }
            if (!isNotAwaited) {
                await(consumer, topics, Wiring.codec(target.config()), sent, outcomes);
            }
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
        return print(sent, outcomes);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaTarget target) {
        Map<String, Object> properties = new HashMap<>(ClientProperties.consumer(target.config()));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The commands' entries can only stand behind what is there before they are sent. */
    private static void seekToEnd(KafkaConsumer<byte[], byte[]> consumer, Topics topics) {
        List<TopicPartition> partitions = Stream.of(topics.audit(), topics.deadLetters())
                .flatMap(name -> consumer.partitionsFor(name).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.endOffsets(partitions).forEach(consumer::seek);
    }

    private void await(
            KafkaConsumer<byte[], byte[]> consumer,
            Topics topics,
            WireCodec codec,
            Map<Source, Command> sent,
            Map<Source, Outcome> outcomes) {
        long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        while (outcomes.size() < sent.size() && System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                SpecificRecord value;
                try {
                    value = codec.decode(record.topic(), record.value());
                } catch (WireFormatException e) {
                    continue;
                }
                if (value instanceof AuditEntry entry && entry.getDetail() instanceof CommandDetail detail) {
                    Source source = entry.getSource();
                    if (source != null && sent.containsKey(source)) {
                        outcomes.put(source, outcome(record, detail));
                    }
                } else if (value instanceof DeadLetter letter && sent.containsKey(letter.getSource())) {
                    // A refusal of the tenant's task has an entry too; only what was refused before has none.
                    Command command = sent.get(letter.getSource());
                    if (command != null && letter.getStage().equals("command")) {
                        outcomes.put(
                                letter.getSource(),
                                new Outcome(
                                        command.getId(),
                                        command.getTenant(),
                                        "refused",
                                        letter.getCode(),
                                        letter.getReason(),
                                        null,
                                        null));
                    }
                }
            }
        }
    }

    private static Outcome outcome(ConsumerRecord<byte[], byte[]> record, CommandDetail detail) {
        EntryHeader header = AuditRecords.header(AuditRecords.stored(record));
        return new Outcome(
                detail.getCommand().getId(),
                detail.getCommand().getTenant(),
                detail.getOutcome(),
                detail.getCode(),
                detail.getText(),
                record.partition(),
                header == null ? null : header.seq());
    }

    private int print(Map<Source, Command> sent, Map<Source, Outcome> outcomes) {
        List<Outcome> all = new ArrayList<>();
        sent.forEach((source, command) -> all.add(outcomes.getOrDefault(
                source,
                new Outcome(
                        command.getId(),
                        command.getTenant(),
                        isNotAwaited ? "sent" : "unknown",
                        null,
                        isNotAwaited
                                ? "The brokers have it."
                                : "The brokers have it; the application has not taken it within " + waitSeconds + " s.",
                        null,
                        null))));
        if (common.isJson()) {
            common.json().write(Map.of("commands", all));
        } else {
            for (Outcome each : all) {
                common.out()
                        .println(each.outcome() + " " + (each.code() == null ? "" : each.code() + " ")
                                + Printable.of(each.commandId()) + ": " + Printable.of(each.text()));
            }
        }
        if (all.stream().anyMatch(each -> each.outcome().equals("unknown"))) {
            common.err()
                    .println(
                            "CLI-063 --wait-seconds: the application must take the command within " + waitSeconds
                                    + " s; found no outcome; check that it runs, then look with winnow audit show --kind operator");
        }
        return all.stream()
                        .allMatch(each -> each.outcome().equals("applied")
                                || each.outcome().equals("duplicate")
                                || each.outcome().equals("sent"))
                ? ExitCode.OK
                : ExitCode.FAILURE;
    }
}
