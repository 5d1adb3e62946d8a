package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.wire.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow command}: any command, as JSON. */
@picocli.CommandLine.Command(
        name = "command",
        description = {
            "Send commands to the running application and print what became of each.",
            "Mutes, allow-lists, models, clusters, bands, budget, asset weights: docs/reference/commands.md has all actions",
            "and their fields."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            CommandDelivery.DONE_HELP,
            CommandDelivery.REFUSED_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow command '{\"actor\": \"ada\", \"reason\": \"too many\", \"action\": {\"budgetSet\": {\"perDay\": 50}}}'",
            "  winnow command --file commands.json -c winnow.yaml --json"
        })
final class GiveCommand implements Callable<Integer> {
    @Mixin
    private CommandDelivery delivery = new CommandDelivery();

    @Parameters(arity = "0..*", paramLabel = "JSON", description = "A command, or a list of them.")
    private List<String> documents = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "File with a command or a list of them; - is stdin.")
    private @Nullable Path file;

    private final CommandContext context;

    GiveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if ((file == null) == documents.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-064 command: name either JSON or --file");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<Command> commands = new ArrayList<>();
        (file == null ? documents : List.of(content(file)))
                .forEach(text -> commands.addAll(CommandJson.read(text, now)));
        return delivery.deliver(context, commands);
    }

    private static String content(Path file) {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE, "CLI-065 --file: \"" + file + "\" must be a readable file in UTF-8", e);
        }
    }
}
