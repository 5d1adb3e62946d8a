package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RarityTest {
    private static final long WEEK = 7 * 86_400_000L;
    private static final long T = Events.START;

    @Test
    void somethingNewAfterManySightingsIsAsSurprisingAsTheirLogarithm() {
        Rarity rarity = Rarity.empty(1);
        for (int i = 0; i < 1023; i++) {
            rarity.observe(keys(1), T);
        }

        assertThat(rarity.surprise(key(2), T)).isCloseTo(11, within(1e-9));
        assertThat(rarity.surprise(key(1), T)).isCloseTo(-Math.log(1023.5 / 1024) / Math.log(2), within(1e-9));
        assertThat(rarity.total()).isEqualTo(1023);
        assertThat(rarity.total(key(1), T)).isEqualTo(1023);
    }

    @Test
    void aSightingCountsHalfAfterAHalfLife() {
        // The first one after the silence is not believed and counts as of before it.
        Rarity rarity = Rarity.empty(1);
        for (int i = 0; i < 100; i++) {
            rarity.observe(keys(1), T);
        }

        assertThat(rarity.total(key(1), T + 1)).isCloseTo(100, within(0.01));
        for (int i = 0; i < 2; i++) {
            rarity.observe(keys(2), T + WEEK);
        }
        assertThat(rarity.total(key(1), T + WEEK)).isCloseTo(51.5, within(1e-9));
        assertThat(rarity.surprise(key(1), T + WEEK)).isCloseTo(-Math.log(50.5 / 52.5) / Math.log(2), within(1e-9));
    }

    @Test
    void kindsAreCountedApart() {
        Rarity rarity = Rarity.empty(1);
        for (int i = 0; i < 100; i++) {
            rarity.observe(new long[] {RarityKeys.frequency(1L << 20, 0)}, T);
        }

        assertThat(rarity.surprise(RarityKeys.frequency(1L << 20, 1), T)).isEqualTo(1);
    }

    @Test
    void nineInTenOfManyKeysStayWithinOneBitOfTheTruth() {
        Rarity rarity = Rarity.empty(1);
        Random random = new Random(4);
        int[] truth = new int[20_000];
        for (int i = 0; i < 100_000; i++) {
            int k = (int) (20_000 * StrictMath.pow(random.nextDouble(), 4));
            truth[k]++;
            rarity.observe(new long[] {key(k)}, T + i);
        }
        int far = 0;
        for (int k = 0; k < truth.length; k++) {
            double exact = -Math.log((truth[k] + 0.5) / 100_001) / Math.log(2);
            far += Math.abs(rarity.surprise(key(k), T + 100_000) - exact) > 1 ? 1 : 0;
        }

        assertThat(far).isLessThan(truth.length / 10);
    }

    @Test
    void spreadCountsEntitiesNotSightings() {
        Rarity rarity = Rarity.empty(1);
        long key = RarityKeys.spread(1L << 20, 0);
        for (int i = 0; i < 100; i++) {
            rarity.observe(new long[] {key, entity(i % 10)}, T);
        }

        assertThat(rarity.spread(key, entity(3), T)).isCloseTo(10, within(1.5));
        assertThat(rarity.spread(key, entity(3), T + 2 * 3_600_000)).isCloseTo(10, within(1.5));
        rarity.observe(new long[] {key, entity(1)}, T + 2 * 3_600_000);
        rarity.observe(new long[] {key, entity(1)}, T + 2 * 3_600_000);
        assertThat(rarity.spread(key, entity(1), T + 2 * 3_600_000)).isCloseTo(1, within(0.1));
    }

    @Test
    void oneRecordFromTheFarFutureForgetsNothing() {
        Rarity rarity = Rarity.empty(1);
        long spread = RarityKeys.spread(1L << 20, 0);
        for (int i = 0; i < 1000; i++) {
            rarity.observe(new long[] {key(1), spread, entity(i % 10)}, T + i);
        }
        double before = rarity.surprise(key(2), T + 1000);
        double spreadBefore = rarity.spread(spread, entity(1), T + 1000);

        rarity.observe(new long[] {key(1), spread, entity(1)}, T + 500 * WEEK);

        assertThat(rarity.surprise(key(2), T + 1000)).isCloseTo(before, within(0.01));
        assertThat(rarity.spread(spread, entity(1), T + 1000)).isEqualTo(spreadBefore);
    }

    @Test
    void aFirstRecordFromTheFarFutureIsNotBelieved() {
        Rarity rarity = Rarity.empty(1);
        long spread = RarityKeys.spread(1L << 20, 0);
        rarity.observe(new long[] {key(1), spread, entity(0)}, T + 500 * WEEK);
        for (int i = 0; i < 1000; i++) {
            rarity.observe(new long[] {key(1), spread, entity(i % 10)}, T + i);
        }

        assertThat(rarity.surprise(key(2), T + 1000)).isCloseTo(Math.log(2002) / Math.log(2), within(0.1));
        assertThat(rarity.spread(spread, entity(1), T + 1000)).isCloseTo(10, within(1.5));
    }

    @Test
    void anOldRecordCountsLittleAndBreaksNothing() {
        Rarity rarity = Rarity.empty(1);
        for (int i = 0; i < 10; i++) {
            rarity.observe(keys(1), T);
        }
        rarity.observe(keys(2), T - 20 * WEEK);

        assertThat(rarity.surprise(key(2), T)).isCloseTo(Math.log(22) / Math.log(2), within(0.01));
        assertThat(rarity.surprise(key(3), T - 20 * WEEK)).isCloseTo(Math.log(22) / Math.log(2), within(0.01));
    }

    @Test
    void aRestoredSnapshotContinuesBitForBit() {
        Rarity kept = Rarity.empty(RarityConfig.defaults(), 1, 0b101);
        Random random = new Random(6);
        for (int i = 0; i < 5000; i++) {
            kept.observe(randomKeys(random), T + i * 1_000_000L);
        }
        Rarity restored = Rarity.restore(new StateReader(bytes(kept)));

        assertThat(bytes(restored)).isEqualTo(bytes(kept));
        for (int i = 0; i < 5000; i++) {
            long[] keys = randomKeys(random);
            long time = T + (5000 + i) * 3_000_000L + random.nextInt(100_000_000);
            assertThat(restored.surprise(keys[0], time)).isEqualTo(kept.surprise(keys[0], time));
            if (RarityKeys.kind(keys[0]) != 1) {
                assertThat(restored.rank(keys[0])).isEqualTo(kept.rank(keys[0]));
            }
            assertThat(restored.spread(keys[1], keys[2], time)).isEqualTo(kept.spread(keys[1], keys[2], time));
            restored.observe(keys, time);
            kept.observe(keys, time);
        }
        assertThat(bytes(restored)).isEqualTo(bytes(kept));
    }

    @Test
    void memoryAndSnapshotAreBounded() {
        Rarity rarity = Rarity.empty(1);
        Random random = new Random(6);
        int empty = bytes(rarity).length;
        for (int i = 0; i < 200_000; i++) {
            rarity.observe(randomKeys(random), T + i);
        }

        assertThat(empty).isLessThan(512);
        assertThat(rarity.liveBytes()).isLessThan(256 * 1024);
        assertThat(bytes(rarity).length).isLessThan(256 * 1024);
    }

    @Test
    void anotherSeedSharesOtherCells() {
        Rarity one = Rarity.empty(1);
        Rarity two = Rarity.empty(2);
        one.observe(keys(1), T);
        two.observe(keys(1), T);

        assertThat(bytes(one)).hasSameSizeAs(bytes(one)).isNotEqualTo(bytes(two));
    }

    @Test
    void anyKeysAtAnyTimeGiveFiniteAnswers() {
        Rarity rarity = Rarity.empty(1);
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            long time = random.nextInt(3) == 0 ? random.nextLong() : T + random.nextInt();
            long[] keys = randomKeys(random);
            rarity.observe(keys, time);

            assertThat(rarity.surprise(keys[0], random.nextLong())).isBetween(0.0, 60.0);
            assertThat(rarity.spread(keys[1], keys[2], random.nextLong())).isBetween(1.0, 320.0);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Rarity rarity = Rarity.empty(1);
        byte[] state = bytes(rarity);
        state[0] = 4;

        assertThatThrownBy(() -> Rarity.restore(new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 rarity: snapshot has version 4, this build reads 3; see docs/operations.md,"
                        + " \"Downgrade\"");
        assertThatThrownBy(() -> rarity.observe(new long[] {RarityKeys.spread(64, 0)}, T))
                .hasMessage("DET-111 rarity: a spread key must be followed by its entity");
        assertThatThrownBy(() -> new RarityConfig(1, 3_600_000, 8192, 1024))
                .hasMessage("DET-110 detectors.rarity.halfLifeMillis: must be between 60000 and 31622400000, was 1");
        assertThatThrownBy(() -> new RarityConfig(WEEK, 3_600_000, 8191, 1024))
                .hasMessage("DET-110 detectors.rarity.width: width and spreadWidth must be powers of two, were 8191 and"
                        + " 1024");
    }

    private static long[] randomKeys(Random random) {
        return new long[] {
            RarityKeys.frequency(random.nextLong() & 0xffff_0000L, random.nextInt(3)),
            RarityKeys.spread(random.nextLong() & 0xff_0000L, 3),
            random.nextLong()
        };
    }

    private static long key(long n) {
        return RarityKeys.frequency(n << 6, 0);
    }

    private static long[] keys(long n) {
        return new long[] {key(n)};
    }

    private static long entity(int n) {
        return (long) (3 * n) << 58;
    }

    private static byte[] bytes(Rarity rarity) {
        StateWriter out = new StateWriter();
        rarity.snapshot(out);
        return out.toBytes();
    }
}
