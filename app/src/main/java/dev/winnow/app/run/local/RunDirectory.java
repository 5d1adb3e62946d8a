package dev.winnow.app.run.local;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that a run writes its files to. */
public final class RunDirectory {
    /** Where an earlier run's files go; what was there before is deleted. */
    private static final String PREVIOUS = "previous";

    private RunDirectory() {}

    /**
     * Makes the folder, and moves the files of an earlier run in it to its sub-folder {@code previous}; a key stays where it is.
     *
     * @return where an earlier run is now, if there was one
     * @throws CommandFailure CLI-024 where it is a file or cannot be written
     */
    public static Optional<Path> prepare(Path directory) {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw bad(directory, "a file", null);
            }
            Files.createDirectories(directory);
            List<Path> earlier = earlier(directory);
            if (earlier.isEmpty()) {
                return Optional.empty();
            }
            Path previous = directory.resolve(PREVIOUS);
            delete(previous);
            Files.createDirectories(previous);
            for (Path file : earlier) {
                Files.move(file, previous.resolve(file.getFileName()));
            }
            return Optional.of(previous);
        } catch (IOException e) {
            throw bad(directory, e.getClass().getSimpleName(), e);
        }
    }

    private static List<Path> earlier(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(".jsonl") || name.equals("summary.json") || name.equals("audit");
                    })
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static CommandFailure bad(Path directory, String found, @Nullable IOException cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-024 --out: \"" + directory + "\" must be a directory that can be written, or be made; found "
                        + found + "; choose another",
                cause);
    }
}
