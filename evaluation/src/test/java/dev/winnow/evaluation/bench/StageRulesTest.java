package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageRulesTest {
    private static final String KAFKA = "org.apache.kafka.streams.processor.internals.";

    @Test
    void everyMethodThatARuleNamesIsThere() throws ClassNotFoundException {
        for (String rule : StageRules.METHODS.keySet()) {
            String[] parts = rule.split("#");

            assertThat(Class.forName(parts[0]).getDeclaredMethods())
                    .as(rule)
                    .anyMatch(method -> method.getName().equals(parts[1]));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dev.winnow.topology.store.EntityRows, topology",
        "dev.winnow.topology.store.LiveRows, topology",
        "dev.winnow.topology.store.ModelStore, topology",
        "dev.winnow.topology.store.LiveModel, topology",
        "dev.winnow.topology.store.AuditLog, topology",
        "dev.winnow.topology.ingest.DecodeProcessor, topology",
        "dev.winnow.topology.detect.DetectProcessor, topology",
        "dev.winnow.topology.decide.DecideProcessor, topology",
        "dev.winnow.topology.serde.WireSerde, topology",
        "dev.winnow.schemas.wire.SingleObjectCodec, schemas",
        "dev.winnow.schemas.input.SuricataEveInput, schemas"
    })
    void theClassesThatBeginningsMeanAreThere(String type) throws ClassNotFoundException {
        assertThat(Class.forName(type)).isNotNull();
        assertThat(StageRules.BEGINNINGS.stream().map(Map.Entry::getKey).anyMatch(type::startsWith)
                        || StageRules.CODECS.stream().anyMatch(type::startsWith))
                .isTrue();
    }

    @Test
    void theInnermostFrameThatARuleNamesDecides() {
        assertThat(stage(
                        "dev.winnow.detectors.snapshot.StateWriter#writeByte",
                        "dev.winnow.detectors.feature.BucketTrack#write",
                        "dev.winnow.detectors.segment.EntityRow#encode",
                        "dev.winnow.topology.detect.EventHandler#judge"))
                .isEqualTo(Stage.ROW);
        assertThat(stage(
                        "dev.winnow.detectors.forest.CutTree#walk",
                        "dev.winnow.detectors.segment.EntityModel#learn",
                        "dev.winnow.topology.detect.EventHandler#judge"))
                .isEqualTo(Stage.LEARN);
        assertThat(stage("java.util.HashMap#get", "dev.winnow.topology.detect.EventHandler#judge"))
                .isEqualTo(Stage.DETECT);
    }

    @Test
    void aStoreCountsForWhoAsksItAndForTheFlushWhereNobodyDoes() {
        assertThat(stage(
                        "org.rocksdb.RocksDB#get",
                        "org.apache.kafka.streams.state.internals.MeteredKeyValueStore#get",
                        KAFKA + "metrics.StreamsMetricsImpl#maybeMeasureLatency",
                        KAFKA + "AbstractReadWriteDecorator$KeyValueStoreReadWriteDecorator#get",
                        "dev.winnow.topology.store.EntityRows#get",
                        KAFKA + "ProcessorNode#process"))
                .isEqualTo(Stage.ROW);
        assertThat(stage(
                        "org.rocksdb.RocksDB#put",
                        "org.apache.kafka.streams.state.internals.CachingKeyValueStore#flush",
                        KAFKA + "StreamTask#prepareCommit"))
                .isEqualTo(Stage.FLUSH);
    }

    @Test
    void avroCountsForTheRecordsThatItIsOf() {
        List<String> encoding = List.of(
                "org.apache.avro.io.BinaryEncoder#writeString",
                "dev.winnow.schemas.wire.SingleObjectCodec#encode",
                KAFKA + "RecordCollectorImpl#send");

        assertThat(stage(encoding, "dev.winnow.topology.ingest.DecodeProcessor#accept"))
                .isEqualTo(Stage.RE_KEY);
        assertThat(stage(encoding, "dev.winnow.topology.detect.Notes#send")).isEqualTo(Stage.EXPLAIN);
        assertThat(stage(encoding, "dev.winnow.topology.decide.DecideProcessor#process"))
                .isEqualTo(Stage.TRIAGE);
        assertThat(stage(encoding, KAFKA + "RecordQueue#updateHead")).isEqualTo(Stage.RE_KEY);
    }

    @Test
    void whatKafkaDoesInsideAProcessorIsKafkas() {
        assertThat(stage(
                        "org.apache.kafka.clients.producer.KafkaProducer#send",
                        KAFKA + "RecordCollectorImpl#send",
                        "dev.winnow.topology.detect.Notes#send"))
                .isEqualTo(Stage.KAFKA);
        assertThat(stage("java.lang.Thread#run")).isEqualTo(Stage.REST);
    }

    private static Stage stage(List<String> inner, String outer) {
        String[] frames = Arrays.copyOf(inner.toArray(String[]::new), inner.size() + 1);
        frames[inner.size()] = outer;
        return stage(frames);
    }

    private static Stage stage(String... frames) {
        return StageRules.of(Arrays.stream(frames)
                .map(frame -> frame.split("#"))
                .map(parts -> new StackTraceElement(
                        Objects.requireNonNull(parts[0]), Objects.requireNonNull(parts[1]), "File.java", 1))
                .toArray(StackTraceElement[]::new));
    }
}
