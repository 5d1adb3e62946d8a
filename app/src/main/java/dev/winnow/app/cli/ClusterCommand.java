package dev.winnow.app.cli;

import dev.winnow.app.shell.ExitCode;
import dev.winnow.wire.ClusterMerge;
import dev.winnow.wire.ClusterSplit;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow cluster}: merges and splits of the running application's open clusters. */
@Command(
        name = "cluster",
        description = "Merge open clusters, or split one; each undoes the other.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow cluster merge 3f2a9c 77ab01 --actor ada --reason \"one intrusion\"")
final class ClusterCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    ClusterCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is required: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            description = "Let one open cluster take in others.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow cluster merge 3f2a9c 77ab01 --actor ada --reason \"one intrusion\"")
    int merge(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(index = "0", paramLabel = "INTO", description = "Cluster that goes on.") String into,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "CLUSTER",
                            description = "Clusters that it takes in.")
                    List<String> clusters) {
        return delivery.deliver(context, List.of(options.command(new ClusterMerge(into, clusters))));
    }

    @Command(
            description = {
                "Take clusters out again that were merged into one, or send the coming alerts of some of its entities to a",
                "cluster of their own."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow cluster split 3f2a9c --cluster 77ab01 --actor ada --reason \"two causes after all\"",
                "  winnow cluster split 3f2a9c --entity 10.0.0.9 --actor ada --reason \"the mail server is another matter\""
            })
    int split(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "CLUSTER", description = "Cluster to split.") String cluster,
            @Option(
                            names = "--cluster",
                            split = ",",
                            paramLabel = "ID",
                            description = "Cluster that was merged into it.")
                    List<String> clusters,
            @Option(names = "--entity", split = ",", paramLabel = "ENTITY", description = "Entity to take out.")
                    List<String> entities) {
        return delivery.deliver(
                context,
                List.of(options.command(new ClusterSplit(
                        cluster, clusters == null ? List.of() : clusters, entities == null ? List.of() : entities))));
    }
}
