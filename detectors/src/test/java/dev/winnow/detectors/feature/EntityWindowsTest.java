package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.event.Event;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntityWindowsTest {
    private static final long HOUR = 3_600_000;

    @Test
    void anEventOlderThanTheFrontierIsLateAndStillCounted() {
        Run run = Run.of("suricata-flow/1");
        run.feed(Events.flow(0, "10.0.0.9", 443, 10, 10));
        run.feed(Events.flow(100_000, "10.0.0.9", 443, 10, 10));
        run.feed(Events.flow(110_000, "10.0.0.9", 443, 10, 10));

        Extraction late = run.feed(Events.flow(49_000, "10.0.0.9", 443, 10, 10));
        Extraction next = run.feed(Events.flow(120_000, "10.0.0.9", 443, 10, 10));

        assertThat(late.late()).isTrue();
        assertThat(run.value(late, "flows_5m")).isEqualTo(2);
        assertThat(next.late()).isFalse();
        assertThat(run.value(next, "flows_5m")).isEqualTo(5);
    }

    @Test
    void theFirstMomentOfTheGracePeriodIsNotLate() {
        Run run = Run.of("suricata-flow/1");
        run.feed(Events.flow(0, "10.0.0.9", 443, 10, 10));
        run.feed(Events.flow(110_000, "10.0.0.9", 443, 10, 10));

        assertThat(run.feed(Events.flow(50_000, "10.0.0.9", 443, 10, 10)).late())
                .isFalse();
        assertThat(run.feed(Events.flow(49_999, "10.0.0.9", 443, 10, 10)).late())
                .isTrue();
    }

    @Test
    void oneRecordFromTheFarFutureNeitherEmptiesTheWindowsNorMakesTheRestLate() {
        Run with = Run.of("suricata-flow/1");
        Run without = Run.of("suricata-flow/1");
        for (int i = 0; i < 20; i++) {
            Event event = Events.flow(i * 5000L, "10.0.0." + i, 443, 10, 10);
            with.feed(event);
            without.feed(event);
        }
        with.feed(Events.flow(5 * 365 * 24 * HOUR, "10.0.0.9", 443, 10, 10));

        for (int i = 20; i < 60; i++) {
            Event event = Events.flow(i * 5000L, "10.0.0." + i, 443, 10, 10);
            Extraction actual = with.feed(event);
            Extraction expected = without.feed(event);

            assertThat(actual.late()).isFalse();
            for (String feature : new String[] {"flows_5m", "destinations_10m", "ports_per_destination_10m"}) {
                assertThat(with.value(actual, feature)).isEqualTo(without.value(expected, feature));
            }
        }
    }

    @Test
    void aFirstRecordFromTheFarFutureDoesNotMakeTheRestLate() {
        Run run = Run.of("suricata-flow/1");
        run.feed(Events.flow(5 * 365 * 24 * HOUR, "10.0.0.9", 443, 10, 10));

        assertThat(run.feed(Events.flow(0, "10.0.0.9", 443, 10, 10)).late()).isFalse();
        assertThat(run.feed(Events.flow(1000, "10.0.0.9", 443, 10, 10)).late()).isFalse();
        assertThat(run.feed(Events.flow(2000, "10.0.0.9", 443, 10, 10), "flows_5m"))
                .isEqualTo(3);
    }

    @Test
    void aSecondRecordConfirmsALongSilence() {
        Run run = Run.of("suricata-flow/1");
        run.feed(Events.flow(0, "10.0.0.9", 443, 10, 10));
        run.feed(Events.flow(60 * HOUR, "10.0.0.9", 443, 10, 10));
        run.feed(Events.flow(60 * HOUR + 1000, "10.0.0.9", 443, 10, 10));

        assertThat(run.windows.frontierMillis()).isEqualTo(Events.START + 60 * HOUR + 1000 - 60_000);
        assertThat(run.feed(Events.flow(59 * HOUR, "10.0.0.9", 443, 10, 10)).late())
                .isTrue();
    }

    @Test
    void aBurstNarrowsTheToleranceButLosesNoCount() {
        Run run = Run.of("suricata-flow/1");
        for (int i = 0; i < 1000; i++) {
            run.feed(Events.flow(i, "10.0.0.9", 443, 10, 10));
        }

        assertThat(run.windows.frontierMillis()).isGreaterThan(Events.START + 900);
        assertThat(run.feed(Events.flow(1000, "10.0.0.9", 443, 10, 10), "flows_5m"))
                .isEqualTo(1001);
    }

    @Test
    void theRowStaysBoundedUnderAScanOfEveryPortAndRandomEvents() {
        Run run = Run.of("suricata-flow/1");
        int largest = 0;
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            Event event = i < 65_536
                    ? Events.flow(i * 10L, "10.0.0." + i % 4, i, 60, 0)
                    : Events.random(random, "flow", Events.START + 655_360 + i * 20L + random.nextInt(5000));
            run.windows.observe(event);
            if (i % 16 == 0) {
                largest = Math.max(largest, run.windows.encode().length);
            }
        }

        assertThat(largest).isBetween(2000, run.set.maxRowBytes());
    }

    @Test
    void noBuiltInRowCanTakeMoreThanEightKilobytes() {
        for (FeatureSet set : FeatureSets.builtIn()) {
            assertThat(set.maxRowBytes()).as(set.id()).isLessThanOrEqualTo(8192);
        }
    }

    @Test
    void anOrdinaryRowTakesLessThanTwoKilobytes() {
        for (FeatureSet set : FeatureSets.builtIn()) {
            Run run = new Run(set);
            Random random = new Random(5);
            for (int i = 0; i < 2000; i++) {
                run.feed(Events.random(random, set.eventTypes().get(0), Events.START + i * 30_000L));
            }

            assertThat(run.windows.encode().length).as(set.id()).isLessThan(2048);
        }
    }

    @Test
    void distinctPortsOfAScanAreEstimatedWithinAThird() {
        Run run = Run.of("suricata-flow/1");
        double last = 0;
        for (int i = 0; i < 5000; i++) {
            last = run.feed(
                    Events.flow(i * 20L, "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256, 443, 60, 0),
                    "destinations_10m");
        }

        assertThat(last).isCloseTo(5000, within(1650.0));
    }

    @Test
    void distinctCountsAreExactAgainAfterAScan() {
        Run run = Run.of("suricata-flow/1");
        for (int i = 0; i < 5000; i++) {
            run.feed(Events.flow(i * 20L, "10.1." + i / 256 + "." + i % 256, 443, 60, 0));
        }

        double after = 0;
        for (int i = 0; i < 3; i++) {
            after = run.feed(Events.flow(HOUR + i * 1000L, "10.0.0." + i, 443, 60, 60), "destinations_10m");
        }

        assertThat(after).isEqualTo(3);
    }

    @Test
    void aScanDoesNotMakeHabitsLookNew() {
        Run run = Run.of("suricata-flow/1");
        for (int i = 0; i < 10; i++) {
            run.feed(Events.flow(i * 1000L, "10.0.0.9", 443, 60, 60));
        }
        for (int i = 0; i < 5000; i++) {
            run.feed(Events.flow(20_000 + i * 20L, "10.1." + i / 256 + "." + i % 256, 443, 60, 0));
        }

        assertThat(run.feed(Events.flow(200_000, "10.0.0.9", 443, 60, 60), "destination_novelty"))
                .isEqualTo(1.0 / 11);
    }

    @Test
    void refusesARowOfAnotherVersionOrSetOrLength() {
        Run flow = Run.of("suricata-flow/1");
        flow.feed(Events.flow(0, "10.0.0.9", 443, 10, 10));
        byte[] row = flow.windows.encode();
        byte[] newer = row.clone();
        newer[0] = 9;
        FeatureSet dns = FeatureSets.byId("dns/1").orElseThrow();

        assertThatThrownBy(() -> EntityWindows.decode(flow.set, newer))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 windows of feature set \"suricata-flow/1\": row has version 9, this build reads 1;"
                        + " see docs/operations.md, \"Downgrade\"");
        assertThatThrownBy(() -> EntityWindows.decode(dns, row))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-003 windows of feature set \"dns/1\"");
        assertThatThrownBy(() -> EntityWindows.decode(flow.set, Arrays.copyOf(row, row.length + 1)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-002 state: 1 bytes too many");
        for (int length = 0; length < row.length; length++) {
            byte[] cut = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> EntityWindows.decode(flow.set, cut)).isInstanceOf(StateFormatException.class);
        }
    }

    @Test
    void aDamagedRowIsRefusedOrReadButNeverFailsOtherwise() {
        Run run = Run.of("suricata-flow/1");
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            run.feed(Events.random(random, "flow", Events.START + i * 500L));
        }
        byte[] row = run.windows.encode();
        int refused = 0;
        for (int i = 13; i < row.length; i++) {
            byte[] damaged = row.clone();
            damaged[i] ^= (byte) (1 << random.nextInt(8));
            try {
                EntityWindows windows = EntityWindows.decode(run.set, damaged);
                windows.observe(Events.flow(200_000, "10.0.0.9", 443, 10, 10));
            } catch (StateFormatException expected) {
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void aSecretSeedChangesTheKeysAndTravelsWithTheRow() {
        FeatureSet set = FeatureSets.byId("suricata-flow/1").orElseThrow();
        EntityWindows one = EntityWindows.empty(set, 1);
        EntityWindows two = EntityWindows.empty(set, 2);
        Event event = Events.flow(0, "10.0.0.9", 443, 10, 10);
        one.observe(event);
        two.observe(event);

        EntityWindows again = EntityWindows.decode(set, one.encode());
        again.observe(event);
        one.observe(event);

        assertThat(again.encode()).isEqualTo(one.encode()).isNotEqualTo(two.encode());
    }
}
