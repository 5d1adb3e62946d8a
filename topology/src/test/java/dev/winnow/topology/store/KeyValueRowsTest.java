package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.state.MapRows;
import dev.winnow.triage.state.Rows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyValueRowsTest {
    private final MapStore store = new MapStore("rows");
    private final KeyValueRows rows = new KeyValueRows(store);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> scan(Rows rows, String prefix) {
        List<String> seen = new ArrayList<>();
        rows.forEach(prefix, (key, value) -> seen.add(key + "=" + new String(value, StandardCharsets.UTF_8)));
        return seen;
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void readsItsOwnWritesBeforeTheStoreHasThem() {
        store.put(Bytes.wrap(bytes("a")), bytes("old"));
        store.put(Bytes.wrap(bytes("b")), bytes("old"));

        rows.put("a", bytes("new"));
        rows.delete("b");
        rows.put("c", bytes("new"));

        assertThat(text(rows.get("a"))).isEqualTo("new");
        assertThat(rows.get("b")).isNull();
        assertThat(text(rows.get("c"))).isEqualTo("new");
        assertThat(text(store.get(Bytes.wrap(bytes("a"))))).isEqualTo("old");
        assertThat(store.rows()).hasSize(2);
    }

    @Test
    void aRowThatIsReadOftenIsReadFromTheStoreOnce() {
        store.put(Bytes.wrap(bytes("a")), bytes("old"));

        for (int i = 0; i < 10; i++) {
            assertThat(text(rows.get("a"))).isEqualTo("old");
            assertThat(rows.get("absent")).isNull();
        }
        rows.put("a", bytes("new"));
        rows.flush();

        assertThat(text(rows.get("a"))).isEqualTo("new");
        assertThat(store.reads()).isEqualTo(2);
    }

    @Test
    void remembersNoMoreThanItsBytes() {
        byte[] large = new byte[100_000];
        for (int i = 0; i < 40; i++) {
            rows.put("row " + i, large);
            rows.flush();
        }

        rows.get("row 0");
        rows.get("row 39");

        assertThat(store.reads()).isEqualTo(1);
        assertThat(rows.get("row 1")).isEqualTo(large);
    }

    @Test
    void discardLeavesNothing() {
        store.put(Bytes.wrap(bytes("a")), bytes("old"));
        int changes = store.changelog().size();
        rows.put("a", bytes("new"));
        rows.delete("a");
        rows.put("b", bytes("new"));

        rows.discard();
        rows.flush();

        assertThat(store.changelog()).hasSize(changes);
        assertThat(text(rows.get("a"))).isEqualTo("old");
        assertThat(scan(rows, "")).containsExactly("a=old");
    }

    @Test
    void flushWritesEachKeyOnceInTheOrderOfItsBytes() {
        rows.put("b", bytes("1"));
        rows.put("a", bytes("1"));
        rows.put("b", bytes("2"));
        rows.delete("c");

        rows.flush();

        assertThat(store.changelog()).extracting(change -> text(change.key())).containsExactly("a", "b", "c");
        assertThat(store.changelog()).extracting(change -> text(change.value())).containsExactly("1", "2", null);
        rows.flush();
        assertThat(store.changelog()).hasSize(3);
    }

    @Test
    void scanMergesStoreAndWritesInTheOrderOfBytes() {
        store.put(Bytes.wrap(bytes("t|b")), bytes("old"));
        store.put(Bytes.wrap(bytes("t|d")), bytes("old"));
        store.put(Bytes.wrap(bytes("u|a")), bytes("old"));
        rows.put("t|c", bytes("new"));
        rows.put("t|\uD83D\uDE00", bytes("new"));
        rows.put("t|\uFF5E", bytes("new"));
        rows.delete("t|d");
        rows.put("t", bytes("outside"));

        assertThat(scan(rows, "t|")).containsExactly("t|b=old", "t|c=new", "t|\uFF5E=new", "t|\uD83D\uDE00=new");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void isWhatRowsInMemoryAre(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MapRows expected = new MapRows();
        MapRows committed = new MapRows();
        String[] parts = {"a", "b", "a|", "|", "ä", "\uFF5E", "\uD83D\uDE00", "ab", ""};

        for (int i = 0; i < 4000; i++) {
            String key = "k" + parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    byte[] value = bytes("v" + i);
                    rows.put(key, value);
                    expected.put(key, value);
                }
                case 3 -> {
                    rows.delete(key);
                    expected.delete(key);
                }
                case 4 -> assertThat(text(rows.get(key))).isEqualTo(text(expected.get(key)));
                case 5 -> assertThat(scan(rows, key)).isEqualTo(scan(expected, key));
                case 6 -> {
                    rows.flush();
                    committed = copy(expected);
                }
                default -> {
                    if (random.nextInt(3) == 0) {
                        rows.discard();
                        expected = copy(committed);
                    }
                }
            }
        }
        assertThat(scan(rows, "")).isEqualTo(scan(expected, "")).isNotEmpty();
    }

    private static MapRows copy(MapRows rows) {
        MapRows copy = new MapRows();
        rows.forEach("", copy::put);
        return copy;
    }
}
