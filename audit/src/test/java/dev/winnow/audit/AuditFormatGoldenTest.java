package dev.winnow.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription.Guarantee;
import dev.winnow.audit.entry.ChainWriter;
import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.SealedEntry;
import dev.winnow.audit.key.Primitives;
import dev.winnow.audit.key.RootKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the code against the worked example of docs/audit-format.md. */
class AuditFormatGoldenTest {
    private static final byte[] ROOT = Chains.counting(0);

    @Test
    void theWorkedExampleOfThePageIsWhatTheCodeComputes() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("winnow.root"), "docs", "audit-format.md"));
        int from = page.indexOf("```\n", page.indexOf("<!-- example:")) + 4;
        String example = page.substring(from, page.indexOf("```", from));

        assertThat(example).isEqualTo(computed());
    }

    private static String computed() {
        StringBuilder out = new StringBuilder();
        RootKey key = RootKey.of("k1", ROOT);
        byte[] body = "genesis body, 32 random bytes in it".getBytes(StandardCharsets.US_ASCII);
        byte[] none = ChainWriter.noSchema();
        ChainWriter.Opening opening = ChainWriter.begin(
                key,
                Origin.parse("acme/winnow/audit/0/1"),
                Guarantee.EXACTLY_ONCE,
                body,
                none,
                1_790_000_000_000L,
                salt(0));
        byte[] cid = opening.writer().cid();
        byte[] chainKey = derive("winnow/v1/chain-key", cid);
        line(out, "K_root", ROOT);
        line(out, "cid", cid);
        line(out, "K_chain", chainKey);
        byte[] session = ByteBuffer.allocate(25)
                .put(Primitives.domain("winnow/v1/static-mac"))
                .putInt(1)
                .array();
        line(out, "K_mac(1)", Primitives.hmac(chainKey).doFinal(session));
        entry(out, cid, opening.entry(), opening.recordKey(), body);

        byte[] recordKey = "alert-1".getBytes(StandardCharsets.US_ASCII);
        byte[] value = "decision".getBytes(StandardCharsets.US_ASCII);
        SealedEntry decision =
                opening.writer().append(AuditKind.DECISION, recordKey, value, none, 1_790_000_001_000L, salt(1));
        entry(out, cid, decision, recordKey, value);

        ChainWriter restarted = ChainWriter.resume(key, opening.writer().head());
        SealedEntry start = restarted.append(AuditKind.SESSION, null, new byte[0], none, 1_790_000_002_000L, salt(2));
        entry(out, cid, start, null, new byte[0]);
        return out.toString();
    }

    private static void entry(StringBuilder out, byte[] cid, SealedEntry entry, byte @Nullable [] key, byte[] value) {
        out.append("\nentry ").append(entry.seq()).append('\n');
        if (key == null) {
            out.append("  key      null\n");
        } else {
            line(out, "  key", key);
        }
        line(out, "  value", value);
        line(out, "  hdr", Arrays.copyOf(entry.header(), 106));
        line(out, "  d", entry.bodyDigest());
        line(out, "  tag", entry.fields().tag());
        line(out, "  leaf", new EntryHasher(cid).leaf(entry.fields(), entry.bodyDigest()));
    }

    private static void line(StringBuilder out, String name, byte[] bytes) {
        String hex = bytes.length == 0 ? "empty" : HexFormat.of().formatHex(bytes);
        String label = name;
        for (int at = 0; at < hex.length(); at += 96) {
            out.append(String.format("%-11s", label))
                    .append(hex, at, Math.min(hex.length(), at + 96))
                    .append('\n');
            label = "";
        }
    }

    private static byte[] derive(String domain, byte[] cid) {
        byte[] name = Primitives.domain(domain);
        byte[] info =
                ByteBuffer.allocate(name.length + cid.length).put(name).put(cid).array();
        return Primitives.hkdf(ROOT, new byte[0], info, 32);
    }

    private static byte[] salt(int seq) {
        byte[] salt = new byte[16];
        Arrays.fill(salt, (byte) (seq + 1));
        return salt;
    }
}
