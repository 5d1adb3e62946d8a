package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final Path ROOT = Path.of(System.getProperty("winnow.root", ".."));

    @Test
    void explainsEverySetting() {
        ConfigurationPage page = new ConfigurationPage(ROOT);

        page.text();

        assertThat(page.undocumented()).isEmpty();
    }

    @Test
    void isThePageInTheDocumentation() throws IOException {
        Path file = ROOT.resolve("docs/configuration.md");
        String text = new ConfigurationPage(ROOT).text();
        if (Boolean.getBoolean("winnow.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }

        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void showsAnExampleThatLoads() {
        WinnowConfig config = WinnowConfig.load(
                ROOT.resolve("docs/winnow.yaml"),
                Map.of("WINNOW_AUDIT__KEY", "a key", "WINNOW_APPLICATION__SECRET", "sixteen characters"));

        assertThat(config.inputs()).extracting(InputConfig::format).containsExactly("suricata-eve", "zeek");
        assertThat(config.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE_V2);
    }
}
