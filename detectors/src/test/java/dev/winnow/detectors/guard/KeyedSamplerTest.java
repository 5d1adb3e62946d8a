package dev.winnow.detectors.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyedSamplerTest {
    private static final long EPOCH = 60_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5, 1})
    void keepsTheShareOfTheKeys(double share) {
        KeyedSampler sampler = new KeyedSampler(1, 2, share, EPOCH);
        int kept = 0;
        for (int i = 0; i < 100_000; i++) {
            kept += sampler.keeps(5, "10.0." + i / 256 + "." + i % 256) ? 1 : 0;
        }

        assertThat(kept / 1e5).isCloseTo(share, within(5 * StrictMath.sqrt(share * (1 - share) / 1e5)));
    }

    @Test
    void noKeyIsKeptOrLeftOutForEver() {
        KeyedSampler sampler = new KeyedSampler(1, 2, 0.1, EPOCH);
        for (int key = 0; key < 200; key++) {
            int kept = 0;
            for (int epoch = 0; epoch < 1000; epoch++) {
                kept += sampler.keeps(epoch * EPOCH + 17, "flow-" + key) ? 1 : 0;
            }

            // Binomial(1000, 0.1): six standard deviations are 57.
            assertThat(kept).isBetween(43, 157);
        }
    }

    @Test
    void aKeyIsKeptOrLeftOutForAWholeEpoch() {
        KeyedSampler sampler = new KeyedSampler(1, 2, 0.5, EPOCH);
        for (int key = 0; key < 200; key++) {
            boolean first = sampler.keeps(-EPOCH, "flow-" + key);

            assertThat(sampler.keeps(-1, "flow-" + key)).isEqualTo(first);
        }
    }

    @Test
    void anotherSecretKeepsOthers() {
        KeyedSampler known = new KeyedSampler(1, 2, 0.1, EPOCH);
        KeyedSampler secret = new KeyedSampler(1, 3, 0.1, EPOCH);
        int crafted = 0;
        int kept = 0;
        for (int i = 0; crafted < 5000; i++) {
            if (known.keeps(0, "flow-" + i)) {
                crafted++;
                kept += secret.keeps(0, "flow-" + i) ? 1 : 0;
            }
        }

        assertThat(kept / 5000.0).isCloseTo(0.1, within(0.022));
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new KeyedSampler(1, 2, 0, EPOCH))
                .hasMessage("CFG-004 guard.keptShare: must be above 0 and at most 1, was 0.0");
        assertThatThrownBy(() -> new KeyedSampler(1, 2, 1, 0))
                .hasMessage("CFG-004 guard.epochMillis: must be at least 1, was 0");
    }
}
