package dev.winnow.topology.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplicationSecretTest {
    private static ApplicationSecret secret(String text, int generation) {
        return ApplicationSecret.of(text.getBytes(StandardCharsets.US_ASCII), generation);
    }

    @Test
    void seedsDifferBetweenSegmentsGenerationsAndSecrets() {
        ApplicationSecret one = secret("sixteen bytes at least", 1);

        assertThat(List.of(
                        one.seed("a", 1),
                        one.seed("a", 2),
                        one.seed("b", 1),
                        secret("sixteen bytes at most.", 1).seed("a", 1),
                        secret("sixteen bytes at least", 2).seed("a", 1),
                        secret("sixteen bytes at least", 12).seed("a", 1)))
                .doesNotHaveDuplicates();
        assertThat(one.seed("a", 1))
                .isEqualTo(secret("sixteen bytes at least", 1).seed("a", 1));
    }

    @Test
    void nameTellsSecretsApartAndNotWhatTheyAre() {
        ApplicationSecret one = secret("sixteen bytes at least", 1);

        assertThat(List.of(
                        one.name(),
                        secret("sixteen bytes at most.", 1).name(),
                        secret("sixteen bytes at least", 2).name()))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[12]-[0-9a-f]{16}"));
        assertThat(one).hasToString("ApplicationSecret[" + one.name() + "]");
    }

    @Test
    void shortSecretsAndGenerationsBelowOneAreRefused() {
        assertThatThrownBy(() -> secret("fifteen bytes..", 1))
                .hasMessage("CFG-025 application secret: must have at least 16 bytes");
        assertThatThrownBy(() -> secret("sixteen bytes at least", 0))
                .hasMessage("CFG-025 application.secretGeneration: must be at least 1, was 0");
    }
}
