package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RandomCutForestConfigTest {
    @Test
    void defaultsArePinned() {
        assertThat(RandomCutForestConfig.defaults())
                .isEqualTo(new RandomCutForestConfig(100, 256, 0.1 / 256, 64, 0.125, 1e-3));
    }

    @Test
    void everySettingCanBeChanged() {
        RandomCutForestConfig changed = RandomCutForestConfig.of(7, 32)
                .withTimeDecay(0.5)
                .withOutputAfter(9)
                .withInitialAcceptFraction(1)
                .withResolution(0);

        assertThat(changed).isEqualTo(new RandomCutForestConfig(7, 32, 0.5, 9, 1, 0));
    }

    @Test
    void everyRuleIsNamedWhenBroken() {
        RandomCutForestConfig config = RandomCutForestConfig.defaults();

        refuses(() -> RandomCutForestConfig.of(0, 256), "trees: must be between 1 and 1000, was 0");
        refuses(() -> RandomCutForestConfig.of(1001, 256), "trees: must be between 1 and 1000, was 1001");
        refuses(() -> RandomCutForestConfig.of(1, 1), "sampleSize: must be between 2 and 2048, was 1");
        refuses(() -> RandomCutForestConfig.of(1, 0), "sampleSize: must be between 2 and 2048, was 0");
        refuses(() -> RandomCutForestConfig.of(1, 2049), "sampleSize: must be between 2 and 2048, was 2049");
        refuses(() -> config.withTimeDecay(-0.1), "timeDecay: must be between 0 and 1, was -0.1");
        refuses(() -> config.withTimeDecay(Double.NaN), "timeDecay: must be between 0 and 1, was NaN");
        refuses(() -> config.withOutputAfter(0), "outputAfter: must be at least 1, was 0");
        refuses(
                () -> config.withInitialAcceptFraction(0),
                "initialAcceptFraction: must be above 0 and at most 1, was 0.0");
        refuses(
                () -> config.withInitialAcceptFraction(1.5),
                "initialAcceptFraction: must be above 0 and at most 1, was 1.5");
        refuses(() -> config.withResolution(-1), "resolution: must be at least 0 and finite, was -1.0");
        refuses(
                () -> config.withResolution(Double.POSITIVE_INFINITY),
                "resolution: must be at least 0 and finite, was Infinity");
    }

    private static void refuses(Supplier<RandomCutForestConfig> config, String message) {
        assertThatIllegalArgumentException().isThrownBy(config::get).withMessage("CFG-004 detectors.rcf." + message);
    }
}
