package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PersistenceTest {
    private static final SegmentConfig CONFIG = SegmentConfig.defaults();
    private static final int ENTITIES = 20;

    /** Wald's equation: with X exponential of mean 1, E e^(r (X - drift)) = 1 has the positive root r. */
    @ParameterizedTest
    @CsvSource({"2, 0.7968121300200", "1.5, 0.5828116250000", "5, 0.9930234680000"})
    void theRateSolvesWaldsEquation(double drift, double rate) {
        assertThat(Persistence.rate(drift)).isCloseTo(rate, within(1e-5));
        assertThat(StrictMath.exp(-drift * Persistence.rate(drift)) / (1 - Persistence.rate(drift)))
                .isCloseTo(1, within(1e-9));
    }

    /** Sums of one entity resemble each other, so a standard error counts one independent sum in every ten. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sumsOfACleanStreamAreAsRareAsTheySay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Persistence persistence = new Persistence(CONFIG);
        double[] sums = new double[ENTITIES];
        double[] levels = {0.01, 0.001};
        int[] reached = new int[2];
        int events = 50_000;

        for (int i = -5000; i < events; i++) {
            int entity = random.nextInt(ENTITIES);
            double momentary = 1 - random.nextDouble();
            double p = persistence.pValue(sums[entity]);
            persistence.learn(sums[entity], momentary);
            sums[entity] = persistence.sum(sums[entity], 1, momentary);
            for (int l = 0; i >= 0 && l < 2; l++) {
                reached[l] += p <= levels[l] ? 1 : 0;
            }
        }

        System.out.printf("sums, seed %d: %d %d of %d%n", seed, reached[0], reached[1], events);
        for (int l = 0; l < 2; l++) {
            double error = Math.sqrt(levels[l] * (1 - levels[l]) / (events / 10.0));
            assertThat((double) reached[l] / events)
                    .as("share at %s", levels[l])
                    .isLessThanOrEqualTo(levels[l] + 3 * error);
        }
    }

    @Test
    void aBurstOfEventsAtFivePercentIsFlaggedByItsFifteenth() {
        Persistence persistence = fed();
        double sum = 0;
        int first = 0;

        for (int i = 1; i <= 30; i++) {
            double p = persistence.combine(0.05, persistence.pValue(sum));
            sum = persistence.sum(sum, 1, 0.05);
            first = first == 0 && p <= CONFIG.gate().level() ? i : first;
            if (first > 0) {
                assertThat(p)
                        .as("event %s", i)
                        .isLessThanOrEqualTo(CONFIG.gate().level());
            }
        }

        assertThat(first).isBetween(2, 15);
    }

    /**
     * Each event is learnt if it stands alone: p is in (0.011, 0.03), found by looking; the others go on as usual. In a real
     * segment sums come in longer runs than on exponential evidence, so this takes somewhat longer.
     */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void aSegmentRefusesABurstOfSlightlyStrangeEvents(long seed) {
        Rig rig = readyRig(seed);
        SplittableRandom random = new SplittableRandom(seed + 100);
        int flagged = 0;
        int firstFlagged = 0;
        int admittedOfLastTen = 0;

        for (int i = 1; i <= 30; i++) {
            rig.feed("e1", at(rig, "e1", 0.011, 0.03, random));
            assertThat(rig.assessment.momentary()).isBetween(0.011, 0.03);
            boolean isFlagged = rig.assessment.pValue() <= 0.01;
            flagged += isFlagged ? 1 : 0;
            firstFlagged = firstFlagged == 0 && isFlagged ? i : firstFlagged;
            admittedOfLastTen += i > 20 && rig.assessment.admitted() ? 1 : 0;
            rig.feed("e" + (2 + random.nextInt(18)), Rig.gaussian(random, 4));
        }

        System.out.printf(
                "burst at 0.02, seed %d: first at %d, %d of 30 flagged, %d of the last 10 learnt%n",
                seed, firstFlagged, flagged, admittedOfLastTen);
        assertThat(firstFlagged).isBetween(2, 20);
        assertThat(flagged).isGreaterThanOrEqualTo(10);
        assertThat(admittedOfLastTen).isLessThanOrEqualTo(5);
    }

    @Test
    void anOrdinaryEventIsNeverFlaggedForItsEntitysPast() {
        Persistence persistence = fed();
        double sum = 0;
        for (int i = 0; i < 100; i++) {
            sum = persistence.sum(sum, 1, 1e-6);
        }
        double persistent = persistence.pValue(sum);

        assertThat(persistent).isLessThan(1e-3);
        assertThat(persistence.combine(0.05, persistent)).isLessThan(0.01);
        assertThat(persistence.combine(0.1, persistent)).isLessThan(0.01);
        for (double p : new double[] {0.1001, 0.2, 0.5, 1}) {
            assertThat(persistence.combine(p, persistent)).isEqualTo(p);
        }
    }

    @Test
    void inASegmentTooAnOrdinaryEventAfterABurstIsOrdinaryAndLearnt() {
        Rig rig = readyRig(31);
        SplittableRandom random = new SplittableRandom(131);
        while (rig.row("e1").evidence(rig.timeMillis) < 38) {
            rig.feed("e1", 9, -9, 9, -9);
        }

        Assessment after = rig.feed("e1", at(rig, "e1", 0.11, 1, random));

        assertThat(rig.observation.evidence()).isGreaterThan(30);
        assertThat(after.pValue()).isEqualTo(after.momentary()).isGreaterThan(0.1);
        assertThat(after.admitted()).isTrue();
    }

    @Test
    void halfOfASumIsForgottenInEachHalfLife() {
        Rig rig = readyRig(32);
        for (int i = 0; i < 5; i++) {
            rig.feed("e1", 9, -9, 9, -9);
        }
        EntityHistory row = rig.row("e1");
        long now = rig.timeMillis;
        double sum = row.evidence(now);
        long halfLife = 1000 * CONFIG.persistence().halfLifeSeconds();

        assertThat(sum).isGreaterThan(10);
        assertThat(row.evidence(now - 5000)).isEqualTo(sum);
        assertThat(row.evidence(now + halfLife)).isCloseTo(sum / 2, within(1e-9));
        assertThat(row.evidence(now + 3 * halfLife)).isCloseTo(sum / 8, within(1e-9));
    }

    @Test
    void aModelThatReplaysObservationsStatesTheSameEvidence() {
        Rig rig = readyRig(33);
        SplittableRandom random = new SplittableRandom(133);
        SegmentCore replica = Rig.restore(rig.config, 4, rig.snapshot());
        int persistent = 0;

        for (int i = 0; i < 600; i++) {
            double[] values = Rig.gaussian(random, 4);
            values[1] += i % 100 < 20 ? 2.5 : 0;
            rig.feed(i % 100 < 20 ? "e1" : "e" + random.nextInt(ENTITIES), values);
            byte[] delta = rig.observation.toBytes();
            Observation replayed = Observation.fromBytes(rig.schema, delta);
            Assessment again = replica.assess(replayed);
            replica.learn(replayed, again, true);

            assertThat(replayed.toBytes()).isEqualTo(delta);
            assertThat(again).isEqualTo(rig.assessment);
            persistent += again.pValue() <= 0.01 && again.momentary() > 0.01 ? 1 : 0;
        }

        StateWriter out = new StateWriter();
        replica.snapshot(out);
        assertThat(out.toBytes()).isEqualTo(rig.snapshot());
        assertThat(persistent).isGreaterThan(10);
    }

    @Test
    void anEntitysEvidenceSurvivesItsBytes() {
        Rig rig = readyRig(34);
        rig.feed("e1", 9, -9, 9, -9);
        EntityHistory row = rig.row("e1");
        StateWriter out = new StateWriter();
        row.write(out);

        EntityHistory read =
                EntityHistory.read(rig.config, 4, EntityHistory.weights(rig.config), new StateReader(out.toBytes()));

        assertThat(read.evidence(rig.timeMillis + 7000))
                .isEqualTo(row.evidence(rig.timeMillis + 7000))
                .isPositive();
        assertThat(read.meanEvidence()).isEqualTo(row.meanEvidence()).isNotEqualTo(1);
    }

    /** The mean follows with a half-life of some 230 events; twice the mean is more than what it adds. */
    @ParameterizedTest
    @CsvSource({"0.1, 0", "0.05, 5"})
    void anEntityThatIsAlwaysALittleStrangeBecomesOrdinaryWithinSixHundredEvents(double usual, int leastEarly) {
        SplittableRandom random = new SplittableRandom(41);
        Persistence persistence = fed();
        EntityHistory row = EntityHistory.empty(CONFIG, 1, EntityHistory.weights(CONFIG));
        int flaggedLate = 0;
        int flaggedEarly = 0;

        for (int i = 0; i < 1200; i++) {
            double momentary = usual * (0.8 + 0.4 * random.nextDouble());
            double before = row.evidence(i * 1000L);
            double sum = persistence.sum(before, row.meanEvidence(), momentary);
            double persistent = persistence.pValue(before);
            double p = persistence.combine(momentary, persistent);
            flaggedEarly += i < 100 && p <= 0.01 ? 1 : 0;
            flaggedLate += i >= 600 && p <= 0.01 ? 1 : 0;
            persistence.learn(before, momentary);
            row.remember(
                    i * 1000L,
                    new Assessment(
                            ModelState.READY,
                            List.of(new MemberScore(Persistence.NAME, sum, persistent)),
                            momentary,
                            p,
                            false));
        }

        System.out.printf(
                "always at %s: %d of the first 100, %d of the last 600 flagged%n", usual, flaggedEarly, flaggedLate);
        assertThat(flaggedEarly).isGreaterThanOrEqualTo(leastEarly);
        assertThat(flaggedLate).isZero();
    }

    @Test
    void switchedOffThereIsNoEvidence() {
        SegmentConfig d = Rig.small();
        SegmentConfig off = new SegmentConfig(
                d.rcf(),
                d.ewma(),
                d.cusum(),
                d.members(),
                d.scaler(),
                d.tail(),
                d.gate(),
                d.guard(),
                d.drift(),
                d.silence(),
                new SegmentConfig.Persistence(2, 3600, 0),
                d.learnPerSecond(),
                d.readyAfterEvents(),
                SegmentConfig.Shadow.off());
        Rig rig = new Rig(off, 4, 5);
        rig.warmUp(new SplittableRandom(5), 5);

        for (int i = 0; i < 300; i++) {
            Assessment assessment = rig.feed("e1", 9, -9, 9, -9);
            assertThat(assessment.pValue()).isEqualTo(assessment.momentary());
        }

        assertThat(rig.assessment.members()).extracting(MemberScore::detector).doesNotContain(Persistence.NAME);
        assertThat(rig.observation.evidence()).isZero();
    }

    @Test
    void liveBytesCountTheTailOfTheSums() {
        long bytes = new Persistence(CONFIG).liveBytes();

        assertThat(bytes).isGreaterThanOrEqualTo(8L * CONFIG.tail().window());
        assertThat(new Rig(CONFIG, 4, 1).core.liveBytes()).isGreaterThanOrEqualTo(256 + 5 * bytes);
    }

    /** After 5,000 clean events. */
    private static Persistence fed() {
        SplittableRandom random = new SplittableRandom(9);
        Persistence persistence = new Persistence(CONFIG);
        double[] sums = new double[ENTITIES];
        for (int i = 0; i < 5000; i++) {
            int entity = random.nextInt(ENTITIES);
            double momentary = 1 - random.nextDouble();
            persistence.learn(sums[entity], momentary);
            sums[entity] = persistence.sum(sums[entity], 1, momentary);
        }
        return persistence;
    }

    /** Ready and 4,000 events beyond: sums come in runs, so their tail takes longer to know than that of single events. */
    private static Rig readyRig(long seed) {
        Rig rig = new Rig(Rig.small(), 4, seed);
        SplittableRandom random = new SplittableRandom(seed);
        rig.warmUp(random, ENTITIES);
        for (int i = 0; i < 4000; i++) {
            rig.feed("e" + random.nextInt(ENTITIES), Rig.gaussian(random, 4));
        }
        return rig;
    }

    /** A point whose probability by itself lies between two values. */
    private static double[] at(Rig rig, String entity, double from, double to, SplittableRandom random) {
        for (int i = 0; i < 20_000; i++) {
            double[] values = Rig.gaussian(random, 4);
            double p = rig.core.assess(rig.observe(entity, values)).momentary();
            if (p >= from && p <= to) {
                return values;
            }
        }
        throw new AssertionError("no point between " + from + " and " + to);
    }
}
