package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import org.junit.jupiter.api.Test;

final class LiveRowsTest {
    private static final SegmentModel MODEL = SegmentModel.fresh(
            SegmentConfig.defaults(), FeatureSets.byId("dns/1").orElseThrow(), 1);

    private final LiveRows rows = new LiveRows();

    @Test
    void aRowIsTakenOnceAndByItsOwnSegmentGenerationAndEntityOnly() {
        EntityRow row = MODEL.emptyRow();
        rows.put("acme|dns/1|all", 2, "10.0.0.1", row);

        assertThat(rows.take("other|dns/1|all", 2, "10.0.0.1")).isNull();
        assertThat(rows.take("acme|dns/1|all", 1, "10.0.0.1")).isNull();
        assertThat(rows.take("acme|dns/1|all", 2, "10.0.0.2")).isNull();
        assertThat(rows.take("acme|dns/1|all", 2, "10.0.0.1")).isSameAs(row);
        assertThat(rows.take("acme|dns/1|all", 2, "10.0.0.1")).isNull();
    }

    @Test
    void theRowWrittenLongestAgoGoesWhenTheyAreTooMany() {
        EntityRow row = MODEL.emptyRow();
        for (int i = 0; i < 512; i++) {
            rows.put("acme|dns/1|all", 1, "host-" + i, row);
        }
        EntityRow used = rows.take("acme|dns/1|all", 1, "host-0");
        rows.put("acme|dns/1|all", 1, "host-0", used == null ? MODEL.emptyRow() : used);
        rows.put("acme|dns/1|all", 1, "host-512", row);

        assertThat(rows.take("acme|dns/1|all", 1, "host-1")).isNull();
        assertThat(rows.take("acme|dns/1|all", 1, "host-0")).isSameAs(row);
        assertThat(rows.take("acme|dns/1|all", 1, "host-512")).isSameAs(row);
    }
}
