package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.app.run.replay.LiveReplay;
import dev.winnow.app.run.replay.Replayed;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second forest that has won takes over by a command from a shell, on a broker, through kills. The seed is fixed. */
class PromoteShadowIT {
    private static final String APPLICATION = "shadow";
    private static final long START = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
    /** Of the old kind, by which the scores' reference is known. */
    private static final int BEFORE = 4_800;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(4);
    private int sent;

    @Test
    void thePromotedForestSurvivesAKillAndItsDecisionsReplay() throws Exception {
        try (Cluster cluster = new Cluster(directory, 1)) {
            cluster.createTopics(APPLICATION);
            cluster.send(flows(BEFORE + 2_000));
            ChildCommand first = start(cluster);
            awaitSignal(cluster, SignalKind.SHADOW_WON, first);
            first.kill();
            order(cluster, "c1", "--no-wait");

            ChildCommand second = start(cluster);
            awaitSignal(cluster, SignalKind.SHADOW_PROMOTED, second);
            Alert promoted = strangeAlert(cluster, second);
            second.kill();
            ChildCommand third = start(cluster);
            Alert restarted = strangeAlert(cluster, third);
            order(cluster, "c2", "--wait-seconds=" + Cluster.PATIENCE.toSeconds());
            Signal nothing = awaitSignal(cluster, SignalKind.MODEL_STATE, "promote_shadow changed nothing", third);
            third.terminate(Duration.ofSeconds(40));

            assertThat(nothing.getText()).startsWith("No second forest of acme|suricata-flow/1|all has won;");
            List<SignalKind> kinds = new ArrayList<>();
            cluster.read(
                    APPLICATION + ".signals",
                    record -> kinds.add(
                            ((Signal) new SingleObjectCodec().decode(record.topic(), record.value())).getKind()));
            assertThat(kinds)
                    .containsOnlyOnce(SignalKind.SHADOW_WON, SignalKind.SHADOW_PROMOTED)
                    .doesNotContain(SignalKind.SHADOW_RETIRED);
            for (Alert alert : List.of(promoted, restarted)) {
                Replayed replayed = new LiveReplay(cluster.config(APPLICATION, PromoteShadowIT::changed), "test")
                        .replay(alert.getId());
                assertThat(replayed.outcome()).as(replayed.toString()).isEqualTo(Replayed.Outcome.SAME);
            }
            AuditReport report = new LiveAudit(
                            cluster.config(APPLICATION, PromoteShadowIT::changed), APPLICATION + ".audit", true)
                    .verify(List.of(cluster.key()), List.of(), 0, Long.MAX_VALUE);
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
        }
    }

    /** Tails of the usual length: short ones follow a change within the hundreds of events that it takes to find it. */
    private static String changed(String text) {
        return text.replace("rcf: {trees: 30, sampleSize: 64}", "rcf: {trees: 20, sampleSize: 256}")
                .replace("scaler: {firstFit: 64, reservoir: 256}", "scaler: {firstFit: 32, reservoir: 64}")
                .replace("  tail: {window: 512, minimumScores: 50}\n", "")
                .replace(
                        "drift: {window: 128, retrainEvents: 64}",
                        "drift: {window: 512, refusedShare: 0.9, retrainEvents: 512, scoreRunLength: 10000,"
                                + " featureRunLength: 0}\n  shadow: {mode: report, learnPoints: 256, trialPoints: 300}")
                .replace("tailLevel: 1}", "tailLevel: 0.03}");
    }

    private ChildCommand start(Cluster cluster) throws Exception {
        Path file = Files.writeString(
                directory.resolve("changed.yaml"), changed(Files.readString(cluster.write(APPLICATION, "one"))));
        ChildCommand child = cluster.child("changed.log", Map.of(), "run", "-c", file.toString());
        child.awaitLine("started ", Cluster.PATIENCE);
        return child;
    }

    private void order(Cluster cluster, String id, String waiting) {
        ChildCommand order = cluster.command(
                "model",
                "promote-shadow",
                "suricata-flow/1",
                "--tenant",
                "acme",
                "--actor",
                "ada",
                "--reason",
                "the new proxy is here to stay",
                "--command-id",
                id,
                waiting,
                "-c",
                directory.resolve("changed.yaml").toString());
        assertThat(order.awaitEnd(Cluster.PATIENCE)).as(order.logText()).isZero();
    }

    private static void awaitSignal(Cluster cluster, SignalKind kind, ChildCommand alive) {
        awaitSignal(cluster, kind, "", alive);
    }

    private static Signal awaitSignal(Cluster cluster, SignalKind kind, String text, ChildCommand alive) {
        return (Signal) cluster.awaitRecord(
                APPLICATION + ".signals",
                record -> record instanceof Signal signal
                        && signal.getKind() == kind
                        && signal.getText().contains(text),
                alive);
    }

    /** Sends some flows and a far larger one; its alert, when it is there. */
    private Alert strangeAlert(Cluster cluster, ChildCommand alive) {
        List<String> lines = flows(60);
        lines.add(line("10.0.0.3", 900_000_000_000L, 3));
        long last = sent - 1;
        cluster.send(lines);
        return (Alert) cluster.awaitRecord(
                APPLICATION + ".alerts",
                record -> record instanceof Alert alert && alert.getSource().getOffset() == last,
                alive);
    }

    /** Of twenty hosts; from {@link #BEFORE} on they send more and get less. */
    private List<String> flows(int count) {
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double shift = sent < BEFORE ? 0 : 2.2;
            lines.add(line(
                    "10.0.0." + (1 + random.nextInt(20)),
                    (long) (2000 * Math.exp(0.1 * (random.nextGaussian() + shift))),
                    (long) (25_000 * Math.exp(0.1 * (random.nextGaussian() - shift)))));
        }
        return lines;
    }

    private String line(String host, long bytesOut, long bytesIn) {
        return String.format(
                Locale.ROOT,
                "{\"timestamp\":\"%s\",\"event_type\":\"flow\",\"customer\":\"acme\",\"src_ip\":\"%s\",\"src_port\":40000,"
                        + "\"dest_ip\":\"192.0.2.%d\",\"dest_port\":443,\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":10,"
                        + "\"pkts_toclient\":20,\"bytes_toserver\":%d,\"bytes_toclient\":%d,\"age\":2,\"state\":\"closed\","
                        + "\"reason\":\"timeout\"}}",
                Instant.ofEpochMilli(START + ++sent * 1000L),
                host,
                1 + random.nextInt(4),
                bytesOut,
                bytesIn);
    }
}
