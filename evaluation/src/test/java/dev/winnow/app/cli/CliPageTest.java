package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.RequiredTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code docs/reference/cli.md} is what the commands say about themselves, those of this module too. */
class CliPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("winnow.root", "..")).resolve("docs/reference/cli.md");

    @Test
    void thePageIsWhatTheCommandsSay() throws IOException {
        String page = page();

        if (Boolean.getBoolean("winnow.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    private static String page() {
        CommandLine root = Main.commandLine(Commands.all(new CommandContext(Map.of(), RequiredTopics::of)));
        StringBuilder page = new StringBuilder("""
                # Commands

                <!-- Generated from the commands' help; mvn -pl evaluation -am test -Dtest=CliPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dwinnow.update=true writes it. -->

                `winnow COMMAND --help` shows the same. Results go to stdout, everything else to stderr; `--json` makes the result one
                JSON document. Exit codes: [exit-codes.md](exit-codes.md).
                """);
        for (CommandLine command : visible(root)) {
            page.append("\n## ")
                    .append(command.getCommandSpec().qualifiedName())
                    .append("\n\n```\n");
            command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                    .lines()
                    .forEach(line -> page.append(line.stripTrailing()).append('\n'));
            page.append("```\n");
        }
        return page.toString();
    }

    private static List<CommandLine> visible(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        all.add(command);
        command.getSubcommands().values().stream()
                .filter(inner -> !inner.getCommandSpec().usageMessage().hidden())
                .filter(inner -> !inner.getCommandName().equals("help"))
                .forEach(inner -> all.addAll(visible(inner)));
        return all;
    }
}
