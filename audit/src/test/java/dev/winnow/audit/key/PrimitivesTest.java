package dev.winnow.audit.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrimitivesTest {
    private static final HexFormat HEX = HexFormat.of();

    // RFC 4231, section 4: test cases 1 to 4, 6 and 7 (5 truncates the tag).
    @ParameterizedTest
    @CsvSource({
        "0b*20, 4869205468657265, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "aa*20, dd*50, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        "0102030405060708090a0b0c0d0e0f10111213141516171819, cd*50, 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        "aa*131, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "aa*131, 5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e, 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    })
    void givesTheHmacsOfRfc4231(String key, String message, String tag) {
        assertThat(Primitives.hmac(bytes(key)).doFinal(bytes(message))).isEqualTo(HEX.parseHex(tag));
    }

    // RFC 5869, appendix A.1 to A.3.
    @ParameterizedTest
    @CsvSource({
        "0b*22, 000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9, 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "seq:00-4f, seq:60-af, seq:b0-ff, b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        "0b*22, '', '', 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    })
    void givesTheKeysOfRfc5869(String inputKey, String salt, String info, String key) {
        byte[] expected = HEX.parseHex(key);

        byte[] derived = Primitives.hkdf(bytes(inputKey), bytes(salt), bytes(info), expected.length);

        assertThat(derived).isEqualTo(expected);
    }

    @Test
    void agreesWithEveryWycheproofHmac() throws Exception {
        int cases = 0;
        for (JsonNode group : vectors("wycheproof-hmac_sha256_test.json.gz")) {
            for (JsonNode test : group.get("tests")) {
                byte[] key = HEX.parseHex(test.get("key").asText());
                byte[] tag = HEX.parseHex(test.get("tag").asText());

                byte[] computed = Primitives.hmac(key)
                        .doFinal(HEX.parseHex(test.get("msg").asText()));

                assertThat(Arrays.equals(Arrays.copyOf(computed, tag.length), tag))
                        .as("case %s", test.get("tcId"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                cases++;
            }
        }
        assertThat(cases).isEqualTo(174);
    }

    @Test
    void agreesWithEveryWycheproofHkdf() throws Exception {
        int cases = 0;
        for (JsonNode group : vectors("wycheproof-hkdf_sha256_test.json.gz")) {
            for (JsonNode test : group.get("tests")) {
                byte[] inputKey = HEX.parseHex(test.get("ikm").asText());
                byte[] salt = HEX.parseHex(test.get("salt").asText());
                byte[] info = HEX.parseHex(test.get("info").asText());
                int size = test.get("size").asInt();
                if (test.get("result").asText().equals("valid")) {
                    assertThat(Primitives.hkdf(inputKey, salt, info, size))
                            .as("case %s", test.get("tcId"))
                            .isEqualTo(HEX.parseHex(test.get("okm").asText()));
                } else {
                    assertThatThrownBy(() -> Primitives.hkdf(inputKey, salt, info, size))
                            .isInstanceOf(IllegalArgumentException.class);
                }
                cases++;
            }
        }
        assertThat(cases).isEqualTo(86);
    }

    private static JsonNode vectors(String file) throws Exception {
        Path path = Path.of(System.getProperty("winnow.data", "absent"), "vectors", file);
        Assumptions.assumeTrue(Files.exists(path), () -> "no test vectors at " + path);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return new ObjectMapper().readTree(in).get("testGroups");
        }
    }

    /** Hexadecimal, {@code aa*20} for 20 times aa, or {@code seq:00-4f} for all bytes between. */
    private static byte[] bytes(String text) {
        if (text.startsWith("seq:")) {
            int first = HexFormat.fromHexDigits(text, 4, 6);
            byte[] bytes = new byte[HexFormat.fromHexDigits(text, 7, 9) - first + 1];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (first + i);
            }
            return bytes;
        }
        int star = text.indexOf('*');
        return HEX.parseHex(
                star < 0 ? text : text.substring(0, star).repeat(Integer.parseInt(text.substring(star + 1))));
    }
}
