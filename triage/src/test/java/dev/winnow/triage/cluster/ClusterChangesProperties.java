package dev.winnow.triage.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.TriageStores;
import dev.winnow.triage.command.CommandResult;
import dev.winnow.triage.state.MapRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges and splits undo each other, whatever came in between; the seed is the parameter. */
final class ClusterChangesProperties {
    private static final class World {
        private final MapRows clusterRows = new MapRows();
        private final Triage triage = new Triage(
                TriageConfig.defaults(),
                new TriageStores(
                        new MapRows(),
                        new MapRows(),
                        new MapRows(),
                        new MapRows(),
                        clusterRows,
                        new MapRows(),
                        new MapRows(),
                        new MapRows()),
                Given.SECRET);
        private final Random random;
        private int next;

        private World(long seed) {
            random = new Random(seed);
        }

        private List<Decision> feed(int alerts) {
            List<Decision> decisions = new ArrayList<>();
            for (int i = 0; i < alerts; i++, next++) {
                int kind = random.nextInt(4);
                decisions.add(Given.decide(
                        triage,
                        Given.loudIn(kind, 8, 9, random)
                                .signature("rule " + kind)
                                .context(Map.of("signature", "rule " + kind, "user", "u" + kind))
                                .id("alert-" + next)
                                .entity("host-" + kind + "-" + random.nextInt(3))
                                .at(Given.NOON + next * 20_000L)));
            }
            return decisions;
        }

        private List<String> open() {
            return triage.clusters("acme").stream().map(ClusterSummary::id).toList();
        }

        private Map<String, List<Byte>> rows() {
            Map<String, List<Byte>> rows = new TreeMap<>();
            clusterRows.forEach("", (key, row) -> {
                List<Byte> bytes = new ArrayList<>();
                for (byte each : row) {
                    bytes.add(each);
                }
                rows.put(key, bytes);
            });
            return rows;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void splitAfterAMergeLeavesEveryRowAsItWas(long seed) {
        World world = new World(seed);
        world.feed(60);
        List<String> open = world.open();
        Map<String, List<Byte>> before = world.rows();
        List<ClusterSummary> shown = world.triage.clusters("acme");
        List<String> parts = open.subList(1, Math.min(4, open.size()));
        assertThat(parts).isNotEmpty();

        CommandResult merged = world.triage.operations().merge("acme", open.get(0), parts);
        assertThat(merged.isApplied()).isTrue();
        assertThat(world.triage.clusters("acme")).hasSize(open.size() - parts.size());
        CommandResult split = world.triage.operations().takeOutParts("acme", open.get(0), parts);

        assertThat(split.isApplied()).isTrue();
        assertThat(world.rows()).isEqualTo(before);
        assertThat(world.triage.clusters("acme")).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void whatCameBetweenMergeAndSplitCountsWhereItWouldHave(long seed) {
        World untouched = new World(seed);
        World changed = new World(seed);
        untouched.feed(60);
        changed.feed(60);
        List<String> open = changed.open();
        List<String> parts = open.subList(1, Math.min(3, open.size()));
        changed.triage.operations().merge("acme", open.get(0), parts);

        List<Decision> expected = untouched.feed(40);
        List<Decision> found = changed.feed(40);
        changed.triage.operations().takeOutParts("acme", open.get(0), parts);

        assertThat(expected).anyMatch(decision -> parts.contains(decision.clusterId()));
        for (int i = 0; i < expected.size(); i++) {
            String own = expected.get(i).clusterId();
            assertThat(found.get(i).clusterId()).isEqualTo(parts.contains(own) ? open.get(0) : own);
            assertThat(found.get(i).disposition()).isEqualTo(expected.get(i).disposition());
        }
        assertThat(changed.triage.clusters("acme")).isEqualTo(untouched.triage.clusters("acme"));
        assertThat(changed.rows()).isEqualTo(untouched.rows());
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void entitiesThatWereTakenOutAndMergedBackCountAsIfTheyHadStayed(long seed) {
        World untouched = new World(seed);
        World changed = new World(seed);
        untouched.feed(60);
        changed.feed(60);
        ClusterSummary cluster = changed.triage.clusters("acme").stream()
                .filter(each -> each.entities().size() > 1)
                .findFirst()
                .orElseThrow();
        String entity = cluster.entities().get(0);

        CommandResult split = changed.triage
                .operations()
                .takeOutEntities("acme", cluster.id(), List.of(entity), "c1", OptionalLong.of(Given.NOON));
        String newId = split.clusters().get(1).id();
        List<Decision> expected = untouched.feed(40);
        List<Decision> found = changed.feed(40);
        long out = found.stream().filter(each -> each.clusterId().equals(newId)).count();

        assertThat(out).isPositive();
        assertThat(changed.triage.cluster("acme", newId).orElseThrow().alerts()).isEqualTo(out);
        for (int i = 0; i < expected.size(); i++) {
            boolean isOut = expected.get(i).clusterId().equals(cluster.id())
                    && expected.get(i).scored().entity().equals(entity);
            assertThat(found.get(i).clusterId())
                    .isEqualTo(isOut ? newId : expected.get(i).clusterId());
        }
        changed.triage.operations().merge("acme", cluster.id(), List.of(newId));
        ClusterSummary whole = changed.triage.cluster("acme", cluster.id()).orElseThrow();
        ClusterSummary asIf = untouched.triage.cluster("acme", cluster.id()).orElseThrow();
        assertThat(whole.alerts()).isEqualTo(asIf.alerts());
        assertThat(whole.folds()).isEqualTo(asIf.folds());
        assertThat(whole.band()).isEqualTo(asIf.band());
        assertThat(whole.probability()).isEqualTo(asIf.probability());
        assertThat(whole.entities()).isEqualTo(asIf.entities());
        assertThat(whole.lastSeen()).isEqualTo(asIf.lastSeen());
    }

    @Test
    void mergedClustersCloseTogetherAndLeaveNothing() {
        World world = new World(31);
        world.feed(60);
        List<String> open = world.open();
        world.triage.operations().merge("acme", open.get(0), open.subList(1, open.size()));
        long alerts = world.triage.clusters("acme").get(0).alerts();

        List<Expiry> expiries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            expiries.addAll(world.triage.advance("acme", Given.NOON + Given.DAY + i));
        }

        assertThat(expiries)
                .filteredOn(each -> each instanceof Expiry.ClusterClosed)
                .singleElement()
                .satisfies(each -> {
                    ClusterSummary closed =
                            ((Expiry.ClusterClosed) each).cluster().state();
                    assertThat(closed.id()).isEqualTo(open.get(0));
                    assertThat(closed.alerts()).isEqualTo(alerts);
                });
        assertThat(world.triage.clusters("acme")).isEmpty();
        assertThat(world.rows().keySet())
                .allMatch(key -> key.startsWith("q") || key.startsWith("w") || key.startsWith("k"));
    }

    @Test
    void refusesWhatCannotBeMergedOrSplit() {
        World world = new World(41);
        world.feed(60);
        List<String> open = world.open();
        Map<String, List<Byte>> before = world.rows();
        var operations = world.triage.operations();

        assertThat(operations.merge("acme", open.get(0), List.of()).code()).contains("CMD-031");
        assertThat(operations.merge("acme", open.get(0), List.of(open.get(0))).code())
                .contains("CMD-031");
        assertThat(operations.merge("acme", open.get(0), List.of("none")).code())
                .contains("CMD-030");
        assertThat(operations.merge("other", open.get(0), List.of(open.get(1))).code())
                .contains("CMD-030");
        assertThat(operations
                        .takeOutParts("acme", open.get(0), List.of(open.get(1)))
                        .code())
                .contains("CMD-032");
        List<String> entities =
                world.triage.cluster("acme", open.get(0)).orElseThrow().entities();
        assertThat(operations
                        .takeOutEntities("acme", open.get(0), entities, "c", OptionalLong.of(Given.NOON))
                        .code())
                .contains("CMD-032");
        assertThat(world.rows()).isEqualTo(before);

        operations.merge("acme", open.get(0), List.of(open.get(1)));
        CommandResult again = operations.merge("acme", open.get(2), List.of(open.get(1)));
        assertThat(again.text())
                .isEqualTo("cluster \"" + open.get(1) + "\": must be open and stand for itself; found a part of "
                        + open.get(0));
    }
}
