package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictDetail;
import dev.winnow.wire.VerdictKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow label}: an analyst's verdict on one alert. */
@Command(
        name = "label",
        description = {
            "Send an analyst's verdict on one alert to the feedback topic.",
            "The same analyst's later verdict on the same alert replaces the earlier one, until it is taken back."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the brokers have the verdict",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow label 3f2a9c false_positive --reason \"backup job\" --analyst ada",
            "  winnow label 3f2a9c true_positive --analyst ada --tenant acme -c winnow.yaml",
            "  winnow label 3f2a9c undetermined --analyst ada --retracts VERDICT_ID"
        })
final class LabelCommand implements Callable<Integer> {
    private static final List<String> VERDICTS = Arrays.stream(VerdictKind.values())
            .filter(kind -> kind != VerdictKind.UNKNOWN)
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final List<String> ACTORS = List.of("human", "agent", "rule");

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(index = "0", paramLabel = "ALERT", description = "Id of the alert.")
    private String alertId = "";

    @Parameters(
            index = "1",
            paramLabel = "VERDICT",
            description =
                    "true_positive, benign_positive, false_positive, duplicate, undetermined or auto_closed; the first three teach.")
    private String verdict = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, in a sentence or a code.")
    private String reason = "";

    @Option(names = "--analyst", required = true, paramLabel = "NAME", description = "Who decided.")
    private String analyst = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Tenant of the alert; default: ${DEFAULT-VALUE}.")
    private String tenant = "";

    @Option(names = "--retracts", paramLabel = "ID", description = "Verdict that this one takes back.")
    private @Nullable String retracts;

    @Option(
            names = "--actor-type",
            paramLabel = "KIND",
            defaultValue = "human",
            description = "Who decides: human, agent or rule; default: ${DEFAULT-VALUE}.")
    private String actorType = "";

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Key of this request: sent again with the same key it is one verdict.")
    private @Nullable String idempotencyKey;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Feedback topic; default: that of the configuration.")
    private @Nullable String topic;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait for what becomes of the verdict, as the audit log has it; 0 for not at all."
                    + " Default: ${DEFAULT-VALUE}.")
    private int wait;

    private final CommandContext context;

    LabelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        VerdictKind kind = kind(verdict);
        if (alertId.isBlank() || analyst.isBlank() || tenant.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-005 label: ALERT, --analyst and --tenant must not be empty");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Verdict wire = Verdict.newBuilder()
                .setId(id(tenant, alertId, analyst, now.toEpochMilli()))
                .setTenant(tenant)
                .setAlertId(alertId)
                .setVerdict(kind)
                .setReason(reason)
                .setAnalyst(analyst)
                .setVerdictTime(now)
                .setVersion(now.toEpochMilli())
                .setRetracts(retracts)
                .setActorType(actorType(actorType))
                .setIdempotencyKey(idempotencyKey)
                .build();
        KafkaTarget target = cluster.target(context);
        String destination = topic == null ? target.config().topics().name("feedback") : topic;
        Optional<VerdictWatch> watch = wait > 0 ? VerdictWatch.begin(target.config()) : Optional.empty();
        Optional<VerdictDetail> outcome;
        try {
            try (Sender sender = target.sender()) {
                sender.send(new ProducerRecord<>(destination, tenant.getBytes(StandardCharsets.UTF_8), encode(wire)));
                sender.flush();
            }
            outcome = watch.flatMap(log -> log.await(wire.getId(), Duration.ofSeconds(wait)));
        } finally {
            watch.ifPresent(VerdictWatch::close);
        }
        if (common.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("verdictId", wire.getId());
            document.put("alertId", alertId);
            document.put("verdict", kind.name().toLowerCase(Locale.ROOT));
            document.put("topic", destination);
            document.put("outcome", outcome.map(VerdictDetail::getOutcome).orElse(null));
            document.put("text", outcome.map(VerdictDetail::getText).orElse(null));
            common.json().write(document);
        } else {
            common.out()
                    .println("verdict " + wire.getId() + " on alert " + Printable.of(alertId) + " sent to "
                            + Printable.of(destination));
            common.out()
                    .println(outcome.map(detail -> "outcome: " + Printable.of(detail.getOutcome()) + "; "
                                    + Printable.of(detail.getText()))
                            .orElse(
                                    "outcome: unknown; the application has not answered. If no alert has this id, the verdict"
                                            + " waits for it and then becomes a dead letter (FBK-007)"));
        }
        return ExitCode.OK;
    }

    private static ActorType actorType(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        if (!ACTORS.contains(plain)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-004 --actor-type: must be one of " + String.join(", ", ACTORS) + ", was \"" + text + "\"");
        }
        return ActorType.valueOf(plain.toUpperCase(Locale.ROOT));
    }

    private static VerdictKind kind(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replace('-', '_');
        if (!VERDICTS.contains(plain)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-004 VERDICT: must be one of " + String.join(", ", VERDICTS) + ", was \"" + text + "\""
                            + dev.winnow.app.config.NearWord.of(plain, VERDICTS)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return VerdictKind.valueOf(plain.toUpperCase(Locale.ROOT));
    }

    /** The verdict in Avro's single-object encoding. */
    static byte[] encode(Verdict verdict) {
        try {
            ByteBuffer buffer = verdict.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** First 16 bytes of SHA-256 over the parts, each with its length before it. */
    static String id(String tenant, String alertId, String analyst, long version) {
        MessageDigest digest = Sha256.digest();
        for (String part : List.of("winnow/v1/verdict", tenant, alertId, analyst, Long.toString(version))) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
