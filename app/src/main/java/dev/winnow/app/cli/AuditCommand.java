package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow audit}: what has to do with the audit log. Further sub-commands are added where the commands are listed. */
@Command(
        name = "audit",
        description = "Keys of the audit log, and its verification.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow audit keygen --out audit.key")
final class AuditCommand implements Runnable {
    private static final int KEY_BYTES = 32;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is required: " + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            name = "keygen",
            description = {
                "Make a random audit key and write it to a new file that only its owner may read.",
                "An existing file is never overwritten. The key is not shown."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {ExitCode.OK_HELP, ExitCode.USAGE_HELP, "5:the file exists or cannot be written"},
            footerHeading = "%nExamples:%n",
            footer = {"  winnow audit keygen --out audit.key", "  winnow audit keygen --out audit.key --id soc-2026"})
    int keygen(
            @Mixin CommonOptions options,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "File that gets the key.")
                    Path file,
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            description = "Public name of the key: a-z 0-9 . _ -; default: k- and eight random digits.")
                    @Nullable
                    String id) {
        String keyId = id == null ? randomId() : id;
        try {
            RootKey.requireKeyId(keyId);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        RootKey key = RootKey.of(keyId, secret);
        Arrays.fill(secret, (byte) 0);
        try {
            writeNew(file, KeyFile.format(key));
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-010 --out: must be a new file, \"" + file + "\" exists; choose another name",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-011 --out: \"" + file + "\" cannot be written; found "
                            + e.getClass().getSimpleName() + "; check the directory",
                    e);
        } finally {
            key.destroy();
        }
        if (options.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("keyId", keyId);
            document.put("file", file.toString());
            options.json().write(document);
        } else {
            options.out().println("key " + keyId + " written to " + Printable.of(file.toString()));
        }
        return ExitCode.OK;
    }

    /** Two keys of one name cannot be told apart by people, so no two get the same. */
    private static String randomId() {
        byte[] digits = new byte[4];
        new SecureRandom().nextBytes(digits);
        return "k-" + HexFormat.of().formatHex(digits);
    }

    static void writeNew(Path file, String text) throws IOException {
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
