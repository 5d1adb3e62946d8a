package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FixedPointTest {
    @Test
    void everyCodeIsTheCodeOfItsValue() {
        for (int code = 1; code <= FixedPoint.LARGEST; code++) {
            assertThat(FixedPoint.code(FixedPoint.value(code))).isEqualTo(code);
        }
    }

    @Test
    void valuesRiseWithTheirCodes() {
        for (int code = 2; code <= FixedPoint.LARGEST; code++) {
            assertThat(FixedPoint.value(code)).isGreaterThan(FixedPoint.value(code - 1));
        }
    }

    @Test
    void aCodeIsOffByHalfAStepUpToThirtyTwoUnitsAndByHalfAPercentAtFifty() {
        for (float value = -32; value <= 32; value += 0.0137f) {
            assertThat((double) FixedPoint.value(FixedPoint.code(value))).isCloseTo(value, within(1 / 512.0));
        }
        for (float value = 45; value <= 50; value += 0.0137f) {
            assertThat((double) FixedPoint.value(FixedPoint.code(value))).isCloseTo(value, within(0.005 * value));
            assertThat((double) FixedPoint.value(FixedPoint.code(-value))).isCloseTo(-value, within(0.005 * value));
        }
    }

    @Test
    void bothZerosAndTheLeastFloatsAreTheOrigin() {
        for (float value : new float[] {0.0f, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE}) {
            assertThat(FixedPoint.code(value)).isEqualTo(FixedPoint.ORIGIN);
        }
    }

    @Test
    void everyFiniteFloatHasACodeAndLargeOnesStayInOrder() {
        assertThat(FixedPoint.code(Float.MAX_VALUE)).isEqualTo(FixedPoint.LARGEST);
        assertThat(FixedPoint.code(-Float.MAX_VALUE)).isEqualTo(1);
        assertThat(FixedPoint.code(174_763)).isEqualTo(FixedPoint.LARGEST);
        assertThat(FixedPoint.code(174_762)).isLessThan(FixedPoint.LARGEST);
        int before = 0;
        for (float value : new float[] {-1e6f, -1000, -100, -10, -5, 5, 10, 100, 1000, 1e5f, 1e6f}) {
            assertThat(FixedPoint.code(value)).isGreaterThan(before);
            before = FixedPoint.code(value);
        }
    }
}
