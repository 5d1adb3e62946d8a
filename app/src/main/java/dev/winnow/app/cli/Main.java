package dev.winnow.app.cli;

import dev.winnow.app.config.ConfigurationException;
import dev.winnow.app.config.Problem;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Version;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code winnow} command. */
@Command(
        name = "winnow",
        description = "Triage of security events on Kafka Streams: scored, calibrated, clustered and audited alerts.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK_HELP,
            ExitCode.FAILURE_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  winnow config check -c winnow.yaml", "  winnow topics create -c winnow.yaml", "  winnow help send"
        },
        subcommands = CommandLine.HelpCommand.class)
public final class Main implements Runnable {
    /** Level of the log on stderr; read by {@code log4j2.xml} when the first logger is made. */
    static final String LOG_LEVEL = "winnow.log";

    /** Level of what an operator wants to see of an application; read likewise. */
    private static final String OPERATIONS_LEVEL = "winnow.operations";

    private static final String CODED = "(?s)[A-Z]{3}-\\d{3} .*";

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    private boolean isVersion;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean isHelp;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        VectorModule.loadIfWanted();
        if (Arrays.stream(args).anyMatch(arg -> arg.equals("-v") || arg.equals("--verbose"))
                && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "INFO");
        }
        if (args.length > 0 && args[0].equals("run") && System.getProperty(OPERATIONS_LEVEL) == null) {
            System.setProperty(OPERATIONS_LEVEL, "INFO");
        }
        Thread.setDefaultUncaughtExceptionHandler(Main::ended);
        int code;
        try {
            PrintWriter out = writer(FileDescriptor.out);
            PrintWriter err = writer(FileDescriptor.err);
            code = run(CommandContext.ofProcess(), out, err, args);
            out.flush();
            err.flush();
        } catch (LinkageError | VirtualMachineError e) {
            // Not even our own classes can be loaded any more, so nothing of ours may be called.
            System.err.println(
                    "CLI-017 installation: a class cannot be loaded: " + e
                            + "; look for jars that are missing, for too little memory and for a limit of open files (ulimit -n)");
            code = 1;
        }
        System.exit(code);
    }

    /** A thread that Kafka Streams replaces dies of an exception that has been said; the JVM would print it once more, at length. */
    private static void ended(Thread thread, Throwable cause) {
        Logger log = LoggerFactory.getLogger(Main.class);
        if (thread.getName().contains("-StreamThread-")) {
            log.info("{} ended", thread.getName(), cause);
        } else {
            log.error("CLI-018 thread {} ended by {}; report it", thread.getName(), cause.toString(), cause);
        }
    }

    /** Runs one command in this process; returns its exit code. */
    static int run(CommandContext context, PrintWriter out, PrintWriter err, String... args) {
        try {
            CommandLine line = commandLine(Commands.all(context));
            line.setOut(out);
            line.setErr(err);
            return line.execute(args);
        } catch (VirtualMachineError | LinkageError e) {
            CommandFailure explained = Explained.of(e)
                    .orElseGet(() -> new CommandFailure(ExitCode.FAILURE, "CLI-017 installation: " + e, e));
            err.println(Printable.of(String.valueOf(explained.getMessage())));
            return explained.exitCode();
        }
    }

    static CommandLine commandLine(List<Object> commands) {
        CommandLine line = new CommandLine(new Main());
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(110);
        line.setAbbreviatedOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::refuse);
        line.setExecutionExceptionHandler(Main::fail);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is required");
    }

    /** A wrong command line: one line that says what and where to read on. */
    private static int refuse(CommandLine.ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        StringBuilder suggestions = new StringBuilder();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                suggestions
                        .append("; did you mean ")
                        .append(String.join(" or ", near))
                        .append('?');
            }
        }
        line.getErr()
                .println("CLI-001 " + name + ": " + Printable.of(String.valueOf(e.getMessage())) + suggestions
                        + "; see " + name + " --help");
        return ExitCode.USAGE;
    }

    private static int fail(Exception failure, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (isVerbose(line)) {
            failure.printStackTrace(err);
        }
        if (failure instanceof ConfigurationException configuration) {
            for (Problem problem : configuration.problems()) {
                err.println(Printable.of(problem.toString()));
            }
            return ExitCode.CONFIGURATION;
        }
        if (failure instanceof CommandFailure expected) {
            err.println(Printable.of(String.valueOf(expected.getMessage())));
            return expected.exitCode();
        }
        String message = String.valueOf(failure.getMessage());
        if (!message.matches(CODED)) {
            Optional<CommandFailure> explained = Explained.of(failure);
            if (explained.isPresent()) {
                err.println(Printable.of(String.valueOf(explained.get().getMessage())));
                return explained.get().exitCode();
            }
        }
        err.println(
                message.matches(CODED)
                        ? Printable.of(message)
                        : "CLI-002 " + line.getCommandSpec().qualifiedName() + ": failed: "
                                + failure.getClass().getSimpleName() + ": " + Printable.of(message)
                                + "; run it again with -v and report it");
        return ExitCode.FAILURE;
    }

    private static boolean isVerbose(CommandLine line) {
        return line.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof CommonOptions common && common.isVerbose());
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
