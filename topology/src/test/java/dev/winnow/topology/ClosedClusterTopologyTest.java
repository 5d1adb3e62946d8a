package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.cluster.ClusterConfig;
import dev.winnow.wire.Alert;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** The clusters topic is compacted, so what is never deleted there stays for ever. */
final class ClosedClusterTopologyTest {
    private static final long MINUTE = 60_000;

    private static TriageConfig closingFast() {
        TriageConfig d = TriageConfig.defaults();
        ClusterConfig c = d.cluster();
        ClusterConfig cluster = new ClusterConfig(
                MINUTE,
                MINUTE,
                MINUTE,
                c.maxAgeMillis(),
                5 * MINUTE,
                c.threshold(),
                c.nearIdentical(),
                c.attributionShare(),
                c.maxClusters(),
                c.maxFolds(),
                c.maxExemplars(),
                c.maxEntities(),
                c.signatureFields(),
                c.linkFields());
        return new TriageConfig(d.adjust(), d.calibrate(), d.bands(), cluster, d.feedback(), d.time());
    }

    private static Alert alert(Run run, String source, long time) {
        run.send(Eve.alert(source, "ET SCAN something", 2, time), time);
        List<Alert> alerts = run.alerts();
        assertThat(alerts).hasSize(1);
        return alerts.get(0);
    }

    @Test
    void leavesItsTopicByTombstoneAfterItsRetention() {
        try (Run run = new Run(new Worlds().triage(closingFast()).settings())) {
            String cluster = alert(run, "10.0.0.3", Eve.NOON).getClusterId();
            for (int i = 1; i <= 6; i++) {
                alert(run, "10.0.0.3", Eve.NOON + i * 1000L);
            }
            alert(run, "10.0.0.3", Eve.NOON + 3 * MINUTE);
            assertThat(ends(run, cluster)).as("closed, and still kept").isEqualTo(0);

            for (int i = 4; i <= 10; i++) {
                alert(run, "10.0.0.3", Eve.NOON + i * MINUTE);
            }

            assertThat(ends(run, cluster)).isEqualTo(1);
            run.forget();
            run.expectNothingLeft();
        }
    }

    private static long ends(Run run, String cluster) {
        return run.records(run.settings().topics().clusters()).stream()
                .filter(record -> record.value() == null)
                .map(TestRecord::key)
                .filter(key -> new String(key, StandardCharsets.UTF_8).equals(cluster))
                .count();
    }
}
