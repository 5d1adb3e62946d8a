package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class TopicsPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("winnow.root", "..")).resolve("docs/topics.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([a-z]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    @Test
    void thePageIsWhatTheContractsSay() throws IOException {
        String generated = TopicsPage.of(Contracts.current());

        if (Boolean.getBoolean("winnow.regenerate")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(generated);
    }

    @Test
    void thePageHasEveryFieldOfEveryRecord() {
        String page = TopicsPage.of(Contracts.current());

        for (Map.Entry<String, Schema> contract : Contracts.current().entrySet()) {
            assertThat(page)
                    .contains("# " + contract.getKey() + "\n\n"
                            + contract.getValue().getDoc());
            if (contract.getValue().getType() == Schema.Type.RECORD) {
                contract.getValue()
                        .getFields()
                        .forEach(field -> assertThat(page).contains("| `" + field.name() + "` | "));
            }
        }
    }

    @Test
    void everyLinkLeadsToAHeading() {
        String page = TopicsPage.of(Contracts.current());
        var headings = HEADING.matcher(page)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .toList();

        Matcher links = LINK.matcher(page);
        int checked = 0;
        while (links.find()) {
            assertThat(headings).contains(links.group(1));
            checked++;
        }
        assertThat(checked).isGreaterThan(30);
        assertThat(headings).doesNotHaveDuplicates();
    }
}
