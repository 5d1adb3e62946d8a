package dev.winnow.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.triage.adjust.AdjustConfig;
import dev.winnow.triage.band.AssetWeight;
import dev.winnow.triage.calibrate.CalibrateConfig;
import dev.winnow.triage.cluster.ClusterConfig;
import dev.winnow.triage.feedback.FeedbackConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TriageConfigTest {
    @Test
    void everyDefaultIsAsDocumented() {
        assertThat(TriageConfig.defaults().canonicalText()).isEqualTo("""
                        triage.adjust.maxMove=2.5
                        triage.adjust.priorMass=2.0
                        triage.adjust.radius=1.2
                        triage.adjust.uniformShare=0.25
                        triage.adjust.halfLifeMillis=2592000000
                        triage.adjust.analystMass=6.0
                        triage.adjust.capacity=4096
                        triage.calibrate.baseRate=0.05
                        triage.calibrate.minLabels=20
                        triage.calibrate.capacity=2048
                        triage.calibrate.refitEvery=10
                        triage.calibrate.priorWeight=25.0
                        triage.calibrate.minSlope=0.05
                        triage.calibrate.maxSlope=10.0
                        triage.calibrate.maxStep=0.05
                        triage.bands.low=0.1
                        triage.bands.medium=0.15
                        triage.bands.high=0.4
                        triage.bands.critical=0.8
                        triage.bands.margin=0.02
                        triage.bands.budgetPerDay=0
                        triage.cluster.foldGapMillis=900000
                        triage.cluster.foldMaxMillis=86400000
                        triage.cluster.idleMillis=3600000
                        triage.cluster.maxAgeMillis=86400000
                        triage.cluster.closedRetentionMillis=2592000000
                        triage.cluster.threshold=0.75
                        triage.cluster.nearIdentical=0.97
                        triage.cluster.attributionShare=0.6
                        triage.cluster.maxClusters=16384
                        triage.cluster.maxFolds=65536
                        triage.cluster.maxExemplars=6
                        triage.cluster.maxEntities=32
                        triage.cluster.signatureFields.0=signature
                        triage.cluster.signatureFields.1=rule
                        triage.cluster.signatureFields.2=name
                        triage.cluster.signatureFields.3=short
                        triage.cluster.linkFields.0=src_ip
                        triage.cluster.linkFields.1=dest_ip
                        triage.cluster.linkFields.2=ip
                        triage.cluster.linkFields.3=host
                        triage.cluster.linkFields.4=user
                        triage.cluster.linkFields.5=query
                        triage.cluster.linkFields.6=sni
                        triage.cluster.linkFields.7=ja3
                        triage.cluster.linkFields.8=ja4
                        triage.cluster.linkFields.9=file_hash
                        triage.cluster.linkFields.10=url
                        triage.feedback.alertRetentionMillis=2592000000
                        triage.feedback.maxAlerts=2000000
                        triage.feedback.maxFolded=10000000
                        triage.feedback.pendingMillis=86400000
                        triage.feedback.maxPending=10000
                        triage.feedback.verdictRetentionMillis=15552000000
                        triage.feedback.maxVerdicts=100000
                        triage.time.maxStepMillis=600000
                        triage.time.window=9
                        triage.time.witnesses=5
                        """);
    }

    @Test
    void theFingerprintFollowsEverySetting() {
        TriageConfig d = TriageConfig.defaults();
        TriageConfig other = new TriageConfig(
                d.adjust(),
                new CalibrateConfig(0.01, Map.of("ids/1", 0.1), 50, 2048, 10, 25, 0.05, 10, 0.05),
                d.bands(),
                d.cluster(),
                d.feedback(),
                d.time());

        assertThat(d.fingerprint())
                .hasSize(64)
                .isEqualTo(TriageConfig.defaults().fingerprint());
        assertThat(other.fingerprint()).isNotEqualTo(d.fingerprint());
        assertThat(other.canonicalText()).contains("triage.calibrate.baseRates.ids/1=0.1\n");
    }

    @Test
    void everyRuleOfAdjustIsSaid() {
        assertThatThrownBy(() -> new AdjustConfig(0, 0.5, -1, 2, 0, 0, 0)).hasMessage("""
                        CFG-012 triage.adjust.maxMove: must be above 0 and at most 6, was 0.0
                        CFG-012 triage.adjust.priorMass: must be between 1 and 1000, was 0.5
                        CFG-012 triage.adjust.radius: must be above 0 and at most 10, was -1.0
                        CFG-012 triage.adjust.uniformShare: must be between 0 and 1, was 2.0
                        CFG-012 triage.adjust.halfLifeMillis: must be above 0, was 0
                        CFG-012 triage.adjust.analystMass: must be at least 1, was 0.0
                        CFG-012 triage.adjust.capacity: must be between 1 and 65536, was 0""");
    }

    @Test
    void everyRuleOfCalibrateIsSaid() {
        assertThatThrownBy(() -> new CalibrateConfig(0, Map.of("x", 0.9), 1, 0, 0, 0, 0, -1, 2))
                .hasMessage("""
                        CFG-013 triage.calibrate.baseRate: must be above 0 and at most 0.5, was 0.0
                        CFG-013 triage.calibrate.minLabels: must be at least 2, was 1
                        CFG-013 triage.calibrate.capacity: must be between minLabels (1) and 65536, was 0
                        CFG-013 triage.calibrate.refitEvery: must be at least 1, was 0
                        CFG-013 triage.calibrate.priorWeight: must be above 0 and at most 1000, was 0.0
                        CFG-013 triage.calibrate.minSlope: must be above 0, was 0.0
                        CFG-013 triage.calibrate.maxSlope: must be above minSlope (0.0), was -1.0
                        CFG-013 triage.calibrate.maxStep: must be between 0 and 1, was 2.0
                        CFG-013 triage.calibrate.baseRates."x": must be above 0 and at most 0.5, was 0.9""");
    }

    @Test
    void everyRuleOfClusterIsSaid() {
        assertThatThrownBy(() -> new ClusterConfig(0, -1, 0, -1, 0, 2, 1.5, 3, 0, 0, 0, 0, List.of(), List.of()))
                .hasMessage("""
                        CFG-014 triage.cluster.foldGapMillis: must be above 0, was 0
                        CFG-014 triage.cluster.foldMaxMillis: must be at least foldGapMillis (0), was -1
                        CFG-014 triage.cluster.idleMillis: must be above 0, was 0
                        CFG-014 triage.cluster.maxAgeMillis: must be at least idleMillis (0), was -1
                        CFG-014 triage.cluster.closedRetentionMillis: must be above 0, was 0
                        CFG-014 triage.cluster.threshold: must be above 0 and at most 1, was 2.0
                        CFG-014 triage.cluster.nearIdentical: must be between threshold (2.0) and 1, was 1.5
                        CFG-014 triage.cluster.attributionShare: must be between 0 and 1, was 3.0
                        CFG-014 triage.cluster.maxClusters: must be between 1 and 1000000, was 0
                        CFG-014 triage.cluster.maxFolds: must be between 1 and 10000000, was 0
                        CFG-014 triage.cluster.maxExemplars: must be between 1 and 64, was 0
                        CFG-014 triage.cluster.maxEntities: must be between 1 and 1024, was 0""");
    }

    @Test
    void everyRuleOfFeedbackIsSaid() {
        assertThatThrownBy(() -> new FeedbackConfig(0, 0, 0, 0, 0, -1, 0)).hasMessage("""
                        CFG-015 triage.feedback.alertRetentionMillis: must be above 0, was 0
                        CFG-015 triage.feedback.maxAlerts: must be at least 1, was 0
                        CFG-015 triage.feedback.maxFolded: must be at least 1, was 0
                        CFG-015 triage.feedback.pendingMillis: must be above 0, was 0
                        CFG-015 triage.feedback.maxPending: must be at least 1, was 0
                        CFG-015 triage.feedback.verdictRetentionMillis: must be at least alertRetentionMillis (0), was -1
                        CFG-015 triage.feedback.maxVerdicts: must be at least 1, was 0""");
    }

    @Test
    void anAssetsFactorIsBounded() {
        assertThatThrownBy(() -> new AssetWeight("dc-*", 50))
                .hasMessage("CFG-018 triage.bands.assets.\"dc-*\": the factor must be between 0.1 and 10, was 50.0");
    }
}
