package dev.winnow.evaluation.eval;

import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.datasets.NabCorpus;
import dev.winnow.evaluation.datasets.ServerMetrics;
import dev.winnow.evaluation.datasets.TabularSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow eval SET}: quality on a known set. */
@Command(
        name = "eval",
        description = {
            "Measure detection quality on a labelled data set: ours, each member alone, and AWS's forest in the same run.",
            "One configuration for all tables and one for all series; labels are used for judging only.",
            "Known sets: nsl-kdd, kdd-http, shuttle, mammography, satellite, modes (generated), nab, server-metrics.",
            "docs/quality.md says what the figures mean."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow eval nsl-kdd --json",
            "  winnow eval shuttle --seeds 1 --system winnow,aws",
            "  winnow eval nab --data NAB",
            "  winnow eval nsl-kdd --export sets",
            "  winnow eval csv flows.csv.gz --label-column label"
        })
final class EvalCommand implements Callable<Integer> {
    private static final String NAB = "nab";
    private static final String SERVER_METRICS = "server-metrics";

    private final CommandContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private EvalOptions options = new EvalOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SET", description = "A known set.")
    private @Nullable String set;

    @Mixin
    private DataFolder data = new DataFolder();

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description =
                    "Measure nothing, but write the rows of each one-pass protocol or series as SET-NAME.csv, and their labels"
                            + " as SET-NAME-labels.csv, for winnow triage --format csv --labels.")
    private @Nullable Path export;

    EvalCommand(CommandContext context) {
        this.context = context;
    }

    /** Every set that can be named. */
    static List<String> sets() {
        List<String> sets = new ArrayList<>(TabularSets.names());
        sets.add(NAB);
        sets.add(SERVER_METRICS);
        return sets;
    }

    @Override
    public Integer call() {
        String name = set;
        if (name == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "a set is required: one of " + sets());
        }
        if (!sets().contains(name)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "EVL-001 set \"" + name + "\": must be one of " + sets()
                            + ", or a file: see winnow eval csv --help");
        }
        Path to = export;
        if (to != null) {
            export(name, to).forEach(file -> spec.commandLine().getOut().println(file));
            return ExitCode.OK;
        }
        return options.print((plan, progress) -> evaluate(name, plan, progress));
    }

    private List<Path> export(String name, Path to) {
        Path folder = folder(name);
        if (name.equals(NAB)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "EVL-001 set \"" + name
                            + "\": must be one to be written, but its files are as winnow triage reads them");
        }
        return name.equals(SERVER_METRICS)
                ? RowExport.series(name, ServerMetrics.read(folder), to)
                : RowExport.tables(name, TabularSets.read(name, folder), to);
    }

    /** Where a set's files are; of one that is generated, anywhere. */
    private Path folder(String name) {
        return name.equals(TabularSets.GENERATED) ? Path.of("") : data.path(context.environment());
    }

    private EvalDocument evaluate(String name, EvalPlan plan, Progress progress) {
        Path folder = folder(name);
        progress.step("reading " + name);
        if (name.equals(NAB)) {
            return NabEvaluation.run(NabCorpus.read(folder), plan, progress);
        }
        if (name.equals(SERVER_METRICS)) {
            return SeriesEvaluation.run(name, ServerMetrics.read(folder), ServerMetrics::group, plan, progress);
        }
        return TabularEvaluation.run(name, TabularSets.read(name, folder), plan, progress);
    }
}
