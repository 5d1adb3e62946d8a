package dev.winnow.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for the time of one command, deleted when it ends, also by an interrupt. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread hook = new Thread(this::delete, "winnow-temporary-folder");

    TemporaryFolder(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process ends; the hook deletes.
        }
        delete();
    }

    private void delete() {
        if (!Files.exists(path)) {
            return;
        }
        try {
            KeyFiles.deleteDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
