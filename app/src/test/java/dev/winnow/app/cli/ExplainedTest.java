package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ExplainedTest {
    static Stream<Arguments> surroundings() {
        return Stream.of(
                Arguments.of(
                        new IOException("No space left on device"),
                        ExitCode.FILE,
                        "CLI-013 disk: must have room, is full: "),
                Arguments.of(
                        new FileSystemException("/var/x", null, "Too many open files"),
                        ExitCode.FILE,
                        "CLI-014 open files: "),
                Arguments.of(
                        new FileSystemException("/var/x", null, "Read-only file system"),
                        ExitCode.FILE,
                        "CLI-015 /var/x: Read-only file system: must be writable, its file system is read-only"),
                Arguments.of(
                        new AccessDeniedException("/var/x"),
                        ExitCode.FILE,
                        "CLI-015 \"/var/x\": must be readable or writable"),
                Arguments.of(
                        new NoSuchFileException("/var/x"),
                        ExitCode.FILE,
                        "CLI-015 \"/var/x\": must exist, and so must"),
                Arguments.of(
                        new FileAlreadyExistsException("/var/x"),
                        ExitCode.FILE,
                        "CLI-015 \"/var/x\": must be a directory or free, is a file"),
                Arguments.of(
                        new OutOfMemoryError("Java heap space"),
                        ExitCode.FAILURE,
                        "CLI-016 memory: Java heap space; give the JVM more"),
                Arguments.of(
                        new NoClassDefFoundError("a/B"),
                        ExitCode.FAILURE,
                        "CLI-017 installation: NoClassDefFoundError: a/B"),
                Arguments.of(
                        new TimeoutException("Timed out"),
                        ExitCode.UNREACHABLE,
                        "KFK-001 kafka.bootstrapServers: Kafka must answer"));
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void whatTheSurroundingsDoIsOneLineWithACodeWhereverItStandsAmongTheCauses(
            Throwable cause, int exitCode, String line) {
        Throwable thrown = new IllegalStateException("the command failed", new RuntimeException(cause));

        assertThat(Explained.of(thrown)).hasValueSatisfying(explained -> {
            assertThat(explained.exitCode()).isEqualTo(exitCode);
            assertThat(explained.getMessage()).startsWith(line).doesNotContain("\n");
        });
    }

    @Test
    void aMistakeOfOursIsNotBlamedOnAnybody() {
        assertThat(Explained.of(new NullPointerException("x"))).isEmpty();
        assertThat(Explained.of(new UncheckedIOException(new IOException("unexpected end"))))
                .isEmpty();
    }
}
