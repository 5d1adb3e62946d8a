package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.ExitCode;
import dev.winnow.evaluation.datasets.SeriesPair;
import dev.winnow.evaluation.datasets.TsbAd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code winnow eval tsb-ad}: quality on files of the TSB-AD benchmark. */
@Command(
        name = "tsb-ad",
        description = {
            "Measure detection quality on files of the TSB-AD benchmark, univariate or multivariate.",
            "A file's name says how many of its first rows are learnt from (_tr_N_); the others are judged without learning."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = "  winnow eval tsb-ad TSB-AD-M/*_SMD_*.csv --seeds 1 --system winnow,aws")
final class TsbAdCommand implements Callable<Integer> {
    private static final String ALL = "tsb-ad";

    @Mixin
    private EvalOptions options = new EvalOptions();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, each a series.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() {
        return options.print((plan, progress) -> {
            List<SeriesPair> pairs = new ArrayList<>();
            for (Path file : files) {
                progress.step("reading " + file);
                pairs.add(TsbAd.read(file));
            }
            return SeriesEvaluation.run(ALL, pairs, name -> ALL, plan, progress);
        });
    }
}
