package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What becomes of a segment when one of its members throws. */
final class MemberFailureTest {
    private static final int WIDTH = 4;

    /** Behind the last regular refit, at 16 times the first fit. */
    private static final int LATE = 5000;

    /** A retry comes four first fits after the failure. */
    private static final int RETRY = 4 * SegmentConfig.defaults().scaler().firstFit();

    private int failing;

    @Test
    void aMemberThatThrowsOnceIsNamedOnceAndComesBackAtTheNextRefit() {
        Rig rig = new Rig(Rig.small(), WIDTH, 3, kinds());
        SplittableRandom random = new SplittableRandom(3);
        feed(rig, random, LATE);

        failing = 1;
        List<MemberFailure> failures = feed(rig, random, 1);
        ModelState after = rig.core.state();
        List<MemberFailure> later = feed(rig, random, RETRY + 1);

        assertThat(failures)
                .containsExactly(new MemberFailure("rcf", "IllegalStateException: the forest has a bad day"));
        assertThat(after).isEqualTo(ModelState.DEGRADED);
        assertThat(later).isEmpty();
        assertThat(rig.core.state()).isEqualTo(ModelState.READY);
        assertThat(rig.assessment.members().stream().map(MemberScore::detector)).contains("rcf");
    }

    @Test
    void aMemberThatAlwaysThrowsIsNamedAtEachAttemptAndTheOthersGoOn() {
        Rig rig = new Rig(Rig.small(), WIDTH, 3, kinds());
        SplittableRandom random = new SplittableRandom(3);
        feed(rig, random, LATE);

        failing = Integer.MAX_VALUE;
        List<MemberFailure> failures = feed(rig, random, 2 * RETRY + 10);

        assertThat(failures)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure.detector()).isEqualTo("rcf"));
        assertThat(rig.core.state()).isEqualTo(ModelState.DEGRADED);
        assertThat(rig.assessment.isScored()).isTrue();
        assertThat(rig.assessment.members().stream().map(MemberScore::detector))
                .contains("ewma")
                .doesNotContain("rcf");
    }

    private List<MemberFailure> feed(Rig rig, SplittableRandom random, int events) {
        List<MemberFailure> failures = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            rig.feed("e" + i % 5, Rig.gaussian(random, WIDTH));
            failures.addAll(rig.learned.failures());
        }
        return failures;
    }

    private List<Detectors.Kind> kinds() {
        return Detectors.kinds().stream()
                .map(kind -> kind.name().equals("rcf")
                        ? new Detectors.Kind(
                                kind.name(),
                                kind.scope(),
                                kind.weight(),
                                (config, dimensions, seed) ->
                                        new Moody(kind.factory().create(config, dimensions, seed)),
                                kind.restorer())
                        : kind)
                .toList();
    }

    /** The forest, which throws as often as the test says. */
    private final class Moody implements Detector {
        private final Detector forest;

        private Moody(Detector forest) {
            this.forest = forest;
        }

        @Override
        public String name() {
            return forest.name();
        }

        @Override
        public int dimensions() {
            return forest.dimensions();
        }

        @Override
        public long updates() {
            return forest.updates();
        }

        @Override
        public boolean isWarm() {
            return forest.isWarm();
        }

        @Override
        public double score(float[] point) {
            if (failing > 0) {
                failing--;
                throw new IllegalStateException("the forest has a bad day");
            }
            return forest.score(point);
        }

        @Override
        public void attribute(float[] point, double[] high, double[] low) {
            forest.attribute(point, high, low);
        }

        @Override
        public void update(float[] point) {
            forest.update(point);
        }

        @Override
        public void snapshot(StateWriter out) {
            forest.snapshot(out);
        }

        @Override
        public long liveBytes() {
            return forest.liveBytes();
        }
    }
}
