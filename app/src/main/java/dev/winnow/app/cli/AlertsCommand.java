package dev.winnow.app.cli;

import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.results.AlertLine;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.schemas.output.WireJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow alerts}: what was decided, readable. */
@Command(
        name = "alerts",
        description = "Read alerts, from a cluster or from the folder of a run.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow alerts tail -c winnow.yaml")
final class AlertsCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    AlertsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is required: tail");
    }

    @Command(
            name = "tail",
            description = {
                "Print alerts as they come, one line each, folded ones included, until Ctrl-C or --max.",
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
                "  winnow alerts tail -c winnow.yaml",
                "  winnow alerts tail -c winnow.yaml --from-beginning --max 20 --json",
                "  winnow alerts tail --run run1"
            })
    int tail(
            @Mixin CommonOptions options,
            @Mixin TailOptions tail,
            @Option(names = "--from-beginning", description = "First everything that the topic still holds.")
                    boolean isFromBeginning) {
        tail.print(
                options,
                context,
                new TailOptions.Lines(
                        "alerts.jsonl", config -> Wiring.topics(config).alerts(), WireJson::encode, AlertLine::text),
                isFromBeginning,
                false);
        return ExitCode.OK;
    }
}
