package dev.winnow.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.segment.Attribution;
import dev.winnow.triage.adjust.AdjustConfig;
import dev.winnow.triage.calibrate.CalibrateConfig;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.cluster.ClusterConfig;
import dev.winnow.triage.cluster.Disposition;
import dev.winnow.triage.feedback.ActorType;
import dev.winnow.triage.feedback.FeedbackConfig;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictKind;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TriageTest {
    @Test
    void theSameRecordsGiveTheSameDecisionsAndTheSameRows() {
        TriageStores one = TriageStores.inMemory();
        TriageStores other = TriageStores.inMemory();

        List<String> first = run(new Triage(TriageConfig.defaults(), one, Given.SECRET), 0, 2000);
        List<String> second = run(new Triage(TriageConfig.defaults(), other, Given.SECRET), 0, 2000);

        assertThat(second).isEqualTo(first);
        assertThat(dump(other)).isEqualTo(dump(one));
    }

    @Test
    void aNewObjectOverTheSameRowsContinuesExactly() {
        TriageStores whole = TriageStores.inMemory();
        List<String> expected = run(new Triage(TriageConfig.defaults(), whole, Given.SECRET), 0, 2000);
        TriageStores stores = TriageStores.inMemory();
        List<String> actual = new ArrayList<>();

        for (int from = 0; from < 2000; from += 250) {
            actual.addAll(run(new Triage(TriageConfig.defaults(), stores, Given.SECRET), from, from + 250));
        }

        assertThat(actual).isEqualTo(expected);
        assertThat(dump(stores)).isEqualTo(dump(whole));
    }

    @Test
    void theFixtureReachesEveryDisposition() {
        List<String> lines = run(Given.triage(), 0, 2000);

        for (Disposition disposition : Disposition.values()) {
            assertThat(lines).anyMatch(line -> line.contains(" " + disposition + " "));
        }
        assertThat(lines).anyMatch(line -> line.contains(" platt ")).anyMatch(line -> line.contains("LEARNT"));
    }

    @Test
    void stateIsBoundedWhateverComes() {
        TriageStores stores = TriageStores.inMemory();
        Triage triage = new Triage(small(), stores, Given.SECRET);
        Random random = new Random(31);
        for (int i = 0; i < 5000; i++) {
            long time = random.nextInt(20) == 0 ? random.nextLong() >>> 20 : Given.NOON + i * 1000L;
            double[] parts = random.doubles(6, -3, 3).toArray();
            Given given = Given.candidate()
                    .id("a" + i)
                    .entity("e" + i)
                    .at(time)
                    .score(random.nextInt(10) == 0 ? Double.NaN : 6 * random.nextDouble())
                    .scaled(parts)
                    .attribution(parts)
                    .context(Map.of("signature", "s" + i, "dest_ip", "d" + i, "moving", "m" + i));
            Given.decide(triage, given);
            Given.judge(triage, Given.verdict("v" + i, "a" + i, VerdictKind.values()[i % 6], "analyst-" + i));
            Given.judge(triage, Given.verdict("w" + i, "unknown-" + i, VerdictKind.TRUE_POSITIVE, "analyst-" + i));
        }

        assertThat(count(stores.alerts())).isLessThan(450);
        assertThat(count(stores.folds())).isLessThan(450);
        assertThat(count(stores.verdicts())).isLessThan(1500);
        assertThat(count(stores.pending())).isLessThan(450);
        assertThat(count(stores.calibrators())).isLessThan(150);
        assertThat(count(stores.clusters())).isLessThan(50 * 40 + 50 * 16);
    }

    @Test
    void theReasonIsPlainAndHonestAboutThePrior() {
        Decision decision = Given.decide(Given.triage(), Given.candidate());

        assertThat(decision.reason())
                .isEqualTo("Unusual f0 160 (usually 100, 6 deviations above) for 10.0.0.5;"
                        + " about one in 1000 events is this unusual (score 3). Probability 0.144"
                        + " (no labels yet: stated prior at base rate 0.05), low.");
    }

    @Test
    void theReasonTellsWhichWayVerdictsMovedTheScore() {
        Triage triage = Given.triage();
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        Decision decision = Given.decide(triage, Given.candidate().id("b"));

        assertThat(decision.reason())
                .contains("1 verdict on similar alerts moved the score by -0.833 to 2.17;")
                .contains("(1 label, too few: stated prior at base rate 0.05)");
    }

    @Test
    void theReasonBoundsTextFromOutside() {
        Decision decision = Given.decide(
                Given.triage(), Given.candidate().entity("e".repeat(10_000)).signature("s".repeat(10_000)));

        assertThat(decision.reason().length()).isLessThan(1000);
        assertThat(decision.cluster().orElseThrow().title().length()).isLessThanOrEqualTo(200);
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(ReasonText.number(1234.5)).isEqualTo("1230");
        assertThat(ReasonText.number(0.012345)).isEqualTo("0.0123");
        assertThat(ReasonText.number(100)).isEqualTo("100");
        assertThat(ReasonText.number(0)).isEqualTo("0");
        assertThat(ReasonText.number(12)).isEqualTo("12");
        assertThat(ReasonText.number(1.5e12)).isEqualTo("1.5e+12");
        assertThat(ReasonText.number(Double.NaN)).isEqualTo("unknown");
    }

    @Test
    void anAlertWithoutFeaturesIsStillTriaged() {
        Scored bare = new Scored(
                "a",
                "acme",
                "host",
                Given.NOON,
                "ids/1",
                "alert",
                List.of(),
                List.of(),
                Double.NaN,
                new Attribution(new double[0], new double[0]),
                Map.of(),
                List.of());
        Triage triage = Given.triage();
        triage.advance("acme", Given.NOON);

        Decision decision = triage.decide(bare);

        assertThat(decision.disposition()).isEqualTo(Disposition.OPENED);
        assertThat(decision.probability()).isEqualTo(0.05);
        assertThat(decision.scoreInitial()).isNaN();
        assertThat(decision.reason()).startsWith("Unusual alert for host; not scored yet, its model warms up.");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new Triage(TriageConfig.defaults(), TriageStores.inMemory(), new byte[8]))
                .hasMessage("TRI-005 triage secret: must have at least 16 bytes, has 8; generate a longer one");
    }

    private static List<String> run(Triage triage, int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Random random = new Random(i);
            long time = Given.NOON + i * 20_000L + (i % 97 == 0 ? 900 * Given.DAY : 0);
            Given given = Given.loudIn(i % 3, 5, 4 + random.nextInt(3), random)
                    .id("a" + i)
                    .entity("host-" + i % 7)
                    .at(time)
                    .score(random.nextInt(20) == 0 ? Double.NaN : 1 + 4 * random.nextDouble())
                    .context(Map.of("dest_ip", "10.0.0." + i % 5, "service", "http", "user", "u" + i % 3));
            triage.advance("acme", time).forEach(expiry -> lines.add(expiry.text()));
            Decision decision = triage.decide(given.build());
            lines.add(decision.scored().id() + " " + decision.disposition() + " " + decision.band() + " "
                    + decision.calibrator() + " " + decision.calibratorEpoch() + " " + decision.probability() + " "
                    + decision.scoreCurrent() + " " + decision.movedBy() + " " + decision.cluster() + " "
                    + decision.foldId() + " " + decision.foldedCount() + " " + decision.reason() + " "
                    + decision.followUps() + decision.expiries());
            if (i % 5 == 0) {
                String target = "a" + (i % 10 == 0 ? i + 3 : Math.max(0, i - 3));
                VerdictKind kind = VerdictKind.values()[random.nextInt(4)];
                Optional<String> retracts = i % 45 == 0 ? Optional.of("v" + (i - 5)) : Optional.empty();
                Verdict verdict = new Verdict(
                        "v" + i,
                        "acme",
                        target,
                        kind,
                        "",
                        "analyst-" + i % 2,
                        ActorType.HUMAN,
                        OptionalLong.of(time),
                        i % 3,
                        retracts,
                        Optional.empty());
                lines.add(Given.judge(triage, verdict).outcome() + " " + verdict.id());
            }
            if (i == 500) {
                triage.mutes()
                        .add(new Mute(
                                "m",
                                "acme",
                                MuteScope.ENTITY,
                                "host-3",
                                "o",
                                "r",
                                time,
                                time + Given.HOUR,
                                Optional.empty()));
            }
        }
        return lines;
    }

    private static TriageConfig small() {
        TriageConfig d = TriageConfig.defaults();
        var c = d.cluster();
        return new TriageConfig(
                new AdjustConfig(2, 2, 1.2, 0.25, Given.DAY, 4, 100),
                new CalibrateConfig(0.01, Map.of(), 20, 100, 50, 10, 0.05, 10, 0.05),
                d.bands(),
                new ClusterConfig(
                        c.foldGapMillis(),
                        c.foldMaxMillis(),
                        c.idleMillis(),
                        c.maxAgeMillis(),
                        c.closedRetentionMillis(),
                        c.threshold(),
                        c.nearIdentical(),
                        c.attributionShare(),
                        50,
                        200,
                        c.maxExemplars(),
                        c.maxEntities(),
                        c.signatureFields(),
                        c.linkFields()),
                new FeedbackConfig(Given.DAY, 200, 400, Given.DAY, 100, Given.DAY, 300),
                d.time());
    }

    private static int count(Rows rows) {
        int[] count = new int[1];
        rows.forEach("", (key, row) -> count[0]++);
        return count[0];
    }

    private static Map<String, List<Byte>> dump(TriageStores stores) {
        Map<String, List<Byte>> dump = new LinkedHashMap<>();
        List<Rows> all = List.of(
                stores.alerts(),
                stores.verdicts(),
                stores.calibrators(),
                stores.folds(),
                stores.clusters(),
                stores.pending(),
                stores.mutes());
        for (int i = 0; i < all.size(); i++) {
            int store = i;
            all.get(i).forEach("", (key, row) -> {
                List<Byte> bytes = new ArrayList<>();
                for (byte each : row) {
                    bytes.add(each);
                }
                dump.put(store + key, bytes);
            });
        }
        return dump;
    }
}
