package dev.winnow.evaluation.bench;

import dev.winnow.app.shell.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow bench}: names a benchmark. */
@Command(
        name = "bench",
        description = {
            "Measure what Winnow costs on this machine, beside floors or peers measured in the same run.",
            "docs/benchmarks.md says what the figures mean."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {ExitCode.OK_HELP, ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {"  winnow bench forest --quick", "  winnow bench pipeline --json", "  winnow bench entities"})
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean isHelp;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a benchmark is required");
    }
}
