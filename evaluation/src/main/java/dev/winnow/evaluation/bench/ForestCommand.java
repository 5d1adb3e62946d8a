package dev.winnow.evaluation.bench;

import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow bench forest}: our forest beside Amazon's. */
@Command(
        name = "forest",
        description = {
            "Time, memory, snapshot size and allocation of Winnow's random cut forest and of Amazon's (core 4.4.0),",
            "100 trees of 256 points, one thread, both in the same fresh JVMs, block about block on the same points."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:not measured; what failed stands on stderr", ExitCode.USAGE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow bench forest",
            "  winnow bench forest --quick --json",
            "  winnow bench forest --features 16 --forks 5"
        })
final class ForestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--features",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,8,16,38",
            description = "Widths of the points; default: ${DEFAULT-VALUE}.")
    private List<Integer> features = List.of(4, 8, 16, 38);

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "Fresh JVMs for each width; figures are medians over them; default: 3, or 1 with --quick.")
    private @Nullable Integer forks;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Points learnt before anything is measured; default: ${DEFAULT-VALUE}.")
    private int points = ForestPlan.DEFAULT_POINTS;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the points and of both forests; each fork adds its number; default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--quick", description = "One fork and fewer blocks: less than a minute, and a wider spread.")
    private boolean isQuick;

    @Override
    public Integer call() {
        ForestPlan plan;
        try {
            int chosen = isQuick ? ForestPlan.QUICK_FORKS : ForestPlan.DEFAULT_FORKS;
            plan = new ForestPlan(
                    features,
                    forks == null ? chosen : forks,
                    points,
                    isQuick ? ForestPlan.QUICK_BLOCKS : ForestPlan.DEFAULT_BLOCKS,
                    seed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        ForestReport report;
        try (Progress progress = common.progress()) {
            report = ForestBench.run(
                    plan, (width, fork) -> ForestFork.run(plan, width, fork), GivenCommand.of(spec), progress);
        }
        if (common.isJson()) {
            common.json().write(report.toJson());
        } else {
            common.out().print(report.toTable());
            common.out().flush();
        }
        return ExitCode.OK;
    }
}
