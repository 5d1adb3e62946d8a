package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each member alone, behind scaler, gate and tail, says of data in which there is nothing to find. */
final class CleanDataTest {
    private static final int WIDTH = 6;
    private static final int EVENTS = 10_000;

    /** Until knn's memory is full and the tails forgot what it said before, its probabilities wander: up to 0.10 where 0.05 is stated. */
    private static final int SETTLED = 10_000;

    static Stream<String> members() {
        return Detectors.kinds().stream()
                .filter(kind -> kind.scope() == Detectors.Scope.SEGMENT)
                .map(Detectors.Kind::name);
    }

    /** Three standard errors over the level; on exact p-values one check in 740 fails by chance, and the seed is fixed. */
    @ParameterizedTest
    @MethodSource("members")
    void aMemberFlagsNoMoreCleanPointsThanTheLevelSays(String member) {
        Rig rig = new Rig(alone(member), WIDTH, 3);
        SplittableRandom random = new SplittableRandom(3);
        rig.warmUp(random, 20);
        for (int i = 0; i < SETTLED; i++) {
            rig.feed("e" + random.nextInt(20), Rig.gaussian(random, WIDTH));
        }
        double[] levels = {0.05, 0.01, 0.001};
        int[] flagged = new int[levels.length];

        for (int i = 0; i < EVENTS; i++) {
            double p = rig.feed("e" + random.nextInt(20), Rig.gaussian(random, WIDTH))
                    .pValue();
            for (int l = 0; l < levels.length; l++) {
                flagged[l] += p <= levels[l] ? 1 : 0;
            }
        }

        System.out.printf("clean, %s: %d %d %d of %d%n", member, flagged[0], flagged[1], flagged[2], EVENTS);
        for (int l = 0; l < levels.length; l++) {
            double bound = levels[l] + 3 * Math.sqrt(levels[l] * (1 - levels[l]) / EVENTS);
            assertThat((double) flagged[l] / EVENTS)
                    .as("share at %s", levels[l])
                    .isLessThanOrEqualTo(bound);
        }
    }

    private static SegmentConfig alone(String member) {
        SegmentConfig small = Rig.small();
        boolean isForest = member.equals("rcf");
        return new SegmentConfig(
                new SegmentConfig.Rcf(
                        small.rcf().trees(),
                        small.rcf().sampleSize(),
                        isForest ? 1 : 0,
                        small.rcf().stopError()),
                new SegmentConfig.Ewma(small.ewma().alpha(), small.ewma().priorEvents(), 0),
                new SegmentConfig.Cusum(small.cusum().slack(), small.cusum().threshold(), 0),
                isForest ? MemberWeights.none() : new MemberWeights(Map.of(member, 1.0)),
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
}
