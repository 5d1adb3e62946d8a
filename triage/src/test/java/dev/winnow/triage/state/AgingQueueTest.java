package dev.winnow.triage.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgingQueueTest {
    private final MapRows rows = new MapRows();
    private final AgingQueue queue = new AgingQueue(rows, "test");

    @Test
    void givesWhatIsDueInOrderAndNothingElse() {
        queue.add("acme", "a", 10);
        queue.add("acme", "b", 20);
        queue.add("globex", "c", 5);

        assertThat(queue.takeDue("acme", 9)).isEmpty();
        assertThat(queue.takeDue("acme", 15)).contains(new AgingQueue.Entry("a", 10));
        assertThat(queue.takeDue("acme", 15)).isEmpty();
        assertThat(queue.takeDue("acme", 20)).contains(new AgingQueue.Entry("b", 20));
        assertThat(queue.size("acme")).isZero();
        assertThat(queue.size("globex")).isEqualTo(1);
    }

    @Test
    void nothingIsDueBeforeWhatCameBeforeIt() {
        queue.add("acme", "far", 1000);
        queue.add("acme", "near", 10);

        assertThat(queue.takeDue("acme", 999)).isEmpty();
        assertThat(queue.takeDue("acme", 1000)).contains(new AgingQueue.Entry("far", 1000));
        assertThat(queue.takeDue("acme", 1000)).contains(new AgingQueue.Entry("near", 1000));
    }

    @Test
    void whatCameBeforeThereWasATimeWaitsFromTheFirstOne() {
        queue.add("acme", "a", TenantClock.UNKNOWN, 10);
        queue.add("acme", "b", TenantClock.UNKNOWN, 10);

        assertThat(queue.takeDue("acme", TenantClock.UNKNOWN)).isEmpty();
        assertThat(queue.takeDue("acme", 5000)).isEmpty();
        queue.add("acme", "c", 5004, 10);
        assertThat(queue.takeDue("acme", 5009)).isEmpty();
        assertThat(queue.takeDue("acme", 5010)).contains(new AgingQueue.Entry("a", 5010));
        assertThat(queue.takeDue("acme", 5010)).contains(new AgingQueue.Entry("b", 5010));
        assertThat(queue.takeDue("acme", 5010)).isEmpty();
        assertThat(queue.takeDue("acme", 5014)).contains(new AgingQueue.Entry("c", 5014));
    }

    @Test
    void aFirstTimeFromTheFutureThatIsTakenBackHoldsNothingUp() {
        queue.add("acme", "a", 1_000_000, 10);
        assertThat(queue.takeDue("acme", 1_000_000)).isEmpty();

        assertThat(queue.takeDue("acme", 500)).isEmpty();
        queue.add("acme", "b", 505, 10);

        assertThat(queue.takeDue("acme", 510)).contains(new AgingQueue.Entry("a", 510));
        assertThat(queue.takeDue("acme", 515)).contains(new AgingQueue.Entry("b", 515));
    }

    @Test
    void leavesOnlyItsPositionBehind() {
        for (int i = 0; i < 100; i++) {
            queue.add("acme", "k" + i, i);
        }
        List<String> taken = new ArrayList<>();
        for (var entry = queue.take("acme"); entry.isPresent(); entry = queue.take("acme")) {
            taken.add(entry.get().key());
        }

        assertThat(taken).hasSize(100).startsWith("k0", "k1").endsWith("k99");
        assertThat(rows.size()).isEqualTo(1);
    }

    @Test
    void refusesRowsOfAnotherVersion() {
        assertThatThrownBy(() -> RowFormat.open("fold", new byte[] {9}, 1))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-003 triage row \"fold\": this build reads version 1, found 9;"
                        + " start with the build that wrote it, or migrate the store");
    }
}
