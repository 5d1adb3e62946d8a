package dev.winnow.schemas.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "10.0.0.1",
                "::",
                "::1",
                "1::",
                "2001:db8::7",
                "FE80::A",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "::ffff:10.0.0.1",
                "1:2:3:4:5:6:1.2.3.4",
                "64:ff9b::192.0.2.33"
            })
    void takesAddresses(String text) {
        assertThat(IpAddresses.isAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":",
                ":::",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "999.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                "1..2.3",
                "1.2.3.4/8",
                "١.2.3.4",
                "1:2:3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "::1.2.3",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::ａ",
                "dc01",
                "2026-03-04T05:06:07",
                "aa:bb:cc:dd:ee:ff",
                "0000:0000:0000:0000:0000:0000:255.255.255.2550"
            })
    void refusesWhatOnlyLooksLikeOne(String text) {
        assertThat(IpAddresses.isAddress(text)).isFalse();
    }

    /** The JDK as the other opinion, on texts of its own making and on damaged ones. */
    @Test
    void agreesWithTheJdkOnVersion6() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(":");
            int parts = random.nextInt(1, 10);
            for (int p = 0; p < parts; p++) {
                if (p > 0 || random.nextInt(3) > 0) {
                    text.append(Integer.toHexString(random.nextInt(0x10000)));
                }
                text.append(random.nextInt(6) == 0 ? "::" : ":");
            }
            String candidate = text.substring(random.nextInt(2), text.length() - random.nextInt(2));
            boolean expected = candidate.contains(":") && isVersion6ToTheJdk(candidate);

            assertThat(IpAddresses.isAddress(candidate)).as(candidate).isEqualTo(expected);
            taken += expected ? 1 : 0;
        }
        assertThat(taken).isGreaterThan(500);
    }

    private static boolean isVersion6ToTheJdk(String text) {
        try {
            // A text with a colon is parsed and never looked up.
            return InetAddress.getByName(text).getAddress().length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
