package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.http.ApplicationMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the pages call by name must be there: commands with their options, settings, error codes, metrics, topics. */
class NamesInDocsTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("winnow.root")));

    /** Inline code, and lines of fenced blocks. */
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`|(?m)^ *((?:\\./)?winnow [a-z].*)$");

    private static final Pattern COMMAND = Pattern.compile("(?:^|[ (])(?:\\./)?winnow ((?:[a-z]+(?:-[a-z]+)*\\b ?)+)");
    private static final Pattern OPTION = Pattern.compile("(?<=[ \\[|])--[a-z][a-z-]*");
    private static final Pattern SETTING = Pattern.compile(
            "(?:application|kafka|topics|inputs|outputs|state|audit|http|detectors|triage|featureSets|mutes|registry)"
                    + "(?:\\[])?(?:\\.[A-Za-z]+(?:\\[])?)+");

    /** Commands of the evaluation module, which this one does not see, and the launcher's own. */
    private static final Set<String> ELSEWHERE = Set.of("eval", "bench", "test");

    @Test
    void commandsAndTheirOptionsExist() throws IOException {
        CommandLine root = Main.commandLine(Commands.all(new CommandContext(Map.of(), RequiredTopics::of)));
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Path page : pages()) {
            for (String code : codes(page)) {
                Matcher matcher = COMMAND.matcher(code);
                while (matcher.find()) {
                    found++;
                    String rest = code.substring(matcher.start());
                    fault(root, matcher.group(1).strip().split(" "), rest)
                            .forEach(fault -> wrong.add(ROOT.relativize(page) + ": " + code + ": " + fault));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(found).isGreaterThan(100);
    }

    @Test
    void settingsExist() throws IOException {
        Set<String> known = new HashSet<>();
        Matcher names = Pattern.compile("(?m)^\\| `([^`]+)` \\|")
                .matcher(Files.readString(ROOT.resolve("docs/configuration.md")));
        while (names.find()) {
            String name = names.group(1);
            for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
                known.add(name.substring(0, end).replace("[]", ""));
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            for (String code : codes(page)) {
                if (SETTING.matcher(code).matches() && !code.endsWith(".key") && !isKnown(known, code)) {
                    wrong.add(ROOT.relativize(page) + ": " + code);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(known).hasSizeGreaterThan(100);
    }

    @Test
    void errorCodesHaveTheirEntry() throws IOException {
        String entries = Files.readString(ROOT.resolve("docs/errors.md"));
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            Matcher codes = Pattern.compile("\\b(?!SHA|DSA)[A-Z]{3}-\\d{3}\\b").matcher(Files.readString(page));
            while (codes.find()) {
                if (!entries.contains("| " + codes.group() + " |")) {
                    wrong.add(ROOT.relativize(page) + ": " + codes.group());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void metricsExist() throws IOException {
        Set<String> known = new TreeSet<>(ApplicationMetrics.names());
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            for (String code : codes(page)) {
                Matcher metric = Pattern.compile("^winnow_[a-z_]+$").matcher(code);
                if (metric.matches() && !known.contains(code)) {
                    wrong.add(ROOT.relativize(page) + ": " + code);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void topicsExist() throws IOException {
        String described = Files.readString(ROOT.resolve("docs/topics.md"));
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            for (String code : codes(page)) {
                if (code.matches("winnow\\.[a-z-]+") && !code.matches("winnow\\.(yaml|log|jsa|stamp)")) {
                    String role = code.substring("winnow.".length());
                    if (!role.equals("events") && !described.contains("\n| " + code + " |")) {
                        wrong.add(ROOT.relativize(page) + ": " + code);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** Also a longer name whose beginning is a setting that takes names of the user's own. */
    private static boolean isKnown(Set<String> known, String code) {
        String name = code.replace("[]", "");
        // A page may speak of any entry of a map, as detectors.members.NAME.
        boolean isEntry = name.endsWith(".NAME") && known.contains(name.substring(0, name.length() - 5));
        return isEntry
                || known.contains(name)
                || known.stream()
                        .anyMatch(each -> each.contains("NAME")
                                && name.matches(each.replace(".", "\\.").replace("NAME", "[^.]+")));
    }

    private static List<String> fault(CommandLine root, String[] words, String text) {
        CommandLine command = root;
        if (ELSEWHERE.contains(words[0])) {
            return List.of();
        }
        for (String word : words) {
            CommandLine inner = command.getSubcommands().get(word);
            if (inner == null) {
                break;
            }
            command = inner;
        }
        if (command == root) {
            return List.of("no such command");
        }
        List<String> faults = new ArrayList<>();
        Matcher options = OPTION.matcher(text);
        while (options.find()) {
            if (command.getCommandSpec().findOption(options.group()) == null
                    && command.getSubcommands().isEmpty()) {
                faults.add("no option " + options.group());
            }
        }
        return faults;
    }

    private static List<String> codes(Path page) throws IOException {
        List<String> codes = new ArrayList<>();
        Matcher matcher = CODE.matcher(Files.readString(page));
        while (matcher.find()) {
            codes.add((matcher.group(1) == null ? matcher.group(2) : matcher.group(1)).replaceAll(" +#.*", ""));
        }
        return codes;
    }

    /** Pages of the present: decisions and the log of changes speak of the past too. */
    private static List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(all.filter(path -> path.toString().endsWith(".md"))
                            .filter(path -> !path.toString().contains("/adr/"))
                            .sorted()
                            .toList());
            pages.add(ROOT.resolve("README.md"));
            pages.add(ROOT.resolve("compose/README.md"));
            return pages;
        }
    }
}
