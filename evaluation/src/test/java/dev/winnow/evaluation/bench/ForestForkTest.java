package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a fork measures, and on what. */
class ForestForkTest {
    @Test
    void bothForestsScoreTheSameAfterASnapshotIsRead() {
        ForestStream stream = new ForestStream(5, 3);
        for (ForestSubject subject : List.of(new WinnowForest(5, 1), new AwsForest(5, 1))) {
            for (float[] point : stream.next(1_000)) {
                subject.update(point);
            }

            ForestSubject restored = subject.restore(subject.snapshot());

            for (float[] probe : stream.next(20)) {
                assertThat(restored.score(probe)).isCloseTo(subject.score(probe), within(1e-9));
                assertThat(subject.attribute(probe)).isCloseTo(subject.score(probe), within(1e-6));
            }
        }
    }

    @Test
    void theStreamRepeatsItselfForTheSameSeedOnly() {
        float[][] points = new ForestStream(6, 1).next(3_000);

        assertThat(new ForestStream(6, 1).next(3_000)).isDeepEqualTo(points);
        assertThat(new ForestStream(6, 2).next(3_000)[0]).isNotEqualTo(points[0]);
    }

    @Test
    void aTenthOfTheStreamIsRepeatsAndAHundredthIsFarOff() {
        float[][] points = new ForestStream(8, 1).next(20_000);

        long distinct = List.of(points).stream()
                .map(p -> Map.entry(p[0], p[7]))
                .distinct()
                .count();
        long far = List.of(points).stream().filter(ForestForkTest::isFar).count();

        assertThat(distinct).isBetween(17_700L, 18_500L);
        assertThat(far).isBetween(60L, 260L);
    }

    /** Beyond all centres and deviations. */
    private static boolean isFar(float[] point) {
        for (float value : point) {
            if (Math.abs(value) > 12) {
                return true;
            }
        }
        return false;
    }
}
