package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HeavyKeysTest {
    @Test
    void ranksByWeightAndGivesEqualsOneRank() {
        HeavyKeys heavy = new HeavyKeys();
        heavy.add(10, 1);
        heavy.add(20, 3);
        heavy.add(30, 1);
        heavy.add(10, 1);

        assertThat(heavy.rank(20)).isEqualTo(1);
        assertThat(heavy.rank(10)).isEqualTo(2);
        assertThat(heavy.rank(30)).isEqualTo(3);
        heavy.add(30, 1);
        assertThat(heavy.rank(30)).isEqualTo(2);
        assertThat(heavy.rank(99)).isEqualTo(65);
    }

    /** Oracle: exact counts. Keys of a Zipf stream: all that are above a 64th of the stream are listed, the first five in order. */
    @Test
    void listsWhateverIsMoreThanItsShareOfTheStream() {
        SplittableRandom random = new SplittableRandom(1);
        HeavyKeys heavy = new HeavyKeys();
        Map<Long, Integer> counts = new HashMap<>();
        int keys = 100_000;
        for (int i = 0; i < keys; i++) {
            long key = (long) Math.pow(20_000, random.nextDouble());
            heavy.add(key, 1);
            counts.merge(key, 1, Integer::sum);
        }

        counts.forEach((key, count) -> {
            if (count > keys / HeavyKeys.LISTED) {
                assertThat(heavy.rank(key)).as("key %s", key).isLessThanOrEqualTo(HeavyKeys.LISTED);
            }
        });
        for (int key = 1; key <= 5; key++) {
            assertThat(heavy.rank(key)).isEqualTo(key);
        }
    }

    @Test
    void whatComesOncePassesThroughAndLeavesTheFirstRanksAlone() {
        HeavyKeys heavy = new HeavyKeys();
        for (int i = 0; i < 1000; i++) {
            heavy.add(1, 1);
            heavy.add(2, 0.5);
        }
        for (int i = 0; i < 5000; i++) {
            heavy.add(1000 + i, 1);
        }

        assertThat(heavy.rank(1)).isEqualTo(1);
        assertThat(heavy.rank(2)).isEqualTo(2);
        assertThat(heavy.rank(1000)).isEqualTo(65);
    }

    @Test
    void restoredGoesOnBitForBit() {
        SplittableRandom random = new SplittableRandom(2);
        HeavyKeys live = new HeavyKeys();
        for (int i = 0; i < 500; i++) {
            live.add(random.nextInt(100), random.nextDouble());
        }
        live.scale(-3);
        StateReader in = new StateReader(state(live));
        HeavyKeys restored = HeavyKeys.read(in);
        in.expectEnd();
        for (int i = 0; i < 500; i++) {
            long key = random.nextInt(100);
            double weight = random.nextDouble();
            live.add(key, weight);
            restored.add(key, weight);
        }

        assertThat(state(restored)).isEqualTo(state(live));
        byte[] damaged = new StateWriter()
                .writeByte(1)
                .writeLong(7)
                .writeDouble(Double.NaN)
                .toBytes();
        assertThatThrownBy(() -> HeavyKeys.read(new StateReader(damaged)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-002 state: a heavy key has weight NaN");
    }

    private static byte[] state(HeavyKeys heavy) {
        StateWriter out = new StateWriter();
        heavy.write(out);
        return out.toBytes();
    }
}
