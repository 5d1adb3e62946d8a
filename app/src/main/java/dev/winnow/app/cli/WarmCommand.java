package dev.winnow.app.cli;

import dev.winnow.app.config.InputConfig;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow warm}: events of the past, for models to learn from. */
@Command(
        name = "warm",
        description = {
            "Let models learn from the past: the records of files into the history input of their format.",
            "What comes by that input is learnt and never becomes an alert. Send it before the first events of now, oldest first."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the brokers have every record",
            ExitCode.FAILURE_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow warm eve-last-week.json.gz -c winnow.yaml --format suricata-eve",
            "",
            "where winnow.yaml has",
            "  inputs:",
            "    - {topic: soc.eve, format: suricata-eve}",
            "    - {topic: soc.eve.history, format: suricata-eve, history: true}"
        })
final class WarmCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, in this order; gzip is recognised.")
    private List<Path> files = List.of();

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            required = true,
            description = "Input format: suricata-eve, zeek, wazuh, ids-csv, json, csv or avro.")
    private String format = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Tenant of records that name none; default: the input's.")
    private @Nullable String tenant;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "At most N records a second.")
    private int rate;

    private final CommandContext context;

    WarmCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        KafkaTarget target = cluster.target(context);
        List<InputConfig> inputs = target.config().inputs().stream()
                .filter(input -> input.history() && input.format().equals(format))
                .toList();
        if (inputs.size() != 1) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "CLI-067 inputs: must have one input of format \"" + format + "\" with history: true, has "
                            + inputs.size() + "; add {topic: NAME, format: " + format
                            + ", history: true} and restart Winnow");
        }
        SendCommand send = new SendCommand(context);
        send.common = common;
        send.files = files;
        send.format = format;
        send.tenant = tenant;
        send.rate = Math.max(0, rate);
        return send.send(target, inputs.get(0));
    }
}
