package dev.winnow.app.run.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.http.RuntimeStatus.Restore;
import org.junit.jupiter.api.Test;

final class RestoreWatchTest {
    private static final long LONG = RestoreWatch.PATIENCE_NANOS;

    private final RestoreWatch watch = new RestoreWatch();

    @Test
    void storesThatStandStillAfterAFailureAreStuck() {
        Restore still = new Restore(8, 95_047, 138_669);

        assertThat(watch.isStuck(0, false, still)).isFalse();
        assertThat(watch.isStuck(LONG - 1, false, still)).isFalse();
        assertThat(watch.isStuck(LONG, false, still)).isTrue();
    }

    @Test
    void oneRecordMoreIsProgress() {
        watch.isStuck(0, false, new Restore(8, 10, 100));

        assertThat(watch.isStuck(LONG, false, new Restore(8, 11, 100))).isFalse();
        assertThat(watch.isStuck(2 * LONG - 1, false, new Restore(8, 11, 100))).isFalse();
        assertThat(watch.isStuck(2 * LONG, false, new Restore(8, 11, 100))).isTrue();
    }

    @Test
    void whoWaitsForBrokersOrHasNotFailedIsNotStuck() {
        Restore still = new Restore(8, 10, 100);

        assertThat(watch.isStuck(0, true, still)).isFalse();
        assertThat(watch.isStuck(5 * LONG, true, still)).isFalse();
        assertThat(watch.isStuck(5 * LONG + 1, false, still)).isFalse();
        assertThat(watch.isStuck(6 * LONG, false, still)).isTrue();
    }
}
