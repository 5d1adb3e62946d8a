package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.KeyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierMainTest {
    private static final List<StoredEntry> CHAIN = Chains.chain(1, 20);

    @TempDir
    Path folder = Path.of("replaced");

    private String out = "";
    private String err = "";

    @BeforeEach
    void writeKeys() throws IOException {
        Files.writeString(folder.resolve("key"), KeyFile.format(Chains.KEY));
        Files.writeString(folder.resolve("other-key"), KeyFile.format(Chains.OTHER_KEY));
    }

    @Test
    void printsAReportForPeople() throws IOException {
        String directory = export("log", CHAIN);

        int exitCode = run(directory, "--key", folder.resolve("key").toString());

        assertThat(exitCode).isZero();
        assertThat(err).isEmpty();
        assertThat(out.lines().filter(line -> !line.startsWith("input ")).toList())
                .containsExactly(
                        "chain acme/winnow/winnow.audit/0/1  cid " + Chains.cid(CHAIN)
                                + "  entries 0..19  2026-09-21T14:13:20Z..2026-09-21T14:13:39Z",
                        "  level L2; 20 tags verified, 20 records read, 3 sessions; key k1",
                        "  no forward security: one key seals the whole chain, so whoever holds it could have written any"
                                + " entry",
                        "  tail not anchored: nothing proves that entry 19 is the last; who exported it says so, without"
                                + " proof",
                        "VERDICT VERIFIED level L2 (0 findings)");
    }

    @Test
    void printsOneJsonDocumentWithTheFixedNames() throws IOException {
        String directory = export("log", CHAIN.subList(0, 10));
        Files.write(
                Path.of(directory, "0.chain"), Chains.flip(Files.readAllBytes(Path.of(directory, "0.chain")), 9_000));

        int exitCode = run(directory, "--json", "--key", folder.resolve("key").toString());

        JsonNode report = new ObjectMapper().readTree(out);
        assertThat(exitCode).isEqualTo(1);
        assertThat(report.get("verdict").asText()).isEqualTo("TAMPERED");
        assertThat(report.get("exitCode").asInt()).isEqualTo(1);
        assertThat(report.get("level").asText()).isEqualTo("L1");
        JsonNode chain = report.get("chains").get(0);
        assertThat(chain.get("origin").asText()).isEqualTo(Chains.ORIGIN.line());
        assertThat(chain.get("cid").asText()).isEqualTo(Chains.cid(CHAIN).hex());
        assertThat(chain.get("from").asLong()).isZero();
        assertThat(chain.get("to").asLong()).isEqualTo(9);
        assertThat(chain.get("level").asText()).isEqualTo("L1");
        List<String> codes = report.get("findings").findValuesAsText("code");
        assertThat(codes).containsExactlyInAnyOrder("FILE_CHANGED", "BAD_MAC");
        JsonNode finding = report.get("findings").get(1);
        assertThat(finding.get("severity").asText()).isEqualTo("tampered");
        assertThat(finding.get("chain").asText()).isEqualTo(Chains.ORIGIN.line());
        assertThat(finding.get("seq").isIntegralNumber()).isTrue();
        assertThat(finding.get("text").asText()).isNotEmpty();
    }

    @Test
    void exitCodesTellWhyNothingIsVerified() throws IOException {
        String directory = export("log", CHAIN);
        String empty = export("empty", List.of());
        String key = folder.resolve("key").toString();

        assertThat(run(directory)).isEqualTo(4);
        assertThat(run(directory, "--key", folder.resolve("other-key").toString()))
                .isEqualTo(4);
        assertThat(run(empty, "--key", key)).isEqualTo(3);
        assertThat(run(folder.resolve("nowhere").toString(), "--key", key)).isEqualTo(5);
        assertThat(run(directory, "--key", key, "--from", "3", "--to", "19")).isZero();
        assertThat(run(directory, "--key", key, "--from", "3", "--to", "20")).isEqualTo(3);
        assertThat(run("--help")).isZero();
    }

    @Test
    void wrongUsageIsExitTwoAndSaysWhy() throws IOException {
        String directory = export("log", CHAIN);
        Files.writeString(folder.resolve("bad"), "secret words");

        assertThat(run()).isEqualTo(2);
        assertThat(err).startsWith("AUD-020 arguments: DIR is required");
        assertThat(run(directory, "--frm", "3")).isEqualTo(2);
        assertThat(err).startsWith("AUD-020 arguments: unknown argument \"--frm\"");
        assertThat(run(directory, "--from", "x\u001b")).isEqualTo(2);
        assertThat(err).startsWith("AUD-020 arguments: --from must be a whole number, was \"x\\u001b\"");
        assertThat(run(directory, "--from", "9", "--to", "3")).isEqualTo(2);
        assertThat(run(directory, "--key")).isEqualTo(2);
        assertThat(run(directory, "--state", "x")).isEqualTo(2);
        assertThat(run(directory, "--key", folder.resolve("absent").toString())).isEqualTo(2);
        assertThat(err).startsWith("AUD-021 key file ");
        assertThat(run(directory, "--key", folder.resolve("bad").toString())).isEqualTo(2);
        assertThat(err).startsWith("AUD-001 key file: ").doesNotContain("secret");
        assertThat(out).isEmpty();
    }

    @Test
    void remembersFromAuditToAudit() throws IOException {
        String key = folder.resolve("key").toString();
        String state = folder.resolve("state").toString();

        assertThat(run(export("a", CHAIN.subList(0, 10)), "--key", key, "--state", state))
                .isZero();
        byte[] first = Files.readAllBytes(Path.of(state));
        assertThat(run(export("b", CHAIN), "--key", key, "--state", state)).isZero();
        byte[] second = Files.readAllBytes(Path.of(state));
        assertThat(run(export("c", CHAIN.subList(0, 15)), "--key", key, "--state", state))
                .isEqualTo(1);
        assertThat(run(export("d", CHAIN.subList(0, 15)), "--key", key)).isZero();

        assertThat(second).isNotEqualTo(first).isEqualTo(Files.readAllBytes(Path.of(state)));
        assertThat(Files.list(folder).map(path -> String.valueOf(path.getFileName())))
                .noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void aChangedStateFileIsNotTrustedAndNotOverwritten() throws IOException {
        String key = folder.resolve("key").toString();
        Path state = folder.resolve("state");
        String directory = export("a", CHAIN);
        assertThat(run(directory, "--key", key, "--state", state.toString())).isZero();
        String changed = Files.readString(state).replace(" 19 ", " 18 ");
        Files.writeString(state, changed);

        int exitCode = run(directory, "--key", key, "--state", state.toString());

        assertThat(exitCode).isEqualTo(4);
        assertThat(out).contains("FINDING BAD_STATE untrusted: AUD-014 state file: must be sealed with a given key");
        assertThat(Files.readString(state)).isEqualTo(changed);
    }

    @Test
    void runsWithNoOtherJar() throws Exception {
        String directory = export("log", CHAIN);
        Path classes = Path.of(VerifierMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path report = folder.resolve("report");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes.toString(),
                        VerifierMain.class.getName(),
                        directory,
                        "--key",
                        folder.resolve("key").toString())
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(report)).isZero();
        assertThat(Files.readString(report)).endsWith("VERDICT VERIFIED level L2 (0 findings)\n");
    }

    private String export(String name, List<StoredEntry> chain) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Chains.Directory files = Chains.export(chain, Chains.ORIGIN, Chains.cid(CHAIN));
        for (Map.Entry<String, byte[]> file : files.files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), Objects.requireNonNull(file.getValue()));
        }
        return directory.toString();
    }

    private int run(String... arguments) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int exitCode = VerifierMain.run(
                arguments,
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return exitCode;
    }
}
