package dev.winnow.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.http.ApplicationMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages against the code that they speak of. */
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("winnow.root", ".."));
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern CODE = Pattern.compile("\\b[A-Z]{3}-\\d{3}\\b");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyErrorCodeOfTheSourcesHasAnEntry() throws IOException {
        Set<String> raised = new TreeSet<>();
        for (Path source : files(ROOT, path -> path.toString().contains("/src/main/java/"))) {
            collect(CODE, Files.readString(source), raised);
        }
        raised.removeIf(code -> code.startsWith("SHA-"));
        Set<String> explained = new TreeSet<>();
        List<String> twice = new ArrayList<>();
        Files.readAllLines(DOCS.resolve("errors.md")).stream()
                .filter(line -> line.matches("\\| [A-Z]{3}-\\d{3} \\|.*"))
                .map(line -> line.substring(2, 9))
                .filter(code -> !explained.add(code))
                .forEach(twice::add);

        assertThat(raised).hasSizeGreaterThan(80);
        assertThat(explained).containsAll(raised);
        assertThat(twice).isEmpty();
    }

    @Test
    void everyMetricHasAnEntryAndNoOtherHas() throws IOException {
        Set<String> listed = new TreeSet<>();
        Files.readAllLines(DOCS.resolve("reference/metrics.md")).stream()
                .filter(line -> line.matches("\\| `(winnow|kafka)_.*"))
                .forEach(line -> listed.add(line.split("`")[1]));

        assertThat(listed).containsExactlyElementsOf(ApplicationMetrics.names());
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Pattern link = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher matcher = link.matcher(Files.readString(page));
            while (matcher.find()) {
                links++;
                // The hand-written part of docs/quality.md: its links are those of that page.
                Path folder = page.endsWith("quality/further.md")
                        ? DOCS
                        : page.toAbsolutePath().getParent();
                Path target = matcher.group(1).isEmpty() || folder == null ? page : folder.resolve(matcher.group(1));
                if (!Files.exists(target)
                        || matcher.group(2) != null && !anchors(target).contains(matcher.group(2))) {
                    broken.add(ROOT.relativize(page) + ": " + matcher.group());
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void schemasTakeTheirDocumentAndMissEachField(String name, String document) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(document);

        assertThat(faults(name, tree)).isEmpty();
        for (String field :
                List.copyOf(tree.properties().stream().map(Map.Entry::getKey).toList())) {
            ObjectNode less = tree.deepCopy();
            less.remove(field);
            assertThat(faults(name, less)).as("without %s", field).isNotEmpty();
        }
        assertThat(faults(name, tree.deepCopy().put("furtherField", 1))).isEmpty();
    }

    @Test
    void everySchemaHasItsDocumentHere() throws IOException {
        Set<String> tested = new TreeSet<>();
        documents().forEach(arguments -> tested.add((String) arguments.get()[0]));
        Set<String> published = new TreeSet<>();
        files(DOCS.resolve("json"), path -> path.toString().endsWith(".schema.json"))
                .forEach(
                        path -> published.add(String.valueOf(path.getFileName()).replace(".schema.json", "")));

        assertThat(tested).containsExactlyElementsOf(published);
    }

    @Test
    void everySchemaIsOfACommandOfTheTable() throws IOException {
        Set<String> published = new TreeSet<>();
        files(DOCS.resolve("json"), path -> path.toString().endsWith(".schema.json"))
                .forEach(
                        path -> published.add(String.valueOf(path.getFileName()).replace(".schema.json", "")));

        assertThat(new TreeSet<>(PublishedSchema.byCommand().values())).isEqualTo(published);
    }

    /** The documents that the commands promise, one of each shape. */
    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of("triage", """
                        {"events":5000,"deadLetters":2,"deadLettersByCode":{"INP-003":2},"candidates":61,"decisions":61,
                        "alerts":{"info":9,"low":20,"medium":12,
                        "high":4,"critical":1},"clusters":7,"foldedPercent":84.8,"auditEntries":131,
                        "auditVerified":true,"auditVerdict":"VERIFIED","eventsPerSecond":41000.0,"elapsedSeconds":3.1,
                        "calibration":{"calibrator":"prior","ece":null,"brier":null,"labels":0},
                        "unscored":[{"type":"http","events":30}],"files":[{"path":"eve.json","format":"suricata-eve",
                        "records":5002,"deadLetters":2,"from":"2026-01-01T00:00:00Z","to":null}],
                        "topClusters":[{"band":"high","probability":0.9,"title":"t","entity":"e","entities":2,"alerts":9,
                        "alertId":"a","clusterId":"c"}]}"""),
                Arguments.of("dead-letters-replay", """
                        {"records":2,"incomplete":0,"byCode":{"INP-022":2},"dryRun":true}"""),
                Arguments.of("demo", """
                        {"events":1,"deadLetters":0,"candidates":1,"alerts":{"info":0,"low":0,"medium":0,"high":1,
                        "critical":0},"clusters":1,"foldedPercent":0.0,"auditEntries":3,"auditVerified":true,
                        "eventsPerSecond":1.0,"elapsedSeconds":1.0,"calibration":{"calibrator":"platt","ece":0.1,
                        "brier":0.1,"labels":30,"before":{"ece":null,"brier":null,"measuredOn":3}},"attacks":{"injected":1,"found":1,"byName":[{"name":"beaconing",
                        "found":true,"band":"high","firstAlertSeconds":412}]},"falseAlertsPer1000":{"before":2.1,
                        "after":0.4}}"""),
                Arguments.of("advise", """
                        {"file":"f.csv","format":"csv","rows":2,"whole":true,"refused":0,"timeField":null,
                        "entityField":null,"spanSeconds":null,"spacingSeconds":null,"entities":1,
                        "eventsPerEntity":2.0,"eventsOfBusiest":2,"types":{"numeric":2},"featureSets":{},
                        "columns":[{"name":"a","kind":"text","missingShare":0.0,"distinct":2,"use":"feature",
                        "scale":"one-hot","reason":"r","numbers":null}],"shape":"rows","shapeReason":"r",
                        "readyAfterEvents":1024,"readyReason":"r","windowsSeconds":[],"shingles":[1],
                        "members":[{"name":"rcf","weight":1.0,"available":true,"reason":"r"}],
                        "configuration":"detectors:"}"""),
                Arguments.of("audit-verify", """
                        {"verdict":"VERIFIED","exitCode":0,"level":"L2","chains":[{"origin":"o","cid":"c","from":0,
                        "to":130,"level":"L2"}],"findings":[{"code":"BAD_MAC","severity":"tampered","chain":"c",
                        "seq":17,"text":"t"}]}"""),
                Arguments.of("bench-pipeline", """
                        {"machine":{"cpu":"c"},"command":"x","results":[{"guarantee":"exactly_once_v2","threads":1,
                        "partitions":1,"eventsPerSecond":{"winnow":1,"passThrough":1,"rocksdb":1},
                        "cpuMicrosPerEvent":{"winnow":1,"passThrough":1,"rocksdb":1},"eventToAlertMillis":{"p50":1,
                        "p99":1}}]}"""),
                Arguments.of("bench-forest", """
                        {"machine":{"cpu":"c"},"command":"x","results":[{"features":16,"trees":100,"samples":256,
                        "updateNs":{"winnow":1,"aws":1},"scoreNs":{"winnow":1,"aws":1},
                        "scoreUpdateNs":{"winnow":1,"aws":1},"scoreAttributionNs":{"winnow":1,"aws":1},
                        "liveBytes":{"winnow":1,"aws":1},"snapshotBytes":{"winnow":1,"aws":1},
                        "snapshotNs":{"winnow":1,"aws":1},"restoreNs":{"winnow":1,"aws":1},
                        "hydrateNs":{"winnow":1},"allocatedBytesPerScore":{"winnow":0,"aws":1},
                        "allocatedBytesPerUpdate":{"winnow":0,"aws":1}}]}"""),
                Arguments.of("bench-entities", """
                        {"machine":{"cpu":"c"},"command":"x","sources":10,"realEntities":1,"budgetBytes":100,
                        "peakBytes":90,"withinBudget":true,"rowBytes":9,"rows":3,"evicted":7,"announced":1,
                        "keptRealEntities":1,"eventNs":10,"openMs":1,"diskBytes":100,"seconds":0.1}"""),
                Arguments.of("demo-seeds", """
                        {"rows":[],"summary":{%s}}""".formatted(Stream.of(
                                "found",
                                "falseAlertsBefore",
                                "falseAlertsAfter",
                                "labels",
                                "eceBefore",
                                "ece",
                                "ecePriorAlone",
                                "brierBefore",
                                "brier",
                                "brierPriorAlone")
                        .map(name -> "\"" + name + "\":{\"mean\":1,\"spread\":0,\"least\":1,\"most\":1}")
                        .collect(Collectors.joining(",")))),
                Arguments.of("run", """
                        {"started":true,"applicationId":"winnow","address":"http://127.0.0.1:8080"}"""),
                Arguments.of("broker", """
                        {"ready":true,"bootstrapServers":"127.0.0.1:9092"}"""),
                Arguments.of("replay", """
                        {"alertId":"a","verdict":"SAME","exitCode":0,"compared":["probability"],"differences":[],
                        "notes":[]}"""),
                Arguments.of("explain", """
                        {"alertId":"a","outcome":"UNKNOWN","exitCode":7,"alert":null,"decision":null,"model":null,
                        "recomputed":null,"forest":null,"whatIf":null,"notes":["no such decision"]}"""),
                Arguments.of("explain-not-alerted", """
                        {"entity":"e","featureSets":[],"decisions":{"dispositions":{},"bands":{}},"notes":["none"],
                        "exitCode":7}"""),
                Arguments.of("send", """
                        {"records":1,"bytes":20,"refused":0,"topic":null,"elapsedSeconds":0.1}"""),
                Arguments.of("label", """
                        {"verdictId":"v","alertId":"a","verdict":"false_positive","topic":"winnow.feedback"}"""),
                Arguments.of("command", """
                        {"commands":[{"commandId":"c","tenant":"default","outcome":"applied","code":null,"text":"t",
                        "auditPartition":0,"auditSequence":12}]}"""),
                Arguments.of("audit-keygen", """
                        {"keyId":"k1","file":"audit.key"}"""),
                Arguments.of("audit-show", """
                        {"entries":[{"chain":"c","offset":0,"seq":0,"kind":"genesis","entry":{}}]}"""),
                Arguments.of("topics-plan", """
                        {"topics":[{"name":"n","role":"audit","partitions":1,"replication":3,"config":{}}]}"""),
                Arguments.of("topics-rights", """
                        {"rights":[{"resource":"topic","pattern":"literal","name":"n","operations":["READ"]}]}"""),
                Arguments.of("topics", """
                        {"topics":9,"created":[],"faults":[]}"""),
                Arguments.of("config-check", """
                        {"valid":false,"file":"winnow.yaml","fingerprint":null,"problems":[]}"""),
                Arguments.of("config-show", """
                        {"application":{},"kafka":{},"topics":{},"audit":{},"triage":{}}"""),
                Arguments.of("eval-tables", """
                        {"page":"docs/quality.md","sets":[]}"""),
                Arguments.of("eval-members", """
                        {"set":"members","seeds":1,"gate":0.1,"sets":[{"name":"s","says":"all of it","events":9,"positives":1,
                        "baseRate":0.111}],"configurations":[{"configuration":"rcf+loda:0.5","meanNormalisedAp":0.2,"meanRank":1,
                        "cpuMicros":90.5}],"rows":[{"configuration":"rcf+loda:0.5","set":"s","averagePrecision":0.3,"roc":0.8,
                        "recallAt1PercentFpr":0.1,"cpuMicros":90.5}],"against":"rcf+loda:0.5","leaveOneOut":[{"set":"s",
                        "chosenByTheOthers":"rcf+loda:0.5","gain":0}],"gain":0,"gainSpread":0}"""),
                Arguments.of("eval", """
                        {"set":"s","seeds":5,"rows":[{"protocol":"stream5","system":"winnow","roc":0.9,"ap":0.5,
                        "recallAt1PercentFpr":0.1,"nsPerPoint":1}]}"""));
    }

    private static List<String> faults(String name, ObjectNode document) throws IOException {
        return PublishedSchema.faults(name, document.toString());
    }

    private static List<Path> pages() throws IOException {
        return files(ROOT, path -> path.toString().endsWith(".md"));
    }

    private interface Choice {
        boolean takes(Path path);
    }

    private static List<Path> files(Path folder, Choice choice) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().contains("/target/"))
                    .filter(choice::takes)
                    .sorted()
                    .toList();
        }
    }

    private static void collect(Pattern pattern, String text, Set<String> found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
    }

    /** Anchors of a page's headings, as they are made from their text: lower case, dashes for blanks, no punctuation. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (String line : Files.readAllLines(page)) {
            if (line.matches("#+ .*")) {
                anchors.add("#"
                        + line.replaceFirst("#+ ", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'));
            }
        }
        return anchors;
    }
}
