package dev.winnow.triage.band;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.state.MapRows;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TenantBandsTest {
    private static final BandConfig CONFIGURED =
            new BandConfig(0.10, 0.30, 0.70, 0.90, 0.05, 7, List.of(new AssetWeight("dc-*", 3)));

    private final MapRows rows = new MapRows();
    private final TenantBands bands = new TenantBands(CONFIGURED, rows);

    @Test
    void isTheConfigurationUntilACommandSaysOtherwise() {
        assertThat(bands.inForce("acme")).isSameAs(CONFIGURED);

        bands.setThresholds("acme", new TenantBands.Thresholds(0.2, 0.4, 0.6, 0.8));
        bands.setBudget("acme", 3);
        bands.setWeight("acme", new AssetWeight("lab-*", 0.5));

        assertThat(bands.inForce("acme"))
                .isEqualTo(new BandConfig(
                        0.2,
                        0.4,
                        0.6,
                        0.8,
                        0.05,
                        3,
                        List.of(new AssetWeight("lab-*", 0.5), new AssetWeight("dc-*", 3))));
        assertThat(bands.inForce("other")).isSameAs(CONFIGURED);
    }

    @Test
    void goesBackToTheConfigurationPartByPartAndLeavesNoRow() {
        bands.setThresholds("acme", new TenantBands.Thresholds(0.2, 0.4, 0.6, 0.8));
        bands.setBudget("acme", 3);
        bands.setWeight("acme", new AssetWeight("lab-*", 0.5));

        assertThat(bands.endThresholds("acme")).isTrue();
        assertThat(bands.inForce("acme").medium()).isEqualTo(0.30);
        assertThat(bands.inForce("acme").budgetPerDay()).isEqualTo(3);
        assertThat(bands.endBudget("acme")).isTrue();
        assertThat(bands.endWeight("acme", "lab-*")).isTrue();

        assertThat(bands.inForce("acme")).isSameAs(CONFIGURED);
        assertThat(bands.endThresholds("acme")).isFalse();
        assertThat(bands.endBudget("acme")).isFalse();
        assertThat(bands.endWeight("acme", "lab-*")).isFalse();
        assertThat(rows.get("bo/4:acme")).isNull();
    }

    @Test
    void stayInForceUnderAnotherConfiguration() {
        bands.setThresholds("acme", new TenantBands.Thresholds(0.02, 0.4, 0.6, 0.8));

        TenantBands later = new TenantBands(new BandConfig(0.5, 0.6, 0.7, 0.8, 0.3, 0, List.of()), rows);

        // The configured margin would reach below low, so it is halved to it.
        assertThat(later.inForce("acme")).isEqualTo(new BandConfig(0.02, 0.4, 0.6, 0.8, 0.01, 0, List.of()));
    }

    @Test
    void refusesThresholdsThatDoNotRise() {
        assertThatThrownBy(() -> new TenantBands.Thresholds(0.2, 0.2, 0.6, 0.8))
                .hasMessage("CFG-011 triage.bands: thresholds must rise; medium (0.20) is not above low (0.20)");
        assertThatThrownBy(() -> bands.setBudget("acme", -1))
                .hasMessage("CFG-011 triage.bands.budgetPerDay: must be at least 0, was -1");
        assertThat(bands.inForce("acme")).isSameAs(CONFIGURED);
    }
}
