package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:15:30.250118+0100, 2026-03-02T07:15:30.250Z",
        "2026-03-02T08:15:30.25+01:00,    2026-03-02T07:15:30.250Z",
        "2026-03-02T08:15:30+01,          2026-03-02T07:15:30Z",
        "2026-03-02T08:15:30-0330,        2026-03-02T11:45:30Z",
        "2026-03-02T08:15:30Z,            2026-03-02T08:15:30Z",
        "2026-03-02t08:15:30z,            2026-03-02T08:15:30Z",
        "2026-03-02 08:15:30,             2026-03-02T08:15:30Z",
        "'2026-03-02 08:15:30,5',         2026-03-02T08:15:30.500Z",
        "2026-03-02T08:15:30.9999999999Z, 2026-03-02T08:15:30.999Z",
        "2024-02-29T23:59:60Z,            2024-03-01T00:00:00Z",
        "2000-02-29T00:00:00Z,            2000-02-29T00:00:00Z"
    })
    void readsIsoInTheFormsThatSourcesWrite(String text, Instant time) {
        assertThat(Timestamps.iso(text)).isEqualTo(time.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-02",
                "2026-03-02T08:15",
                "2026-03-02T08:15:30.",
                "2026-03-02T08:15:30.Z",
                "2026-13-02T08:15:30Z",
                "2026-00-02T08:15:30Z",
                "2026-03-32T08:15:30Z",
                "2025-02-29T08:15:30Z",
                "1900-02-29T08:15:30Z",
                "2026-03-02T24:00:00Z",
                "2026-03-02T08:60:30Z",
                "2026-03-02T08:15:61Z",
                "2026-03-02T08:15:30+1",
                "2026-03-02T08:15:30+1900",
                "2026-03-02T08:15:30+0160",
                "2026-03-02T08:15:30+01-00",
                "2026-03-02T08:15:30Zx",
                "2026-03-02T08:15:3oZ",
                "2026/03/02T08:15:30Z",
                "+2026-03-02T08:15:30",
                "２０２６-03-02T08:15:30Z",
                "2026-03-02T08:15:30 Z"
            })
    void refusesWhatIsNoIsoTime(String text) {
        assertThat(Timestamps.iso(text)).isEqualTo(Timestamps.UNREADABLE);
    }

    @Test
    void agreesWithTheJdkOnEveryDayAndRandomTimes() {
        SplittableRandom random = new SplittableRandom(41);
        for (long day = -719_000; day < 2_900_000; day += 7) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(
                    day * 86_400 + random.nextInt(86_400), random.nextInt(1_000) * 1_000_000, ZoneOffset.UTC);
            int minutes = random.nextInt(-18 * 60, 18 * 60 + 1);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(minutes * 60);
            String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
                    .format(time.atOffset(offset));

            assertThat(Timestamps.iso(text))
                    .as(text)
                    .isEqualTo(time.toInstant(offset).toEpochMilli());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1655071198.444458, 0, 1655071198444",
        "1655071198,        0, 1655071198000",
        "1655071198.,       0, 1655071198000",
        "1.655071198444e9,  0, 1655071198444",
        "-1.5,              0, -1500",
        "1655071198444,     3, 1655071198444",
        "1655071198444.9,   3, 1655071198444",
        "1655071198444458,  6, 1655071198444",
        "1655071198444458123, 9, 1655071198444",
        "165507119844445812,  9, 165507119844",
        "12345678901234567890, 0, -9223372036854775808",
        "1e400,             0, -9223372036854775808",
        "x,                 0, -9223372036854775808",
        "1655071198x,       0, -9223372036854775808",
        "0x12,              0, -9223372036854775808",
        "'',                0, -9223372036854775808"
    })
    void readsEpochNumbersExactly(String text, int unitDigits, long millis) {
        assertThat(Timestamps.epoch(text, unitDigits)).isEqualTo(millis);
    }

    @Test
    void decimalsAgreeWithTheJdkBitForBit() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 50_000; i++) {
            String text = switch (random.nextInt(5)) {
                case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                case 1 -> Long.toString(random.nextLong());
                case 2 -> random.nextInt(100_000) + "." + random.nextInt(1_000_000);
                case 3 -> "0." + "0".repeat(random.nextInt(30)) + random.nextLong(1L << 53);
                default -> "-" + random.nextInt(1_000_000) + "e" + random.nextInt(-320, 308);
            };
            double expected = Double.parseDouble(text);
            double wanted = Double.isNaN(expected) ? Double.POSITIVE_INFINITY : expected;

            assertThat(Double.doubleToRawLongBits(Decimals.parse(text)))
                    .as(text + " of seed 42")
                    .isEqualTo(Double.doubleToRawLongBits(
                            Double.isInfinite(wanted) && text.contains("Inf") ? Double.POSITIVE_INFINITY : wanted));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "1,5",
                "1 ",
                " 1",
                "0x10",
                "1d",
                "1f",
                "1e",
                "1e+",
                "1.2.3",
                "١",
                "--1",
                "e5",
                "nano",
                "infinite"
            })
    void decimalsRefuseWhatIsNoNumber(String text) {
        assertThat(Decimals.parse(text)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "-NaN", "Infinity", "-infinity", "+inf", "INF", "1e999", "-1e999"})
    void decimalsTellNonFiniteFromNoNumber(String text) {
        assertThat(Decimals.parse(text)).isInfinite();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", ".5, 0.5", "5., 5", "+4e2, 400", "-0, -0.0", "007, 7"})
    void decimalsReadPlainNumbers(String text, double value) {
        assertThat(Decimals.parse(text)).isEqualTo(value);
    }
}
