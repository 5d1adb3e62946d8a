package dev.winnow.audit.verify;

import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The offline verifier: {@code java -cp winnow-audit.jar dev.winnow.audit.verify.VerifierMain DIR --key FILE}. It needs a JDK
 * and this jar. The report goes to standard output, the exit code is the conclusion's.
 */
public final class VerifierMain {
    private static final String USAGE = """
            usage: VerifierMain DIR [--key FILE]... [--from SEQ] [--to SEQ] [--state FILE] [--json]
              DIR           exported audit log: manifest.json and its chain files
              --key FILE    root key; up to 16 times; without one nothing can be VERIFIED
              --from, --to  only these entries of each chain, inclusive
              --state FILE  remembers the last verified entries from one audit to the next
              --json        report as one JSON document
            exit codes: 0 verified, 1 tampered, 2 usage, 3 incomplete, 4 not trusted (no or wrong key),
                        5 unreadable, 6 limit exceeded, 7 interrupted
            """;

    private static final int MAXIMUM_KEYS = 16;

    private final List<RootKey> keys = new ArrayList<>();
    private @Nullable Path directory;
    private @Nullable Path state;
    private long from;
    private long to = Long.MAX_VALUE;
    private boolean isJson;

    private VerifierMain() {}

    public static void main(String[] arguments) {
        int exitCode = run(arguments, System.out, System.err);
        System.out.flush();
        System.exit(exitCode);
    }

    /** The command without ending the process. Returns the exit code. */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        VerifierMain main = new VerifierMain();
        try {
            if (!main.read(arguments)) {
                out.print(USAGE);
                return 0;
            }
        } catch (IllegalArgumentException e) {
            err.println(AsciiText.of(String.valueOf(e.getMessage())));
            err.print(USAGE);
            return Conclusion.USAGE_EXIT_CODE;
        }
        try {
            return main.verify(out, err);
        } finally {
            main.keys.forEach(RootKey::destroy);
        }
    }

    private boolean read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            switch (argument) {
                case "--help", "-h":
                    return false;
                case "--json":
                    isJson = true;
                    break;
                case "--key":
                    keys.add(key(next(arguments, ++i, argument)));
                    break;
                case "--from":
                    from = number(next(arguments, ++i, argument), argument);
                    break;
                case "--to":
                    to = number(next(arguments, ++i, argument), argument);
                    break;
                case "--state":
                    state = Path.of(next(arguments, ++i, argument));
                    break;
                default:
                    if (argument.startsWith("-") || directory != null) {
                        throw usage("unknown argument \"" + argument + "\"");
                    }
                    directory = Path.of(argument);
            }
        }
        if (directory == null) {
            throw usage("DIR is required");
        }
        if (from > to) {
            throw usage("--from must not be above --to, were " + from + " and " + to);
        }
        if (keys.size() > MAXIMUM_KEYS) {
            throw usage("at most " + MAXIMUM_KEYS + " keys, got " + keys.size());
        }
        if (state != null && keys.isEmpty()) {
            throw usage("--state needs --key, which seals the state file");
        }
        return true;
    }

    private int verify(PrintStream out, PrintStream err) {
        List<Finding> before = new ArrayList<>();
        List<Pin> pins = state == null ? List.of() : pins(state, before);
        ExportedFiles files = new OnDisk(java.util.Objects.requireNonNull(directory));
        AuditReport found = new DirectoryVerifier(files, keys, pins, from, to, SourceOf.NONE).verify();
        before.addAll(found.findings());
        AuditReport report = new AuditReport(found.chains(), before, found.inputs());
        out.print(isJson ? report.json() : report.text());
        boolean isWhole = from == 0 && to == Long.MAX_VALUE;
        if (state != null && isWhole && report.conclusion() == Conclusion.VERIFIED) {
            try {
                remember(state, report);
            } catch (IOException e) {
                err.println("AUD-021 state file: must be writable; the audit is not remembered");
                return Conclusion.UNREADABLE.exitCode();
            }
        }
        return report.exitCode();
    }

    private List<Pin> pins(Path file, List<Finding> problems) {
        try (InputStream in = Files.newInputStream(file)) {
            return PinFile.parse(in.readNBytes(PinFile.MAXIMUM_BYTES + 1), keys);
        } catch (NoSuchFileException | FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            problems.add(Finding.general(FindingCode.BAD_STATE, "", "AUD-021 state file: must be readable"));
        } catch (IllegalArgumentException e) {
            problems.add(Finding.general(FindingCode.BAD_STATE, "", AsciiText.of(String.valueOf(e.getMessage()), 500)));
        }
        return List.of();
    }

    private void remember(Path file, AuditReport report) throws IOException {
        List<Pin> pins = report.chains().stream()
                .map(ChainResult::pin)
                .flatMap(Optional::stream)
                .toList();
        Path whole = file.toAbsolutePath();
        Path folder = java.util.Objects.requireNonNull(whole.getParent());
        Path temporary = Files.createTempFile(folder, ".winnow-pins", ".tmp");
        Files.write(temporary, PinFile.format(pins, keys.get(0)));
        Files.move(temporary, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static RootKey key(String file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(KeyFile.MAXIMUM_CHARACTERS + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("AUD-021 key file \"" + file + "\": must be a readable file", e);
        }
        return KeyFile.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static String next(String[] arguments, int at, String option) {
        if (at >= arguments.length) {
            throw usage(option + " needs a value");
        }
        return arguments[at];
    }

    private static long number(String text, String option) {
        if (!text.matches("[0-9]{1,18}")) {
            throw usage(option + " must be a whole number, was \"" + text + "\"");
        }
        return Long.parseLong(text);
    }

    private static IllegalArgumentException usage(String what) {
        return new IllegalArgumentException("AUD-020 arguments: " + what);
    }

    private record OnDisk(Path directory) implements ExportedFiles {
        @Override
        public List<String> names() throws IOException {
            try (Stream<Path> paths = Files.list(directory)) {
                return paths.map(path -> String.valueOf(path.getFileName()))
                        .sorted()
                        .toList();
            }
        }

        @Override
        public InputStream open(String name) throws IOException {
            Path file = directory.resolve(name);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileNotFoundException("not a regular file");
            }
            return Files.newInputStream(file);
        }
    }
}
