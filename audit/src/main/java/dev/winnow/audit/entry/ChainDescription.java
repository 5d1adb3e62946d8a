package dev.winnow.audit.entry;

import dev.winnow.audit.key.RootKey;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a verifier must know about a chain without decoding its genesis body. It is the record key of the genesis entry and
 * so is covered by that entry's tag.
 *
 * @param keyMode how MAC keys follow from the root key
 * @param keyId public name of the root key
 * @param guarantee under which the writer runs
 */
public record ChainDescription(Origin origin, KeyMode keyMode, String keyId, Guarantee guarantee) {
    private static final int MAXIMUM_BYTES = 2048;
    private static final Pattern TEXT = Pattern.compile(
            "winnow-chain v1\norigin ([^\n]+)\nkey-mode (static|ratchet)\nkey-id ([^\n]+)\nguarantee (exactly_once_v2|at_least_once)\n");

    /** How MAC keys follow from the root key. */
    public enum KeyMode {
        /** One key for the life of the chain: no forward security. */
        STATIC("static"),
        /** Keys are replaced and forgotten as the chain grows. Reserved; this version cannot write or verify it. */
        RATCHET("ratchet");

        private final String text;

        KeyMode(String text) {
            this.text = text;
        }

        /** The word in the description. */
        public String text() {
            return text;
        }
    }

    /** The processing guarantee of the writer. */
    public enum Guarantee {
        /** Entry, output and input offsets commit together. */
        EXACTLY_ONCE("exactly_once_v2"),
        /** A crash may write an entry twice; such a chain can fail to verify without anybody's ill will. */
        AT_LEAST_ONCE("at_least_once");

        private final String text;

        Guarantee(String text) {
            this.text = text;
        }

        /** The word in the description, Kafka's name. */
        public String text() {
            return text;
        }
    }

    public ChainDescription {
        RootKey.requireKeyId(keyId);
    }

    /** Reads what {@link #encode()} writes; anything else is an {@link IllegalArgumentException}, code AUD-003 or AUD-004. */
    public static ChainDescription parse(byte[] bytes) {
        if (bytes.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "AUD-004 chain description: must have at most " + MAXIMUM_BYTES + " bytes, has " + bytes.length);
        }
        var matcher = TEXT.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "AUD-004 chain description: must be the five lines of" + " docs/audit-format.md, \"Genesis\"");
        }
        return new ChainDescription(
                Origin.parse(matcher.group(1)),
                matcher.group(2).equals(KeyMode.STATIC.text) ? KeyMode.STATIC : KeyMode.RATCHET,
                matcher.group(3),
                matcher.group(4).equals(Guarantee.EXACTLY_ONCE.text)
                        ? Guarantee.EXACTLY_ONCE
                        : Guarantee.AT_LEAST_ONCE);
    }

    /** The record key of the genesis entry. */
    public byte[] encode() {
        String text = "winnow-chain v1\norigin " + origin.line() + "\nkey-mode " + keyMode.text + "\nkey-id " + keyId
                + "\nguarantee " + guarantee.text + "\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
