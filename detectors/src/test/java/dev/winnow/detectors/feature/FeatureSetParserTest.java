package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.schemas.event.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeatureSetParserTest {
    private static final String HEAD = """
            name: x
            version: 2
            description: d
            events: [flow, conn]
            required: dest_ip
            context: [src_ip]
            gate: {tail: 0.05}
            grace: 30s
            features:
            """;

    @Test
    void readsEveryKeyOfTheHeader() {
        FeatureSet set =
                FeatureSets.parse(HEAD + "  - {name: a, description: A, compute: field, of: b, transform: log}");

        assertThat(set.id()).isEqualTo("x/2");
        assertThat(set.description()).isEqualTo("d");
        assertThat(set.eventTypes()).containsExactly("flow", "conn");
        assertThat(set.contextFields()).containsExactly("src_ip");
        assertThat(set.gate().tailLevel()).isEqualTo(0.05);
        assertThat(set.graceMillis()).isEqualTo(30_000);
        assertThat(set.schema()).isEqualTo(new FeatureSchema("x/2", List.of("a")));
        assertThat(set.features())
                .containsExactly(new Feature("a", "A", Feature.Transform.LOG, "Field(of=\"b\")", "value"));
        assertThat(set.accepts(new Event("conn", "e", 0, Map.of(), Map.of("dest_ip", "h"))))
                .isTrue();
        assertThat(set.accepts(new Event("conn", "e", 0, Map.of(), Map.of()))).isFalse();
        assertThat(set.accepts(new Event("dns", "e", 0, Map.of(), Map.of("dest_ip", "h"))))
                .isFalse();
    }

    @Test
    void groupsFeaturesByWhatTheyComputeUnlessTheDeclarationSays() {
        FeatureSet set = FeatureSets.parse(HEAD + """
                  - {name: a, compute: count, window: 5m, description: A}
                  - {name: b, compute: field, of: bytes, group: volume, description: B}
                  - {name: c, compute: novelty, key: dest_ip, description: C}
                """);
        FeatureSet plain = FeatureSets.parse(HEAD + """
                  - {name: a, compute: count, window: 5m, description: A}
                  - {name: b, compute: field, of: bytes, description: B}
                  - {name: c, compute: novelty, key: dest_ip, description: C}
                """);

        assertThat(set.groups().orElseThrow().groups())
                .containsExactly(
                        new FeatureGroups.Group("volume", List.of(0, 1)),
                        new FeatureGroups.Group("rarity", List.of(2)));
        assertThat(set.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(plain.groups()).as("as many groups as features say nothing").isEmpty();
        assertThat(FeatureSetParser.GROUPS.keySet()).containsExactlyInAnyOrderElementsOf(FeatureSetParser.WORDS);
        for (FeatureSet builtIn : FeatureSets.builtIn()) {
            assertThat(builtIn.groups().orElseThrow().groups())
                    .as(builtIn.id())
                    .hasSizeBetween(3, 7)
                    .extracting(FeatureGroups.Group::name)
                    .doesNotContain(FeatureGroups.REST);
        }
        assertThat(FeatureSets.numeric(List.of("cpu", "other"))
                        .groups()
                        .orElseThrow()
                        .groups())
                .extracting(FeatureGroups.Group::name)
                .containsExactly("cpu", FeatureGroups.REST);
        assertThatThrownBy(() -> FeatureSets.parse(
                        HEAD + "  - {name: a, compute: count, window: 5m, group: other, description: A}"))
                .isInstanceOfSatisfying(
                        FeatureSetException.class,
                        e -> assertThat(e.problems())
                                .containsExactly("DET-104 feature set \"x/2\" features[0].group: must match"
                                        + " [a-z][a-z0-9_-]{0,39} and not be \"other\", was \"other\""));
    }

    @Test
    void readsATable() {
        FeatureSet set = FeatureSets.parse("""
                name: flows
                version: 1
                description: d
                engine: table
                events: numeric
                context: [service]
                gate: {tail: 0.1}
                columns:
                  - {name: bytes, kind: number}
                  - {name: service, kind: text}
                """);

        assertThat(set.engine()).isEqualTo(Engine.TABLE);
        assertThat(set.columns())
                .containsExactly(
                        new TableColumn("bytes", TableColumn.Kind.NUMBER),
                        new TableColumn("service", TableColumn.Kind.TEXT));
        assertThat(set.accepts(new Event("numeric", "table", 0, Map.of(), Map.of())))
                .isTrue();
        assertThat(FeatureSets.byId("dns/1").orElseThrow().engine()).isEqualTo(Engine.ENTITIES);
    }

    @Test
    void reportsAllMistakesOfATable() {
        assertThatThrownBy(() -> FeatureSets.parse("""
                        name: x
                        version: 2
                        description: d
                        engine: table
                        events: numeric
                        gate: all
                        features: []
                        columns: [7, {name: a, kind: word}, {name: b, kind: text, window: 5m}]
                        """))
                .isInstanceOfSatisfying(
                        FeatureSetException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "DET-104 feature set \"x/2\" columns[0]: must be a mapping, was 7",
                                        "DET-104 feature set \"x/2\" columns[1].kind: must be one of [number, text], was \"word\"",
                                        "DET-102 feature set \"x/2\" columns[2].window: unknown key; known are [kind, name]",
                                        "DET-102 feature set \"x/2\" features: unknown key; known are [columns, context,"
                                                + " description, engine, events, gate, grace, name, required, version]"));
        assertThatThrownBy(() -> FeatureSets.table(List.of(
                        new TableColumn("a", TableColumn.Kind.TEXT), new TableColumn("a", TableColumn.Kind.NUMBER))))
                .hasMessageStartingWith("DET-105 feature set \"table/1\": column names must be different");
        assertThatThrownBy(() -> FeatureSets.table(List.of())).hasMessageStartingWith("DET-104 columns: at least one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "compute: field # DET-103 feature set \"x/2\" features[0].of: is required",
                "compute: fields, of: a # DET-108 feature set \"x/2\" features[0].compute: must be one of [field, difference, ratio, balance, is, hour, count, count-before, share, sum, mean, std, min, max, surge, deviation, level, change, lag, since, regularity, steadiness, novelty, distinct, rarity, spread, frequency, top, listed], was \"fields\"",
                "compute: field, of: a, window: 5m # DET-102 feature set \"x/2\" features[0].window: unknown key; known are [compute, description, group, name, of, transform]",
                "compute: field, of: 'a:b' # DET-106 feature set \"x/2\" features[0].of: part \"b\" of field reference \"a:b\" must be one of [domain, prefix, scope] or, at the end, one of [length, entropy, digits, labels]",
                "compute: field, of: 'a|' # DET-106 feature set \"x/2\" features[0].of: a field reference must name a field, was \"\"",
                "compute: count, window: 5 minutes # DET-107 feature set \"x/2\" features[0].window: must be a duration such as 30s, 5m, 1h or 7d, was \"5 minutes\"",
                "compute: count, window: 32d # DET-107 feature set \"x/2\" features[0].window: must be between 1s and 31d, was \"32d\"",
                "compute: surge, window: 1h, base: 2h # DET-107 feature set \"x/2\" features[0].base: must be at least four times window (3600000 ms), was 7200000 ms",
                "compute: lag, of: a, steps: 9 # DET-104 feature set \"x/2\" features[0].steps: must be a whole number between 1 and 4, was 9",
                "compute: hour, wave: tan # DET-104 feature set \"x/2\" features[0].wave: must be one of [sin, cos], was \"tan\"",
                "compute: is, where: {} # DET-104 feature set \"x/2\" features[0].where: must name at least one field",
                "compute: is, where: a # DET-104 feature set \"x/2\" features[0].where: must map fields to their accepted values, was \"a\"",
                "compute: novelty, key: [] # DET-104 feature set \"x/2\" features[0].key: must not be empty",
                "compute: listed, of: a, list: bad # DET-104 feature set \"x/2\" features[0].list: must be a list that the configuration has under featureSets.NAME.lists, [], was \"bad\"",
                "compute: top # DET-103 feature set \"x/2\" features[0].key: is required",
                "compute: rarity, key: a, hour: 3 # DET-104 feature set \"x/2\" features[0].hour: must be true or false, was 3"
            })
    void reportsAMistakeWithItsPlaceAndCode(String feature, String message) {
        assertThatThrownBy(() -> FeatureSets.parse(HEAD + "  - {name: a, description: A, " + feature.strip() + "}"))
                .isInstanceOf(FeatureSetException.class)
                .hasMessage(message.strip());
    }

    @Test
    void reportsAllMistakesAtOnce() {
        String yaml = """
                name: X
                version: 0
                events: flow
                gate: some
                grace: 2h
                colour: red
                features:
                  - {name: a, description: A, compute: field, of: b}
                  - {name: a, description: A, compute: field, of: b}
                """;

        assertThatThrownBy(() -> FeatureSets.parse(yaml))
                .isInstanceOfSatisfying(
                        FeatureSetException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "DET-104 feature set \"X/0\" name: must match [a-z][a-z0-9-]{0,39}, was \"X\"",
                                        "DET-104 feature set \"X/0\" version: must be a whole number between 1 and 9999, was 0",
                                        "DET-103 feature set \"X/0\" description: is required",
                                        "DET-104 feature set \"X/0\" gate: must be all or {tail: level} with a level in (0, 1),"
                                                + " was \"some\"",
                                        "DET-107 feature set \"X/0\" grace: must be at most 1h, was 7200000 ms",
                                        "DET-105 feature set \"X/0\" features[1].name: \"a\" is the name of an earlier feature",
                                        "DET-102 feature set \"X/0\" colour: unknown key; known are [context, description, engine,"
                                                + " events, features, gate, grace, name, required, version]"));
    }

    @Test
    void refusesWhatIsNoMapping() {
        assertThatThrownBy(() -> FeatureSets.parse("- a")).hasMessage("DET-101 feature set: must be a YAML mapping");
        assertThatThrownBy(() -> FeatureSets.parse("a: ["))
                .hasMessageStartingWith("DET-101 feature set: must be YAML;");
        assertThatThrownBy(() -> FeatureSets.parse("name: a\nname: b"))
                .hasMessageStartingWith("DET-101 feature set: must be YAML; Duplicate");
    }

    @Test
    void refusesASetThatNeedsTooMuchState() {
        List<String> fields = new java.util.ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            fields.add("f" + i);
        }

        assertThatThrownBy(() -> FeatureSets.numeric(fields))
                .hasMessageStartingWith(
                        "DET-109 feature set \"numeric/1\": an entity's row may take at most 65536 bytes");
        assertThat(FeatureSets.values(fields).schema().size()).isEqualTo(1500);
        StringBuilder many = new StringBuilder(HEAD);
        for (int i = 0; i < 33; i++) {
            many.append("  - {name: f").append(i).append(", description: d, compute: rarity, key: a}\n");
        }
        assertThatThrownBy(() -> FeatureSets.parse(many.toString()))
                .hasMessage(
                        "DET-109 feature set \"x/2\": at most 32 rarity, spread, frequency and top features are possible, were 33");
    }

    @Test
    void theFingerprintFollowsTheMeaningNotTheLayout() {
        String a = FeatureSets.parse(HEAD + "  - {name: a, description: A, compute: count, window: 5m}")
                .fingerprint();
        String layout = FeatureSets.parse(
                        HEAD + "  - window: 300s\n    compute: count\n    description: another text\n    name: a")
                .fingerprint();
        String window = FeatureSets.parse(HEAD + "  - {name: a, description: A, compute: count, window: 6m}")
                .fingerprint();

        assertThat(layout).isEqualTo(a).matches("[0-9a-f]{64}");
        assertThat(window).isNotEqualTo(a);
    }

    @Test
    void builtInSetsAreListedInOrderAndDescribed() {
        assertThat(FeatureSets.builtIn())
                .extracting(FeatureSet::id)
                .containsExactly("suricata-flow/1", "zeek-conn/1", "ids-alert/1", "dns/1", "auth/1");
        for (FeatureSet set : FeatureSets.builtIn()) {
            assertThat(set.schema().size()).as(set.id()).isBetween(8, 16);
            assertThat(set.features()).allMatch(feature -> feature.description().length() > 10);
            assertThat(FeatureSets.byId(set.id())).containsSame(set);
        }
        assertThat(FeatureSets.byId("dns/9")).isEmpty();
        assertThat(FeatureSets.byId("ids-alert/1").orElseThrow().gate().tailLevel())
                .isEqualTo(1);
    }

    @Test
    void anEventFindsItsSetByTypeAndRequiredFields() {
        assertThat(FeatureSets.forEvent(Events.dns(0, "a.example")))
                .map(FeatureSet::id)
                .hasValue("dns/1");
        assertThat(FeatureSets.forEvent(Events.flow(0, "10.0.0.1", 1, 1, 1)))
                .map(FeatureSet::id)
                .hasValue("suricata-flow/1");
        assertThat(FeatureSets.forEvent(new Event("dns", "e", 0, Map.of(), Map.of())))
                .isEmpty();
        assertThat(FeatureSets.forEvent(new Event("numeric", "e", 0, Map.of("x", 1.0), Map.of())))
                .isEmpty();
        FeatureSet numeric = FeatureSets.numeric(List.of("x"));
        assertThat(FeatureSets.forEvent(new Event("numeric", "e", 0, Map.of("x", 1.0), Map.of()), List.of(numeric)))
                .containsSame(numeric);
    }

    @Test
    void numericFieldsMayHaveAnyName() {
        FeatureSet set = FeatureSets.numeric(List.of("cpu:usage|all", "=x"));
        Run run = new Run(set);

        Extraction extraction =
                run.feed(new Event("numeric", "e", 0, Map.of("cpu:usage|all", 4.0, "=x", 5.0), Map.of()));

        assertThat(run.value(extraction, "cpu:usage|all")).isEqualTo(4);
        assertThat(run.value(extraction, "=x")).isEqualTo(5);
        assertThatThrownBy(() -> FeatureSets.numeric(List.of()))
                .hasMessage("DET-104 numeric fields: at least one is required, was none");
        assertThatThrownBy(() -> FeatureSets.numeric(List.of("a", "a")))
                .hasMessage("DET-104 numeric fields: must be different, \"a\" is there twice");
        assertThatThrownBy(() -> FeatureSets.numeric(List.of("a", "a_change"))).hasMessageStartingWith("DET-105");
    }
}
