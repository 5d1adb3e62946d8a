package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemberWeightsTest {
    @Test
    void aMemberThatIsNotNamedWeighsNothing() {
        MemberWeights weights = new MemberWeights(Map.of("knn", 0.5));

        assertThat(weights.of("knn")).isEqualTo(0.5);
        assertThat(weights.of("ecod")).isZero();
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> new MemberWeights(Map.of("nearest", 1.0, "rcf", 1.0, "knn", -1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CFG-004 detectors.members.knn: must be between 0 and 100, was -1.0")
                .hasMessageContaining("CFG-001 detectors.members.nearest: unknown member; known are ")
                .hasMessageContaining(
                        "CFG-001 detectors.members.rcf: unknown setting; did you mean detectors.rcf.weight?");
    }

    @Test
    void weightsAreInTheFingerprintAndThoseOfZeroAreNot() {
        SegmentConfig plain = SegmentConfig.defaults();

        assertThat(plain.withMembers(new MemberWeights(Map.of("knn", 1.0))).fingerprint())
                .isNotEqualTo(plain.fingerprint());
        assertThat(plain.withMembers(new MemberWeights(Map.of("knn", 0.0))).fingerprint())
                .isEqualTo(plain.fingerprint());
    }
}
