package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearWordTest {
    @Test
    void countsInsertDeleteReplaceAndSwapAsOneEditEach() {
        assertThat(NearWord.distance("port", "ports")).isEqualTo(1);
        assertThat(NearWord.distance("port", "prt")).isEqualTo(1);
        assertThat(NearWord.distance("port", "pord")).isEqualTo(1);
        assertThat(NearWord.distance("port", "prot")).isEqualTo(1);
        assertThat(NearWord.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void suggestsNothingThatIsFarAway() {
        assertThat(NearWord.of("zzzz", List.of("port", "host"))).isEmpty();
        assertThat(NearWord.of("prot", List.of("host", "port"))).contains("port");
    }
}
