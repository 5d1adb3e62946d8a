package dev.winnow.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1b 5b 33 31 6d | \\u{1b}[31m",
                "9b 33 31 6d | \\u{9b}31m",
                "61 0a 62 | a\\nb",
                "0d 09 | \\r\\t",
                "7f 0 | \\u{7f}\\u{0}",
                "61 202e 62 | a\\u{202e}b",
                "2066 2069 200f | \\u{2066}\\u{2069}\\u{200f}",
                "200b 2060 feff ad | \\u{200b}\\u{2060}\\u{feff}\\u{ad}",
                "2028 2029 85 | \\u{2028}\\u{2029}\\u{85}",
                "e0041 | \\u{e0041}",
                "d800 | \\u{d800}",
                "e000 | \\u{e000}",
                "3164 a0 fe0f | \\u{3164}\\u{a0}\\u{fe0f}",
                "5c 75 | \\\\u",
                "e9 4e16 1f600 | \u00e9\u4e16\ud83d\ude00"
            })
    void escapesWhatCouldFoolATerminalAndKeepsWhatPeopleRead(String codePoints, String expected) {
        StringBuilder text = new StringBuilder();
        for (String code : codePoints.strip().split(" ")) {
            text.appendCodePoint(Integer.parseInt(code, 16));
        }

        assertThat(Printable.of(text.toString())).isEqualTo(expected);
    }

    @Test
    void givesTwoTextsTwoForms() {
        assertThat(Printable.of("a\nb")).isNotEqualTo(Printable.of("a\\nb"));
    }

    @Test
    void leavesNoControlOrBidiCharacterInAnyText() {
        Random random = new Random(20260101);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 20; j++) {
                text.append((char) random.nextInt(0x3000));
            }
            String shown = Printable.of(text.toString());
            assertThat(shown.codePoints()
                            .noneMatch(code -> Character.isISOControl(code)
                                    || Character.getType(code) == Character.FORMAT
                                    || Character.getType(code) == Character.SURROGATE))
                    .isTrue();
        }
    }
}
