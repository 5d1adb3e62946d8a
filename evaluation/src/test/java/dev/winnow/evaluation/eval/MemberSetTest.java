package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.detectors.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberSetTest {
    @Test
    void theDefaultsAreThoseOfTheConfiguration() {
        assertThat(detectors(MemberSet.defaults())).isEqualTo(SegmentConfig.defaults());
    }

    @Test
    void whatIsNotNamedIsOff() {
        SegmentConfig config = detectors(MemberSet.parse("loda:0.5+rcf"));

        assertThat(config.rcf().weight()).isOne();
        assertThat(config.members().of("loda")).isEqualTo(0.5);
        assertThat(config.members().of("knn")).isZero();
        assertThat(config.ewma().weight()).isZero();
        assertThat(config.cusum().weight()).isZero();
        assertThat(config.persistence().weight()).isZero();
    }

    @Test
    void aNameReadsBackAndHasOneOrder() {
        assertThat(MemberSet.parse("loda:0.5+rcf").name()).isEqualTo("rcf+loda:0.5");
        for (MemberSet set : MemberSet.candidates()) {
            assertThat(MemberSet.parse(set.name())).isEqualTo(set);
        }
    }

    @Test
    void theCandidatesBeginWithTheDefaultsAndAreDifferent() {
        List<MemberSet> candidates = MemberSet.candidates();

        assertThat(candidates.get(0)).isEqualTo(MemberSet.defaults());
        assertThat(candidates).doesNotHaveDuplicates().hasSizeGreaterThan(5);
    }

    @Test
    void mistakesAreToldWithTheRemedy() {
        assertThatThrownBy(() -> MemberSet.parse("rcf+forest"))
                .hasMessageStartingWith("EVL-001 member \"forest\": must be one of [rcf, ewma, cusum, ")
                .hasMessageEndingWith(", persistence]; name members as rcf+ewma:0.5");
        for (String weight : List.of("0", "", "100", "much")) {
            assertThatThrownBy(() -> MemberSet.parse("rcf:" + weight))
                    .hasMessage("EVL-002 weight: must be above 0 and below 100, was \"" + weight
                            + "\"; leave out what is off");
        }
    }

    private static SegmentConfig detectors(MemberSet set) {
        return WinnowConfig.parse(set.settings(), "test", Path.of(""), Map.of()).detectors();
    }
}
