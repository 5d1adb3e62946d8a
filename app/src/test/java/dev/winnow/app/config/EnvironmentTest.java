package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    private static final String KEY = "winnow-key v1 k1 c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void overridesTheFileAtEveryKindOfPlace() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("WINNOW_THREADS", "5");
        environment.put("WINNOW_HTTP__PORT", "9090");
        environment.put("WINNOW_HTTP__BEHIND_PROXY", "true");
        environment.put("WINNOW_KAFKA__BOOTSTRAP_SERVERS", "kafka:9092");
        environment.put("WINNOW_KAFKA__PRODUCER__LINGER_MS", "7");
        environment.put("WINNOW_APPLICATION__TENANTS", "acme, globex");
        environment.put("WINNOW_INPUTS__0__TENANT", "acme");
        environment.put("WINNOW_INPUTS__1__TOPIC", "b");
        environment.put("WINNOW_INPUTS__1__FORMAT", "zeek");
        environment.put("WINNOW_INPUTS__1__TENANT", "globex");
        environment.put("WINNOW_FEATURE_SETS__SURICATA_FLOW__TAIL_LEVEL", "0.5");
        environment.put("WINNOW_DETECTORS__RCF__TREES", "60");
        environment.put("WINNOW_JAVA_OPTS", "-Xmx1g");
        environment.put("PATH", "/bin");

        WinnowConfig config = WinnowConfig.parse(
                "http: {port: 1}\ninputs: [{topic: a, format: json}]", "test.yaml", directory, environment);

        assertThat(config.threads()).isEqualTo(5);
        assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1", 9090, true, 1_000_000));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.kafka().producer()).containsEntry("linger.ms", ClientSetting.plain("7"));
        assertThat(config.application().tenants()).containsExactly("acme", "globex");
        assertThat(config.inputs()).extracting(InputConfig::topic).containsExactly("a", "b");
        assertThat(config.inputs()).extracting(InputConfig::tenant).containsExactly("acme", "globex");
        assertThat(config.featureSets())
                .isEqualTo(Map.of("suricata-flow", new FeatureSetConfig(null, Map.of(), 0.5, java.util.List.of())));
        assertThat(config.detectors().rcf().trees()).isEqualTo(60);
    }

    @Test
    void refusesAVariableThatIsNoSetting() {
        assertThatThrownBy(() -> parse("", Map.of("WINNOW_HTTP__PROT", "1")))
                .hasMessage(
                        "CFG-001 WINNOW_HTTP__PROT: unknown setting; did you mean WINNOW_HTTP__PORT? (environment)");
        assertThatThrownBy(() -> parse("", Map.of("WINNOW_INPUTS__1__TOPIC", "x")))
                .hasMessage(
                        "CFG-004 WINNOW_INPUTS__1__TOPIC: list items must be given without gaps; the next one is number"
                                + " 0 (environment)");
    }

    @Test
    void namesTheVariableInAProblem() {
        assertThatThrownBy(() -> parse("", Map.of("WINNOW_THREADS", "none")))
                .hasMessage(
                        "CFG-002 threads: must be a whole number, was \"none\" (environment variable WINNOW_THREADS)");
    }

    @Test
    void neverShowsASecretWhereverItCameFrom() throws IOException {
        Files.writeString(directory.resolve("key"), KEY + "\n");
        Map<String, String> environment = Map.of(
                "WINNOW_APPLICATION__SECRET", "hunter2-hunter2-hunter2",
                "WINNOW_KAFKA__CLIENT__SASL_JAAS_CONFIG", "password=hunter2");

        WinnowConfig config =
                parse("audit: {keyFile: key}\nkafka: {client: {ssl.keystore.passwordFile: key}}", environment);

        assertThat(config.audit().key()).isNotNull().extracting(Secret::reveal).isEqualTo(KEY);
        assertThat(ClientProperties.admin(config))
                .containsEntry("sasl.jaas.config", "password=hunter2")
                .containsEntry("ssl.keystore.password", KEY);
        assertThat(config.effective() + config + config.effectiveTree())
                .doesNotContain("hunter2", "c2Vj")
                .contains("secret: '********'", "keyFile: " + directory.resolve("key"))
                .contains("sasl.jaas.config: '********'", "ssl.keystore.passwordFile: " + directory.resolve("key"));
    }

    @Test
    void refusesAShortSecretWithoutShowingIt() {
        assertThatThrownBy(() -> parse("", Map.of("WINNOW_APPLICATION__SECRET", "hunter2")))
                .hasMessage("CFG-004 application.secret: must have at least 16 characters, had 7 (environment variable"
                        + " WINNOW_APPLICATION__SECRET)");
    }

    private WinnowConfig parse(String text, Map<String, String> environment) {
        return WinnowConfig.parse(text, "test.yaml", directory, environment);
    }
}
