package dev.winnow.evaluation.eval;

import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.bench.GivenCommand;
import dev.winnow.evaluation.bench.Machine;
import dev.winnow.evaluation.datasets.DataSetException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every evaluation has, and how it ends: one document, or one line with a code. */
final class EvalOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Runs of each system, with seeds 1 to N; figures are means; default: ${DEFAULT-VALUE}.")
    private int seeds = 5;

    @Option(
            names = "--system",
            paramLabel = "S",
            split = ",",
            description = "Only these: winnow, aws, members, or a member's name; default: all.")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "For a quick look at a table: at most so many judged rows.")
    private int rows = Integer.MAX_VALUE;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "1",
            description = "For a quick look at a table: each so many-th judged row.")
    private int every = 1;

    /**
     * Runs an evaluation and prints its document.
     *
     * @throws CommandFailure with an EVL code: 2 for a wrong request, 5 for an unreadable file, 1 for what a file holds
     */
    int print(BiFunction<EvalPlan, Progress, EvalDocument> evaluation) {
        double load = Machine.loadAverage();
        EvalDocument document;
        try (Progress progress = common.progress()) {
            document = evaluation.apply(plan(), progress);
        } catch (DataSetException e) {
            throw failure(e);
        }
        if (common.isJson()) {
            common.json().write(document.toJson(Machine.here().toJson(load), GivenCommand.of(spec)));
        } else {
            common.out().print(document.toTable());
            common.out().flush();
        }
        return ExitCode.OK;
    }

    static CommandFailure failure(DataSetException e) {
        int code = switch (e.kind()) {
            case REQUEST -> ExitCode.USAGE;
            case FILE -> ExitCode.FILE;
            case CONTENT -> ExitCode.FAILURE;
        };
        return new CommandFailure(code, String.valueOf(e.getMessage()), e);
    }

    private EvalPlan plan() {
        try {
            return new EvalPlan(seeds, Systems.chosen(systems), rows, every);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
