package dev.winnow.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReasonTextProperties {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aNumberReadsAsItsExactValueRounded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            double value = number(random);

            assertThat(ReasonText.number(value)).as("%s", value).isEqualTo(ReasonText.exact(value));
        }
    }

    /** Every size, with many ties, whole numbers and neighbours of powers of ten. */
    private static double number(SplittableRandom random) {
        double power = StrictMath.pow(10, random.nextInt(-5, 12));
        double value = switch (random.nextInt(5)) {
            case 0 -> random.nextDouble() * power;
            case 1 -> (random.nextInt(100, 1000) + 0.5) * power / 100;
            case 2 -> random.nextInt(1000) * power;
            case 3 -> random.nextBoolean() ? Math.nextDown(power) : Math.nextUp(power);
            default -> power * (1 - random.nextDouble() * 0.001);
        };
        return random.nextBoolean() ? value : -value;
    }
}
