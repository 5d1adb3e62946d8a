package dev.winnow.audit.key;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The text of a key file: one line {@code winnow-key v1 <key id> <base64>}, besides empty lines and lines that start with
 * {@code #}. Reading and protecting the file is the caller's; no message shows any part of the key.
 */
public final class KeyFile {
    /** Most characters of a key file; a longer one is another kind of file. */
    public static final int MAXIMUM_CHARACTERS = 16_384;

    private static final String FORM = "winnow-key v1 <key id> <base64 of at least 32 random bytes>";
    private static final String ADVICE = "; make one with winnow audit keygen";

    private KeyFile() {}

    /** The key in {@code text}, or an {@link IllegalArgumentException} with code AUD-001 or AUD-002. */
    public static RootKey parse(String text) {
        if (text.length() > MAXIMUM_CHARACTERS) {
            throw wrong("must have at most " + MAXIMUM_CHARACTERS + " characters, has " + text.length());
        }
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.size() != 1) {
            throw wrong("must hold exactly one line \"" + FORM + "\", holds " + lines.size());
        }
        String[] words = lines.get(0).split("\\s+");
        if (words.length != 4) {
            throw wrong("must be \"" + FORM + "\" (4 words), has " + words.length + " words");
        }
        if (!words[0].equals("winnow-key")) {
            throw wrong("must start with \"winnow-key\"");
        }
        if (!words[1].equals("v1")) {
            throw wrong("must have version v1");
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(words[3]);
        } catch (IllegalArgumentException e) {
            // The decoder's own message quotes characters of the key, so it is not passed on.
            throw wrong("fourth word must be base64");
        }
        try {
            return RootKey.of(words[2], secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** The text of a key file for {@code key}, with a line end. This is the one place where a key is written out. */
    public static String format(RootKey key) {
        return "winnow-key v1 " + key.keyId() + " " + Base64.getEncoder().encodeToString(key.secret()) + "\n";
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-001 key file: " + what + ADVICE);
    }
}
