package dev.winnow.app.cli;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.audit.verify.Finding;
import dev.winnow.audit.verify.FindingCode;
import dev.winnow.audit.verify.Pin;
import dev.winnow.audit.verify.PinFile;
import dev.winnow.audit.verify.VerifierMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow audit verify}: an exported audit log, or a live topic up to its last stable offset. */
@Command(
        name = "verify",
        description = {
            "Verify an exported audit log (DIR), or the live audit topic of a cluster (-c or --bootstrap).",
            "Without a key only the structure is checked, and nothing is ever VERIFIED."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:verified",
            "1:tampered",
            ExitCode.USAGE_HELP,
            "3:incomplete: a head, tail, chain or schema is missing, or there was nothing to verify",
            "4:not trusted: no key, a wrong key, or something that no key vouches for; Kafka cannot be reached",
            "5:unreadable",
            "6:a limit of the format is exceeded",
            "7:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow audit verify run1/audit --key run1/audit.key",
            "  winnow audit verify -c winnow.yaml --key audit.key --state last-audit.pins",
            "  winnow audit verify --bootstrap 127.0.0.1:9092 --topic winnow.audit --key audit.key --json"
        })
final class AuditVerifyCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Exported log: manifest.json and its chain files.")
    private @Nullable Path directory;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Audit topic; default: that of the configuration.")
    private @Nullable String topic;

    @Option(names = "--key", paramLabel = "FILE", description = "Root key; may be repeated where keys were changed.")
    private List<Path> keyFiles = List.of();

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Remembers the last verified entries from one audit to the next, sealed with the first key.")
    private @Nullable Path state;

    @Option(names = "--from", paramLabel = "SEQ", defaultValue = "0", description = "First entry of each chain.")
    private long from;

    @Option(names = "--to", paramLabel = "SEQ", description = "Last entry of each chain; default: all.")
    private @Nullable Long to;

    private final CommandContext context;

    AuditVerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        long last = to == null ? Long.MAX_VALUE : to;
        if ((directory != null) == cluster.isGiven()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-030 audit verify: name either DIR or a cluster (-c, --bootstrap)");
        }
        if (from < 0 || from > last) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-031 --from: must be at least 0 and at most --to, was " + from);
        }
        if (state != null && keyFiles.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-032 --state: needs --key, which seals the state file");
        }
        return directory == null ? live(last) : offline(directory);
    }

    /** The offline verifier itself, so that both say the same. */
    private int offline(Path exported) {
        List<String> arguments = new ArrayList<>(List.of(exported.toString()));
        keyFiles.forEach(file -> arguments.addAll(List.of("--key", file.toString())));
        arguments.addAll(List.of("--from", Long.toString(from)));
        if (to != null) {
            arguments.addAll(List.of("--to", to.toString()));
        }
        if (state != null) {
            arguments.addAll(List.of("--state", state.toString()));
        }
        if (common.isJson()) {
            arguments.add("--json");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = VerifierMain.run(
                arguments.toArray(new String[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        common.out().print(out.toString(StandardCharsets.UTF_8));
        common.out().flush();
        common.err().print(err.toString(StandardCharsets.UTF_8));
        common.err().flush();
        return code;
    }

    private int live(long last) {
        KafkaTarget target = cluster.target(context);
        WinnowConfig config = target.config();
        List<RootKey> keys = keyFiles.stream().map(KeyFiles::parse).toList();
        List<Finding> before = new ArrayList<>();
        List<Pin> pins = state == null ? List.of() : pins(state, keys, before);
        AuditReport found;
        try {
            String name = topic == null ? Wiring.topics(config).audit() : topic;
            found = new LiveAudit(config, name, cluster.hasFile()).verify(keys, pins, from, last);
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
        before.addAll(found.findings());
        AuditReport report = new AuditReport(found.chains(), before, found.inputs());
        common.out().print(common.isJson() ? report.json() : report.text());
        common.out().flush();
        if (state != null && from == 0 && last == Long.MAX_VALUE && report.conclusion() == Conclusion.VERIFIED) {
            remember(state, report, keys.get(0));
        }
        return report.exitCode();
    }

    private static List<Pin> pins(Path file, List<RootKey> keys, List<Finding> problems) {
        try (InputStream in = Files.newInputStream(file)) {
            return PinFile.parse(in.readNBytes(PinFile.MAXIMUM_BYTES + 1), keys);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            problems.add(Finding.general(FindingCode.BAD_STATE, "", "AUD-021 state file: must be readable"));
        } catch (IllegalArgumentException e) {
            problems.add(Finding.general(FindingCode.BAD_STATE, "", Printable.of(String.valueOf(e.getMessage()))));
        }
        return List.of();
    }

    private static void remember(Path file, AuditReport report, RootKey key) {
        List<Pin> pins = report.chains().stream()
                .map(ChainResult::pin)
                .flatMap(Optional::stream)
                .toList();
        Path whole = file.toAbsolutePath();
        try {
            Path temporary =
                    Files.createTempFile(java.util.Objects.requireNonNull(whole.getParent()), ".winnow-pins", ".tmp");
            Files.write(temporary, PinFile.format(pins, key));
            Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure(
                    Conclusion.UNREADABLE.exitCode(),
                    "AUD-021 state file: must be writable; the audit is not remembered",
                    e);
        }
    }
}
