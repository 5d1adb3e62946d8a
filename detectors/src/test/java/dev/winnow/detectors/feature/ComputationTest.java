package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.schemas.event.Event;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computations that no built-in set shows at work, and the edges of the others. */
final class ComputationTest {
    @Test
    void statisticsAreOfEarlierValuesInTheWindow() {
        Run mean = run("compute: mean, of: a, window: 6m");
        Run std = run("compute: std, of: a, window: 6m");
        Run min = run("compute: min, of: a, window: 6m");
        Run max = run("compute: max, of: a, window: 6m");
        double[] values = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
        for (int i = 0; i < values.length; i++) {
            for (Run run : new Run[] {mean, std, min, max}) {
                run.feed(event(i * 61_000L, values[i]));
            }
        }

        assertThat(mean.feed(event(245_000, 5), "f")).isEqualTo(1e9 + 10);
        assertThat(std.feed(event(245_000, 5), "f")).isCloseTo(Math.sqrt(30), within(1e-6));
        assertThat(min.feed(event(245_000, 5), "f")).isEqualTo(1e9 + 4);
        assertThat(max.feed(event(245_000, 5), "f")).isEqualTo(1e9 + 16);
        assertThat(max.feed(event(560_000, 5), "f")).isEqualTo(5);
    }

    @Test
    void statisticsAreMissingWithoutAPast() {
        assertThat(run("compute: mean, of: a, window: 6m").feed(event(0, 1), "f"))
                .isNaN();
        assertThat(run("compute: min, of: a, window: 6m").feed(event(0, 1), "f"))
                .isNaN();
        Run std = run("compute: std, of: a, window: 6m");
        assertThat(std.feed(event(0, 1), "f")).isNaN();
        assertThat(std.feed(event(1, 1), "f")).isNaN();
        assertThat(std.feed(event(2, 1), "f")).isEqualTo(0);
    }

    @Test
    void differencesAndRatiosAreDefinedForAnyNumbers() {
        Run difference = run("compute: difference, of: a, minus: b");
        Run ratio = run("compute: ratio, of: a, to: b");
        Run balance = run("compute: balance, of: a, to: b");

        assertThat(difference.feed(pair(5, 7), "f")).isEqualTo(-2);
        assertThat(difference.feed(pair(Double.MAX_VALUE, -Double.MAX_VALUE), "f"))
                .isEqualTo(Double.MAX_VALUE);
        assertThat(ratio.feed(pair(7, 0), "f")).isEqualTo(3);
        assertThat(ratio.feed(pair(0, 0), "f")).isEqualTo(0);
        assertThat(balance.feed(pair(0, 0), "f")).isEqualTo(0);
        assertThat(balance.feed(pair(Double.MAX_VALUE, Double.MAX_VALUE), "f")).isEqualTo(0);
        assertThat(balance.feed(event(0, 5), "f")).isNaN();
    }

    @Test
    void aSurgeIsMissingWhereTheEntityWasSilentBefore() {
        Run run = run("compute: surge, window: 1m, base: 10m");
        run.feed(event(0, 1));

        assertThat(run.feed(event(119_000, 1), "f")).isNaN();
        assertThat(run.feed(event(300_000, 1), "f")).isNotNaN();
        assertThat(run.feed(event(10_000_000, 1), "f")).isNaN();
    }

    @Test
    void aSurgeComparesTheWindowWithTheRestOfTheBase() {
        Run run = run("compute: surge, of: a, window: 1m, base: 10m");
        for (int i = 0; i <= 9; i++) {
            run.feed(event(i * 60_000L, 3));
        }

        // Known for 600 s; the last minute before holds nothing yet but the event at 540 s is out of it.
        double surge = run.feed(event(600_000, 63), "f");

        double usual = 9 * 3.0 * 60 / 540;
        assertThat(surge).isCloseTo(Math.log(64 / (1 + usual)) / Math.log(2), within(0.2));
    }

    @Test
    void gapsOfOneKeyAreNotThoseOfAnother() {
        Run run = run("compute: regularity, key: k");
        for (int i = 0; i < 12; i++) {
            run.feed(keyed(i * 10_000L, "regular"));
            run.feed(keyed(i * 10_000L + (i * 7919) % 9000, "chance"));
        }

        assertThat(run.feed(keyed(120_000, "regular"), "f")).isLessThan(1e-6);
        assertThat(run.feed(keyed(120_001, "chance"), "f")).isGreaterThan(0.1);
    }

    /** Gaps of ten seconds give log2(100); gaps of 8 and 12 in turn vary by a fifth, so they give -log2(0.21). */
    @Test
    void steadinessFallsByOneAsTheVariationOfTheGapsDoubles() {
        Run run = run("compute: steadiness, key: k");
        long alternating = 0;
        for (int i = 0; i < 17; i++) {
            run.feed(keyed(i * 10_000L, "regular"));
            run.feed(keyed(alternating, "alternating"));
            alternating += i % 2 == 0 ? 8_000 : 12_000;
        }

        assertThat(run.feed(keyed(170_000, "regular"), "f")).isCloseTo(Math.log(100) / Math.log(2), within(1e-6));
        assertThat(run.feed(keyed(170_000, "alternating"), "f")).isCloseTo(-Math.log(0.21) / Math.log(2), within(1e-5));
    }

    @Test
    void steadinessIsMissingBelowFourGapsAndAboutNothingForChance() {
        Run run = run("compute: steadiness, key: k");
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        long time = 60_000;
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            assertThat(run.feed(keyed(i * 10_000L, "few"), "f")).isNaN();
        }
        assertThat(run.feed(keyed(50_000, "few"), "f")).isGreaterThan(6);
        for (int i = 0; i < 2020; i++) {
            time += Math.round(-60_000 * Math.log(1 - random.nextDouble()));
            double steadiness = run.feed(keyed(time, "chance"), "f");
            sum += i < 20 ? 0 : steadiness;
        }

        assertThat(sum / 2000).isBetween(-0.2, 0.5);
    }

    @Test
    void steadinessOfAKeyThatFailsTheConditionIsMissingAndNotRemembered() {
        Run run = run("compute: steadiness, key: k, where: {a: 1}");
        for (int i = 0; i < 12; i++) {
            run.feed(keyed(i * 10_000L, "x", 1));
            assertThat(run.feed(keyed(i * 10_000L + (i * 7919) % 9000, "x", 2), "f"))
                    .isNaN();
        }

        assertThat(run.feed(keyed(120_000, "x", 1), "f")).isCloseTo(Math.log(100) / Math.log(2), within(1e-6));
        assertThat(run.feed(keyed(130_000, "x"), "f")).isNaN();
    }

    @Test
    void aSumWithAConditionAddsTheEventsThatMeetItAndIsMissingForOthers() {
        Run run = run("compute: sum, of: a, where: {k: in}, window: 1h");

        assertThat(run.feed(keyed(0, "in", 5), "f")).isEqualTo(5);
        assertThat(run.feed(keyed(1_000, "out", 1000), "f")).isNaN();
        assertThat(run.feed(keyed(2_000, "in", 7), "f")).isEqualTo(12);
        assertThat(run.feed(keyed(3_000, "in"), "f")).isNaN();
        assertThat(run.feed(event(4_000, 3), "f")).isNaN();
        assertThat(run.feed(keyed(5_000, "in", 0), "f")).isEqualTo(12);
        assertThat(run.feed(keyed(2 * 3_600_000, "in", 1), "f")).isEqualTo(1);
    }

    @Test
    void sumsOfOneFieldUnderDifferentConditionsStayApart() {
        Run run = new Run(FeatureSets.parse("""
                name: three
                version: 1
                description: one field under two conditions and none
                events: flow
                gate: all
                features:
                  - {name: all, description: every event, compute: sum, of: a, window: 1h}
                  - {name: in, description: those inside, compute: sum, of: a, where: {k: in}, window: 1h}
                  - {name: out, description: those outside, compute: sum, of: a, where: {k: out}, window: 1h}
                """));
        run.feed(keyed(0, "in", 5));
        run.feed(keyed(1_000, "out", 1000));
        Extraction last = run.feed(keyed(2_000, "in", 7));

        assertThat(run.value(last, "all")).isEqualTo(1012);
        assertThat(run.value(last, "in")).isEqualTo(12);
        assertThat(run.value(last, "out")).isNaN();
        assertThat(run.feed(keyed(3_000, "out", 1), "out")).isEqualTo(1001);
    }

    @Test
    void aConditionIsUnknownOnlyWhileItCouldStillFail() {
        Condition condition = new Condition(Map.of("p", java.util.List.of("22", "ssh"), "q", java.util.List.of("a")));

        assertThat(condition.test(new Event("flow", "e", 0, Map.of("p", 22.0), Map.of("q", "a"))))
                .isEqualTo(1);
        assertThat(condition.test(new Event("flow", "e", 0, Map.of(), Map.of("p", "ssh", "q", "a"))))
                .isEqualTo(1);
        assertThat(condition.test(new Event("flow", "e", 0, Map.of("p", 23.0), Map.of())))
                .isEqualTo(0);
        assertThat(condition.test(new Event("flow", "e", 0, Map.of("p", 22.0), Map.of())))
                .isNaN();
    }

    @Test
    void windowsOfAnotherSetAreRefused() {
        Run run = Run.of("dns/1");

        assertThatThrownBy(() -> new FeatureExtractor(FeatureSets.byId("auth/1").orElseThrow(), 1)
                        .extract(Events.dns(0, "a"), run.windows, run.rarity))
                .hasMessage("DET-112 feature set \"auth/1\": windows must be of this set, were of \"dns/1\"");
    }

    @Test
    void rarityKeysOfAnExtractionDoNotLeak() {
        Run run = Run.of("dns/1");
        Extraction extraction = run.feed(Events.dns(0, "a.example"));

        extraction.rarityKeys()[0] = 0;

        assertThat(extraction.rarityKeys()[0]).isNotZero();
    }

    @Test
    void rarityKeysDependOnTheSecretSeed() {
        FeatureSet set = FeatureSets.byId("dns/1").orElseThrow();
        EntityWindows windows = EntityWindows.empty(set);
        Event event = Events.dns(0, "a.example");

        Extraction one = new FeatureExtractor(set, 1).extract(event, windows, Rarity.empty(1));
        Extraction two = new FeatureExtractor(set, 2).extract(event, windows, Rarity.empty(1));

        assertThat(one.rarityKeys()[0]).isNotEqualTo(two.rarityKeys()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.org, example.org, www",
        "a.b.example.org., example.org, a.b",
        "www.example.co.uk, example.co.uk, www",
        "example.co.uk, example.co.uk, ''",
        "example.org, example.org, ''",
        "localhost, localhost, ''",
        "., '', ''",
        ".a, .a, ''",
        "a..b, .b, a"
    })
    void theDomainIsTheRegisteredLookingPart(String name, String domain, String prefix) {
        assertThat(TextMeasures.domain(name)).isEqualTo(domain);
        assertThat(TextMeasures.prefix(name)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, internal", "172.16.0.1, internal", "172.32.0.1, external", "192.168.1.1, internal",
        "169.254.0.1, internal", "100.64.0.1, internal", "127.0.0.1, internal", "8.8.8.8, external",
        "224.0.0.251, broadcast", "255.255.255.255, broadcast", "fe80::1, internal", "fd00::1, internal",
        "2001:db8::1, external", "ff02::fb, broadcast", "::1, internal", "::ffff:10.0.0.1, internal",
        "server.example, name", "256.1.1.1, name"
    })
    void theScopeOfAnAddressIsWhereItLies(String address, String scope) {
        assertThat(TextMeasures.scope(address)).isEqualTo(scope);
    }

    @Test
    void entropyIsInBitsPerCharacter() {
        assertThat(TextMeasures.entropy("")).isZero();
        assertThat(TextMeasures.entropy("aaaa")).isZero();
        assertThat(TextMeasures.entropy("abcd")).isCloseTo(2, within(1e-12));
        assertThat(TextMeasures.entropy("aabc")).isCloseTo(1.5, within(1e-12));
        assertThat(TextMeasures.labels("")).isZero();
        assertThat(TextMeasures.labels("a.b.c.")).isEqualTo(3);
        assertThat(TextMeasures.digitShare("a1b2")).isEqualTo(0.5);
    }

    @Test
    void frequencyIsOfTheWholeSegmentBeforeAndHalvesInAWeek() {
        Run run = run("compute: frequency, key: k");
        assertThat(run.feed(keyed(0, "a"), "f")).isZero();
        for (int i = 1; i < 4; i++) {
            run.feed(keyed(i, "a"));
        }
        run.windows = EntityWindows.empty(run.set);

        assertThat(run.feed(keyed(5, "a"), "f")).isCloseTo(4, within(1e-5));
        assertThat(run.feed(keyed(6, "b"), "f")).isZero();
        long week = 7 * 86_400_000L;
        run.feed(keyed(week, "b"));
        run.feed(keyed(week, "b"));
        assertThat(run.feed(keyed(week, "a"), "f")).isCloseTo(2.5, within(1e-4));
        assertThat(run.feed(event(week, 1), "f")).isNaN();
    }

    @Test
    void topIsTheRankAmongTheMostFrequentKeysOfTheSegment() {
        Run run = run("compute: top, key: k");
        for (int i = 0; i < 40; i++) {
            run.feed(keyed(i, i % 4 == 0 ? "b" : "a"));
        }

        assertThat(run.feed(keyed(50, "a"), "f")).isEqualTo(1);
        assertThat(run.feed(keyed(51, "b"), "f")).isEqualTo(2);
        assertThat(run.feed(keyed(52, "c"), "f")).isEqualTo(65);
        assertThat(run.feed(keyed(53, "c"), "f")).isEqualTo(3);
        assertThat(run.feed(event(54, 1), "f")).isNaN();
        assertThatThrownBy(() -> Rarity.empty(7).rank(RarityKeys.frequency(64, 3)))
                .hasMessage("the keys of kind 3 are not ranked");
    }

    @Test
    void listedIsOneForWhatStandsInTheListWhateverItsCase() {
        IndicatorList list = IndicatorList.of("# seen in May\nevil.example  # a note\n\n  BAD.example\n");
        Run run = new Run(FeatureSets.parse(declared("compute: listed, of: k, list: bad"), Map.of("bad", list)));

        assertThat(run.feed(keyed(0, "Evil.Example"), "f")).isEqualTo(1);
        assertThat(run.feed(keyed(1, "bad.example"), "f")).isEqualTo(1);
        assertThat(run.feed(keyed(2, "good.example"), "f")).isZero();
        assertThat(run.feed(event(3, 1), "f")).isNaN();
        assertThat(FeatureSets.parse(
                                declared("compute: listed, of: k, list: bad"), Map.of("bad", IndicatorList.of("x")))
                        .fingerprint())
                .isEqualTo(run.set.fingerprint());
        assertThatThrownBy(() -> IndicatorList.of("\n# nothing\n"))
                .hasMessage("DET-104 list: must have 1 to 10000 texts, one a line, has 0");
    }

    private static Run run(String feature) {
        return new Run(FeatureSets.parse(declared(feature)));
    }

    private static String declared(String feature) {
        return """
                name: one
                version: 1
                description: a set of one feature
                events: flow
                gate: all
                features:
                  - {name: f, description: the feature under test, %s}
                """.formatted(feature);
    }

    private static Event event(long atMillis, double a) {
        return new Event("flow", "e", Events.START + atMillis, Map.of("a", a), Map.of());
    }

    private static Event pair(double a, double b) {
        return new Event("flow", "e", Events.START, Map.of("a", a, "b", b), Map.of());
    }

    private static Event keyed(long atMillis, String key) {
        return new Event("flow", "e", Events.START + atMillis, Map.of(), Map.of("k", key));
    }

    private static Event keyed(long atMillis, String key, double a) {
        return new Event("flow", "e", Events.START + atMillis, Map.of("a", a), Map.of("k", key));
    }
}
