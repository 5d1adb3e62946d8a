package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards that tell one another what they saw know what one shard knows that saw everything. */
final class SightingsProperties {
    private static final int SHARDS = 6;
    private static final int KEYS = 400;
    private static final int ENTITIES = 90;
    private static final long MINUTE = 60_000;
    /** Two keys in one cell of all three rows: with 400 keys in 16,384 cells rarer than one in 10^4 tests. */
    private static final double EXACT_BITS = 1e-3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyShardKnowsWhatOneShardWouldKnow(long seed) {
        Random random = new Random(seed);
        Rarity one = Rarity.empty(seed);
        List<Rarity> shards = shards(seed);
        long now = Events.START;

        for (int i = 0; i < 6000; i++) {
            now = Events.START + i * 1000L;
            int entity = random.nextInt(ENTITIES);
            long[] keys = keys(random, entity);
            one.observe(keys, now);
            shards.get(entity % SHARDS).observe(keys, now);
            if (i % 60 == 59) {
                exchange(shards, random);
            }
        }
        exchange(shards, random);

        for (int key = 0; key < KEYS + 20; key++) {
            double spread = one.spread(spreadKey(key), entityHash(0), now);
            double surprise = one.surprise(frequencyKey(key), now);
            for (Rarity shard : shards) {
                assertThat(shard.spread(spreadKey(key), entityHash(0), now))
                        .as("spread of key %d, seed %d", key, seed)
                        .isEqualTo(spread);
                assertThat(shard.surprise(frequencyKey(key), now))
                        .as("surprise of key %d, seed %d", key, seed)
                        .isCloseTo(surprise, within(EXACT_BITS));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void sightingsAddUpInAnyOrderAndGrouping(long seed) {
        Random random = new Random(seed);
        List<Rarity> inParts = shards(seed);
        List<Rarity> atOnce = shards(seed);
        List<Sightings> parts = new ArrayList<>();
        long now = Events.START;
        for (int i = 0; i < 900; i++) {
            now = Events.START + i * 2000L;
            int entity = random.nextInt(ENTITIES);
            long[] keys = keys(random, entity);
            inParts.get(entity % SHARDS).observe(keys, now);
            atOnce.get(entity % SHARDS).observe(keys, now);
            if (i % 50 == 49) {
                inParts.forEach(shard -> parts.add(shard.take()));
            }
        }
        List<Sightings> wholes = new ArrayList<>();
        atOnce.forEach(shard -> wholes.add(shard.take()));
        List<Sightings> shuffled = new ArrayList<>(parts);
        Collections.shuffle(shuffled, random);

        Rarity first = sum(seed, parts);
        Rarity second = sum(seed, shuffled);
        Rarity third = sum(seed, wholes);

        for (int key = 0; key < KEYS; key++) {
            assertThat(second.spread(spreadKey(key), entityHash(1), now))
                    .isEqualTo(first.spread(spreadKey(key), entityHash(1), now));
            assertThat(third.spread(spreadKey(key), entityHash(1), now))
                    .isEqualTo(first.spread(spreadKey(key), entityHash(1), now));
            assertThat(second.total(frequencyKey(key), now))
                    .isCloseTo(first.total(frequencyKey(key), now), within(1e-3));
            assertThat(third.total(frequencyKey(key), now))
                    .isCloseTo(first.total(frequencyKey(key), now), within(1e-3));
        }
    }

    @Test
    void sixtyHostsWithOneSignatureAreSixtyOnEveryShard() {
        List<Rarity> shards = shards(7);
        for (int entity = 0; entity < 60; entity++) {
            shards.get(entity % SHARDS)
                    .observe(new long[] {spreadKey(1), entityHash(entity)}, Events.START + entity * 1000L);
        }
        long now = Events.START + 60_000;
        double alone = shards.get(0).spread(spreadKey(1), entityHash(0), now);

        exchange(shards, new Random(7));

        assertThat(alone).isLessThan(15);
        Rarity one = Rarity.empty(7);
        for (int entity = 0; entity < 60; entity++) {
            one.observe(new long[] {spreadKey(1), entityHash(entity)}, Events.START + entity * 1000L);
        }
        for (Rarity shard : shards) {
            assertThat(shard.spread(spreadKey(1), entityHash(0), now))
                    .isEqualTo(one.spread(spreadKey(1), entityHash(0), now))
                    .isBetween(45.0, 75.0);
        }
    }

    @Test
    void whatIsTakenIsTakenOnceAndSurvivesASnapshot() {
        Rarity shard = Rarity.ofShard(RarityConfig.defaults(), 3, 0);
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            shard.observe(keys(random, i), Events.START + i * MINUTE);
        }
        StateWriter out = new StateWriter();
        shard.snapshot(out);
        Rarity restored = Rarity.restore(new StateReader(out.toBytes()));

        Sightings taken = shard.take();

        assertThat(restored.take().toBytes()).isEqualTo(taken.toBytes());
        assertThat(shard.take().size()).isZero();
        assertThat(Sightings.fromBytes(taken.toBytes()).toBytes()).isEqualTo(taken.toBytes());
    }

    @Test
    void sightingsThatAreNotWholeAreRefused() {
        Rarity shard = Rarity.ofShard(RarityConfig.defaults(), 3, 0);
        shard.observe(keys(new Random(1), 1), Events.START);
        shard.observe(keys(new Random(1), 1), Events.START);
        byte[] bytes = shard.take().toBytes();
        bytes[0] = 9;

        assertThatThrownBy(() -> Sightings.fromBytes(bytes))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 sightings have version 9, this build reads 1");
        assertThatThrownBy(() -> Rarity.empty(1).take())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a rarity that is alone has nobody to tell");
    }

    private static List<Rarity> shards(long seed) {
        List<Rarity> shards = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            shards.add(Rarity.ofShard(RarityConfig.defaults(), seed, 0));
        }
        return shards;
    }

    private static Rarity sum(long seed, List<Sightings> sightings) {
        Rarity sum = Rarity.ofShard(RarityConfig.defaults(), seed, 0);
        sightings.forEach(sum::absorb);
        return sum;
    }

    /** Each tells all others, by way of bytes, in a random order. */
    private static void exchange(List<Rarity> shards, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int from : order) {
            byte[] told = shards.get(from).take().toBytes();
            for (int to = 0; to < shards.size(); to++) {
                if (to != from) {
                    shards.get(to).absorb(Sightings.fromBytes(told));
                }
            }
        }
    }

    private static long[] keys(Random random, int entity) {
        int key = (int) (KEYS * StrictMath.pow(random.nextDouble(), 3));
        return new long[] {frequencyKey(key), spreadKey(key), entityHash(entity)};
    }

    private static long frequencyKey(int key) {
        return RarityKeys.frequency((key + 1) * 0x9e3779b97f4a7c15L, 2);
    }

    private static long spreadKey(int key) {
        return RarityKeys.spread((key + 1) * 0x9e3779b97f4a7c15L, 3);
    }

    private static long entityHash(int entity) {
        return new java.util.SplittableRandom(entity).nextLong();
    }
}
