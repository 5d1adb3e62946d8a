package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.Gravity;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.ConfigDetail;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.GenesisDetail;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.SchemaDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole small day through every stage. */
final class WinnowTopologyTest {
    @Test
    void flowsAndAlertsBecomeAlertsClustersSignalsAndAuditEntries() {
        try (Run run = Run.onRocksDb(new Worlds().settings())) {
            SplittableRandom random = new SplittableRandom(1);
            long time = Eve.NOON;
            for (int i = 0; i < 200; i++) {
                time += 1000;
                run.send(Eve.ordinaryFlow(random, time), time);
            }
            run.forget();
            time += 1000;
            run.send(Eve.flow("10.0.0.3", "203.0.113.9", 4444, 900_000_000L, 10, time), time);
            run.send(Eve.alert("10.0.0.3", "ET TROJAN beacon", 1, time), time);

            List<Alert> alerts = run.alerts();
            List<Cluster> clusters = run.clusters();
            List<AuditEntry> entries = run.audit();

            assertThat(alerts).hasSize(2);
            Alert flow = alerts.get(0);
            assertThat(flow.getEntity()).isEqualTo("10.0.0.3");
            assertThat(flow.getTenant()).isEqualTo("acme");
            assertThat(flow.getFeatures().getFeatureSet()).isEqualTo("suricata-flow/1");
            assertThat(flow.getScoreInitial())
                    .as("above the gate of the test, 0.03")
                    .isGreaterThan(1.52);
            assertThat(flow.getScoreCurrent()).isEqualTo(flow.getScoreInitial());
            assertThat(flow.getProbability()).isBetween(0.0, 1.0);
            assertThat(flow.getCalibrator()).isEqualTo("prior");
            assertThat(flow.getModelSequence()).isEqualTo(200);
            assertThat(flow.getModelGeneration()).isEqualTo(1);
            assertThat(flow.getSource().getTopic()).isEqualTo(Worlds.EVENTS);
            assertThat(flow.getSource().getOffset()).isEqualTo(200);
            assertThat(flow.getDisposition()).isEqualTo(Disposition.OPENED);
            assertThat(flow.getContext()).containsEntry("dest_ip", "203.0.113.9");
            assertThat(flow.getAttributions().stream()
                            .mapToDouble(part -> part.getHigh() + part.getLow())
                            .sum())
                    .isCloseTo(flow.getScoreInitial(), org.assertj.core.data.Offset.offset(1e-5));
            assertThat(flow.getBaseline().getFeatures())
                    .hasSameSizeAs(flow.getFeatures().getNames());
            Alert other = alerts.get(1);
            assertThat(other.getFeatures().getFeatureSet()).isEqualTo("ids-alert/1");
            assertThat(other.getScoreInitial())
                    .as("its model has seen nothing yet")
                    .isNull();

            assertThat(clusters).extracting(Cluster::getId).contains(flow.getClusterId(), other.getClusterId());
            assertThat(entries.stream().map(AuditEntry::getDetail).filter(DecisionDetail.class::isInstance))
                    .extracting(detail -> ((DecisionDetail) detail).getAlertId())
                    .containsExactly(flow.getId(), other.getId());
            assertThat(entries)
                    .filteredOn(entry -> entry.getDetail() instanceof DecisionDetail)
                    .first()
                    .satisfies(entry -> assertThat(entry.getSource()).isEqualTo(flow.getSource()));
            int at = (int) flow.getAuditSequence();
            assertThat(Run.header(run.chain().get(at)).seq()).isEqualTo(at);
            assertThat(((AuditEntry) new SingleObjectCodec()
                                    .decode(
                                            "",
                                            java.util.Objects.requireNonNull(
                                                    run.chain().get(at).value())))
                            .getSubject())
                    .isEqualTo(flow.getId());
            assertThat(run.settings().counters().value(Count.ALERTS)).isGreaterThanOrEqualTo(2);
            assertThat(run.settings().counters().value(Count.DEAD_LETTERS)).isZero();
            run.signals();
            run.expectNothingLeft();
        }
    }

    @Test
    void modelsSayWhenTheyAreReadyAndTheAuditLogKeepsIt() {
        try (Run run = new Run(new Worlds().settings())) {
            SplittableRandom random = new SplittableRandom(2);
            for (int i = 1; i <= 100; i++) {
                run.send(Eve.ordinaryFlow(random, Eve.NOON + i * 1000L), Eve.NOON + i * 1000L);
            }

            List<Signal> signals = run.signals();
            List<AuditEntry> entries = run.audit();

            assertThat(signals)
                    .filteredOn(signal -> signal.getKind() == SignalKind.MODEL_STATE)
                    .extracting(Signal::getText)
                    .contains(
                            "Model of acme|suricata-flow/1|all went from collecting to warming.",
                            "Model of acme|suricata-flow/1|all went from warming to ready.");
            assertThat(entries.stream()
                            .filter(entry -> entry.getDetail() instanceof LifecycleDetail)
                            .map(entry -> ((LifecycleDetail) entry.getDetail()).getText()))
                    .containsAll(signals.stream().map(Signal::getText).toList());
            assertThat(run.verified().worst()).isEqualTo(Gravity.INFORMATION);
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void chainBeginsWithGenesisSchemaAndConfigurationAndVerifies() {
        try (Run run = new Run(new Worlds().settings())) {
            for (int i = 0; i < 30; i++) {
                long time = Eve.NOON + i * 60_000L;
                run.send(Eve.alert("10.0.0." + i, "ET SCAN " + i % 7, 2, time), time);
            }

            List<AuditEntry> entries = run.audit();
            ChainResult result = run.verified();

            assertThat(run.kinds())
                    .startsWith(AuditKind.GENESIS, AuditKind.SCHEMA, AuditKind.CONFIG)
                    .contains(AuditKind.DECISION);
            assertThat(run.kinds().subList(3, run.kinds().size())).doesNotContain(AuditKind.SCHEMA, AuditKind.CONFIG);
            assertThat(entries.get(0).getDetail()).isInstanceOfSatisfying(GenesisDetail.class, genesis -> {
                assertThat(genesis.getGuarantee()).isEqualTo("exactly_once_v2");
                assertThat(genesis.getOrigin()).isEqualTo(result.origin());
                assertThat(genesis.getKeyId()).isEqualTo("test-1");
            });
            assertThat(entries.get(1).getDetail())
                    .isInstanceOfSatisfying(
                            SchemaDetail.class,
                            schema ->
                                    assertThat(schema.getText()).isEqualTo(SchemaText.of(AuditEntry.getClassSchema())));
            assertThat(entries.get(2).getDetail()).isInstanceOfSatisfying(ConfigDetail.class, config -> {
                assertThat(config.getText()).isEqualTo("detectors: small");
                assertThat(config.getSha256()).isEqualTo(ByteBuffer.wrap(Sha256.of(Eve.bytes(config.getText()))));
            });
            assertThat(result.findings()).isEmpty();
            assertThat(result.level()).isEqualTo("L2");
            assertThat(result.verified()).isEqualTo(run.chain().size());
            assertThat(result.sessions()).isEqualTo(1);
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void changedAuditEntryDoesNotVerify() {
        try (Run run = new Run(new Worlds().settings())) {
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            run.audit();
            byte[] value = java.util.Objects.requireNonNull(run.chain().get(3).value());
            value[value.length - 1] ^= 1;

            assertThat(run.verified().worst()).isEqualTo(Gravity.TAMPERED);
        }
    }

    @Test
    void sameInputGivesTheSameBytesOnEveryTopic() {
        List<String> first = allBytes(Run.onRocksDb(new Worlds().settings()));

        List<String> second = allBytes(new Run(new Worlds().settings()));

        assertThat(first).hasSizeGreaterThan(300);
        assertThat(second).isEqualTo(first);
    }

    private static List<String> allBytes(Run opened) {
        List<String> bytes = new ArrayList<>();
        try (Run run = opened) {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 1; i <= 150; i++) {
                long time = Eve.NOON + i * 1000L;
                run.send(Eve.ordinaryFlow(random, time), time);
                run.send(Eve.alert("10.0.0." + random.nextInt(20), "ET SCAN " + random.nextInt(5), 2, time), time);
            }
            run.send(Eve.bytes("{"), Eve.NOON);
            Topics topics = run.settings().topics();
            for (String topic : List.of(
                    topics.alerts(), topics.clusters(), topics.signals(), topics.deadLetters(), topics.audit())) {
                for (TestRecord<byte[], byte[]> record : run.records(topic)) {
                    bytes.add(topic + " " + record.timestamp() + " "
                            + HexFormat.of().formatHex(record.key() == null ? new byte[0] : record.key()) + " "
                            + HexFormat.of().formatHex(record.value()));
                }
            }
        }
        return bytes;
    }

    @Test
    void keyedInputSkipsTheRepartitioning() {
        InputTopic keyed = new InputTopic("soc.keyed", Worlds.eve(), "acme", true, 3_600_000);
        try (Run run = new Run(new Worlds().inputs(keyed).settings())) {
            run.send("soc.keyed", Eve.bytes("acme|10.0.0.1"), Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);

            assertThat(run.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.getSource().getTopic()).isEqualTo("soc.keyed");
                assertThat(alert.getEntity()).isEqualTo("10.0.0.1");
            });
            assertThat(run.producedTopics()).noneMatch(topic -> topic.contains("events-by-entity"));
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void inputOfOnePartitionSkipsTheRepartitioningWhereDetectHasOneTask(@TempDir Path directory) {
        InputTopic input = new InputTopic(Worlds.EVENTS, Worlds.eve(), "acme", false, 3_600_000);
        for (int partitions : new int[] {0, 1, 2}) {
            for (int tasks : new int[] {1, 2}) {
                Worlds worlds =
                        new Worlds().inputs(input.withPartitions(partitions)).shards(tasks);
                boolean isReKeyed = WinnowTopology.build(worlds.settings(), Run.properties(directory))
                        .describe()
                        .toString()
                        .contains("events-by-entity");

                assertThat(isReKeyed)
                        .describedAs("%d partitions, %d tasks", partitions, tasks)
                        .isEqualTo(partitions != 1 || tasks != 1);
            }
        }
    }

    @Test
    void keyedAndUnkeyedInputsMeetInTheSameModel() {
        InputTopic keyed = new InputTopic("soc.keyed", Worlds.eve(), "acme", true, 3_600_000);
        InputTopic unkeyed = new InputTopic(Worlds.EVENTS, Worlds.eve(), "acme", false, 3_600_000);
        try (Run run = new Run(new Worlds().inputs(keyed, unkeyed).settings())) {
            run.send("soc.keyed", Eve.bytes("acme|10.0.0.1"), Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON + 1000), Eve.NOON + 1000);

            assertThat(run.alerts()).extracting(Alert::getModelSequence).containsExactly(0L, 1L);
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void eventsThatNoFeatureSetAcceptsAreCountedAndSignalledAndLeaveNoModel() {
        try (Run run = new Run(new Worlds().settings())) {
            run.send(
                    Eve.bytes(
                            "{\"timestamp\":\"2026-03-02T12:00:00Z\",\"event_type\":\"tls\",\"src_ip\":\"10.0.0.1\",\"tls\":{}}"),
                    Eve.NOON);

            assertThat(run.settings().counters().value(Count.EVENTS_WITHOUT_FEATURE_SET))
                    .isEqualTo(1);
            assertThat(run.rows(Stores.MODELS)).isEmpty();
            assertThat(run.signals())
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.getText()).contains("tls"));
            run.audit();
            run.expectNothingLeft();
        }
    }

    @Test
    void tenantsShareNeitherModelsNorAlerts() {
        InputTopic globex = new InputTopic("soc.globex", Worlds.eve(), "globex", false, 3_600_000);
        InputTopic acme = new InputTopic(Worlds.EVENTS, Worlds.eve(), "acme", false, 3_600_000);
        try (Run run = new Run(new Worlds().inputs(acme, globex).settings())) {
            run.send(Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);
            run.send("soc.globex", null, Eve.alert("10.0.0.1", "ET SCAN", 2, Eve.NOON), Eve.NOON);

            List<Alert> alerts = run.alerts();

            assertThat(alerts).extracting(Alert::getTenant).containsExactly("acme", "globex");
            assertThat(alerts).extracting(Alert::getSegment).doesNotHaveDuplicates();
            assertThat(alerts).extracting(Alert::getModelSequence).containsExactly(0L, 0L);
            assertThat(alerts).extracting(Alert::getFoldId).doesNotHaveDuplicates();
            assertThat(alerts).extracting(Alert::getClusterId).doesNotHaveDuplicates();
            assertThat(alerts).extracting(Alert::getDisposition).containsOnly(Disposition.OPENED);
            run.forget();
            run.expectNothingLeft();
        }
    }
}
