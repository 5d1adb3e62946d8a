package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class BootstrapTest {
    private static final int WIDTH = 4;
    private static final RandomCutForestConfig CONFIG = RandomCutForestConfig.of(50, 128);

    @Test
    void leavesTheStrangeRowsOfAHistoryOutAndFindsTheirLikeLater() {
        List<float[]> history = gaussian(new Random(1), 2_000);
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i += 50) {
            history.set(i, attack(random));
        }

        Bootstrap.Result plain = new Bootstrap(CONFIG, 0).learn(WIDTH, 3, history);
        Bootstrap.Result trimmed = new Bootstrap(CONFIG, 0.025).learn(WIDTH, 3, history);

        double plainMargin = 0;
        double trimmedMargin = 0;
        for (float[] usual : gaussian(new Random(4), 200)) {
            float[] strange = attack(random);
            plainMargin += plain.forest().score(strange) - plain.forest().score(usual);
            trimmedMargin += trimmed.forest().score(strange) - trimmed.forest().score(usual);
        }
        assertThat(trimmed.trimmed()).isEqualTo(50);
        assertThat(trimmed.learnt()).isEqualTo(1_950);
        assertThat(trimmed.threshold()).isPositive().isFinite();
        assertThat(trimmedMargin).isGreaterThan(1.2 * plainMargin);
    }

    @Test
    void withoutTrimmingItIsTheForestThatLearntEveryRow() {
        List<float[]> history = gaussian(new Random(5), 700);
        RandomCutForest plain = RandomCutForest.create(CONFIG, WIDTH, 6);
        history.forEach(plain::update);

        Bootstrap.Result result = new Bootstrap(CONFIG, 0).learn(WIDTH, 6, history);

        assertThat(bytes(result.forest())).isEqualTo(bytes(plain));
        assertThat(result.threshold()).isInfinite();
        assertThat(result.forest().isWarm()).isTrue();
    }

    @Test
    void refusesBadRowsAndCountsThem() {
        List<float[]> history = gaussian(new Random(7), 100);
        history.add(3, new float[] {1, Float.NaN, 2, 3});
        history.add(9, new float[] {1, 2});
        history.add(new float[] {1, 2, 3, Float.POSITIVE_INFINITY});

        Bootstrap.Result result = new Bootstrap(CONFIG, 0.1).learn(WIDTH, 1, history);

        assertThat(result.rows()).isEqualTo(103);
        assertThat(result.refused()).isEqualTo(3);
        assertThat(result.trimmed()).isEqualTo(10);
        assertThat(result.learnt()).isEqualTo(90);
    }

    @Test
    void doesNotLearnWhatWouldBeForgottenAgain() {
        RandomCutForestConfig quick = CONFIG.withTimeDecay(0.02);

        Bootstrap.Result result = new Bootstrap(quick, 0).learn(WIDTH, 1, gaussian(new Random(8), 2_000));

        assertThat(result.tooOld()).isEqualTo(1_500);
        assertThat(result.learnt()).isEqualTo(500);
    }

    @Test
    void anEmptyHistoryGivesAnEmptyForest() {
        Bootstrap.Result result = new Bootstrap(CONFIG, 0.1).learn(WIDTH, 1, List.of());

        assertThat(result.forest().updates()).isZero();
        assertThat(result.trimmed()).isZero();
    }

    @Test
    void aConstantHistoryLosesNoMoreThanTheShare() {
        List<float[]> history = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            history.add(new float[] {1, 1, 1, 1});
        }

        assertThat(new Bootstrap(CONFIG, 0.05).learn(WIDTH, 1, history).trimmed())
                .isEqualTo(10);
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> new Bootstrap(CONFIG, 0.5))
                .hasMessage("CFG-004 bootstrap: trim must be in [0, 0.5), was 0.5");
    }

    private static float[] attack(Random random) {
        float[] point = ForestOracleTest.gaussian(random, WIDTH);
        point[0] += 6;
        point[1] -= 6;
        return point;
    }

    private static List<float[]> gaussian(Random random, int count) {
        List<float[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(ForestOracleTest.gaussian(random, WIDTH));
        }
        return points;
    }

    private static byte[] bytes(RandomCutForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
