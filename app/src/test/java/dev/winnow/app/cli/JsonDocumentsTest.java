package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.docs.PublishedSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The table of docs/json/README.md against the commands that print a document. */
class JsonDocumentsTest {
    /** Their commands are those of the evaluation module, which this one does not see. */
    private static final Set<String> OF_EVALUATION =
            Set.of("bench pipeline", "bench forest", "bench entities", "eval", "eval members", "eval tables");

    /** With {@code --json} these print an object a line, as docs/topics.md has it, and no document. */
    private static final Set<String> OF_LINES =
            Set.of("alerts list", "alerts tail", "dead-letters list", "dead-letters tail");

    @Test
    void everyCommandWithJsonHasItsRow() {
        Set<String> rows = PublishedSchema.byCommand().keySet();

        List<String> commands = commandsWithJson();
        commands.removeAll(OF_LINES);
        for (String command : commands) {
            assertThat(rows).as(command).anyMatch(row -> command.equals(row) || command.startsWith(row + " "));
        }
    }

    @Test
    void everyRowIsACommandWithJson() {
        Set<String> commands = new TreeSet<>(commandsWithJson());
        commands.addAll(OF_EVALUATION);

        for (String row : PublishedSchema.byCommand().keySet()) {
            String names = row.replaceAll(" --\\S+", "");
            assertThat(commands).as(row).anyMatch(command -> command.equals(names) || command.startsWith(names + " "));
        }
    }

    private static List<String> commandsWithJson() {
        List<String> names = new ArrayList<>();
        collect(Main.commandLine(Commands.all(new CommandContext(Map.of(), RequiredTopics::of))), names);
        return names;
    }

    /** Commands that only lead to others take the option too, and print their help. */
    private static void collect(CommandLine command, List<String> names) {
        if (command.getSubcommands().isEmpty() && command.getCommandSpec().findOption("--json") != null) {
            names.add(command.getCommandSpec().qualifiedName().replaceFirst("^winnow ", ""));
        }
        command.getSubcommands().values().forEach(inner -> collect(inner, names));
    }
}
