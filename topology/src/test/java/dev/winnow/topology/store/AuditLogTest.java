package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.ChainVerifier;
import dev.winnow.audit.verify.Expectation;
import dev.winnow.audit.verify.Gravity;
import dev.winnow.audit.verify.PartitionVerifier;
import dev.winnow.audit.verify.SourceOf;
import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.Worlds;
import dev.winnow.topology.serde.RegistrySettings;
import dev.winnow.topology.serde.WireCodecs;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.LifecycleDetail;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class AuditLogTest {
    private final MapStore store = new MapStore("audit-head");
    private final List<StoredEntry> sent = new ArrayList<>();

    private AuditLog open() {
        return open(new Worlds());
    }

    private AuditLog open(Worlds world) {
        return new AuditLog(store, world.settings(), 0);
    }

    private static long append(AuditLog log, String subject) {
        return log.append(AuditKind.MODEL, "acme", null, subject, new LifecycleDetail("k", "t"), 5, 7);
    }

    private void take(AuditLog log, long offset) {
        for (AuditLog.Entry entry : log.take("in", 0, offset)) {
            sent.add(StoredEntry.of(sent.size(), entry.eventTimeMillis(), entry.key(), entry.header(), entry.value()));
        }
    }

    private ChainResult verified() {
        return ChainVerifier.verify(Expectation.none("t"), List.of(Worlds.ROOT_KEY), sent.iterator());
    }

    @Test
    void numbersFollowGenesisSchemaAndConfiguration() {
        AuditLog log = open();

        assertThat(LongStream.of(append(log, "a"), append(log, "b"))).containsExactly(3L, 4L);
        take(log, 0);

        assertThat(sent).hasSize(5);
        assertThat(verified().worst()).isEqualTo(Gravity.INFORMATION);
    }

    @Test
    void nothingIsWrittenBeforeTheRecordIsTaken() {
        AuditLog log = open();
        append(log, "a");

        assertThat(store.rows()).isEmpty();
        assertThat(log.hasUnsent()).isTrue();
        take(log, 0);
        assertThat(log.hasUnsent()).isFalse();
        assertThat(store.rows()).hasSize(4);
    }

    @Test
    void recordWithoutEntriesMovesOnlyTheWatermark() {
        AuditLog log = open();
        take(log, 12);

        assertThat(sent).isEmpty();
        assertThat(store.rows()).hasSize(1);
        assertThat(log.hasTaken("in", 0, 12)).isTrue();
        assertThat(log.hasTaken("in", 0, 13)).isFalse();
        assertThat(log.hasTaken("in", 1, 0)).isFalse();
        assertThat(log.hasTaken("other", 0, 0)).isFalse();
    }

    @Test
    void logThatIsOpenedAnewContinuesTheChain() {
        for (int i = 0; i < 5; i++) {
            AuditLog log = open();
            assertThat(log.hasTaken("in", 0, i - 1)).isEqualTo(i > 0);
            append(log, "a" + i);
            take(log, i);
        }

        ChainResult result = verified();

        assertThat(result.findings()).isEmpty();
        assertThat(result.sessions()).isEqualTo(5);
        assertThat(sent).hasSize(8);
    }

    @Test
    void nextGenerationBeginsAChainUnderItsOwnKeyAndTheOldOneStillVerifies() {
        RootKey next = RootKey.of("test-2", new byte[] {
            9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8
        });
        AuditLog first = open();
        append(first, "a");
        take(first, 0);

        AuditLog second = open(new Worlds().audit(next, 2));
        assertThat(second.hasTaken("in", 0, 0)).isTrue();
        assertThat(append(second, "b")).isEqualTo(3);
        take(second, 1);
        AuditLog again = open(new Worlds().audit(next, 2));
        assertThat(append(again, "c")).isEqualTo(4);
        take(again, 2);

        PartitionVerifier verifier =
                new PartitionVerifier(origin -> Expectation.none("t"), List.of(Worlds.ROOT_KEY, next), SourceOf.NONE);
        sent.forEach(verifier::accept);
        List<ChainResult> results = verifier.finish();
        assertThat(results).extracting(ChainResult::verified).containsExactly(4L, 5L);
        assertThat(results).extracting(ChainResult::worst).containsOnly(Gravity.INFORMATION);
        assertThatThrownBy(this::open)
                .hasMessage("AUD-017 chain acme/winnow-test/winnow.audit/0/2: the configuration names it"
                        + " acme/winnow-test/winnow.audit/0/1; put organisation, topic and audit.generation back, or set"
                        + " audit.generation to 3 for a new chain");
    }

    @Test
    void anotherKeyWithoutTheNextGenerationIsRefused() {
        AuditLog log = open();
        append(log, "a");
        take(log, 0);
        byte[] secret = new byte[32];
        secret[0] = 1;

        assertThatThrownBy(() -> open(new Worlds().audit(RootKey.of("test-2", secret), 1)))
                .hasMessageStartingWith(
                        "AUD-007 chain acme/winnow-test/winnow.audit/0/1: is sealed with key \"test-1\"");
        assertThatThrownBy(() -> open(new Worlds().audit(RootKey.of("test-1", secret), 1)))
                .hasMessageStartingWith(
                        "AUD-016 chain acme/winnow-test/winnow.audit/0/1: is sealed with another secret");
    }

    @Test
    void abortedEntriesLeaveNoGap() {
        AuditLog log = open();
        append(log, "a");
        take(log, 0);
        append(open(), "never committed");

        AuditLog next = open();
        append(next, "b");
        take(next, 1);

        assertThat(verified().findings()).isEmpty();
        assertThat(sent).hasSize(5);
    }

    @Test
    void changedConfigurationIsLoggedOnceMore() {
        AuditLog log = open();
        append(log, "a");
        take(log, 0);
        AuditLog changed = open(new Worlds().configText("other"));

        assertThat(append(changed, "b")).isEqualTo(5);
        assertThat(append(changed, "c")).isEqualTo(6);
        take(changed, 1);

        assertThat(verified().findings()).isEmpty();
        assertThat(append(open(new Worlds().configText("other")), "d")).isEqualTo(7);
    }

    @Test
    void entriesAreInSingleObjectEncodingWhateverTheRegistry() {
        WireCodec registry = WireCodecs.create(Optional.of(
                RegistrySettings.of(URI.create("http://registry.invalid")).withAttempts(1, Duration.ZERO)));
        AuditLog log = open(new Worlds().codec(registry));

        append(log, "a");
        take(log, 0);

        assertThat(sent).hasSize(4).allSatisfy(entry -> {
            byte[] value = Objects.requireNonNull(entry.value());
            assertThat(new SingleObjectCodec().decode("t", value)).isInstanceOf(AuditEntry.class);
            assertThat(registry.decode("t", value)).isInstanceOf(AuditEntry.class);
        });
        assertThat(verified().findings()).isEmpty();
    }

    @Test
    void entriesOfAnotherReleaseStayInTheChainAndTheSchemaThatFollowsIsLogged() {
        Schema today = AuditEntry.getClassSchema();
        Schema earlier = new Schema.Parser()
                .parse(SchemaText.of(today)
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"onlyThere\",\"type\":\"int\",\"default\":0},"));
        SchemaHistory history = SchemaHistory.of(List.of(new SchemaHistory.Entry("0.0.9", earlier)));
        AuditLog then = open(new Worlds().codec(SingleObjectCodec.asOf(history, "0.0.9")));
        append(then, "a");
        take(then, 0);
        AuditLog now = open(new Worlds().codec(new SingleObjectCodec(history)));
        append(now, "b");
        take(now, 1);

        assertThat(verified().findings()).isEmpty();
        assertThat(sent.stream()
                        .map(entry -> (AuditEntry)
                                new SingleObjectCodec(history).decode("t", Objects.requireNonNull(entry.value())))
                        .map(AuditEntry::getSubject))
                .containsExactly(
                        then.origin(),
                        "dev.winnow.wire.AuditEntry",
                        "configuration",
                        "a",
                        "dev.winnow.wire.AuditEntry",
                        "b");
    }

    @Test
    void damagedHeadStopsTheTask() {
        AuditLog log = open();
        append(log, "a");
        take(log, 0);
        store.rows().replaceAll((key, value) -> java.util.Arrays.copyOf(value, value.length - 1));

        assertThatThrownBy(this::open).isInstanceOf(RuntimeException.class).hasMessageStartingWith("AUD-");
    }
}
