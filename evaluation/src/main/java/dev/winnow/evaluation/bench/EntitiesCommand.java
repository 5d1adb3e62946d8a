package dev.winnow.evaluation.bench;

import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow bench entities}: a flood of invented sources against the budget of entity rows. */
@Command(
        name = "entities",
        description = {
            "Rows of entities of one task on RocksDB while events of invented sources flood it, with a thousand real ones",
            "between: what is kept, what an event costs, and that the budget holds. Exits 1 where it does not."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured, the budget held", "1:the budget did not hold, or not measured", ExitCode.USAGE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  winnow bench entities", "  winnow bench entities --sources 100000 --budget-mb 16 --json"})
final class EntitiesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--sources",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Invented sources, an event each; default: ${DEFAULT-VALUE}.")
    private int sources = EntitiesBench.DEFAULT_SOURCES;

    @Option(
            names = "--budget-mb",
            paramLabel = "N",
            defaultValue = "256",
            description = "state.entityMb; default: ${DEFAULT-VALUE}.")
    private int budgetMb = EntitiesBench.DEFAULT_BUDGET_MB;

    @Override
    public Integer call() throws IOException {
        if (sources < 1 || budgetMb < 1 || budgetMb > 1 << 16) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "BEN-001 --sources, --budget-mb: must be at least 1, and the budget at most 65536; were " + sources
                            + " and " + budgetMb,
                    null);
        }
        EntitiesReport report;
        try (Progress progress = common.progress()) {
            report = EntitiesBench.run(sources, (long) budgetMb << 20, GivenCommand.of(spec), progress);
        }
        if (common.isJson()) {
            common.json().write(report.toJson());
        } else {
            common.out().print(report.toTable());
            common.out().flush();
        }
        return report.isWithinBudget() ? ExitCode.OK : ExitCode.FAILURE;
    }
}
