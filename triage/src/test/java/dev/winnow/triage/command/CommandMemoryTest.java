package dev.winnow.triage.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.Given;
import dev.winnow.triage.command.CommandMemory.Seen;
import dev.winnow.triage.state.MapRows;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandMemoryTest {
    private static final byte[] ONE = "one".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.US_ASCII);

    private final CommandMemory memory = new CommandMemory(new MapRows());

    @Test
    void tellsTheSameCommandFromAnotherOfItsId() {
        memory.remember("acme", "c1", ONE, Optional.of(Given.NOON));

        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.SAME);
        assertThat(memory.seen("acme", "c1", TWO)).isEqualTo(Seen.OTHER);
        assertThat(memory.seen("acme", "c2", ONE)).isEqualTo(Seen.NEW);
        assertThat(memory.seen("other", "c1", ONE)).isEqualTo(Seen.NEW);
    }

    @Test
    void forgetsAfterItsRetentionOfEventTime() {
        memory.remember("acme", "c1", ONE, Optional.of(Given.NOON));

        memory.remember("acme", "c2", ONE, Optional.of(Given.NOON + CommandMemory.RETENTION_MILLIS - 1));
        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.SAME);
        memory.remember("acme", "c3", ONE, Optional.of(Given.NOON + CommandMemory.RETENTION_MILLIS));

        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.NEW);
        assertThat(memory.seen("acme", "c2", ONE)).isEqualTo(Seen.SAME);
    }

    @Test
    void keepsWhatCameBeforeTheFirstEventAsLongAsTheRest() {
        memory.remember("acme", "c1", ONE, Optional.empty());
        memory.remember("acme", "c2", ONE, Optional.of(Given.NOON));

        memory.remember("acme", "c3", ONE, Optional.of(Given.NOON + CommandMemory.RETENTION_MILLIS - 1));
        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.SAME);
        memory.remember("acme", "c4", ONE, Optional.of(Given.NOON + CommandMemory.RETENTION_MILLIS));

        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.NEW);
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        for (int i = 0; i <= CommandMemory.MOST; i++) {
            memory.remember("acme", "c" + i, ONE, Optional.of(Given.NOON));
        }

        assertThat(memory.seen("acme", "c0", ONE)).isEqualTo(Seen.NEW);
        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.SAME);
        assertThat(memory.seen("acme", "c" + CommandMemory.MOST, ONE)).isEqualTo(Seen.SAME);
    }

    @Test
    void forgetsTheOldestWhenItIsFullBeforeTheFirstEvent() {
        for (int i = 0; i <= CommandMemory.MOST; i++) {
            memory.remember("acme", "c" + i, ONE, Optional.empty());
        }

        assertThat(memory.seen("acme", "c0", ONE)).isEqualTo(Seen.NEW);
        assertThat(memory.seen("acme", "c1", ONE)).isEqualTo(Seen.SAME);
    }
}
