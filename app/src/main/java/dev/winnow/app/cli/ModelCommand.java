package dev.winnow.app.cli;

import dev.winnow.app.shell.ExitCode;
import dev.winnow.wire.ModelChange;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code winnow model}: the life cycle of the running application's models. */
@Command(
        name = "model",
        description =
                "Pause, freeze, resume or reset all models of a feature set, or promote their shadows, on every shard.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow model freeze suricata-flow/1 --actor ada --reason \"penetration test\"")
final class ModelCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    ModelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is required: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            description = "Neither score nor learn until it is resumed.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow model pause suricata-flow/1 --actor ada --reason \"sensor under repair\"")
    int pause(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FEATURE_SET", description = "Feature set id.") String featureSet) {
        return change(delivery, options, "pause", featureSet);
    }

    @Command(
            description = "Score, but do not learn until it is resumed.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow model freeze suricata-flow/1 --actor ada --reason \"penetration test\"")
    int freeze(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FEATURE_SET", description = "Feature set id.") String featureSet) {
        return change(delivery, options, "freeze", featureSet);
    }

    @Command(
            description = "Go on where pause or freeze stopped.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow model resume suricata-flow/1 --actor ada --reason \"test is over\"")
    int resume(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FEATURE_SET", description = "Feature set id.") String featureSet) {
        return change(delivery, options, "resume", featureSet);
    }

    @Command(
            description = "Forget everything that was learnt and begin the next generation.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow model reset suricata-flow/1 --actor ada --reason \"learnt from a broken sensor\"")
    int reset(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FEATURE_SET", description = "Feature set id.") String featureSet) {
        return change(delivery, options, "reset", featureSet);
    }

    @Command(
            name = "promote-shadow",
            description = "Let the second forest take over wherever it has won (setting shadow.mode: report).",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer =
                    "  winnow model promote-shadow suricata-flow/1 --actor ada --reason \"the new proxy is here to stay\"")
    int promoteShadow(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "FEATURE_SET", description = "Feature set id.") String featureSet) {
        return change(delivery, options, "promote_shadow", featureSet);
    }

    private int change(CommandDelivery delivery, CommandOptions options, String change, String featureSet) {
        return delivery.deliver(context, List.of(options.command(new ModelChange(change, featureSet))));
    }
}
