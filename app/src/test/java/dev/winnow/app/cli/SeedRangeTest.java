package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedRangeTest {
    @Test
    void bothEndsAreIncluded() {
        assertThat(SeedRange.parse("1..20")).isEqualTo(new SeedRange(1, 20));
        assertThat(SeedRange.parse("7..7")).isEqualTo(new SeedRange(7, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5..", "..5", "5..4", "-1..5", "a..b", "1..1001", "1..99999999999"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> SeedRange.parse(text))
                .hasMessage("CLI-028 --seeds: must be A..B, two whole numbers that rise, at most 1000 seeds, was \""
                        + text + "\"; for example 1..20");
    }
}
