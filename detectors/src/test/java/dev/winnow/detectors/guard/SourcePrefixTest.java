package dev.winnow.detectors.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SourcePrefixTest {
    @Test
    void addressesCountByTheirPrefixAndNamesAsTheyAre() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("10.1.2.3", "10.1.2.0/24");
        cases.put("255.255.255.255", "255.255.255.0/24");
        cases.put("2001:db8:1:2:3:4:5:6", "20010db800010002/64");
        cases.put("2001:DB8:1:2::9", "20010db800010002/64");
        cases.put("fe80::1%eth0", "fe80000000000000/64");
        cases.put("::", "0000000000000000/64");
        cases.put("64:ff9b::10.1.2.3", "0064ff9b00000000/64");
        // The same host, whichever way its address is written.
        cases.put("::ffff:10.1.2.3", "10.1.2.0/24");
        // No addresses.
        for (String name : new String[] {
            "",
            "mail",
            "10.1.2",
            "10.1.2.3.4",
            "10.1.2.256",
            "10..2.3",
            "10.1.2.3.",
            "1.2.3.4444",
            "1:2",
            ":::",
            "1::2::3",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "g::",
            "user:root",
            "1:2:3:4:5:6:7:",
            "::1:2:3:4:5:6:7:8",
            "::1.2.3"
        }) {
            cases.put(name, name);
        }
        SourcePrefix prefix = new SourcePrefix(24, 64);

        cases.forEach(
                (source, expected) -> assertThat(prefix.of(source)).as(source).isEqualTo(expected));
    }

    @Test
    void prefixesEndAtAnyBit() {
        assertThat(new SourcePrefix(32, 64).of("10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(new SourcePrefix(9, 64).of("10.255.2.3")).isEqualTo("10.128.0.0/9");
        assertThat(new SourcePrefix(0, 64).of("10.1.2.3")).isEqualTo("0.0.0.0/0");
        assertThat(new SourcePrefix(24, 49).of("2001:db8:1:ffff::")).isEqualTo("20010db800018/49");
        assertThat(new SourcePrefix(24, 0).of("::1")).isEqualTo("/0");
        assertThatThrownBy(() -> new SourcePrefix(33, 64))
                .hasMessage("CFG-004 guard.ipv4Bits: must be between 0 and 32, was 33");
    }
}
