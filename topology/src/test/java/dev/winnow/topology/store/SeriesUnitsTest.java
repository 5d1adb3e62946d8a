package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesUnitsTest {
    private static final long HOUR = 3_600_000;

    private final MapStore store = new MapStore("models");
    private SeriesUnits units = opened();

    private SeriesUnits opened() {
        return new SeriesUnits(store, 3, 10 * HOUR);
    }

    @Test
    void theLongestSilentMakesRoomAndItsFamilyAlone() {
        units.hear("other", "a", 0);
        units.hear("mine", "a", 0);
        units.hear("mine", "b", HOUR);
        units.hear("mine", "c", HOUR);
        units.hear("mine", "a", 2 * HOUR);

        SeriesUnits.Gone gone = units.hear("mine", "d", 2 * HOUR);

        assertThat(gone).isEqualTo(new SeriesUnits.Gone(List.of(), List.of("b"), 1));
        assertThat(units.of("mine")).containsExactly("a", "c", "d");
        assertThat(units.of("other")).containsExactly("a");
    }

    @Test
    void whoIsSilentTooLongGoes() {
        units.hear("mine", "a", 0);
        units.hear("mine", "b", 5 * HOUR);

        SeriesUnits.Gone gone = units.hear("mine", "b", 11 * HOUR);

        assertThat(gone).isEqualTo(new SeriesUnits.Gone(List.of("a"), List.of(), 0));
    }

    @Test
    void aFloodIsAnnouncedOnceInAnHour() {
        int announcements = 0;
        int announced = 0;
        for (int i = 0; i < 100; i++) {
            SeriesUnits.Gone gone = units.hear("mine", "u" + i, i * HOUR / 20);
            announcements += gone.toAnnounce() > 0 ? 1 : 0;
            announced += gone.toAnnounce();
        }

        assertThat(announcements).isEqualTo(5);
        assertThat(announced).isBetween(78, 97);
    }

    @Test
    void anOpenedListGoesOnAsTheOneThatWroteIt() {
        SeriesUnits whole = units;
        for (int i = 0; i < 200; i++) {
            String unit = "u" + i * i % 7;
            SeriesUnits.Gone expected = whole.hear("mine", unit, i * HOUR / 3);
            if (i % 10 == 0) {
                units = opened();
                assertThat(units.of("mine")).isEqualTo(whole.of("mine"));
            }
            assertThat(expected.evicted()).doesNotContain(unit);
        }
        assertThat(whole.of("mine")).hasSize(3);
    }

    @Test
    void writesOnceInAnHour() {
        for (int i = 0; i < 60; i++) {
            units.hear("mine", "a", i * HOUR / 30);
        }

        assertThat(store.changelog()).hasSize(2);
    }
}
