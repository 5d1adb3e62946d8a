package dev.winnow.topology.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any texts that tenants and entities may be named by. */
final class JoinedKeyProperties {
    private static final String LETTERS = "ab|%\0/7C25\u00e9\\";

    @Test
    void ordinaryNamesStayAsTheyAre() {
        assertThat(JoinedKey.of("acme", "10.0.0.1")).isEqualTo("acme|10.0.0.1");
        assertThat(JoinedKey.of("acme", "DOMAIN\\user")).isEqualTo("acme|DOMAIN\\user");
    }

    @Test
    void entityWithASeparatorDoesNotTakeAnotherTenantsPlace() {
        assertThat(JoinedKey.of("a", "b|x")).isEqualTo("a|b%7Cx").isNotEqualTo(JoinedKey.of("a|b", "x"));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void differentPartsNeverMakeTheSameKeyAndComeBackAsTheyWere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<String>> seen = new HashMap<>();

        for (int i = 0; i < 50_000; i++) {
            List<String> parts = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int p = 0; p < count; p++) {
                parts.add(text(random));
            }
            String key = JoinedKey.of(parts.toArray(String[]::new));

            assertThat(JoinedKey.parts(key)).isEqualTo(parts);
            assertThat(key).doesNotContain("\0");
            List<String> before = seen.putIfAbsent(key, parts);
            if (before != null) {
                assertThat(parts).isEqualTo(before);
            }
        }
        assertThat(seen.size()).isGreaterThan(10_000);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
