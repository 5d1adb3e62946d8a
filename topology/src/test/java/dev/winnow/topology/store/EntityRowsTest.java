package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateVersionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityRowsTest {
    private static final long NOON = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final String FLOW = "acme|flow/1|all";
    private static final String ALERT = "acme|alert/1|all";

    private final MapStore store = new MapStore("entities");

    private EntityRows rows(long maxBytes) {
        return new EntityRows(store, maxBytes, HOUR);
    }

    private static byte[] row(int value) {
        byte[] row = new byte[100];
        row[0] = (byte) value;
        return row;
    }

    /** Room for this many rows of {@link #row} under a name of one letter. */
    private static long roomFor(int rows) {
        return rows * (1L + FLOW.length() + 1 + 8 + 1 + 17 + 100 + EntityRows.INDEX_BYTES);
    }

    private static String kept(EntityRows rows, String segment, long generation, long time, String... entities) {
        StringBuilder kept = new StringBuilder();
        for (String entity : entities) {
            if (rows.get(segment, generation, entity, time) != null) {
                kept.append(entity);
            }
        }
        return kept.toString();
    }

    @Test
    void rowComesBackAsItWasWritten() {
        EntityRows rows = rows(roomFor(3));

        rows.put(FLOW, 1, "a", NOON, row(7));

        assertThat(rows.get(FLOW, 1, "a", NOON)).isEqualTo(row(7));
        assertThat(rows.get(FLOW, 2, "a", NOON)).isNull();
        assertThat(rows.get(ALERT, 1, "a", NOON)).isNull();
        assertThat(rows(roomFor(3)).get(FLOW, 1, "a", NOON)).isEqualTo(row(7));
    }

    @Test
    void longestUnusedRowsOfTheTaskGoWhenTheBytesAreUsedUp() {
        EntityRows rows = rows(roomFor(3));
        for (String entity : List.of("a", "b", "c", "a")) {
            assertThat(rows.put(FLOW, 1, entity, NOON, row(1)).evicted()).isZero();
        }

        EntityRows.Gone gone = rows.put(FLOW, 1, "d", NOON, row(1));

        assertThat(gone).isEqualTo(new EntityRows.Gone(0, 0, 1, 1));
        assertThat(kept(rows, FLOW, 1, NOON, "a", "b", "c", "d")).isEqualTo("acd");
        assertThat(rows.bytes()).isLessThanOrEqualTo(roomFor(3));
        assertThat(store.rows().keySet()).filteredOn(key -> key.get()[0] == 'R').hasSize(3);
    }

    @Test
    void rowThatIsLargerThanAllRoomStaysAlone() {
        EntityRows rows = rows(roomFor(3));
        rows.put(FLOW, 1, "a", NOON, row(1));
        rows.put(FLOW, 1, "b", NOON, row(1));

        rows.put(FLOW, 1, "c", NOON, new byte[5000]);

        assertThat(kept(rows, FLOW, 1, NOON, "a", "b", "c")).isEqualTo("c");
    }

    @Test
    void lossesAreAnnouncedOnceAnHourOfEventTimeWithTheirNumber() {
        EntityRows rows = rows(roomFor(3));
        List<Long> announced = new ArrayList<>();

        for (int i = 0; i < 3 + 100; i++) {
            EntityRows.Gone gone = rows.put(FLOW, 1, Character.toString(33 + i % 90), NOON + i * 60_000L, row(1));
            if (gone.toAnnounce() > 0) {
                announced.add(gone.toAnnounce());
            }
        }

        assertThat(announced).containsExactly(1L, 60L);
    }

    @Test
    void silentEntityIsNewAgainAfterTheTimeToLiveAndItsRowGoesWithTheNextWrites() {
        EntityRows rows = rows(roomFor(100));
        rows.put(FLOW, 1, "a", NOON, row(1));
        rows.put(FLOW, 1, "b", NOON + 1, row(1));
        rows.put(FLOW, 1, "c", NOON + 2, row(1));

        assertThat(rows.get(FLOW, 1, "a", NOON + HOUR)).isNotNull();
        assertThat(rows.get(FLOW, 1, "a", NOON + HOUR + 1)).isNull();
        EntityRows.Gone first = rows.put(FLOW, 1, "d", NOON + HOUR + 120_000, row(1));
        EntityRows.Gone second = rows.put(FLOW, 1, "d", NOON + HOUR + 120_000, row(1));

        assertThat(first.expired()).isEqualTo(2);
        assertThat(second.expired()).isEqualTo(1);
        assertThat(rows.size()).isEqualTo(1);
    }

    @Test
    void timeOfOneSegmentDoesNotEndTheRowsOfAnother() {
        EntityRows rows = rows(roomFor(100));
        rows.put(ALERT, 1, "a", NOON, row(1));

        rows.put(FLOW, 1, "a", NOON + 10 * HOUR, row(1));

        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.get(ALERT, 1, "a", NOON + 1)).isNotNull();
    }

    @Test
    void lateEventDoesNotMakeARowOlder() {
        EntityRows rows = rows(roomFor(100));
        rows.put(FLOW, 1, "a", NOON + HOUR, row(1));

        rows.put(FLOW, 1, "a", NOON, row(2));

        assertThat(rows.get(FLOW, 1, "a", NOON + 2 * HOUR)).isEqualTo(row(2));
    }

    @Test
    void newGenerationLeavesNothingBehindAFewRowsAtATime() {
        EntityRows rows = rows(roomFor(1000));
        for (int i = 0; i < 20; i++) {
            rows.put(FLOW, 1, "e" + i, NOON, row(1));
        }
        rows.put(ALERT, 1, "a", NOON, row(1));
        rows = rows(roomFor(1000));

        List<Integer> abandoned = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            abandoned.add(rows.put(FLOW, 2, "e0", NOON, row(1)).abandoned());
            rows = rows(roomFor(1000));
        }

        assertThat(abandoned).containsExactly(8, 8, 4, 0);
        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.get(ALERT, 1, "a", NOON)).isNotNull();
    }

    @Test
    void smallerBudgetIsReachedInSteps() {
        EntityRows rows = rows(roomFor(1000));
        for (int i = 0; i < 300; i++) {
            rows.put(FLOW, 1, Character.toString(0x100 + i), NOON, row(1));
        }
        rows = rows(roomFor(100));

        List<Integer> evicted = new ArrayList<>();
        while (rows.bytes() > roomFor(100)) {
            evicted.add(rows.put(FLOW, 1, Character.toString(0x100 + 299), NOON, row(1))
                    .evicted());
        }

        assertThat(evicted).hasSize(4).allMatch(count -> count <= 64);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void rowsThatAreOpenedAgainAtRandomGoOnAsIfTheyHadNotBeen(long seed) {
        MapStore other = new MapStore("entities");
        EntityRows whole = new EntityRows(other, roomFor(40), HOUR);
        EntityRows interrupted = rows(roomFor(40));
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 3000; i++) {
            if (random.nextInt(40) == 0) {
                interrupted = rows(roomFor(40));
            }
            String segment = random.nextInt(4) == 0 ? ALERT : FLOW;
            String entity = "e" + (random.nextInt(3) == 0 ? random.nextInt(1000) : random.nextInt(30));
            long time = NOON + i * 10_000L - (random.nextInt(10) == 0 ? random.nextInt(2_000_000) : 0);
            byte[] row = new byte[20 + random.nextInt(200)];

            assertThat(interrupted.get(segment, 1 + i / 1500, entity, time))
                    .isEqualTo(whole.get(segment, 1 + i / 1500, entity, time));
            assertThat(interrupted.put(segment, 1 + i / 1500, entity, time, row))
                    .isEqualTo(whole.put(segment, 1 + i / 1500, entity, time, row));
            assertThat(whole.bytes()).isLessThanOrEqualTo(roomFor(40));
        }

        assertThat(store.rows()).usingRecursiveComparison().isEqualTo(other.rows());
    }

    @Test
    void entityMayHaveAnyNameWithoutTakingAnothersRow() {
        EntityRows rows = rows(roomFor(1000));
        Set<String> names = new HashSet<>(List.of("", "\0", "a\0", "a", "|", "a|b", "\0\0\0\0\0\0\0\0\1a"));
        names.forEach(name -> rows.put(FLOW, 1, name, NOON, row(name.length())));

        EntityRows again = rows(roomFor(1000));

        assertThat(again.size()).isEqualTo(names.size());
        assertThat(names)
                .allSatisfy(name -> assertThat(again.get(FLOW, 1, name, NOON)).isEqualTo(row(name.length())));
    }

    @Test
    void rowsOfAnotherBuildAreRefusedAndDamagedOnesGoAndAreCounted() {
        rows(roomFor(10)).put(FLOW, 1, "a", NOON, row(1));
        rows(roomFor(10)).put(FLOW, 1, "b", NOON, row(1));
        Bytes key = store.rows().keySet().iterator().next();
        byte[] whole = store.value(key);

        store.rows().put(key, new byte[] {1, 0});
        EntityRows opened = rows(roomFor(10));
        assertThat(opened.size()).isEqualTo(1);
        assertThat(opened.damagedAtOpening()).isEqualTo(1);
        assertThat(store.rows()).doesNotContainKey(key);

        whole[0] = 2;
        store.rows().put(key, whole);
        assertThatThrownBy(() -> rows(roomFor(10)))
                .isInstanceOf(StateVersionException.class)
                .hasMessage(
                        "STA-001 entity row has version 2, this build reads 1; see docs/operations.md, \"Downgrade\"");
    }
}
