package dev.winnow.app.cli;

import dev.winnow.app.config.ConfigurationException;
import dev.winnow.app.config.Problem;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow config}: look at a configuration before it is used. */
@Command(
        name = "config",
        description = "Check or show a configuration.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow config check -c winnow.yaml")
final class ConfigCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    ConfigCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is required: check or show");
    }

    @Command(
            name = "check",
            description = {
                "Check a configuration and say everything that is wrong with it: what winnow run would refuse on this machine,"
                        + " as far as no cluster has to be asked. Nothing is made or changed."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the configuration is right",
                ExitCode.USAGE_HELP,
                "3:the configuration is wrong; every problem is listed"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow config check -c winnow.yaml",
                "  WINNOW_HTTP__PORT=9090 winnow config check -c winnow.yaml --json"
            })
    int check(
            @Mixin CommonOptions options,
            @Option(
                            names = {"-c", "--config"},
                            required = true,
                            paramLabel = "FILE",
                            description = "Configuration file.")
                    Path file) {
        List<Problem> problems;
        String fingerprint = "";
        try {
            WinnowConfig config = context.load(file);
            problems = RunProblems.of(config);
            fingerprint = problems.isEmpty() ? config.fingerprint() : "";
        } catch (ConfigurationException e) {
            problems = e.problems();
        }
        if (options.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("valid", problems.isEmpty());
            document.put("file", file.toString());
            document.put("fingerprint", fingerprint.isEmpty() ? null : fingerprint);
            document.put("problems", problems);
            options.json().write(document);
        } else if (problems.isEmpty()) {
            options.out().println(Printable.of(file.toString()) + ": right, fingerprint " + fingerprint);
        } else {
            problems.forEach(problem -> options.err().println(Printable.of(problem.toString())));
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.CONFIGURATION;
    }

    @Command(
            name = "show",
            description = "Show every setting with the value that holds, secrets masked.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {ExitCode.OK_HELP, ExitCode.USAGE_HELP, ExitCode.CONFIGURATION_HELP},
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow config show                      # all defaults",
                "  winnow config show -c winnow.yaml       # defaults, file and environment"
            })
    int show(
            @Mixin CommonOptions options,
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            description = "Configuration file.")
                    @org.jspecify.annotations.Nullable
                    Path file) {
        WinnowConfig config = file == null
                ? WinnowConfig.parse("", "environment", Path.of(""), context.environment())
                : context.load(file);
        if (options.isJson()) {
            options.json().write(config.effectiveTree());
        } else {
            for (String line : config.effective().split("\n", -1)) {
                if (!line.isEmpty()) {
                    options.out().println(line);
                }
            }
        }
        return ExitCode.OK;
    }
}
