package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.winnow.triage.band.Band;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinnowConfigTest {
    private static final String FULL = """
            application:
              id: soc
              tenants: [acme, globex]
              secretFile: app.secret
              secretGeneration: 3
            kafka:
              bootstrapServers: "kafka-1:9092, kafka-2:9092"
              client: {security.protocol: SASL_SSL, sasl.jaas.configFile: jaas.conf}
              producer: {compression.type: zstd}
              consumer: {max.poll.records: 500}
              admin: {retries: 7}
              streams: {commit.interval.ms: 500}
            guarantee: at_least_once
            inputs:
              - topic: soc.eve
                format: suricata-eve
                tenant: acme
                tenantField: customer
                keyed: true
                entityField: host
                history: true
                maxFutureSkewSeconds: 60
              - topic: soc.metrics
                format: csv
                tenant: globex
                mapping:
                  time: when
                  timeUnit: millis
                  entity: host
                  type: load
                  numbers: {cpu: cpu_percent}
                  texts: {zone: dc}
                  rows: true
              - topic: soc.ids
                format: ids-csv
                tenant: acme
                columns: {name: rule}
            detectors: {rcf: {trees: 50}}
            triage: {bands: {low: 0.12}}
            featureSets:
              suricata-flow:
                tailLevel: 0.05
                attack:
                  - {tacticId: TA0043, tacticName: Reconnaissance, techniqueId: T1595, techniqueName: Active Scanning}
            mutes:
              - {id: backup, scope: entity, target: 10.0.0.9, owner: ada, reason: nightly copy,
                 until: "2027-01-01T00:00:00Z", from: "2026-01-01T00:00:00Z", tenant: acme,
                 weekly: {days: [friday, saturday], from: "22:00", to: "04:00", zone: Europe/Berlin}}
            audit: {keyFile: audit.key, organisation: acme.example, topic: soc.audit, generation: 2}
            outputs:
              - {format: ecs, topic: soc.ecs, minimumBand: high}
            topics:
              prefix: "soc.winnow."
              eventPartitions: 12
              triagePartitions: 4
              replication: 5
              minInsyncReplicas: 3
              eventRetentionHours: 48
              alertRetentionHours: 720
              maxMessageBytes: 1048576
            registry: {url: "https://registry:8081", user: soc, passwordFile: registry.password, timeoutMillis: 900}
            http: {host: 0.0.0.0, port: 9000, behindProxy: true, readyMaxLag: 5000}
            state: {directory: /var/lib/winnow, rocksdbMemoryMb: 128, modelCacheMb: 64, entityMb: 32, entityDays: 7}
            threads: 8
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void pinsEveryDefaultOfItsOwnBlocks() {
        Map<String, Object> tree = new LinkedHashMap<>(WinnowConfig.defaults().effectiveTree());
        tree.remove("detectors");
        tree.remove("tables");
        tree.remove("triage");

        assertThat(tree.toString())
                .isEqualTo(
                        "{application={id=winnow, tenants=[], secretGeneration=1}, kafka={bootstrapServers=127.0.0.1:9092, client={},"
                                + " producer={}, consumer={}, admin={}, streams={}}, guarantee=exactly_once_v2, inputs=[],"
                                + " featureSets={}, mutes=[], audit={organisation=example.org, generation=1}, outputs=[], topics={prefix=winnow.,"
                                + " eventPartitions=6, triagePartitions=3, replication=3, minInsyncReplicas=2,"
                                + " eventRetentionHours=168, alertRetentionHours=8760, maxMessageBytes=2097152},"
                                + " registry={timeoutMillis=5000}, http={host=127.0.0.1, port=8080, behindProxy=false,"
                                + " readyMaxLag=1000000}, state={directory=state, rocksdbMemoryMb=256, modelCacheMb=512, entityMb=256,"
                                + " entityDays=32},"
                                + " threads=2}");
    }

    @Test
    void pinsTheDefaultsOfAnInputAndAnOutput() {
        WinnowConfig config =
                parse("inputs: [{topic: a, format: json, mapping: {}}]\noutputs: [{format: ecs, topic: b}]");

        assertThat(config.inputs())
                .containsExactly(new InputConfig(
                        "a",
                        "json",
                        "default",
                        null,
                        false,
                        null,
                        new InputMapping(null, "auto", null, "numeric", Map.of(), Map.of(), false),
                        Map.of(),
                        false,
                        300));
        assertThat(config.outputs()).containsExactly(new OutputConfig("ecs", "b", Band.LOW));
    }

    @Test
    void setsEveryKeyOfItsOwnBlocksToSomethingElse() throws IOException {
        writeSecrets();

        WinnowConfig config = parse(FULL);

        List<String> unchanged = new ArrayList<>();
        Map<String, Object> defaults = flat(WinnowConfig.defaults().effectiveTree());
        Map<String, Object> changed = flat(config.effectiveTree());
        defaults.forEach((path, value) -> {
            if (!path.startsWith("detectors.")
                    && !path.startsWith("tables.")
                    && !path.startsWith("triage.")
                    && value.equals(changed.get(path))) {
                unchanged.add(path);
            }
        });
        assertThat(unchanged).isEmpty();
        assertThat(config.inputs().get(0))
                .isEqualTo(new InputConfig(
                        "soc.eve", "suricata-eve", "acme", "customer", true, "host", null, Map.of(), true, 60));
        assertThat(config.inputs().get(1).mapping())
                .isEqualTo(new InputMapping(
                        "when", "millis", "host", "load", Map.of("cpu", "cpu_percent"), Map.of("zone", "dc"), true));
        assertThat(config.inputs().get(2).columns()).isEqualTo(Map.of("name", "rule"));
        assertThat(config.detectors().rcf().trees()).isEqualTo(50);
        assertThat(config.triage().bands().low()).isEqualTo(0.12);
        assertThat(config.featureSets())
                .extractingByKey("suricata-flow")
                .extracting(FeatureSetConfig::tailLevel)
                .isEqualTo(0.05);
        assertThat(config.outputs()).containsExactly(new OutputConfig("ecs", "soc.ecs", Band.HIGH));
        assertThat(config.application().secret()).isEqualTo(Secret.of("a secret of some length"));
        assertThat(config.registry().password()).isEqualTo(Secret.of("the registry's own password"));
        assertThat(config.effective()).contains("passwordFile: ").doesNotContain("own password");
    }

    @Test
    void aRegistryTakesATokenOrAUserAndNotBoth() {
        Map<String, String> both = Map.of(
                "WINNOW_REGISTRY__USER", "soc", "WINNOW_REGISTRY__PASSWORD", "x", "WINNOW_REGISTRY__TOKEN", "abc");
        Map<String, String> token = Map.of("WINNOW_REGISTRY__TOKEN", "a token");

        assertThatThrownBy(() -> WinnowConfig.parse("", "test.yaml", directory, both))
                .hasMessageContaining("CFG-004 registry.token: must not be set beside user and passwordFile");
        assertThatThrownBy(() -> WinnowConfig.parse("", "test.yaml", directory, token))
                .hasMessageContaining("CFG-004 registry.token: must be a bearer token of letters, digits")
                .hasMessageNotContaining("a token");
    }

    @Test
    void readsItsOwnEffectiveTextBackToTheSameConfiguration() throws IOException {
        writeSecrets();
        WinnowConfig config = parse(FULL);

        WinnowConfig again = parse(config.effective());

        assertThat(again).isEqualTo(config);
        assertThat(again.effective()).isEqualTo(config.effective());
        assertThat(again.fingerprint()).isEqualTo(config.fingerprint()).hasSize(64);
        assertThat(WinnowConfig.defaults().fingerprint()).isNotEqualTo(config.fingerprint());
    }

    @Test
    void treatsAnEmptyTextAsAllDefaults() {
        assertThat(parse("")).isEqualTo(WinnowConfig.defaults());
        assertThat(parse("http:\ninputs:\n")).isEqualTo(WinnowConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            treads: 4                                    | CFG-001 treads: unknown setting; did you mean threads?
            detectors: {rcf: {treees: 4}}                | CFG-001 detectors.rcf.treees: unknown setting; did you mean detectors.rcf.trees?
            sampleSize: 4                                | CFG-001 sampleSize: unknown setting; did you mean detectors.rcf.sampleSize?
            http: {zzzzzzzz: 1}                          | CFG-001 http.zzzzzzzz: unknown setting; known here: host, port, behindProxy, readyMaxLag
            kafka: {producer: {linger.mss: 5}}           | CFG-001 kafka.producer.linger.mss: unknown setting; did you mean kafka.producer.linger.ms?
            threads: many                                | CFG-002 threads: must be a whole number, was "many"
            threads: 1.5                                 | CFG-002 threads: must be a whole number, was "1.5"
            threads: 99999999999                         | CFG-002 threads: must be a whole number between -2147483648 and 2147483647, was "99999999999"
            threads: !!str 4                             | CFG-002 threads: must be a whole number, was "4"
            threads:                                      | CFG-002 threads: must be a whole number, was nothing
            threads: [4]                                 | CFG-002 threads: must be a whole number, was a list
            threads: ~                                   | CFG-002 threads: must be a whole number, was nothing
            http: 8080                                   | CFG-002 http: must be a block of settings, was "8080"
            http: {behindProxy: maybe}                   | CFG-002 http.behindProxy: must be true or false, was "maybe"
            inputs: {topic: a}                           | CFG-002 inputs: must be a list, was a block of settings
            detectors: {ewma: {alpha: small}}            | CFG-002 detectors.ewma.alpha: must be a number, was "small"
            guarantee: exactly_once                      | CFG-002 guarantee: must be one of exactly_once_v2, at_least_once (did you mean exactly_once_v2?), was "exactly_once"
            inputs: [{topic: a}]                         | CFG-003 inputs[0].format: is required and has no default
            outputs: [{format: ecs}]                     | CFG-003 outputs[0].topic: is required and has no default
            threads: 0                                   | CFG-004 threads: must be between 1 and 1024, was 0
            detectors: {rcf: {trees: 0}}                 | CFG-004 detectors.rcf.trees: must be between 1 and 1000, was 0
            application: {id: 'a b'}                     | CFG-004 application.id: must be letters, digits, dots, dashes and underscores, at most 64, was "a b"
            application: {tenants: [a, a]}               | CFG-004 application.tenants: must not repeat a name, was [a, a]
            application: {upgradeFrom: 0.0.1}            | CFG-004 application.upgradeFrom: must be a released version whose schemas this one has, and there is none yet; was "0.0.1"
            kafka: {bootstrapServers: kafka}             | CFG-004 kafka.bootstrapServers: must be comma-separated host:port, was "kafka"
            inputs: [{topic: 'a b', format: zeek}]       | CFG-004 inputs[0].topic: must be a topic name (letters, digits, dots, dashes, underscores; at most 249), was "a b"
            inputs: [{topic: a, format: zek}]            | CFG-004 inputs[0].format: must be one of suricata-eve, zeek, wazuh, ids-csv, json, csv, avro (did you mean zeek?), was "zek"
            inputs: [{topic: a, format: zeek, mapping: {}}] | CFG-004 inputs[0].mapping: only the formats json and csv have one, the format is "zeek"
            inputs: [{topic: a, format: zeek, columns: {ip: x}}] | CFG-004 inputs[0].columns: only the format ids-csv has them, the format is "zeek"
            inputs: [{topic: a, format: ids-csv, columns: {x: y}}] | CFG-004 inputs[0].columns: must name some of host, ip, name, short, time, was "x"
            inputs: [{topic: a, format: zeek, maxFutureSkewSeconds: -1}] | CFG-004 inputs[0].maxFutureSkewSeconds: must be between 0 and 31536000, was -1
            outputs: [{topic: a, format: cef}]           | CFG-004 outputs[0].format: must be one of ecs, ocsf, json, avro (did you mean ecs?), was "cef"
            featureSets: {a: {tailLevel: 0}}             | CFG-004 featureSets.a.tailLevel: must be above 0 and at most 1, was 0.0
            featureSets: {a: {attack: [{tacticId: X, tacticName: a, techniqueId: T1046, techniqueName: b}]}} | CFG-004 featureSets.a.attack[0].tacticId: must look like TA0043, was "X"
            featureSets: {a: {attack: [{tacticId: TA0043, tacticName: a, techniqueId: X, techniqueName: b}]}} | CFG-004 featureSets.a.attack[0].techniqueId: must look like T1046 or T1071.004, was "X"
            mutes: [{id: a, scope: host, target: b, owner: c, reason: d, until: '2027-01-01T00:00:00Z'}] | CFG-002 mutes[0].scope: must be one of entity, feature_set, cluster, value, was "host"
            mutes: [{id: a, scope: entity, target: b, owner: c, reason: d}] | CFG-003 mutes[0].until: is required and has no default
            mutes: [{id: a, scope: entity, target: b, owner: c, reason: d, until: '1960-01-01T00:00:00Z'}] | CFG-004 mutes[0].until: must be after from (1970-01-01T00:00:00Z), was 1960-01-01T00:00:00Z
            mutes: [{id: a, scope: entity, target: b, owner: c, reason: d, until: '2027-01-01T00:00:00Z', weekly: {days: [], from: '22:00', to: '04:00'}}] | CFG-004 mutes[0].weekly.days: must name at least one day
            {mutes: [{id: a, scope: entity, target: b, owner: c, reason: d, until: '2027-01-01T00:00:00Z'}, {id: a, scope: entity, target: x, owner: c, reason: d, until: '2027-01-01T00:00:00Z'}]} | CFG-030 mutes[1].id: must be given once a tenant, was "a" again
            audit: {organisation: ''}                    | CFG-004 audit.organisation: must be letters, digits, dots, dashes and underscores, at most 64, was ""
            topics: {replication: 0}                     | CFG-004 topics.replication: must be between 1 and 32767, was 0
            topics: {minInsyncReplicas: 4}               | CFG-004 topics.minInsyncReplicas: must be between 1 and 3, was 4
            topics: {maxMessageBytes: 10}                | CFG-004 topics.maxMessageBytes: must be between 65536 and 16777216, was 10
            registry: {url: 'ftp://x'}                   | CFG-004 registry.url: must be an http or https address without user and password
            registry: {user: soc}                        | CFG-004 registry.user: must be set together with passwordFile, only one of them is
            registry: {password: x}                      | CFG-006 registry.password: a secret must not stand in the configuration; use registry.passwordFile or the environment variable WINNOW_REGISTRY__PASSWORD
            registry: {timeoutMillis: 1}                 | CFG-004 registry.timeoutMillis: must be between 100 and 60000, was 1
            http: {port: 70000}                          | CFG-004 http.port: must be between 0 and 65535, was 70000
            state: {rocksdbMemoryMb: 1}                  | CFG-004 state.rocksdbMemoryMb: must be between 16 and 1048576, was 1
            audit: {key: AAAA}                           | CFG-006 audit.key: a secret must not stand in the configuration; use audit.keyFile or the environment variable WINNOW_AUDIT__KEY
            audit: {keyFile: absent}                     | CFG-006 audit.keyFile: the file "absent" must be readable text; found NoSuchFileException
            kafka: {client: {ssl.key.password: x}}       | CFG-006 kafka.client.ssl.key.password: a secret must not stand in the configuration; use kafka.client.ssl.key.passwordFile or the environment variable WINNOW_KAFKA__CLIENT__SSL_KEY_PASSWORD
            kafka: {producer: {acks: 1}}                 | CFG-007 kafka.producer.acks: must be all, else records are lost, was "1"
            kafka: {producer: {enable.idempotence: false}} | CFG-007 kafka.producer.enable.idempotence: must not be set; without it a retry writes a record twice
            kafka: {producer: {max.in.flight.requests.per.connection: 9}} | CFG-007 kafka.producer.max.in.flight.requests.per.connection: must be between 1 and 5, else records are lost, was "9"
            kafka: {consumer: {isolation.level: read_uncommitted}} | CFG-007 kafka.consumer.isolation.level: must not be set; aborted records would be read
            kafka: {consumer: {auto.offset.reset: latest}} | CFG-007 kafka.consumer.auto.offset.reset: must be earliest or none, else records are lost, was "latest"
            kafka: {streams: {processing.guarantee: at_least_once}} | CFG-007 kafka.streams.processing.guarantee: must not be set; use guarantee
            http: {host: 0.0.0.0}                        | CFG-008 http.host: must be a loopback address (127.0.0.1, ::1, localhost) unless http.behindProxy is true, was "0.0.0.0"
            inputs: [{topic: winnow.audit, format: zeek}] | CFG-009 inputs[0].topic: must not be one of Winnow's own topics, was "winnow.audit"
            inputs: [{topic: a, format: zeek}, {topic: a, format: csv}] | CFG-009 inputs[1].topic: must not be read by two inputs, was "a"
            outputs: [{topic: winnow.alerts, format: ecs}] | CFG-009 outputs[0].topic: must be a topic that nothing else reads or writes, was "winnow.alerts"
            {application: {tenants: [x]}, inputs: [{topic: a, format: zeek}]} | CFG-010 inputs[0].tenant: must be one of application.tenants (x), was "default"
            triage: {bands: {low: 0.6}}                  | CFG-011 triage.bands: thresholds must rise; medium (0.15) is not above low (0.60)
            a: {b: 1                                     | CFG-005 test.yaml: must be valid YAML; expected ',' or '}', but got <stream end>
            - a                                          | CFG-005 test.yaml: must be a block of settings, was a list
            """)
    void saysWhatIsWrongWithEachBrokenRule(String yaml, String message) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, () -> parse(yaml));

        assertThat(refused.problems()).extracting(Problem::message).contains(message);
    }

    @Test
    void saysEverythingAtOnceWithItsLine() {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, () -> parse("""
                treads: 4
                http:
                  port: 99999
                  host: example.org
                inputs:
                  - topic: "a b"
                    format: nonsense
                  - format: zeek
                detectors:
                  rcf: {trees: 0, sampleSize: 1}
                triage:
                  adjust: {maxMove: 9, priorMass: 0}
                threads: 0
                """));

        assertThat(refused.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "CFG-001 treads: unknown setting; did you mean threads? (test.yaml line 1)",
                        "CFG-004 http.port: must be between 0 and 65535, was 99999 (test.yaml line 3)",
                        "CFG-008 http.host: must be a loopback address (127.0.0.1, ::1, localhost) unless"
                                + " http.behindProxy is true, was \"example.org\" (test.yaml line 4)",
                        "CFG-004 inputs[0].topic: must be a topic name (letters, digits, dots, dashes, underscores; at most"
                                + " 249), was \"a b\" (test.yaml line 6)",
                        "CFG-003 inputs[1].topic: is required and has no default (test.yaml line 8)",
                        "CFG-004 detectors.rcf.trees: must be between 1 and 1000, was 0 (test.yaml line 10)",
                        "CFG-004 detectors.rcf.sampleSize: must be between 2 and 2048, was 1 (test.yaml line 10)",
                        "CFG-012 triage.adjust.maxMove: must be above 0 and at most 6, was 9.0 (test.yaml line 12)",
                        "CFG-012 triage.adjust.priorMass: must be between 1 and 1000, was 0.0 (test.yaml line 12)",
                        "CFG-004 threads: must be between 1 and 1024, was 0 (test.yaml line 13)");
    }

    @Test
    void refusesADuplicateKey() {
        assertThatThrownBy(() -> parse("threads: 1\nthreads: 2"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("CFG-005 test.yaml: must be valid YAML; ")
                .hasMessageContaining("uplicate");
    }

    @Test
    void refusesAnAliasAndASecondDocument() {
        assertThatThrownBy(() -> parse("a: &x 1\nb: *x"))
                .hasMessageContaining("CFG-005 test.yaml: must hold plain values; aliases and binaries are not");
        assertThatThrownBy(() -> parse("threads: 1\n---\nthreads: 2"))
                .hasMessageContaining("CFG-005 test.yaml: must hold one YAML document; a second one follows");
    }

    @Test
    void saysThatAFileCannotBeRead() {
        Path absent = directory.resolve("absent.yaml");

        assertThatThrownBy(() -> WinnowConfig.load(absent, Map.of()))
                .hasMessage("CFG-005 " + absent + ": must be a readable text file in UTF-8; found NoSuchFileException");
    }

    private void writeSecrets() throws IOException {
        Files.writeString(directory.resolve("app.secret"), "a secret of some length\n");
        Files.writeString(directory.resolve("registry.password"), "the registry's own password\n");
        Files.writeString(directory.resolve("jaas.conf"), "a login module;");
        Files.writeString(directory.resolve("audit.key"), "winnow-key v1 k1 AAAA");
    }

    @Test
    void takesAFeatureSetOfOnesOwnFromAFileOrInPlace() throws IOException {
        String declaration = """
                name: flows
                version: 1
                description: d
                engine: table
                events: numeric
                gate: {tail: 0.1}
                columns:
                  - {name: bytes, kind: number}
                """;
        Files.writeString(directory.resolve("flows.yaml"), declaration);

        WinnowConfig config = parse("featureSets: {flows: {declaration: flows.yaml}}");

        assertThat(config.allFeatureSets().get(0).id()).isEqualTo("flows/1");
        assertThat(config.allFeatureSets()).hasSize(6);
        WinnowConfig again = parse(config.effective());
        assertThat(again.featureSets()).isEqualTo(config.featureSets());
        assertThat(again.fingerprint()).isEqualTo(config.fingerprint());
    }

    @Test
    void takesListsOfIndicatorsFromFilesAndSaysWhatIsWrongWithThem() throws IOException {
        Files.writeString(directory.resolve("proxy.yaml"), """
                name: proxy
                version: 1
                description: d
                events: proxy
                gate: all
                features:
                  - {name: bad, compute: listed, of: "domain:domain", list: bad, description: A domain on the list}
                """);
        Files.writeString(directory.resolve("bad.txt"), "evil.example\n");
        Files.writeString(directory.resolve("empty.txt"), "# nothing yet\n");

        WinnowConfig config = parse("featureSets: {proxy: {declaration: proxy.yaml, lists: {bad: bad.txt}}}");

        assertThat(config.allFeatureSets().get(0).id()).isEqualTo("proxy/1");
        assertThat(config.effective()).contains("evil.example");
        WinnowConfig again = parse(config.effective());
        assertThat(again.featureSets()).isEqualTo(config.featureSets());
        assertThatThrownBy(() -> parse("featureSets: {proxy: {declaration: proxy.yaml}}"))
                .hasMessageContaining("features[0].list: must be a list that the configuration has under"
                        + " featureSets.NAME.lists, [], was \"bad\"");
        assertThatThrownBy(() -> parse("featureSets: {proxy: {declaration: proxy.yaml, lists: {bad: empty.txt}}}"))
                .hasMessageContaining("featureSets.proxy.lists.bad")
                .hasMessageContaining("must have 1 to 10000 texts, one a line, has 0");
        assertThatThrownBy(() -> parse("featureSets: {proxy: {declaration: proxy.yaml, lists: {bad: no.txt}}}"))
                .hasMessageContaining("CFG-006")
                .hasMessageContaining("no.txt");
        assertThatThrownBy(() -> parse("featureSets: {dns: {lists: {bad: bad.txt}}}"))
                .hasMessageContaining("featureSets.dns.lists")
                .hasMessageContaining("must be left out where nothing is declared, was [bad]");
    }

    @Test
    void namesWhatIsWrongWithADeclaration() throws IOException {
        Files.writeString(
                directory.resolve("dns.yaml"),
                "name: dns\nversion: 9\ndescription: d\nengine: table\nevents: dns\ngate: all\ncolumns: []\n");

        assertThatThrownBy(() -> parse("featureSets: {dns: {declaration: dns.yaml}}"))
                .hasMessageContaining("featureSets.dns.declaration")
                .hasMessageContaining("DET-104 feature set \"dns/9\" columns: must be a list of 1 to 256 columns");
        assertThatThrownBy(() -> parse("featureSets: {dns: {declaration: nowhere.yaml}}"))
                .hasMessageContaining("CFG-006")
                .hasMessageContaining("nowhere.yaml");
        Files.writeString(
                directory.resolve("other.yaml"),
                "name: other\nversion: 1\ndescription: d\nengine: table\nevents: x\ngate: all\ncolumns: [{name: a, kind: number}]\n");
        assertThatThrownBy(() -> parse("featureSets: {mine: {declaration: other.yaml}}"))
                .hasMessageContaining("CFG-033")
                .hasMessageContaining("featureSets.mine.declaration")
                .hasMessageContaining("declares \"other\"");
    }

    @Test
    void namesTheBlockOfAFaultySettingThatTwoBlocksHave() {
        assertThatThrownBy(() -> parse("tables: {rcf: {trees: 0}, readyAfterEvents: 1}"))
                .hasMessageContaining("tables.rcf.trees")
                .hasMessageContaining("tables.readyAfterEvents");
        assertThatThrownBy(() -> parse("detectors: {rcf: {trees: 0}, drift: {retrainEvents: 64}}"))
                .hasMessageContaining("detectors.rcf.trees")
                .hasMessageContaining("detectors.drift.retrainEvents");
    }

    private WinnowConfig parse(String text) {
        return WinnowConfig.parse(text, "test.yaml", directory, Map.of());
    }

    private static Map<String, Object> flat(Map<String, Object> tree) {
        Map<String, Object> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> child) {
                Map<String, Object> inner = new LinkedHashMap<>();
                child.forEach((name, each) -> inner.put(String.valueOf(name), each));
                if (inner.isEmpty()) {
                    flat.put(key, inner);
                }
                flat(inner).forEach((name, each) -> flat.put(key + "." + name, each));
            } else {
                flat.put(key, value);
            }
        });
        return flat;
    }
}
