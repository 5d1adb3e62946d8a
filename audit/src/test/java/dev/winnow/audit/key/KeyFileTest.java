package dev.winnow.audit.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.Chains;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final String SECRET = Base64.getEncoder().encodeToString(Chains.counting(7));

    @Test
    void readsWhatItWrites() {
        RootKey key = RootKey.of("site-a.2026", Chains.counting(7));

        RootKey read = KeyFile.parse("# kept by the auditors\n\n" + KeyFile.format(key));

        assertThat(read.keyId()).isEqualTo("site-a.2026");
        assertThat(KeyFile.format(read))
                .isEqualTo(KeyFile.format(key))
                .isEqualTo("winnow-key v1 site-a.2026 " + SECRET + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|AUD-001 key file: must hold exactly one line \"winnow-key v1 <key id> <base64 of at least 32 random bytes>\", holds 0; make one with winnow audit keygen",
                "winnow-key v1 k1|AUD-001 key file: must be \"winnow-key v1 <key id> <base64 of at least 32 random bytes>\" (4 words), has 3 words; make one with winnow audit keygen",
                "other-key v1 k1 SECRET|AUD-001 key file: must start with \"winnow-key\"; make one with winnow audit keygen",
                "winnow-key v2 k1 SECRET|AUD-001 key file: must have version v1; make one with winnow audit keygen",
                "winnow-key v1 k1 SECRET!|AUD-001 key file: fourth word must be base64; make one with winnow audit keygen",
                "winnow-key v1 K1 SECRET|AUD-002 key id: must be 1 to 64 of a-z 0-9 . _ - and start with a letter or digit; choose another id",
                "winnow-key v1 k1 c2hvcnQ=|AUD-001 key \"k1\": must have 32 to 1024 bytes, has 5; make one with winnow audit keygen",
                "winnow-key v1 k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=|AUD-001 key \"k1\": must be random, all its bytes are the same; make one with winnow audit keygen",
            })
    void saysWhatIsWrongWithoutShowingTheKey(String text, String message) {
        String file = text.replace("SECRET", SECRET);

        assertThatThrownBy(() -> KeyFile.parse(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message)
                .hasNoCause()
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain(SECRET.substring(0, 6)));
    }

    @Test
    void refusesAFileThatIsFarTooLong() {
        assertThatThrownBy(() -> KeyFile.parse("x".repeat(20_000)))
                .hasMessage(
                        "AUD-001 key file: must have at most 16384 characters, has 20000; make one with winnow audit"
                                + " keygen");
    }

    @Test
    void neverPrintsKeys() {
        RootKey root = RootKey.of("k1", Chains.counting(7));

        assertThat(root).hasToString("RootKey[k1]");
        assertThat(root.chainKey(new byte[32])).hasToString("ChainKey[hidden]");
    }

    @Test
    void destroyedKeysRefuseToWork() {
        RootKey root = RootKey.of("k1", Chains.counting(7));
        ChainKey chain = root.chainKey(new byte[32]);

        root.destroy();
        chain.destroy();

        assertThatThrownBy(() -> root.chainKey(new byte[32]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("AUD-009 key \"k1\": was destroyed; load it again");
        assertThatThrownBy(() -> chain.sessionMac(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("AUD-009 chain key: was destroyed; derive it again");
    }

    @Test
    void everyChainAndSessionHasItsOwnKey() {
        byte[] otherChain = new byte[32];
        otherChain[31] = 1;
        RootKey root = RootKey.of("k1", Chains.counting(7));
        ChainKey chain = root.chainKey(new byte[32]);

        byte[] first = chain.sessionMac(1).doFinal();

        assertThat(chain.sessionMac(1).doFinal()).isEqualTo(first);
        assertThat(chain.sessionMac(2).doFinal()).isNotEqualTo(first);
        assertThat(root.chainKey(otherChain).sessionMac(1).doFinal()).isNotEqualTo(first);
        assertThat(chain.saltMac().doFinal()).isNotEqualTo(first);
    }
}
