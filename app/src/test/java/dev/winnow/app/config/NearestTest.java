package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void countsInsertDeleteReplaceAndSwapAsOneEditEach() {
        assertThat(Nearest.distance("port", "ports")).isEqualTo(1);
        assertThat(Nearest.distance("port", "prt")).isEqualTo(1);
        assertThat(Nearest.distance("port", "pord")).isEqualTo(1);
        assertThat(Nearest.distance("port", "prot")).isEqualTo(1);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void suggestsNothingThatIsFarAway() {
        assertThat(Nearest.of("zzzz", List.of("port", "host"))).isEmpty();
        assertThat(Nearest.of("prot", List.of("host", "port"))).contains("port");
    }
}
