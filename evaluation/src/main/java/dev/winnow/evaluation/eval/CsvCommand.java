package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.evaluation.datasets.CsvTable;
import dev.winnow.evaluation.datasets.DataSetException;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow eval csv}: quality on anyone's table. */
@Command(
        name = "csv",
        description = {
            "Measure detection quality on a labelled CSV file, plain or gzipped, with a header: one pass in file order.",
            "Columns of numbers are numeric features, others text features. Columns whose name ends in \"label\", and attack,"
                    + " attack_cat, attack_type, attack_name, difficulty, are never features."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow eval csv flows.csv.gz --label-column label --json",
            "  winnow eval csv flows.csv --label-column class --positive anomaly --fit-rows 10000"
        })
final class CsvCommand implements Callable<Integer> {
    @Mixin
    private EvalOptions options = new EvalOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "The table.")
    private Path file = Path.of("");

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            required = true,
            description = "The column that says which rows are positive. It is used for judging only.")
    private String labelColumn = "";

    @Option(
            names = "--positive",
            paramLabel = "VALUE",
            description = "The label of positive rows; default: all but nothing, -, 0, false, no, normal, benign,"
                    + " background.")
    private @Nullable String positive;

    @Option(
            names = "--fit-rows",
            paramLabel = "N",
            defaultValue = "0",
            description = "Learn from the first N rows, then judge the others without learning; default: judge all,"
                    + " each before it is learnt.")
    private int fitRows;

    @Option(
            names = "--aws-input",
            paramLabel = "HOW",
            defaultValue = "log",
            description = "What AWS's forest gets, which scales nothing itself: raw, or log for the signed logarithm of"
                    + " columns whose range exceeds 1; default: ${DEFAULT-VALUE}.")
    private TabularProtocol.PeerInput awsInput = TabularProtocol.PeerInput.LOG;

    @Override
    public Integer call() {
        return options.print((plan, progress) -> {
            progress.step("reading " + file);
            Table table = CsvTable.read(file).labelled(labelColumn, positive);
            return TabularEvaluation.run("csv", List.of(protocol(table)), plan, progress);
        });
    }

    private TabularProtocol protocol(Table table) {
        if (fitRows < 0 || fitRows >= table.rows()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "EVL-002 --fit-rows: must be between 0 and " + (table.rows() - 1) + " for " + table.rows()
                            + " rows, was " + fitRows + "; choose another");
        }
        if (fitRows == 0) {
            return TabularProtocol.stream("stream", "one pass in file order", table, awsInput);
        }
        Table judged = table.rows(IntStream.range(fitRows, table.rows()).toArray());
        if (judged.positives() == 0 || judged.positives() == judged.rows()) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-005 \"" + file + "\" after the first " + fitRows
                            + " rows: must have positive and negative rows, has " + judged.positives() + " positive of "
                            + judged.rows() + "; choose another --fit-rows");
        }
        return TabularProtocol.frozen(
                "stream",
                "fitted on the first " + fitRows + " rows, then frozen; the others judged in file order",
                table.rows(IntStream.range(0, fitRows).toArray()),
                judged,
                awsInput);
    }
}
