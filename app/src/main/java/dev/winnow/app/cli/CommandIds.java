package dev.winnow.app.cli;

import dev.winnow.detectors.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Ids of commands whose sender names none. */
final class CommandIds {
    private CommandIds() {}

    /** First 16 bytes of the SHA-256 of everything that the command says, its time included. */
    static String of(String content) {
        return HexFormat.of()
                .formatHex(Sha256.of(("winnow/v1/command\0" + content).getBytes(StandardCharsets.UTF_8)), 0, 16);
    }
}
