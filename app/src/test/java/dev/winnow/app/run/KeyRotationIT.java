package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.wire.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rotation of audit key and application secret as docs/operations.md has it, on a broker. */
class KeyRotationIT {
    private static final Duration PATIENCE = Cluster.PATIENCE;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private RootKey writeKey(String id, long seed) throws Exception {
        byte[] secret = new byte[32];
        new Random(seed).nextBytes(secret);
        RootKey key = RootKey.of(id, secret);
        Files.writeString(directory.resolve("audit.key"), KeyFile.format(key));
        return key;
    }

    private static String nextGeneration(String text) {
        return text.replace("audit: {keyFile: audit.key}", "audit: {keyFile: audit.key, generation: 2}");
    }

    private static String nextSecret(String text) {
        return text.replace("application: {id: keys}", "application: {id: keys, secretGeneration: 2}");
    }

    /** Starts the application with its configuration changed and waits until it works or has ended. */
    private ChildCommand start(Cluster cluster, String changed) throws Exception {
        Path file = Files.writeString(directory.resolve("keys-changed.yaml"), changed);
        return cluster.child("keys-changed.log", java.util.Map.of(), "run", "-c", file.toString());
    }

    @Test
    void newKeyWithTheNextGenerationStartsANewChainAndTheOldOneStillVerifies() throws Exception {
        List<String> lines = Flows.lines(900, 20_260_707, 1);
        try (Cluster cluster = new Cluster(directory, 1)) {
            cluster.createTopics("keys");
            cluster.send(lines.subList(0, 300));
            ChildCommand before = cluster.run("keys", "keys");
            cluster.awaitDecided("keys", 300, before);
            assertThat(before.terminate(Duration.ofSeconds(40))).isEqualTo(143);
            String text = Files.readString(cluster.write("keys", "keys"));

            // The same key id with another secret: the task stops with a code, and nothing is written.
            writeKey("tests", 99);
            ChildCommand refused = start(cluster, text);
            assertThat(refused.awaitEnd(PATIENCE)).isNotZero();
            assertThat(refused.logText())
                    .contains("AUD-016 chain example.org/keys/keys.audit/0/1: is sealed with another secret");

            RootKey next = writeKey("tests-2", 100);
            ChildCommand rotated = start(cluster, nextGeneration(text));
            cluster.send(lines.subList(300, 600));
            cluster.awaitDecided("keys", 600, rotated);
            assertThat(rotated.terminate(Duration.ofSeconds(40))).isEqualTo(143);

            ChildCommand secret = start(cluster, nextSecret(nextGeneration(text)));
            cluster.send(lines.subList(600, 900));
            cluster.awaitDecided("keys", 900, secret);
            assertThat(secret.terminate(Duration.ofSeconds(40))).isEqualTo(143);

            WinnowConfig config = cluster.config("keys", KeyRotationIT::nextGeneration);
            AuditReport report = new LiveAudit(config, "keys.audit", true)
                    .verify(List.of(cluster.key(), next), List.of(), 0, Long.MAX_VALUE);
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
            assertThat(report.chains())
                    .extracting(ChainResult::origin)
                    .containsExactly("example.org/keys/keys.audit/0/1", "example.org/keys/keys.audit/0/2");
            assertThat(report.chains()).extracting(ChainResult::keyId).containsExactly("tests", "tests-2");
            assertThat(report.chains()).extracting(ChainResult::sessions).containsExactly(1L, 2L);

            List<String> signals = new ArrayList<>();
            cluster.read(
                    "keys.signals",
                    record -> signals.add(((Signal) new dev.winnow.schemas.wire.SingleObjectCodec()
                                    .decode(record.topic(), record.value()))
                            .getText()));
            assertThat(signals)
                    .anyMatch(signal -> signal.endsWith("starts generation 2: the application secret has changed."));
        }
    }
}
