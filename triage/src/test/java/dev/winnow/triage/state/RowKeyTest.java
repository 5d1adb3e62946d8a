package dev.winnow.triage.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowKeyTest {
    @Test
    void partsCannotRunTogether() {
        assertThat(RowKey.of("k", "a", "b")).isNotEqualTo(RowKey.of("k", "a/1:b"));
        assertThat(RowKey.of("k", "ab", "")).isNotEqualTo(RowKey.of("k", "a", "b"));
        assertThat(RowKey.of("k", "a/1:b", "c")).doesNotStartWith(RowKey.prefix("k", "a"));
        assertThat(Digest.hex("ab", "c")).isNotEqualTo(Digest.hex("a", "bc"));
    }

    @Test
    void numbersSortAsTheyCount() {
        assertThat(RowKey.number(9)).isLessThan(RowKey.number(10)).isEqualTo("0000000000000009");
        assertThat(RowKey.number(255)).isEqualTo("00000000000000ff");
    }

    @Test
    void rowsInMemoryComeInTheOrderOfTheirBytes() {
        MapRows rows = new MapRows();
        for (String key : List.of("k\uFFFD", "k\uD83D\uDE00", "kz", "k", "ké", "other")) {
            rows.put(key, new byte[0]);
        }

        List<String> visited = new ArrayList<>();
        rows.forEach("k", (key, row) -> visited.add(key));

        List<String> byBytes = new ArrayList<>(visited);
        byBytes.sort((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        assertThat(visited).isEqualTo(byBytes).hasSize(5);
    }
}
