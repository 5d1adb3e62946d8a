package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.evaluation.bench.EventFeed.FedEvent;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private static final InputFormat EVE = InputFormats.create("suricata-eve", InputOptions.defaults());
    private static final InputFormat ZEEK = InputFormats.create("zeek", InputOptions.defaults());

    @Test
    void repeatsTheDayUnderTheNextDate() {
        EventFeed feed = new EventFeed();
        int day = SyntheticDay.of(1, 1).records().size();

        FedEvent first = feed.next();
        for (int i = 1; i < day; i++) {
            feed.next();
        }
        FedEvent again = feed.next();

        assertThat(again.timeMillis()).isEqualTo(first.timeMillis() + 86_400_000);
        assertThat(text(again))
                .isEqualTo(text(first).replace("2025-11-18", "2025-11-19").replace("2025-11-17", "2025-11-18"));
    }

    @Test
    void everyRecordDecodesToItsShiftedTime() {
        EventFeed feed = new EventFeed();
        int twoDays = 2 * SyntheticDay.of(1, 1).records().size();

        for (int i = 0; i < twoDays; i++) {
            FedEvent event = feed.next();
            Decoded decoded = (event.role().equals(SyntheticDay.EVE) ? EVE : ZEEK).decode(event.value());
            assertThat(decoded)
                    .isInstanceOfSatisfying(
                            Decoded.Accepted.class,
                            accepted ->
                                    assertThat(accepted.event().timeMillis()).isEqualTo(event.timeMillis()));
        }
    }

    @Test
    void theDayItselfStaysAsItIs() {
        EventFeed feed = new EventFeed();
        List<String> day = SyntheticDay.of(1, 1).records().stream()
                .limit(500)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();

        assertThat(day).allSatisfy(record -> assertThat(text(feed.next())).isEqualTo(record));
    }

    private static String text(FedEvent event) {
        return new String(event.value(), StandardCharsets.UTF_8);
    }
}
