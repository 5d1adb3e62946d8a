package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever is refused stands on the dead-letter topic with its reason and bytes, and changes nothing else. */
final class DeadLetterTopologyTest {
    private static final byte[] GOOD = Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON);

    @Test
    void brokenJsonIsRefusedWithItsBytes() {
        try (Run run = new Run(new Worlds().settings())) {
            byte[] broken = Eve.bytes("{\"timestamp\":");
            run.send(Worlds.EVENTS, Eve.bytes("k"), broken, Eve.NOON);

            DeadLetter letter = only(run);

            assertThat(letter.getCode()).startsWith("INP-");
            assertThat(letter.getStage()).isEqualTo("decode");
            assertThat(letter.getFormat()).isEqualTo("suricata-eve");
            assertThat(letter.getSource()).isEqualTo(new Source(Worlds.EVENTS, 0, 0L));
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(Eve.bytes("k")));
            assertThat(letter.getOriginal()).isEqualTo(ByteBuffer.wrap(broken));
            assertThat(letter.getOriginalSha256()).isEqualTo(ByteBuffer.wrap(Sha256.of(broken)));
            assertThat(letter.getIngestTime()).isEqualTo(Instant.ofEpochMilli(Eve.NOON));
        }
    }

    @Test
    void oversizedOriginalsAreCutButTheirHashAndLengthAreWhole() {
        try (Run run = new Run(new Worlds().settings())) {
            byte[] broken = new byte[100_000];
            Arrays.fill(broken, (byte) '[');
            run.send(broken, Eve.NOON);

            DeadLetter letter = only(run);

            assertThat(letter.getOriginal().remaining()).isEqualTo(65_536);
            assertThat(letter.getOriginalLength()).isEqualTo(100_000);
            assertThat(letter.getOriginalSha256()).isEqualTo(ByteBuffer.wrap(Sha256.of(broken)));
        }
    }

    @Test
    void timeStampInTheFarFutureIsRefused() {
        try (Run run = new Run(new Worlds().settings())) {
            long ahead = Eve.NOON + 3_600_001;
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON + 3_600_000), Eve.NOON);
            assertThat(run.alerts()).as("as far as allowed").hasSize(1);
            run.forget();
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, ahead), Eve.NOON);

            DeadLetter letter = only(run);

            assertThat(letter.getCode()).isEqualTo("INP-023");
            assertThat(letter.getReason())
                    .isEqualTo("event time 2026-03-02T13:00:00.001Z is more than 3600 s after the record's own time"
                            + " stamp 2026-03-02T12:00:00Z");
        }
    }

    @Test
    void undeclaredTenantIsRefused() {
        try (Run run = new Run(new Worlds().tenants("globex").settings())) {
            run.send(GOOD, Eve.NOON);

            DeadLetter letter = only(run);

            assertThat(letter.getCode()).isEqualTo("INP-022");
            assertThat(letter.getReason())
                    .isEqualTo("tenant \"acme\" is not declared; add it to application.tenants or correct the source");
        }
    }

    @Test
    void nullValueIsRefused() {
        try (Run run = new Run(new Worlds().settings())) {
            run.send(null, Eve.NOON);

            DeadLetter letter = only(run);

            assertThat(letter.getCode()).isEqualTo("INP-021");
            assertThat(letter.getReason()).isEqualTo("input \"suricata-eve\": value must not be null");
            assertThat(letter.getOriginalLength()).isZero();
        }
    }

    @Test
    void verdictsThatAreNoneAreRefused() {
        try (Run run = new Run(new Worlds().settings())) {
            SingleObjectCodec codec = new SingleObjectCodec();
            String feedback = run.settings().topics().feedback();
            run.send(feedback, null, null, Eve.NOON);
            run.send(feedback, null, Eve.bytes("not avro at all"), Eve.NOON);
            run.send(feedback, null, codec.encode("", signal()), Eve.NOON);
            run.judge(Run.verdict("v1", "a1", VerdictKind.UNKNOWN, "ann", Eve.NOON));
            run.judge(Run.verdict("v1", "a1", VerdictKind.TRUE_POSITIVE, "", Eve.NOON));

            List<DeadLetter> letters = run.deadLetters();

            assertThat(letters)
                    .extracting(DeadLetter::getCode)
                    .containsExactly("FBK-001", "FBK-002", "FBK-003", "FBK-004", "FBK-005");
            assertThat(letters)
                    .extracting(DeadLetter::getReason)
                    .containsExactly(
                            "verdict: value must not be null",
                            "verdict: WIR-001 topic \"winnow.feedback\": record must be in Avro single-object encoding"
                                    + " (C3 01 …); it has 15 bytes and another start",
                            "verdict: expected schema Verdict, got Signal",
                            "verdict: must be one of true_positive, benign_positive, false_positive, duplicate,"
                                    + " undetermined, auto_closed; a newer word was sent",
                            "verdict: id, tenant, alertId and analyst must not be empty");
            assertThat(letters).extracting(DeadLetter::getStage).containsOnly("feedback");
            run.expectNothingLeft();
        }
    }

    @Test
    void damagedVerdictIsRefusedWhateverAvroMakesOfIt() {
        try (Run run = new Run(new Worlds().settings())) {
            byte[] good = new SingleObjectCodec()
                    .encode("", Run.verdict("v1", "a1", VerdictKind.TRUE_POSITIVE, "ann", Eve.NOON));
            SplittableRandom random = new SplittableRandom(7);
            int sent = 300;
            for (int i = 0; i < sent; i++) {
                byte[] damaged = good.clone();
                damaged[10 + random.nextInt(good.length - 10)] ^= (byte) (1 << random.nextInt(8));
                run.send(run.settings().topics().feedback(), null, damaged, Eve.NOON);
            }

            List<DeadLetter> letters = run.deadLetters();

            long refused = letters.stream()
                    .filter(letter -> letter.getStage().equals("feedback"))
                    .count();
            assertThat(letters).extracting(DeadLetter::getCode).contains("FBK-002", "TRI-900");
            assertThat(refused + run.settings().counters().value(Count.VERDICTS_TAKEN))
                    .as("each is refused by feedback or taken by triage")
                    .isEqualTo(sent);
            run.forget();
            run.expectNothingLeft();
        }
    }

    private static dev.winnow.wire.Signal signal() {
        return new dev.winnow.wire.Signal(
                dev.winnow.wire.SignalKind.DRIFT, "acme", "s", Instant.ofEpochMilli(Eve.NOON), "t", Map.of(), -1, 0);
    }

    @Test
    void verdictOnAnUnknownAlertExpiresAfterItsTimeLimit() {
        long day = 86_400_000L;
        try (Run run = new Run(new Worlds().settings())) {
            run.send(GOOD, Eve.NOON);
            Verdict early = Run.verdict("v1", "no-such-alert", VerdictKind.FALSE_POSITIVE, "ann", Eve.NOON);
            run.judge(early);
            run.forget();
            // Time moves by what several records say, not by the word of one.
            for (int i = 0; i < 12; i++) {
                long time = Eve.NOON + 2 * day + i * 1000L;
                run.send(Eve.alert("10.0.0.2", "ET SCAN " + i, 2, time), time);
            }

            List<DeadLetter> letters = run.deadLetters();

            assertThat(letters).singleElement().satisfies(letter -> {
                assertThat(letter.getCode()).isEqualTo("FBK-007");
                assertThat(letter.getReason())
                        .isEqualTo("verdict: alertId must name a known alert;"
                                + " no alert with this id was shown or came in time");
                assertThat(new SingleObjectCodec().decode("", bytes(letter.getOriginal())))
                        .isEqualTo(early);
            });
            assertThat(run.audit().stream()
                            .filter(entry -> entry.getDetail() instanceof dev.winnow.wire.VerdictDetail)
                            .map(entry -> ((dev.winnow.wire.VerdictDetail) entry.getDetail()).getOutcome()))
                    .containsExactly("expired");
            run.forget();
            run.expectNothingLeft();
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static DeadLetter onlyOf(Run run) {
        List<DeadLetter> letters = run.deadLetters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static DeadLetter only(Run run) {
        DeadLetter letter = onlyOf(run);
        run.expectNothingLeft();
        return letter;
    }
}
