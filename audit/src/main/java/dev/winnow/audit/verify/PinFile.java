package dev.winnow.audit.verify;

import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.key.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a state file: the pins of all chains, sealed with the root key. docs/audit-format.md, "State file". */
public final class PinFile {
    /** Most bytes of a state file. */
    public static final int MAXIMUM_BYTES = 1 << 22;

    private static final String FIRST = "winnow-pins v1\n";
    private static final Pattern PIN =
            Pattern.compile("chain ([0-9a-f]{64}) (0|[1-9][0-9]{0,17}) ([1-9][0-9]{0,9}) ([0-9a-f]{64}) (.+)");
    private static final Pattern MAC = Pattern.compile("mac ([0-9a-f]{64})\n");
    private static final int MAC_LINE = "mac \n".length() + 64;

    private PinFile() {}

    /** The bytes of a state file, pins sorted by origin and chain id. */
    public static byte[] format(List<Pin> pins, RootKey key) {
        List<Pin> sorted = new ArrayList<>(pins);
        sorted.sort(Comparator.comparing((Pin pin) -> pin.origin().line())
                .thenComparing(pin -> pin.cid().hex()));
        StringBuilder text = new StringBuilder(FIRST);
        text.append("key-id ").append(key.keyId()).append('\n');
        for (Pin pin : sorted) {
            text.append("chain ")
                    .append(pin.cid())
                    .append(' ')
                    .append(pin.seq())
                    .append(' ');
            text.append(pin.session()).append(' ').append(pin.tag()).append(' ');
            text.append(pin.origin()).append('\n');
        }
        byte[] tag = key.pinTag(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.append("mac ").append(HexFormat.of().formatHex(tag)).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The pins in {@code bytes} if one of {@code keys} sealed them; otherwise an {@link IllegalArgumentException}, code
     * AUD-013 for a malformed file and AUD-014 for a wrong seal.
     */
    public static List<Pin> parse(byte[] bytes, List<RootKey> keys) {
        if (bytes.length > MAXIMUM_BYTES) {
            throw wrong("must have at most " + MAXIMUM_BYTES + " bytes, has " + bytes.length);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(FIRST) || text.length() < FIRST.length() + MAC_LINE) {
            throw wrong("must start with \"winnow-pins v1\" and end with its mac; name another file or start anew");
        }
        String content = text.substring(0, text.length() - MAC_LINE);
        var mac = MAC.matcher(text.substring(text.length() - MAC_LINE));
        if (!mac.matches()) {
            throw wrong("must end with its mac; it was changed or cut");
        }
        byte[] claimed = HexFormat.of().parseHex(mac.group(1));
        byte[] sealed = content.getBytes(StandardCharsets.ISO_8859_1);
        boolean isSealed = false;
        for (RootKey key : keys) {
            isSealed |= MessageDigest.isEqual(claimed, key.pinTag(sealed));
        }
        if (!isSealed) {
            throw new IllegalArgumentException("AUD-014 state file: must be sealed with a given key; it was changed, or"
                    + " another key sealed it");
        }
        List<Pin> pins = new ArrayList<>();
        for (String line : content.split("\n")) {
            if (line.equals("winnow-pins v1") || line.startsWith("key-id ")) {
                continue;
            }
            var pin = PIN.matcher(line);
            if (!pin.matches()) {
                throw wrong("has a line that is not a chain");
            }
            pins.add(new Pin(
                    Origin.parse(pin.group(5)),
                    Hash.parse(pin.group(1)),
                    Long.parseLong(pin.group(2)),
                    Long.parseLong(pin.group(3)),
                    Hash.parse(pin.group(4))));
        }
        return List.copyOf(pins);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-013 state file: " + what);
    }
}
