package dev.winnow.triage.band;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.adjust.Adjusted;
import dev.winnow.triage.adjust.ScaledPoint;
import dev.winnow.triage.calibrate.Calibrated;
import dev.winnow.triage.calibrate.Calibrator;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.state.MapRows;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandsTest {
    @Test
    void realScoresReachEveryBandButCriticalUnderTheStatedPrior() {
        assertThat(bandOf(1.5)).isEqualTo(Band.INFO);
        assertThat(bandOf(2.5)).isEqualTo(Band.LOW);
        assertThat(bandOf(3.5)).isEqualTo(Band.MEDIUM);
        assertThat(bandOf(6.1)).isEqualTo(Band.HIGH);
        assertThat(bandOf(9)).isEqualTo(Band.HIGH);
        assertThat(bandOf(Double.NaN)).isEqualTo(Band.INFO);
    }

    @Test
    void aFoldsBandFallsOnlyBeyondTheMargin() {
        Bands bands = new Bands(new TenantBands(BandConfig.defaults(), new MapRows()), new MapRows());
        Optional<FoldBands> fold = Optional.of(new FoldBands(Band.HIGH, Band.HIGH));

        assertThat(bands.band(calibrated(0.39), fold, 0).band()).isEqualTo(Band.HIGH);
        assertThat(bands.band(calibrated(0.37), fold, 0).band()).isEqualTo(Band.MEDIUM);
        assertThat(bands.band(calibrated(0.39), Optional.empty(), 0).band()).isEqualTo(Band.MEDIUM);
    }

    @Test
    void anAssetsWeightMultipliesTheOddsAndLeavesTheProbability() {
        BandConfig config = new BandConfig(
                0.10, 0.50, 0.80, 0.95, 0.05, 0, List.of(new AssetWeight("dc-*", 4), new AssetWeight("*", 0.5)));
        Bands bands = new Bands(new TenantBands(config, new MapRows()), new MapRows());

        Banded domainController = bands.band(calibrated(0.5, "dc-01"), Optional.empty(), 0);
        Banded other = bands.band(calibrated(0.5, "laptop"), Optional.empty(), 0);

        assertThat(domainController.weighted()).isEqualTo(0.8);
        assertThat(domainController.band()).isEqualTo(Band.HIGH);
        assertThat(domainController.calibrated().probability()).isEqualTo(0.5);
        assertThat(other.weighted()).isEqualTo(0.5 / 1.5);
    }

    @Test
    void patternsMatchWholeNames() {
        assertThat(new AssetWeight("dc-?", 2).matches("dc-1")).isTrue();
        assertThat(new AssetWeight("dc-?", 2).matches("dc-11")).isFalse();
        assertThat(new AssetWeight("*.prod.*", 2).matches("a.prod.example")).isTrue();
        assertThat(new AssetWeight("*.prod.*", 2).matches("a.production")).isFalse();
        assertThat(new AssetWeight("a.c", 2).matches("abc")).isFalse();
        assertThat(new AssetWeight("*a*a*a*a*a*b", 2).matches("a".repeat(5000))).isFalse();
    }

    @Test
    void aBudgetIsNeverExceededAndIsUsedForTheMostProbable() {
        Triage triage = budgeted(20);
        Random random = new Random(6);
        int[] shown = new int[10];
        double sumShown = 0;
        double sumHeld = 0;
        int held = 0;
        for (int i = 0; i < 10_000; i++) {
            long time = Given.NOON - Given.NOON % Given.DAY + i * Given.DAY / 1000;
            Decision decision = Given.decide(
                    triage,
                    Given.candidate()
                            .id("a" + i)
                            .signature("rule " + i)
                            .score(3.5 + 3 * random.nextDouble())
                            .at(time));
            if (decision.band().compareTo(Band.MEDIUM) >= 0) {
                shown[i / 1000]++;
                sumShown += decision.probability();
            } else if (decision.isHeldBack()) {
                held++;
                sumHeld += decision.probability();
            }
        }

        int total = 0;
        for (int day : shown) {
            assertThat(day).isBetween(5, 20);
            total += day;
        }
        assertThat(held).isEqualTo(10_000 - total);
        assertThat(sumShown / total).isGreaterThan(sumHeld / held + 0.03);
    }

    @Test
    void aBudgetDoesNotHoldBackWhatIsCritical() {
        Triage triage = budgeted(1);
        for (int i = 0; i < 5; i++) {
            Decision decision = Given.decide(
                    triage, Given.candidate().id("a" + i).signature("r" + i).score(7));
            assertThat(decision.band()).isEqualTo(Band.CRITICAL);
        }
        assertThat(Given.decide(triage, Given.candidate().id("b").score(4)).isHeldBack())
                .isTrue();
    }

    @Test
    void thresholdsMustRise() {
        assertThatThrownBy(() -> new BandConfig(0.10, 0.75, 0.70, 0.95, 0.05, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CFG-011 triage.bands: thresholds must rise; high (0.70) is not above medium (0.75)");
    }

    @Test
    void saysAllProblemsAtOnce() {
        assertThatThrownBy(() -> new BandConfig(0.5, 0.4, 0.3, 1.2, 0.05, -1, List.of()))
                .hasMessage("CFG-011 triage.bands: thresholds must rise; medium (0.40) is not above low (0.50)\n"
                        + "CFG-011 triage.bands: thresholds must rise; high (0.30) is not above medium (0.40)\n"
                        + "CFG-011 triage.bands: thresholds must be below 1; critical is 1.20\n"
                        + "CFG-011 triage.bands.budgetPerDay: must be at least 0, was -1");
    }

    private static Triage budgeted(int perDay) {
        TriageConfig d = TriageConfig.defaults();
        BandConfig bands = new BandConfig(0.10, 0.15, 0.30, 0.50, 0.05, perDay, List.of());
        return Given.triage(new TriageConfig(d.adjust(), d.calibrate(), bands, d.cluster(), d.feedback(), d.time()));
    }

    private static Band bandOf(double score) {
        return Given.decide(Given.triage(), Given.candidate().score(score)).band();
    }

    private static Calibrated calibrated(double probability) {
        return calibrated(probability, "10.0.0.5");
    }

    private static Calibrated calibrated(double probability, String entity) {
        Scored scored = Given.candidate().entity(entity).build();
        Adjusted adjusted = new Adjusted(scored, ScaledPoint.of(scored, ""), scored.score(), List.of());
        return new Calibrated(adjusted, probability, new Calibrator(Calibrator.PRIOR, 0, 0, 0, 0, 0.05));
    }
}
