package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeededHashTest {
    private static final int BUCKETS = 1 << 12;

    @Test
    void valuesAreTheSameOnEveryMachine() {
        SeededHash hash = new SeededHash(42);

        assertThat(hash.of("10.1.2.3")).isEqualTo(-590919112051487072L);
        assertThat(hash.of(443L)).isEqualTo(8319380055869574880L);
        assertThat(SeededHash.derive(1, 2)).isEqualTo(-534904783426661026L);
    }

    @Test
    void keysCraftedToCollideUnderOneSeedDoNotUnderAnother() {
        List<String> crafted = colliding(new SeededHash(1), 200);

        assertThat(buckets(crafted, new SeededHash(1))).hasSize(1);
        // 200 keys thrown into 4096 buckets meet 4.8 times on average; below 180 buckets has a chance of 1e-7.
        assertThat(buckets(crafted, new SeededHash(2))).hasSizeGreaterThan(180);
    }

    @Test
    void derivedHashesOfDifferentKeysNeverAgreeTogether() {
        Map<String, Integer> agreements = new HashMap<>();
        SeededHash hash = new SeededHash(9);
        for (int i = 0; i < 20_000; i++) {
            long key = hash.of(i);
            String rows = SeededHash.reduce(SeededHash.derive(key, 0), 256)
                    + " " + SeededHash.reduce(SeededHash.derive(key, 1), 256)
                    + " " + SeededHash.reduce(SeededHash.derive(key, 2), 256)
                    + " " + SeededHash.reduce(SeededHash.derive(key, 3), 256);
            agreements.merge(rows, 1, Integer::sum);
        }

        // 2e8 pairs at 2^-32 each: 0.05 expected.
        assertThat(agreements.size()).isGreaterThan(19_997);
    }

    static List<String> colliding(SeededHash hash, int many) {
        List<String> crafted = new ArrayList<>();
        for (int i = 0; crafted.size() < many; i++) {
            String key = "host-" + i;
            if (SeededHash.reduce(hash.of(key), BUCKETS) == 7) {
                crafted.add(key);
            }
        }
        return crafted;
    }

    private static Set<Integer> buckets(List<String> keys, SeededHash hash) {
        Set<Integer> buckets = new HashSet<>();
        keys.forEach(key -> buckets.add(SeededHash.reduce(hash.of(key), BUCKETS)));
        return buckets;
    }
}
