package dev.winnow.app.run;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A winnow command in a JVM of its own, that a test can kill. Its stderr goes to a file. */
final class ChildCommand implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private ChildCommand(Process process, Path log) {
        this.process = process;
        this.log = log;
        reader = new Thread(this::read, "stdout of " + log.getFileName());
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts {@code winnow} with the arguments and with the environment added to that of this process. */
    static ChildCommand start(Path log, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "dev.winnow.app.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // Relative entries are those of this process's directory; the child runs in the same.
        builder.directory(new File("").getAbsoluteFile());
        builder.environment().put("CLASSPATH", classPath);
        builder.environment().putAll(environment);
        try {
            return new ChildCommand(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line of stdout that begins with the text. */
    String awaitLine(String start, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (line == null) {
                    throw new AssertionError("no line \"" + start + "…\" within " + timeout + " from a process that is "
                            + (process.isAlive() ? "alive" : "dead") + ":\n" + logText());
                }
                if (line.startsWith(start)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for the process to end in order, and returns all lines of stdout that nobody has taken. */
    List<String> awaitOutput(Duration timeout) {
        int exitCode = await(timeout);
        try {
            reader.join(timeout.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (exitCode != 0) {
            throw new AssertionError("the process ended with " + exitCode + ":\n" + logText());
        }
        return List.copyOf(lines);
    }

    /** SIGKILL: nothing of the process gets to say anything. */
    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** SIGTERM, and the exit code. */
    int terminate(Duration timeout) {
        process.destroy();
        return await(timeout);
    }

    /** Waits for the process to end by itself, and returns its exit code. */
    int awaitEnd(Duration timeout) {
        return await(timeout);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String logText() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private int await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the process did not end within " + timeout + ":\n" + logText());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process was killed; what it had said is in the queue.
            return;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
