package dev.winnow.triage.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.TriageStores;
import dev.winnow.triage.band.Band;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClustersTest {
    /** The fixture's own claim: the noise is wide enough that exact keys fall apart. */
    @Test
    void noisyAlertsOfOneKindRarelyHaveOneReason() {
        Random random = new Random(5);
        Set<String> reasons = new HashSet<>();

        for (int i = 0; i < 200; i++) {
            Given given = incident(i % 4, 16, random);
            reasons.add(Behaviour.of(given.build(), ClusterConfig.defaults()).reason());
        }

        assertThat(reasons).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void fourKindsOfIncidentMakeFourToEightClusters(int width) {
        Triage triage = Given.triage();
        Random random = new Random(11);
        Map<String, Set<Integer>> kinds = new TreeMap<>();

        for (int i = 0; i < 4000; i++) {
            int kind = i % 4;
            Given given = incident(kind, width, random)
                    .id("alert-" + i)
                    .entity("host-" + kind)
                    .at(Given.NOON + i * 500L);
            String cluster = Given.decide(triage, given).clusterId();
            kinds.computeIfAbsent(cluster, id -> new HashSet<>()).add(kind);
        }

        assertThat(kinds.size()).isBetween(4, 8);
        assertThat(kinds.values()).allMatch(mixed -> mixed.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void anOutbreakOverManyHostsStaysFewIncidents(int width) {
        Triage triage = Given.triage();
        Random random = new Random(12);
        Map<String, Set<Integer>> kinds = new TreeMap<>();

        for (int i = 0; i < 4000; i++) {
            int kind = i % 4;
            Given given = incident(kind, width, random)
                    .id("alert-" + i)
                    .entity("host-" + random.nextInt(20))
                    .at(Given.NOON + i * 500L);
            String cluster = Given.decide(triage, given).clusterId();
            kinds.computeIfAbsent(cluster, id -> new HashSet<>()).add(kind);
        }

        assertThat(kinds.values()).allMatch(mixed -> mixed.size() == 1);
        assertThat(kinds.size()).isLessThanOrEqualTo(60);
    }

    @Test
    void alertsThatMeetInABandAreNotMergedUnlessTheyAreAlike() {
        Triage triage = Given.triage();
        ClusterConfig config = ClusterConfig.defaults();
        TokenHasher hasher = new TokenHasher(Given.SECRET);
        Random random = new Random(3);
        Given first = Given.candidate().attribution(3, 1, 0, 0, 0, 0, 0, 0).id("first");
        TokenVector anchor = TokenVector.of(first.build(), Behaviour.of(first.build(), config), config, hasher);
        List<String> anchorKeys = LshBand.keys(anchor, config.attributionShare());
        List<Given> meeting = new ArrayList<>();
        while (meeting.size() < 20) {
            double[] parts = random.doubles(8, -2, 2).toArray();
            parts[0] = 1;
            Given crafted = Given.candidate().attribution(parts).id("crafted-" + meeting.size());
            TokenVector vector = TokenVector.of(crafted.build(), Behaviour.of(crafted.build(), config), config, hasher);
            boolean meets =
                    LshBand.keys(vector, config.attributionShare()).stream().anyMatch(anchorKeys::contains);
            if (meets && anchor.similarity(vector, config.attributionShare()) < config.threshold()) {
                meeting.add(crafted);
            }
        }

        String cluster = Given.decide(triage, first).clusterId();

        for (Given crafted : meeting) {
            assertThat(Given.decide(triage, crafted).clusterId()).isNotEqualTo(cluster);
        }
    }

    @Test
    void anotherSecretPutsAlertsIntoOtherBands() {
        ClusterConfig config = ClusterConfig.defaults();
        Given given = Given.candidate();
        Behaviour behaviour = Behaviour.of(given.build(), config);
        byte[] other = Given.SECRET.clone();
        other[0]++;

        List<String> ours =
                LshBand.keys(TokenVector.of(given.build(), behaviour, config, new TokenHasher(Given.SECRET)), 0.6);
        List<String> theirs =
                LshBand.keys(TokenVector.of(given.build(), behaviour, config, new TokenHasher(other)), 0.6);

        assertThat(ours).doesNotContainSequence(theirs.subList(0, 4));
        assertThat(ours).isNotEqualTo(theirs);
    }

    @Test
    void anotherSecretClosesTheClustersOfTheOldOneOnceAndTheirFoldsGoOnInNewOnes() {
        TriageStores stores = TriageStores.inMemory();
        byte[] other = Given.SECRET.clone();
        other[0]++;
        Triage before = new Triage(TriageConfig.defaults(), stores, Given.SECRET);
        before.advance("acme", Given.NOON);
        String cluster = Given.decide(before, Given.candidate().id("a")).clusterId();
        assertThat(new Triage(TriageConfig.defaults(), stores, Given.SECRET).advance("acme", Given.NOON))
                .isEmpty();

        Triage after = new Triage(TriageConfig.defaults(), stores, other);
        List<Expiry> expiries = after.advance("acme", Given.NOON + 1);
        Decision next = Given.decide(after, Given.candidate().id("b").at(Given.NOON + 1));

        assertThat(expiries)
                .singleElement()
                .satisfies(expiry -> assertThat(expiry.text())
                        .isEqualTo("Cluster " + cluster + " closed with 1 alerts: the application secret has changed,"
                                + " and what comes cannot be compared with it."));
        assertThat(next.disposition()).isEqualTo(Disposition.FOLDED);
        assertThat(next.clusterId()).isNotEqualTo(cluster);
        assertThat(after.advance("acme", Given.NOON + 2)).isEmpty();
        assertThat(after.clusters("acme")).hasSize(1);
    }

    @Test
    void tenantsNeverShareFoldOrCluster() {
        Triage triage = Given.triage();

        Decision one = Given.decide(triage, Given.candidate().id("a").tenant("acme"));
        Decision other = Given.decide(triage, Given.candidate().id("a").tenant("globex"));

        assertThat(other.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(other.foldId()).isNotEqualTo(one.foldId());
        assertThat(other.clusterId()).isNotEqualTo(one.clusterId());
    }

    @Test
    void aTenantsNameCannotReachIntoAnothersRows() {
        Triage triage = Given.triage();
        Given.decide(triage, Given.candidate().id("a").tenant("acme/1:x"));
        Given.decide(triage, Given.candidate().id("b").tenant("acme"));

        assertThat(triage.clusters("acme")).hasSize(1);
        assertThat(triage.clusters("acme/1:x")).hasSize(1);
    }

    @Test
    void foldsARepeatedAlertAndCountsIt() {
        Triage triage = Given.triage();

        Decision first = Given.decide(triage, Given.candidate().id("a"));
        Decision second = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + Given.MINUTE));

        assertThat(first.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(second.disposition()).isEqualTo(Disposition.FOLDED);
        assertThat(second.foldId()).isEqualTo(first.foldId());
        assertThat(second.foldedCount()).isEqualTo(2);
        assertThat(second.cluster().orElseThrow().alerts()).isEqualTo(2);
        assertThat(second.cluster().orElseThrow().folds()).isEqualTo(1);
    }

    @Test
    void opensANewFoldAfterThePause() {
        Triage triage = Given.triage();
        Decision first = Given.decide(triage, Given.candidate().id("a"));

        Decision second = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + 16 * Given.MINUTE));

        assertThat(second.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(second.foldId()).isNotEqualTo(first.foldId());
        assertThat(second.clusterId()).isEqualTo(first.clusterId());
    }

    @Test
    void aHigherBandIsShownAlthoughItsFoldIsOpen() {
        Triage triage = Given.triage();
        Given.decide(triage, Given.candidate().id("a").score(2.5));

        Decision higher = Given.decide(triage, Given.candidate().id("b").score(7));
        Decision again = Given.decide(triage, Given.candidate().id("c").score(7));

        assertThat(higher.band()).isEqualTo(Band.HIGH);
        assertThat(higher.disposition()).isEqualTo(Disposition.ESCALATED);
        assertThat(higher.foldedCount()).isEqualTo(2);
        assertThat(again.disposition()).isEqualTo(Disposition.FOLDED);
    }

    @Test
    void keepsFoldingWithMoreThanFiveHundredFoldsBetween() {
        Triage triage = Given.triage();
        for (int i = 0; i < 2000; i++) {
            Given.decide(
                    triage,
                    Given.candidate().id("first-" + i).signature("rule " + i).at(Given.NOON + i));
        }

        for (int i = 0; i < 2000; i++) {
            Decision second = Given.decide(
                    triage,
                    Given.candidate().id("second-" + i).signature("rule " + i).at(Given.NOON + 3000 + i));
            assertThat(second.disposition()).isEqualTo(Disposition.FOLDED);
        }
    }

    @Test
    void aClosedClusterAbsorbsNothing() {
        Triage triage = Given.triage();
        String first = Given.decide(triage, Given.candidate().id("a")).clusterId();
        List<Expiry> expiries = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            expiries.addAll(triage.advance("acme", Given.NOON + i * 5 * Given.MINUTE));
        }

        Decision later = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + 100 * Given.MINUTE));

        assertThat(expiries).singleElement().satisfies(expiry -> {
            assertThat(expiry).isInstanceOf(Expiry.ClusterClosed.class);
            assertThat(((Expiry.ClusterClosed) expiry).cluster().state().id()).isEqualTo(first);
            assertThat(((Expiry.ClusterClosed) expiry).cluster().state().isOpen())
                    .isFalse();
        });
        assertThat(later.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(later.clusterId()).isNotEqualTo(first);
        assertThat(triage.cluster("acme", first)).isEmpty();
    }

    @Test
    void oneRecordFromTheFutureClosesNothingAndEndsNoFold() {
        Triage triage = Given.triage();
        for (int i = 0; i < 10; i++) {
            Given.decide(triage, Given.candidate().id("a" + i).at(Given.NOON + i * 1000));
        }
        String cluster = triage.clusters("acme").get(0).id();

        Given future = Given.candidate().id("future").at(Given.NOON + 3650 * Given.DAY);
        List<Expiry> expiries = triage.advance("acme", Given.NOON + 3650 * Given.DAY);
        Decision odd = triage.decide(future.build());
        Decision next = Given.decide(triage, Given.candidate().id("b").at(Given.NOON + 20_000));
        Decision after = Given.decide(triage, Given.candidate().id("c").at(Given.NOON + 21_000));

        assertThat(expiries).isEmpty();
        assertThat(odd.clusterId()).isNotEqualTo(cluster);
        assertThat(next.clusterId()).isEqualTo(cluster);
        assertThat(after.disposition()).isEqualTo(Disposition.FOLDED);
        assertThat(after.clusterId()).isEqualTo(cluster);
    }

    @Test
    void closesTheClusterThatIsIdleLongestWhereThereIsNoRoomAndSaysSo() {
        ClusterConfig small = with(2, 6);
        Triage triage = Given.triage(config(small));
        String first = Given.decide(triage, distinct(0)).clusterId();
        String second = Given.decide(triage, distinct(1)).clusterId();

        Decision third = Given.decide(triage, distinct(2));

        assertThat(third.expiries()).singleElement().satisfies(expiry -> {
            ClosedCluster closed = ((Expiry.ClusterClosed) expiry).cluster();
            assertThat(closed.why()).isEqualTo("capacity");
            assertThat(closed.state().id()).isEqualTo(first);
        });
        assertThat(triage.clusters("acme"))
                .extracting(ClusterSummary::id)
                .containsExactlyInAnyOrder(second, third.clusterId());
    }

    @Test
    void leavesNoRowsOfAClusterBehind() {
        TriageStores stores = TriageStores.inMemory();
        Triage triage = new Triage(TriageConfig.defaults(), stores, Given.SECRET);
        Random random = new Random(9);
        for (int i = 0; i < 300; i++) {
            Given given = incident(i % 4, 8, random)
                    .id("a" + i)
                    .entity("host-" + i % 60)
                    .at(Given.NOON + i * 1000)
                    .context(Map.of("dest_ip", "10.0.0." + i % 90, "note", "n" + i));
            Given.decide(triage, given);
        }

        for (int i = 0; i < 5000; i++) {
            triage.advance("acme", Given.NOON + Given.HOUR + i * 10 * Given.MINUTE);
        }

        assertThat(triage.clusters("acme")).isEmpty();
        List<String> left = new ArrayList<>();
        stores.clusters().forEach("", (key, row) -> left.add(key));
        assertThat(left).allMatch(key -> key.startsWith("w/") || key.startsWith("k/") || key.startsWith("qm."));
        List<String> folds = new ArrayList<>();
        stores.folds().forEach("", (key, row) -> folds.add(key));
        assertThat(folds).allMatch(key -> key.startsWith("qm."));
    }

    @Test
    void idsFollowFromTheFirstAlert() {
        Decision one = Given.decide(Given.triage(), Given.candidate().id("a"));
        Decision same = Given.decide(Given.triage(), Given.candidate().id("a"));
        Decision other = Given.decide(Given.triage(), Given.candidate().id("b"));

        assertThat(same.foldId()).isEqualTo(one.foldId());
        assertThat(same.clusterId()).isEqualTo(one.clusterId());
        assertThat(other.clusterId()).isNotEqualTo(one.clusterId());
    }

    @Test
    void anEventOfAnotherKindAtTheSameTimeOnTheSameHostIsAnotherIncident() {
        Triage triage = Given.triage();

        String one = Given.decide(triage, distinct(0)).clusterId();
        String other = Given.decide(triage, distinct(3)).clusterId();

        assertThat(other).isNotEqualTo(one);
    }

    private static Given distinct(int feature) {
        double[] parts = new double[8];
        parts[feature] = 3;
        return Given.candidate().id("distinct-" + feature).attribution(parts).scaled(parts);
    }

    private static ClusterConfig with(int maxClusters, int maxExemplars) {
        ClusterConfig d = ClusterConfig.defaults();
        return new ClusterConfig(
                d.foldGapMillis(),
                d.foldMaxMillis(),
                d.idleMillis(),
                d.maxAgeMillis(),
                d.closedRetentionMillis(),
                d.threshold(),
                d.nearIdentical(),
                d.attributionShare(),
                maxClusters,
                d.maxFolds(),
                maxExemplars,
                d.maxEntities(),
                d.signatureFields(),
                d.linkFields());
    }

    private static TriageConfig config(ClusterConfig cluster) {
        TriageConfig d = TriageConfig.defaults();
        return new TriageConfig(d.adjust(), d.calibrate(), d.bands(), cluster, d.feedback(), d.time());
    }

    /** Two features carry each kind, as strong as each other on average; every part has noise, the quiet ones too. */
    private static Given incident(int kind, int width, Random random) {
        double[] parts = new double[width];
        for (int i = 0; i < width; i++) {
            parts[i] = 0.2 * random.nextGaussian();
        }
        parts[kind * width / 4] += 2 + 0.4 * random.nextGaussian();
        parts[kind * width / 4 + 1] -= 1.1 + 0.35 * random.nextGaussian();
        return Given.candidate().attribution(parts).scaled(parts);
    }
}
