package dev.winnow.app.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.http.ApplicationMetrics;
import dev.winnow.app.http.Metrics;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.topology.settings.TopicSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The parts of {@code compose/}, without a container engine. */
class ComposeFilesTest {
    private static final Path COMPOSE =
            Path.of(System.getProperty("winnow.root", "..")).resolve("compose");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Words of PromQL that look like names of metrics. */
    private static final Set<String> PROMQL = Set.of(
            "sum", "rate", "increase", "min", "max", "by", "and", "or", "unless", "for", "avg", "on", "ignoring");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "overlays/three-brokers.yaml"})
    void composeFilesKeepToTheSpecification(String file) throws IOException {
        assertThat(faults(yaml(COMPOSE.resolve(file)).toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imagee: a:1",
                "ports: ['8080']",
                "mem_limit: plenty",
                "depends_on: {kafka: {}}",
                "environment: {A: 1}"
            })
    void theSchemaRefusesWhatTheSpecificationDoesNotKnow(String mistake) throws IOException {
        String compose = "services: {winnow: {image: 'winnow:1', %s}}".formatted(mistake);

        assertThat(faults(JSON.writeValueAsString(parser().<Object>load(compose))))
                .isNotEmpty();
    }

    @Test
    void imagesHaveAFixedTag() throws IOException {
        List<String> images = new ArrayList<>();
        services().forEach((name, service) -> images.add(service.path("image").asText()));
        Files.readAllLines(COMPOSE.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .forEach(line -> images.add(line.split(" ")[1]));

        assertThat(images)
                .hasSizeGreaterThan(8)
                .allMatch(image -> image.matches(".+:[^:]*\\d.*"))
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @Test
    void onlyLoopbackPortsArePublished() throws IOException {
        Map<String, String> published = new TreeMap<>();
        services()
                .forEach((name, service) -> service.path("ports").forEach(port -> published.put(port.asText(), name)));

        assertThat(published)
                .containsOnly(Map.entry("127.0.0.1:8080:8080", "winnow"), Map.entry("127.0.0.1:3000:3000", "grafana"));
    }

    @Test
    void everyServiceIsBounded() throws IOException {
        assertThat(services()).allSatisfy((name, service) -> {
            assertThat(service.has("mem_limit"))
                    .as("%s has a limit of memory", name)
                    .isTrue();
            assertThat(service.has("restart"))
                    .as("%s has a restart policy", name)
                    .isTrue();
            assertThat(service.path("cap_drop").toString()).as(name).isEqualTo("[\"ALL\"]");
            assertThat(service.path("security_opt").toString()).as(name).contains("no-new-privileges:true");
        });
    }

    @Test
    void everyMountedFileAndNamedThingExists() throws IOException {
        JsonNode compose = yaml(COMPOSE.resolve("compose.yaml"));

        for (JsonNode service : compose.path("services")) {
            service.path("secrets")
                    .forEach(name -> assertThat(compose.path("secrets").has(name.asText()))
                            .as("%s", name)
                            .isTrue());
            service.path("networks")
                    .forEach(name -> assertThat(compose.path("networks").has(name.asText()))
                            .as("%s", name)
                            .isTrue());
            for (JsonNode volume : service.path("volumes")) {
                if (volume.isTextual()) {
                    assertThat(compose.path("volumes").has(volume.asText().split(":")[0]))
                            .as("%s", volume)
                            .isTrue();
                } else {
                    assertThat(COMPOSE.resolve(volume.path("source").asText())).exists();
                }
            }
        }
        assertThat(COMPOSE.resolve(compose.at("/services/topics/build/context").asText())
                        .resolve("pom.xml"))
                .exists();
    }

    @Test
    void noFileHoldsASecret() throws IOException {
        Pattern literal = Pattern.compile(
                "(?i)(password|passwd|secret|token|credentials?|api_?key)\\w*[\"']?[ \t]*[:=][ \t]*[\"']?(?!/run/secrets/|\\$|\\[|\\{|false|true)[^\\s\"'#]+");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(COMPOSE)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = COMPOSE.relativize(file).toString();
                if (name.equals(".env") || name.startsWith("secrets") || name.endsWith(".md")) {
                    continue;
                }
                Matcher matcher = literal.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(name + ": " + matcher.group());
                }
            }
        }

        assertThat(found).isEmpty();
        assertThat(literal.matcher("GF_SECURITY_ADMIN_PASSWORD: admin").find()).isTrue();
        assertThat(literal.matcher("smtp_auth_password: 'hunter2'").find()).isTrue();
    }

    @Test
    void secretsAreMadeOnceAndTheConfigurationLoadsWithThem() throws Exception {
        assertThat(init()).isZero();
        Path secrets = folder.resolve("secrets");
        String key = Files.readString(secrets.resolve("audit.key"));
        String cluster = Files.readString(folder.resolve(".env"));

        assertThat(init()).isZero();

        assertThat(KeyFile.parse(Files.readString(secrets.resolve("audit.key"))).keyId())
                .matches("k-[0-9a-f]{8}");
        assertThat(Files.readString(secrets.resolve("audit.key"))).isEqualTo(key);
        assertThat(Files.readString(folder.resolve(".env")))
                .isEqualTo(cluster)
                .matches("KAFKA_CLUSTER_ID=[A-Za-z0-9_][A-Za-z0-9_-]{21}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rwx------");
        for (JsonNode secret : yaml(COMPOSE.resolve("compose.yaml")).path("secrets")) {
            Path file = folder.resolve(secret.path("file").asText());
            assertThat(file).exists();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("r--r--r--");
        }
        WinnowConfig config = configuration(Map.of());
        assertThat(config.audit().key()).isNotNull();
        assertThat(config.application().secret()).isNotNull();
        assertThat(config.effective()).doesNotContain(key.split(" ")[3].strip());
    }

    @Test
    void everyTopicOfTheConfigurationFitsTheBrokers() throws Exception {
        assertThat(init()).isZero();
        JsonNode overlay = yaml(COMPOSE.resolve("overlays/three-brokers.yaml")).path("services");
        Map<String, String> environment = new TreeMap<>();
        overlay.path("winnow")
                .path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));

        assertThat(configuration(Map.of()).topics().replication()).isEqualTo(1);
        assertThat(RequiredTopics.of(configuration(Map.of())).stream().map(TopicSpec::name))
                .contains("winnow.events.eve", "winnow.feedback", "winnow.alerts", "winnow.audit", "winnow.alerts.ecs");
        assertThat(configuration(environment).topics().replication()).isEqualTo(3);
        assertThat(configuration(environment).topics().minInsyncReplicas()).isEqualTo(2);
        assertThat(configuration(environment).kafka().bootstrapServers())
                .isEqualTo("kafka:9092,kafka-2:9092,kafka-3:9092");
        assertThat(overlay.at("/kafka-3/environment/KAFKA_NODE_ID").asText()).isEqualTo("3");
        assertThat(overlay.at("/kafka-3/environment/KAFKA_MIN_INSYNC_REPLICAS").asText())
                .isEqualTo("2");
    }

    @Test
    void theImageRunsAsAnOrdinaryUserAndTellsItsHealth() throws IOException {
        String dockerfile = Files.readString(COMPOSE.resolve("Dockerfile"));

        assertThat(dockerfile)
                .containsPattern("(?m)^USER 10001:10001$")
                .containsPattern("(?m)^HEALTHCHECK ")
                .contains("http://127.0.0.1:8080/health", "libjemalloc", "org.opencontainers.image.licenses")
                .doesNotContain("secrets");
    }

    @Test
    void theImageChoosesClassPathAndVectorsAsTheLauncherDoes() throws IOException {
        String dockerfile = Files.readString(COMPOSE.resolve("Dockerfile"));
        String launcher = Files.readString(COMPOSE.resolve("../winnow"));
        Matcher local = Pattern.compile("demo \\|[^)]*\\)").matcher(launcher);

        assertThat(local.find()).isTrue();
        assertThat(dockerfile)
                .contains(local.group())
                .contains("dist/target/run.classpath")
                .contains("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions"
                        + " -XX:+EnableVectorSupport -Dwinnow.vectors=true");
    }

    @Test
    void rulesAndDashboardUseOnlyNamesThatAreExported() throws IOException {
        Set<String> known = new TreeSet<>(ApplicationMetrics.names());
        known.addAll(jvmNames());
        known.add("up");
        Set<String> recorded = new TreeSet<>();
        List<String> expressions = new ArrayList<>();
        for (JsonNode group :
                yaml(COMPOSE.resolve("prometheus/rules/winnow.rules.yml")).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.add(rule.path("expr").asText());
                if (rule.has("record")) {
                    recorded.add(rule.path("record").asText());
                }
            }
        }
        for (JsonNode panel : dashboard().path("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
        }
        known.addAll(recorded);

        Set<String> used = new TreeSet<>();
        expressions.forEach(expression -> used.addAll(names(expression)));

        assertThat(used).hasSizeGreaterThan(25);
        assertThat(known).containsAll(used);
        assertThat(names("sum(rate(winnow_typo_total{a=\"winnow_b\"}[5m])) > 0"))
                .containsExactly("winnow_typo_total");
    }

    @Test
    void everyAlarmHasARunbookThatExistsAndATest() throws IOException {
        String tests = Files.readString(COMPOSE.resolve("prometheus/rules/winnow.test.yml"));
        String operations = Files.readString(COMPOSE.resolveSibling("docs/operations.md"));
        Set<String> alarms = new TreeSet<>();
        for (JsonNode group :
                yaml(COMPOSE.resolve("prometheus/rules/winnow.rules.yml")).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has("alert")) {
                    String name = rule.path("alert").asText();
                    alarms.add(name);
                    assertThat(rule.at("/annotations/runbook").asText())
                            .isEqualTo("docs/operations.md#" + name.toLowerCase(java.util.Locale.ROOT));
                }
            }
        }

        assertThat(alarms).hasSizeGreaterThan(7).allSatisfy(name -> {
            assertThat(tests).contains("alertname: " + name + "\n");
            assertThat(operations).contains("\n### " + name + "\n");
        });
    }

    @Test
    void grafanaFindsItsDataSourceAndDashboard() throws IOException {
        String source = yaml(COMPOSE.resolve("grafana/provisioning/datasources/prometheus.yml"))
                .at("/datasources/0/uid")
                .asText();
        JsonNode provider = yaml(COMPOSE.resolve("grafana/provisioning/dashboards/winnow.yml"))
                .at("/providers/0/options/path");
        String mounts = yaml(COMPOSE.resolve("compose.yaml"))
                .at("/services/grafana/volumes")
                .toString();
        Set<Integer> ids = new TreeSet<>();

        for (JsonNode panel : dashboard().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            panel.path("targets")
                    .forEach(target ->
                            assertThat(target.at("/datasource/uid").asText()).isEqualTo(source));
        }
        assertThat(mounts).contains("\"target\":\"" + provider.asText() + "\"");
    }

    @Test
    void promtoolAcceptsConfigurationRulesAndTheirTests() throws Exception {
        Assumptions.assumeTrue(run(folder, "promtool", "--version") == 0, "needs promtool");
        Path rules = COMPOSE.resolve("prometheus/rules");

        assertThat(run(COMPOSE.resolve("prometheus"), "promtool", "check", "config", "prometheus.yml"))
                .isZero();
        assertThat(run(rules, "promtool", "check", "rules", "winnow.rules.yml")).isZero();
        assertThat(run(rules, "promtool", "test", "rules", "winnow.test.yml")).isZero();
    }

    private static List<String> faults(String compose) throws IOException {
        try (InputStream schema = ComposeFilesTest.class.getResourceAsStream("/compose/compose.schema.json")) {
            if (schema == null) {
                throw new IllegalStateException("no schema");
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8))
                    .validate(compose, InputFormat.JSON)
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    /** Services of the single-broker file and, under their own names, those that the overlay adds. */
    private static Map<String, JsonNode> services() throws IOException {
        Map<String, JsonNode> services = new TreeMap<>();
        yaml(COMPOSE.resolve("overlays/three-brokers.yaml")).path("services").properties().stream()
                .filter(entry -> entry.getValue().has("image"))
                .forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        yaml(COMPOSE.resolve("compose.yaml"))
                .path("services")
                .properties()
                .forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }

    private static Yaml parser() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(parser().load(Files.readString(file)));
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(COMPOSE.resolve("grafana/dashboards/winnow.json").toFile());
    }

    private static Set<String> jvmNames() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Metrics.withJvm().writeText(text);
        Set<String> names = new TreeSet<>();
        text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> names.add(line.split("[{ ]")[0]));
        return names;
    }

    /** Names of metrics in an expression: label matchers, grouping lists, ranges and functions are not. */
    private static Set<String> names(String expression) {
        String bare = expression
                .replaceAll("\\{[^}]*}", " ")
                .replaceAll("\\[[^]]*]", " ")
                .replaceAll("\\bby\\s*\\([^)]*\\)", " ");
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*").matcher(bare);
        while (matcher.find()) {
            if (!PROMQL.contains(matcher.group())) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private int init() throws Exception {
        return run(folder, "sh", COMPOSE.resolve("init.sh").toAbsolutePath().toString(), folder.toString());
    }

    /** The configuration with the secrets where init.sh has put them. */
    private WinnowConfig configuration(Map<String, String> environment) throws IOException {
        Path file = folder.resolve("winnow.yaml");
        Files.writeString(
                file,
                Files.readString(COMPOSE.resolve("winnow.yaml"))
                        .replace("/run/secrets/", folder.resolve("secrets") + "/"));
        return WinnowConfig.load(file, environment);
    }

    private int run(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.txt").toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("%s ends", List.of(command))
                    .isTrue();
            return process.exitValue();
        } catch (IOException e) {
            // JDKs word it differently; 2 is ENOENT: there is no such program.
            if (e.getMessage() != null && e.getMessage().matches("(?s).*error[=:] ?2\\b.*")) {
                return 127;
            }
            throw new UncheckedIOException(e);
        }
    }
}
