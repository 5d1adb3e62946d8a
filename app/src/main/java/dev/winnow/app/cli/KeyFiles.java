package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Audit keys of the commands that run over files. */
final class KeyFiles {
    private static final int KEY_BYTES = 32;

    private KeyFiles() {}

    /**
     * The key in a file; where none is named, the one in the output directory, which is made if need be; where there is no
     * output directory either, a random one that is forgotten with the run.
     */
    static RootKey read(@Nullable Path file, @Nullable Path directory) throws IOException {
        if (file != null) {
            return parse(file);
        }
        if (directory == null) {
            return random();
        }
        Path kept = directory.resolve("audit.key");
        if (Files.exists(kept)) {
            return parse(kept);
        }
        RootKey key = random();
        AuditCommand.writeNew(kept, KeyFile.format(key));
        return key;
    }

    static RootKey parse(Path file) {
        try {
            return KeyFile.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-021 --key: \"" + file + "\" must be a readable key file; make one with winnow audit keygen",
                    e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static RootKey random() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return RootKey.of("run", secret);
    }

    static void deleteDirectory(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
