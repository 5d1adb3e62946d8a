package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class WrittenBytesTest {
    @Test
    void countsKeysAndValuesByWhatTheyAre() {
        WrittenBytes.Tally tally = new WrittenBytes.Tally("winnow.audit");
        WrittenBytes written = new WrittenBytes();
        written.configure(Map.of(WrittenBytes.TALLY, tally));

        written.onSend(record("app-events-by-entity-repartition", "k", 1));
        written.onSend(record("app-candidates-by-tenant-repartition", "k", 2));
        written.onSend(record("app-entities-changelog", "Rkey", 3));
        written.onSend(record("app-models-changelog", "Dkey", 4));
        written.onSend(record("app-models-changelog", "Skey", 5));
        written.onSend(record("app-models-changelog", "Mkey", 6));
        written.onSend(record("app-folds-changelog", "k", 7));
        written.onSend(record("winnow.audit", "k", 8));
        written.onSend(record("winnow.alerts", "k", 9));
        written.onSend(new ProducerRecord<>("winnow.clusters", null, null));

        assertThat(tally.bytes())
                .containsEntry(WrittenBytes.Kind.RE_KEY, 2L)
                .containsEntry(WrittenBytes.Kind.CANDIDATE, 3L)
                .containsEntry(WrittenBytes.Kind.ROW, 7L)
                .containsEntry(WrittenBytes.Kind.DELTA, 8L)
                .containsEntry(WrittenBytes.Kind.SNAPSHOT, 19L)
                .containsEntry(WrittenBytes.Kind.STATE, 8L)
                .containsEntry(WrittenBytes.Kind.AUDIT, 9L)
                .containsEntry(WrittenBytes.Kind.OUTPUT, 10L);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, int valueBytes) {
        return new ProducerRecord<>(topic, key.getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[valueBytes]);
    }
}
