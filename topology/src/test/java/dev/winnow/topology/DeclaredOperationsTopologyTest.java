package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.IndicatorList;
import dev.winnow.wire.Alert;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operations of a declared feature set over the whole segment, as alerts show them. */
final class DeclaredOperationsTopologyTest {
    private static final String SET = """
            name: signatures
            version: 1
            description: Alerts by what the segment usually has
            events: alert
            gate: all
            features:
              - {name: seen, compute: frequency, key: signature, description: Times seen before}
              - {name: rank, compute: top, key: signature, description: Rank among the most frequent}
              - {name: listed, compute: listed, of: dest_ip, list: ours, description: On the list}
            """;

    @Test
    void alertsCarryFrequencyRankAndListing() {
        IndicatorList ours = IndicatorList.of("10.1.0.5\n");
        Worlds world = new Worlds().featureSets(List.of(FeatureSets.parse(SET, Map.of("ours", ours))));
        try (Run run = new Run(world.settings())) {
            long time = Eve.NOON;
            for (int i = 0; i < 30; i++) {
                time += 60_000;
                run.send(Eve.alert("10.0.0." + i, i % 5 == 0 ? "ET RARE" : "ET USUAL", 2, time), time);
            }
            run.alerts();

            run.send(Eve.alert("10.0.1.1", "ET RARE", 2, time + 1000), time + 1000);
            run.send(Eve.alert("10.0.1.2", "ET USUAL", 2, time + 2000), time + 2000);
            run.send(Eve.alert("10.0.1.3", "ET NEW", 2, time + 3000), time + 3000);

            List<Alert> alerts = run.alerts();
            assertThat(alerts).hasSize(3);
            assertThat(alerts.get(0).getFeatures().getNames()).containsExactly("seen", "rank", "listed");
            assertThat(values(alerts.get(0))).containsExactly(6L, 2L, 1L);
            assertThat(values(alerts.get(1))).containsExactly(24L, 1L, 1L);
            assertThat(values(alerts.get(2))).containsExactly(0L, 65L, 1L);
            run.forget();
            run.expectNothingLeft();
        }
    }

    private static List<Long> values(Alert alert) {
        return alert.getFeatures().getValues().stream().map(Math::round).toList();
    }
}
