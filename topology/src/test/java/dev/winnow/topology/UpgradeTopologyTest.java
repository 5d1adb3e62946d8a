package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.verify.Gravity;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Source;
import dev.winnow.wire.VerdictDetail;
import dev.winnow.wire.VerdictKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that another release wrote, on every topic that the application reads back. */
final class UpgradeTopologyTest {
    private static final String EVENTS = "winnow-test-events-by-entity-repartition";
    private static final String CANDIDATES = "winnow-test-candidates-by-tenant-repartition";
    private static final String VERDICTS = "winnow-test-feedback-by-tenant-repartition";

    private final SingleObjectCodec then = OtherRelease.codec();
    private final SingleObjectCodec now = new SingleObjectCodec(OtherRelease.history());

    @Test
    void recordsInFlightOfAnEarlierReleaseAreDecidedAsTheirOwn() {
        List<AuditEntry> expected;
        try (Run run = new Run(new Worlds().codec(now).settings())) {
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            Alert alert = run.alerts().get(0);
            run.judge(Run.verdict("v-1", alert.getId(), VerdictKind.FALSE_POSITIVE, "mara", Eve.NOON + 1));
            expected = run.audit();
            TestRecord<byte[], byte[]> event = run.records(EVENTS).get(0);
            TestRecord<byte[], byte[]> candidate = run.records(CANDIDATES).get(0);
            TestRecord<byte[], byte[]> verdict = run.records(VERDICTS).get(0);

            assertThat(later(event)).containsExactlyElementsOf(decisions(expected));
            assertThat(later(candidate)).containsExactlyElementsOf(decisions(expected));
            run.forget();
            run.pipe(VERDICTS, rewritten(verdict));

            assertThat(run.audit())
                    .as("the verdict was known")
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.getDetail()).isInstanceOf(VerdictDetail.class));
        }
    }

    /** The decisions of an application whose only input is this record, as an earlier release wrote it. */
    private List<Object> later(TestRecord<byte[], byte[]> record) {
        try (Run run = new Run(new Worlds().codec(now).settings())) {
            String topic = now.decode("", record.value()) instanceof dev.winnow.wire.Event ? EVENTS : CANDIDATES;
            run.pipe(topic, rewritten(record));
            assertThat(run.deadLetters()).isEmpty();
            return decisions(run.audit());
        }
    }

    private TestRecord<byte[], byte[]> rewritten(TestRecord<byte[], byte[]> record) {
        byte[] old = then.encode("", now.decode("", record.value()));
        assertThat(old).isNotEqualTo(record.value());
        return new TestRecord<>(record.key(), old, record.headers(), record.timestamp());
    }

    private static List<Object> decisions(List<AuditEntry> entries) {
        return entries.stream()
                .map(AuditEntry::getDetail)
                .filter(DecisionDetail.class::isInstance)
                .toList();
    }

    @Test
    void verdictsOfAnEarlierClientAreTaken() {
        try (Run run = new Run(new Worlds().codec(now).settings())) {
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            Alert alert = run.alerts().get(0);
            run.forget();

            run.send(
                    run.settings().topics().feedback(),
                    null,
                    then.encode(
                            "", Run.verdict("v-1", alert.getId(), VerdictKind.FALSE_POSITIVE, "mara", Eve.NOON + 1)),
                    Eve.NOON + 1);

            assertThat(run.audit())
                    .anySatisfy(entry -> assertThat(entry.getDetail()).isInstanceOf(VerdictDetail.class));
            assertThat(run.deadLetters()).isEmpty();
        }
    }

    @Test
    void aChainGoesOnAcrossAnUpgradeAndBack() {
        Run.Saved saved = new Run.Saved(java.util.Map.of(), java.util.Map.of(), List.of());
        int offset = 0;
        for (SingleObjectCodec codec : List.of(then, now, then)) {
            try (Run run = new Run(new Worlds().codec(codec).settings(), saved)) {
                long time = Eve.NOON + 60_000L * offset++;
                run.send(Eve.alert("10.0.0." + offset, "ET SCAN", 2, time), time);
                saved = run.saved();

                assertThat(run.verified().findings()).isEmpty();
                assertThat(run.verified().sessions()).isEqualTo(offset);
            }
        }
        assertThat(saved.chain())
                .extracting(entry -> ((AuditEntry) now.decode("", Objects.requireNonNull(entry.value())))
                        .getDetail()
                        .getClass())
                .filteredOn(DecisionDetail.class::equals)
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS, CANDIDATES, VERDICTS})
    void aSchemaThatNobodyKnowsIsADeadLetterAndTheTaskGoesOn(String topic) {
        byte[] unknown = {(byte) 0xC3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0};
        // In a transaction the driver forgets what is sent while records are read; UpgradeIT has a real one.
        try (Run run = new Run(new Worlds().atLeastOnce().settings())) {
            run.pipe(topic, new TestRecord<>(Eve.bytes("acme"), unknown));
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);

            List<DeadLetter> letters = run.deadLetters();

            assertThat(letters).singleElement().satisfies(letter -> {
                assertThat(letter.getCode()).isEqualTo("WIR-002");
                assertThat(letter.getReason())
                        .isEqualTo("topic \"" + topic
                                + "\": record must follow a schema that this build or a release before"
                                + " it wrote; fingerprint 102030405060708 is not known");
                assertThat(letter.getStage()).isEqualTo(topic.equals(EVENTS) ? "detect" : "triage");
                assertThat(letter.getSource()).isEqualTo(new Source(topic, 0, 0L));
                assertThat(letter.getOriginal()).isEqualTo(ByteBuffer.wrap(unknown));
            });
            assertThat(run.settings().counters().value(Count.DEAD_LETTERS)).isEqualTo(1);
            assertThat(run.alerts()).hasSize(1);
            run.forget();
            assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
            run.expectNothingLeft();
        }
    }
}
