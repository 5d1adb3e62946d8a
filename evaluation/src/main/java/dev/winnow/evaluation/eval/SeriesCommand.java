package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.evaluation.datasets.SeriesPair;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow eval series}: quality on anyone's multivariate series. */
@Command(
        name = "series",
        description = {
            "Measure detection quality on a series of metrics: learn from one CSV file, then judge another without learning.",
            "Columns of numbers are metrics; a column called time, timestamp, datetime, date_time or ts gives the times."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = "  winnow eval series --train web-1-train.csv.gz --test web-1-test.csv.gz --label-column label --json")
final class SeriesCommand implements Callable<Integer> {
    @Mixin
    private EvalOptions options = new EvalOptions();

    @Option(names = "--train", paramLabel = "FILE", required = true, description = "The part to learn from.")
    private Path train = Path.of("");

    @Option(names = "--test", paramLabel = "FILE", required = true, description = "The labelled part.")
    private Path test = Path.of("");

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            required = true,
            description =
                    "The column of the labelled part that says which rows are positive. It is used for judging only.")
    private String labelColumn = "";

    @Option(
            names = "--positive",
            paramLabel = "VALUE",
            description = "The label of positive rows; default: all but nothing, -, 0, false, no, normal, benign,"
                    + " background.")
    private @Nullable String positive;

    @Option(
            names = "--step-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Time between rows of files without times; default: ${DEFAULT-VALUE}.")
    private int stepSeconds = 60;

    @Override
    public Integer call() {
        if (stepSeconds < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "EVL-002 --step-seconds: must be at least 1, was " + stepSeconds + "; choose another");
        }
        return options.print((plan, progress) -> {
            progress.step("reading " + test);
            SeriesPair pair = SeriesPair.read("series", train, test, labelColumn, positive, 1000L * stepSeconds);
            return SeriesEvaluation.run("series", List.of(pair), name -> name, plan, progress);
        });
    }
}
