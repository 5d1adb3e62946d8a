package dev.winnow.triage.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.Given;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TenantClockTest {
    private final TenantClock clock = new TenantClock(TimeConfig.defaults(), new MapRows());

    @Test
    void followsSteadyRecords() {
        for (int i = 0; i < 100; i++) {
            clock.observe("acme", i * Given.MINUTE);
        }

        assertThat(clock.now("acme")).isEqualTo(99 * Given.MINUTE);
    }

    @Test
    void fourRecordsFromTheFutureMoveItByFourSteps() {
        steady();
        long before = clock.now("acme");

        for (int i = 0; i < 4; i++) {
            clock.observe("acme", before + 3650 * Given.DAY);
        }

        assertThat(clock.now("acme")).isEqualTo(before + 40 * Given.MINUTE);
    }

    @Test
    void aMajorityOfNewRecordsConfirmsARealGap() {
        steady();

        for (int i = 0; i < 5; i++) {
            clock.observe("acme", 3 * Given.DAY + i);
        }

        assertThat(clock.now("acme")).isEqualTo(3 * Given.DAY);
    }

    @Test
    void aFirstRecordFromTheFutureIsOutvoted() {
        clock.observe("acme", 3650 * Given.DAY);

        steady();

        assertThat(clock.now("acme")).isEqualTo(19_000);
    }

    @Test
    void neverFallsOnceItIsEstablished() {
        steady();
        Random random = new Random(1);
        long last = clock.now("acme");
        for (int i = 0; i < 10_000; i++) {
            long now = clock.observe("acme", random.nextInt(1_000_000_000));
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void tenantsHaveTheirOwnTime() {
        steady();

        assertThat(clock.now("globex")).isEqualTo(TenantClock.UNKNOWN);
    }

    @Test
    void witnessesMustBeAMajority() {
        assertThatThrownBy(() -> new TimeConfig(1, 9, 4))
                .hasMessage(
                        "CFG-017 triage.time.witnesses: must be more than half of window (9) and at most all of it, was 4");
    }

    private void steady() {
        for (int i = 0; i < 20; i++) {
            clock.observe("acme", i * 1000);
        }
    }
}
