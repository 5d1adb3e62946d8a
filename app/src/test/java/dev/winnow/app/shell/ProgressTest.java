package dev.winnow.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long nanos;

    @Test
    void saysNothingInTheFirstTwoSeconds() {
        Progress progress = progress(false);

        nanos = 1_999_999_999L;
        progress.at("records sent", 10, 100);
        progress.close();

        assertThat(text.toString()).isEmpty();
    }

    @Test
    void writesPlainLinesTenSecondsApartWhereThereIsNoTerminal() {
        Progress progress = progress(false);

        for (int second = 1; second <= 13; second++) {
            nanos = second * 1_000_000_000L;
            progress.at("records sent", second * 10L, 200);
        }
        progress.close();

        assertThat(text.toString().lines())
                .containsExactly("20 of 200 (10 %) records sent, 10/s", "120 of 200 (60 %) records sent, 10/s");
    }

    @Test
    void rewritesOneLineOnATerminalAndClearsIt() {
        Progress progress = progress(true);

        nanos = 2_000_000_000L;
        progress.at("records sent", 1000, 0);
        nanos = 2_250_000_000L;
        progress.step("done");
        progress.close();

        assertThat(text.toString()).isEqualTo("\r1000 records sent, 500/s" + "\rdone" + " ".repeat(20) + "\r    \r");
    }

    private Progress progress(boolean isTerminal) {
        return new Progress(new PrintWriter(text), isTerminal, () -> nanos);
    }
}
