package dev.winnow.evaluation.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The Python programs beside the data, which compute the same figures independently. Tests are skipped where they are not at hand. */
final class PythonOracle {
    static final Path DATA = Path.of(System.getProperty("winnow.data", "absent"));

    private static final Path TOOLS = DATA.resolve("../tools").normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    private PythonOracle() {}

    /** Skips the test unless the programs, Python and its numpy are there. */
    static void assumePresent() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isRegularFile(TOOLS.resolve("metrics.py")), "no metrics.py beside the data");
        Process probe;
        try {
            probe = new ProcessBuilder("python3", "-c", "import numpy")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("python3 is not installed");
            return;
        }
        probe.getInputStream().readAllBytes();
        Assumptions.assumeTrue(probe.waitFor() == 0, "python3 has no numpy");
    }

    /** Runs a script in which the tools can be imported; its standard output is JSON. */
    static JsonNode run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("python3", "-c", "import sys; sys.path.insert(0, sys.argv[1])\n" + script, TOOLS.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("the oracle failed: " + out);
        }
        return JSON.readTree(out.replace("NaN", "null"));
    }
}
