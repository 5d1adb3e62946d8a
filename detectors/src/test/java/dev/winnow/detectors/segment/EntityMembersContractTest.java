package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.season.SeasonalProfileDetector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member must hold as the engine builds it, where {@code DetectorContractTest} cannot ask a detector. */
final class EntityMembersContractTest {
    private static final int WIDTH = 4;

    /** One member alone. */
    private static SegmentConfig alone(String member) {
        SegmentConfig small = Rig.small();
        return new SegmentConfig(
                new SegmentConfig.Rcf(small.rcf().trees(), small.rcf().sampleSize(), 0, 0),
                new SegmentConfig.Ewma(
                        small.ewma().alpha(), small.ewma().priorEvents(), member.equals(Detectors.EWMA) ? 1 : 0),
                new SegmentConfig.Cusum(
                        small.cusum().slack(), small.cusum().threshold(), member.equals(Detectors.CUSUM) ? 1 : 0),
                member.equals(SeasonalProfileDetector.NAME)
                        ? new MemberWeights(Map.of(member, 1.0))
                        : MemberWeights.none(),
                small.scaler(),
                small.tail(),
                small.gate(),
                small.guard(),
                small.drift(),
                small.silence(),
                new SegmentConfig.Persistence(
                        small.persistence().drift(), small.persistence().halfLifeSeconds(), 0),
                small.learnPerSecond(),
                small.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ewma", "cusum"})
    void scoresAreFiniteAtLeastZeroAndHigherFarOut(String member) {
        Rig rig = warm(member);
        SplittableRandom random = new SplittableRandom(2);
        double ordinary = 0;
        for (int i = 0; i < 100; i++) {
            double score = score(rig, "e1", Rig.gaussian(random, WIDTH));
            assertThat(score).isGreaterThanOrEqualTo(0).isFinite();
            ordinary = Math.max(ordinary, score);
        }

        // One value alone is no shift.
        rig.feed("e1", 40, -40, 40, -40);
        rig.feed("e1", 40, -40, 40, -40);
        assertThat(score(rig, "e1", 40, -40, 40, -40)).isFinite().isGreaterThanOrEqualTo(ordinary);
        assertThat(score(rig, "never seen", 40, -40, 40, -40)).isFinite().isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ewma", "cusum"})
    void theAttributionAddsUpAndNamesTheFeatureThatMoved(String member) {
        Rig rig = warm(member);
        rig.feed("e1", 0.1, -12, 0.1, -0.1);
        rig.feed("e1", 0.1, -12, 0.1, -0.1);
        for (int i = 0; i < 5; i++) {
            Observation observation = rig.observe("e1", 0.1, -12 - i, 0.1, -0.1);
            Assessment assessment = rig.core.assess(observation);
            Attribution attribution = rig.core.attribute(observation, assessment);

            double sum = 0;
            for (int f = 0; f < WIDTH; f++) {
                assertThat(attribution.high(f)).isGreaterThanOrEqualTo(0);
                assertThat(attribution.low(f)).isGreaterThanOrEqualTo(0);
                sum += attribution.high(f) + attribution.low(f);
            }
            assertThat(sum).isCloseTo(assessment.score(), within(1e-6));
            assertThat(attribution.low(1)).isGreaterThan(0.5 * assessment.score());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ewma", "cusum"})
    void observingAssessingAndAttributingChangeNeitherModelNorRow(String member) {
        Rig rig = warm(member);
        byte[] model = rig.snapshot();
        byte[] row = row(rig, "e1");

        for (int i = 0; i < 20; i++) {
            Observation observation = rig.observe("e1", 3, i, -i, 0);
            rig.core.attribute(observation, rig.core.assess(observation));
        }

        assertThat(rig.snapshot()).isEqualTo(model);
        assertThat(row(rig, "e1")).isEqualTo(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ewma", "cusum"})
    void restoredModelAndRowsContinueBitForBit(String member) {
        Rig live = warm(member);
        Rig restored = new Rig(live.config, WIDTH, 1);
        restored.core = Rig.restore(live.config, WIDTH, live.snapshot());
        restored.timeMillis = live.timeMillis;
        copyRows(live, restored);
        SplittableRandom random = new SplittableRandom(3);

        for (int i = 0; i < 300; i++) {
            double[] point = Rig.gaussian(random, WIDTH);
            Assessment expected = live.feed("e" + i % 5, point);
            assertThat(restored.feed("e" + i % 5, point)).isEqualTo(expected);
        }

        assertThat(restored.snapshot()).isEqualTo(live.snapshot());
        assertThat(row(restored, "e1")).isEqualTo(row(live, "e1"));
    }

    @Test
    void noDetectorIsMadeOfAMemberPerEntity() {
        Detectors.Kind kind = Detectors.kinds().get(1);

        assertThatThrownBy(() -> kind.factory().create(Rig.small(), WIDTH, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("member \"ewma\" is computed from the rows of entities");
        assertThatThrownBy(() -> kind.restorer().restore(Rig.small(), WIDTH, new StateReader(new byte[0])))
                .hasMessage(
                        "STA-004 segment: member \"ewma\" has no state of its own; let the model start a new generation");
    }

    /** A value of the day at night is strange by the night; by all hours together the other feature would be the stranger. */
    @Test
    void theSeasonExplainsAnEventByItsOwnHour() {
        Rig rig = new Rig(alone(SeasonalProfileDetector.NAME), 2, 1);
        SplittableRandom random = new SplittableRandom(4);
        long monday = 1_700_438_400_000L;
        for (int i = 0; i < 28 * 24 * 4; i++) {
            rig.timeMillis = monday + i * 900_000L - 1000;
            int hour = i / 4 % 24;
            double level = hour >= 8 && hour < 20 ? 3 : -3;
            rig.feed("e" + i % 5, level + 0.3 * random.nextGaussian(), random.nextGaussian());
        }
        rig.timeMillis = monday + 28 * 86_400_000L + 3 * 3_600_000L;

        Observation observation = rig.observe("e1", 3, 2.2);
        Assessment assessment = rig.core.assess(observation);
        Attribution attribution = rig.core.attribute(observation, assessment);

        assertThat(assessment.score()).isGreaterThan(2);
        assertThat(attribution.high(0)).isGreaterThan(0.8 * assessment.score());
    }

    private static Rig warm(String member) {
        Rig rig = new Rig(alone(member), WIDTH, 1);
        SplittableRandom random = new SplittableRandom(1);
        rig.warmUp(random, 5);
        for (int i = 0; i < 500; i++) {
            rig.feed("e" + i % 5, Rig.gaussian(random, WIDTH));
        }
        return rig;
    }

    private static double score(Rig rig, String entity, double... values) {
        Assessment assessment = rig.core.assess(rig.observe(entity, values));
        assertThat(assessment.members()).hasSize(1);
        return assessment.members().get(0).score();
    }

    private static byte[] row(Rig rig, String entity) {
        StateWriter out = new StateWriter();
        rig.row(entity).write(out);
        return out.toBytes();
    }

    /** Rows as a store gives them back. */
    private static void copyRows(Rig from, Rig to) {
        from.rows.forEach((entity, row) -> {
            StateWriter out = new StateWriter();
            row.write(out);
            to.rows.put(
                    entity,
                    EntityHistory.read(
                            from.config,
                            from.schema.size(),
                            EntityHistory.weights(from.config),
                            new StateReader(out.toBytes())));
        });
    }
}
