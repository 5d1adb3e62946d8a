package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.feature.FeatureGroups.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureGroupsTest {
    private static final FeatureGroups GROUPS =
            new FeatureGroups(5, List.of(new Group("bytes", List.of(3, 0)), new Group("time", List.of(1))));

    @Test
    void partsSumToTheScoreWithTheRestShown() {
        List<FeatureGroups.Part> parts = GROUPS.split(new double[] {1, 0, 0.5, 2, 0}, new double[] {0, 3, 0, 0.5, 1});

        assertThat(parts).extracting(FeatureGroups.Part::name).containsExactly("bytes", "time", "other");
        assertThat(parts.get(0).high()).isEqualTo(3);
        assertThat(parts.get(0).low()).isEqualTo(0.5);
        assertThat(parts.get(1).total()).isEqualTo(3);
        assertThat(parts.stream().mapToDouble(FeatureGroups.Part::total).sum()).isCloseTo(8, within(1e-12));
        assertThat(parts.stream().mapToDouble(FeatureGroups.Part::share).sum()).isCloseTo(1, within(1e-12));
        assertThat(parts.get(0).share()).isCloseTo(3.5 / 8, within(1e-12));
    }

    @Test
    void groupsThatNameEverythingLeaveNoRest() {
        FeatureGroups whole = new FeatureGroups(2, List.of(new Group("a", List.of(0)), new Group("b", List.of(1))));

        assertThat(whole.groups()).extracting(Group::name).containsExactly("a", "b");
    }

    @Test
    void aScoreOfZeroHasSharesOfZero() {
        assertThat(GROUPS.split(new double[5], new double[5])).allMatch(part -> part.share() == 0);
    }

    @Test
    void refusesGroupsThatOverlapOrNameNothing() {
        assertThatThrownBy(() ->
                        new FeatureGroups(3, List.of(new Group("a", List.of(0, 1)), new Group("b", List.of(1)))))
                .hasMessage(
                        "CFG-004 feature group \"b\": features must be between 0 and 2 and in one group each, was 1");
        assertThatThrownBy(() -> new FeatureGroups(3, List.of(new Group("a", List.of(3)))))
                .hasMessage(
                        "CFG-004 feature group \"a\": features must be between 0 and 2 and in one group each, was 3");
        for (List<Group> bad : List.of(
                List.of(new Group("a", List.of())),
                List.of(new Group("other", List.of(0))),
                List.of(new Group("a", List.of(0)), new Group("a", List.of(1))))) {
            assertThatThrownBy(() -> new FeatureGroups(3, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(
                            "must have a name of its own, other than \"other\", and at least one feature");
        }
        assertThatThrownBy(() -> GROUPS.split(new double[4], new double[5]))
                .hasMessage("DET-002 feature groups: expected 5 parts, got 4 high and 5 low");
    }
}
