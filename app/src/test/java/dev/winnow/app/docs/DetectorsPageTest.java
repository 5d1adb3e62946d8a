package dev.winnow.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.segment.Detectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of the detectors against their registry. */
class DetectorsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("winnow.root", ".."), "docs", "detectors.md");

    @Test
    void everyMemberHasASectionInTheOrderOfTheRegistry() throws IOException {
        List<String> registered =
                Detectors.kinds().stream().map(Detectors.Kind::name).toList();

        List<String> described = new ArrayList<>(sections());
        described.retainAll(registered);

        assertThat(described).containsExactlyElementsOf(registered);
    }

    @Test
    void theTableNamesEachMemberOnceInThatOrder() throws IOException {
        List<String> registered =
                Detectors.kinds().stream().map(Detectors.Kind::name).toList();

        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| [")) {
                listed.add(line.substring(3, line.indexOf(']')));
            }
        }
        listed.retainAll(registered);

        assertThat(listed).containsExactlyElementsOf(registered);
    }

    private static List<String> sections() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4).strip())
                .toList();
    }
}
