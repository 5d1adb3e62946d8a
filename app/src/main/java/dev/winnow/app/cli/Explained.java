package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What the surroundings of a command did to it (disk, rights, memory, brokers), as one line with a remedy. */
final class Explained {
    private Explained() {}

    /** The line and exit code for a failure that comes from outside; empty where it must be a mistake of ours. */
    static Optional<CommandFailure> of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && chain.size() < 32; cause = cause.getCause()) {
            chain.add(0, cause);
        }
        // The innermost says what happened, those around it often only repeat it.
        for (Throwable cause : chain) {
            Optional<CommandFailure> found = one(cause, failure);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<CommandFailure> one(Throwable cause, Throwable failure) {
        String message = String.valueOf(cause.getMessage());
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("no space left on device") || words.contains("disk quota exceeded")) {
            return file("CLI-013 disk: must have room, is full: " + message + "; make room and run it again", failure);
        }
        if (words.contains("too many open files")) {
            return file(
                    "CLI-014 open files: this process must be allowed more: " + message
                            + "; raise the limit (ulimit -n)",
                    failure);
        }
        if (words.contains("read-only file system")) {
            return file(
                    "CLI-015 " + message + ": must be writable, its file system is read-only; choose another place",
                    failure);
        }
        if (cause instanceof FileSystemException place) {
            return file("CLI-015 \"" + place.getFile() + "\": " + required(place), failure);
        }
        if (cause instanceof OutOfMemoryError) {
            return Optional.of(new CommandFailure(
                    ExitCode.FAILURE,
                    "CLI-016 memory: " + message
                            + "; give the JVM more (WINNOW_JAVA_OPTS=-Xmx2g), or the machine more threads"
                            + " where it says that none can be made",
                    failure));
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof UnsatisfiedLinkError) {
            return Optional.of(new CommandFailure(
                    ExitCode.FAILURE,
                    "CLI-017 installation: " + cause.getClass().getSimpleName() + ": " + message
                            + "; the jars do not belong together or a native library cannot be loaded (java.io.tmpdir must allow"
                            + " to run files); build or install it anew",
                    failure));
        }
        if (cause instanceof AuthorizationException) {
            return kafka(
                    "KFK-004 the brokers refuse an operation: " + message + "; grant what winnow topics rights lists",
                    failure);
        }
        if (cause instanceof ApiException || cause instanceof KafkaException && cause.getCause() == null) {
            return kafka(
                    "KFK-001 kafka.bootstrapServers: Kafka must answer; found "
                            + cause.getClass().getSimpleName() + ": " + message
                            + "; check the address, security settings and that a broker runs",
                    failure);
        }
        return Optional.empty();
    }

    private static String required(FileSystemException place) {
        if (place instanceof AccessDeniedException) {
            return "must be readable or writable for this user, is not; change its rights or choose another place";
        }
        if (place instanceof NoSuchFileException) {
            return "must exist, and so must the folder of what is made; does not";
        }
        if (place instanceof FileAlreadyExistsException || place instanceof NotDirectoryException) {
            return "must be a directory or free, is a file; choose another place";
        }
        return "must be usable; found " + place.getClass().getSimpleName() + ": " + place.getReason();
    }

    private static Optional<CommandFailure> file(String line, Throwable failure) {
        return Optional.of(new CommandFailure(ExitCode.FILE, line, failure));
    }

    private static Optional<CommandFailure> kafka(String line, Throwable failure) {
        return Optional.of(new CommandFailure(ExitCode.UNREACHABLE, line, failure));
    }
}
