package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.Manifest;
import dev.winnow.audit.key.KeyFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/verify_chain.py and the verifier here reach the same verdict on sound and on changed logs. */
class SecondVerifierOracleTest {
    private static final List<StoredEntry> CHAIN = Chains.chain(1, 20);

    @TempDir
    Path folder = Path.of("replaced");

    @Test
    void bothVerifiersAgree() throws Exception {
        Map<String, Chains.Directory> corpus = corpus();
        Path key = folder.resolve("key");
        Files.writeString(key, KeyFile.format(Chains.KEY));
        List<String> expected = new ArrayList<>();
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-c",
                "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); import verify_chain\n"
                        + "for d in sys.argv[3:]: verify_chain.main(d, sys.argv[2])",
                Path.of(System.getProperty("winnow.root"), "docs").toString(),
                key.toString()));
        for (Map.Entry<String, Chains.Directory> log : corpus.entrySet()) {
            write(log.getKey(), log.getValue());
            command.add(folder.resolve(log.getKey()).toString());
            expected.add(log.getKey() + " "
                    + new DirectoryVerifier(
                                    log.getValue(), List.of(Chains.KEY), List.of(), 0, Long.MAX_VALUE, SourceOf.NONE)
                            .verify()
                            .conclusion());
        }

        List<String> verdicts = verdicts(command, List.copyOf(corpus.keySet()));

        assertThat(verdicts).isEqualTo(expected);
        assertThat(expected)
                .hasSize(26)
                .filteredOn(line -> line.endsWith(" VERIFIED"))
                .hasSize(3);
    }

    private static Map<String, Chains.Directory> corpus() {
        Map<String, Chains.Directory> corpus = new LinkedHashMap<>();
        corpus.put("sound", export(CHAIN));
        corpus.put("closed", export(Chains.chain(4, 12, Chains.ORIGIN, Chains.KEY, true)));
        corpus.put("long", export(Chains.chain(5, 60)));
        StoredEntry tenth = CHAIN.get(10);
        byte[] value = Objects.requireNonNull(tenth.value());
        for (int at : new int[] {0, 1, 5, 9, 17, 25, 30, 60, 80, 120}) {
            corpus.put(
                    "header-" + at,
                    export(replaced(10, Chains.withHeader(tenth, Chains.flip(Chains.header(tenth), at * 8)))));
        }
        corpus.put(
                "value",
                export(replaced(10, Chains.withBody(tenth, tenth.key(), Arrays.copyOf(value, value.length + 1)))));
        corpus.put(
                "null-key",
                export(replaced(
                        6, Chains.withBody(CHAIN.get(6), null, CHAIN.get(6).value()))));
        StoredEntry genesis = CHAIN.get(0);
        byte[] body = Objects.requireNonNull(genesis.value());
        corpus.put("genesis", export(replaced(0, Chains.withBody(genesis, genesis.key(), Chains.flip(body, 1)))));
        corpus.put("dropped", export(without(10)));
        corpus.put("no-schema", export(without(1)));
        corpus.put("head", export(CHAIN.subList(3, 20)));
        List<StoredEntry> swapped = new ArrayList<>(CHAIN);
        Collections.swap(swapped, 7, 8);
        corpus.put("swapped", export(swapped));
        List<StoredEntry> repeated = new ArrayList<>(CHAIN);
        repeated.add(12, CHAIN.get(4));
        corpus.put("repeated", export(repeated));
        Origin second = new Origin("acme", "winnow", "winnow.audit", 1, 1);
        corpus.put(
                "spliced",
                export(replaced(
                        10, Chains.chain(2, 20, second, Chains.KEY, false).get(10))));
        corpus.put("other-key", export(Chains.chain(1, 20, Chains.ORIGIN, Chains.OTHER_KEY, false)));
        corpus.put("empty", export(List.of()));
        List<StoredEntry.Header> headers = new ArrayList<>(tenth.headers());
        headers.add(new StoredEntry.Header("traceparent", null));
        corpus.put("extra-header", export(replaced(10, new StoredEntry(1, 2, tenth.key(), headers, tenth.value()))));
        Chains.Directory cut = export(CHAIN);
        byte[] file = Objects.requireNonNull(cut.files.get("0.chain"));
        cut.files.put("0.chain", Arrays.copyOf(file, file.length - 5));
        corpus.put("cut-file", cut);
        return corpus;
    }

    private List<String> verdicts(List<String> command, List<String> names) throws IOException, InterruptedException {
        File report = folder.resolve("report").toFile();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(report)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no python3 here");
            throw e;
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(report.toPath(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        List<String> verdicts = text.lines()
                .filter(line -> line.startsWith("VERDICT "))
                .map(line -> line.substring("VERDICT ".length()))
                .toList();
        assertThat(verdicts).as(text).hasSameSizeAs(names);
        List<String> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            named.add(names.get(i) + " " + verdicts.get(i));
        }
        return named;
    }

    private void write(String name, Chains.Directory directory) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, byte[]> file : directory.files.entrySet()) {
            Files.write(target.resolve(file.getKey()), Objects.requireNonNull(file.getValue()));
        }
        assertThat(Files.exists(target.resolve(Manifest.FILE))).isTrue();
    }

    private static Chains.Directory export(List<StoredEntry> chain) {
        boolean hasGenesis = !chain.isEmpty() && Chains.fields(chain.get(0)).seq() == 0;
        List<StoredEntry> named = hasGenesis && !isChanged(chain.get(0)) ? chain : CHAIN;
        return Chains.export(chain, Chains.ORIGIN, Chains.cid(named));
    }

    private static boolean isChanged(StoredEntry genesis) {
        return !Chains.fields(genesis).follows(Chains.cid(List.of(genesis)).bytes());
    }

    private static List<StoredEntry> replaced(int index, StoredEntry entry) {
        List<StoredEntry> changed = new ArrayList<>(CHAIN);
        changed.set(index, entry);
        return changed;
    }

    private static List<StoredEntry> without(int index) {
        List<StoredEntry> changed = new ArrayList<>(CHAIN);
        changed.remove(index);
        return changed;
    }
}
