package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.drift.ScoreDrift;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SeriesModelTest {
    private static final FeatureSet SET = FeatureSets.series(List.of("cpu", "disk"));
    private static final long STEP = 60_000;

    private final SplittableRandom random = new SplittableRandom(5);
    private SegmentModel model = SegmentModel.fresh(SegmentConfig.defaults(), SET, 1);
    private int fed;

    @Test
    void warmsUpWithProvisionalScoresAndThenMeansWhatItSays() {
        assertThat(feed().state()).isEqualTo(ModelState.COLLECTING);
        Assessment provisional = feed();
        while (model.state() != ModelState.READY) {
            provisional = feed();
        }

        assertThat(fed).isEqualTo(100);
        assertThat(provisional.state()).isEqualTo(ModelState.WARMING);
        assertThat(provisional.isScored()).isTrue();
        int above = 0;
        for (int i = 0; i < 5000; i++) {
            above += feed().pValue() <= 0.01 ? 1 : 0;
        }
        assertThat(above / 5000.0).isBetween(0.005, 0.015);
    }

    @Test
    void aSpikeIsStrangeNamesItsMetricAndBeginsAnAlarm() {
        feed(1000);
        Observation spike = observation(12, 0);

        Assessment assessment = model.assess(spike);
        Attribution why = model.attribute(spike, assessment);
        Baseline normal = model.baseline(spike, model.emptyRow(), 3);

        assertThat(assessment.score()).isGreaterThan(2.5);
        assertThat(assessment.members()).extracting(MemberScore::detector).containsExactly("row", "stretch", "onset");
        assertThat(assessment.members().get(2).score()).isGreaterThan(0.5);
        assertThat(why.total()).isCloseTo(assessment.score(), within(1e-9));
        assertThat(why.high(0)).isGreaterThan(0.8 * why.total());
        assertThat(normal.entityScope()).isTrue();
        assertThat(normal.features().get(0).z()).isGreaterThan(8);
        assertThat(normal.features().get(0).percentile()).isEqualTo(100);
        assertThat(normal.neighbours()).hasSize(1);
        assertThat(model.scaled(spike)[0]).isGreaterThan(3);
    }

    @Test
    void anAlarmCoversTheRowsThatFollow() {
        feed(1000);
        double first = feed(12, 0).members().get(2).score();
        double second = feed(12, 0).members().get(2).score();

        assertThat(first).isGreaterThan(0.5);
        assertThat(second).isZero();
    }

    @Test
    void aRestoredModelReplaysToTheSameBitsAtEveryStage() {
        for (int stage : new int[] {0, 10, 60, 700}) {
            model = SegmentModel.fresh(SegmentConfig.defaults(), SET, 1);
            feed(stage);
            SegmentModel replica = SegmentModel.restore(SegmentConfig.defaults(), SET, model.snapshot());

            for (int i = 0; i < 300; i++) {
                Observation observation = observation(i == 200 ? 9 : normal(), i % 7 == 0 ? Double.NaN : normal());
                byte[] delta = model.delta(observation);
                Assessment assessment = model.assess(observation);
                model.learn(observation, assessment);
                fed++;

                assertThat(replica.assess(replica.observation(delta))).isEqualTo(assessment);
                replica.replay(delta);
            }
            assertThat(replica.snapshot()).as("from row %d", stage).isEqualTo(model.snapshot());
        }
    }

    @Test
    void rowsThatLookOtherThanBeforeForGoodAreFeatureDrift() {
        feed(24 * 512 + 20 * 512);
        List<FeatureDrift> drifts = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            // Slower than the memory: no row is strange by itself.
            Observation observation = observation(normal() + i / 2000.0, normal());
            model.learn(observation, model.assess(observation)).featureDrift().ifPresent(drifts::add);
            fed++;
        }

        assertThat(drifts).isNotEmpty();
        assertThat(drifts.get(0).feature()).isEqualTo("cpu");
    }

    @Test
    void rowsThatAreNoisierThanBeforeAreScoreDrift() {
        feed(14_000);
        List<ScoreDrift> drifts = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            Observation observation = observation(2 * normal(), 2 * normal());
            model.learn(observation, model.assess(observation)).scoreDrift().ifPresent(drifts::add);
            fed++;
        }

        assertThat(drifts).isNotEmpty();
        assertThat(drifts.get(0).meanAfter()).isLessThan(drifts.get(0).meanBefore());
    }

    @Test
    void rowsThatGoOnAsBeforeDriftNeitherInFeaturesNorInScores() {
        for (int i = 0; i < 40_000; i++) {
            Observation observation = observation(normal(), normal());
            Learned learned = model.learn(observation, model.assess(observation));
            fed++;

            assertThat(learned.featureDrift()).isEmpty();
            assertThat(learned.scoreDrift()).isEmpty();
        }
    }

    @Test
    void metricsThatEndTogetherAreOneSilence() {
        feed(100);
        List<Silence> silences = new ArrayList<>();
        FeatureSet three = FeatureSets.series(List.of("a", "b", "c"));
        model = SegmentModel.fresh(SegmentConfig.defaults(), three, 1);
        for (int i = 0; i < 100; i++) {
            Map<String, Double> numbers = i < 50 ? Map.of("a", 1.0, "b", 2.0, "c", 3.0) : Map.of("b", 2.0);
            Observation observation = model.observe(
                    new Event("numeric", "web-1", 1_700_000_000_000L + i * STEP, numbers, Map.of()), model.emptyRow());
            silences.addAll(model.learn(observation, model.assess(observation)).silences());
        }

        assertThat(silences).singleElement().satisfies(silence -> {
            assertThat(silence.entity()).isEqualTo("web-1");
            assertThat(silence.part()).isEqualTo("a, c");
        });
    }

    @Test
    void lookingChangesNothing() {
        feed(500);
        byte[] before = model.snapshot();

        Observation strange = observation(50, -50);
        Assessment assessment = model.assess(strange);
        model.attribute(strange, assessment);
        model.baseline(strange, model.emptyRow(), 5);

        assertThat(model.snapshot()).isEqualTo(before);
    }

    @Test
    void pausedItScoresAndLearnsNothingAndFrozenItOnlyScores() {
        feed(500);
        model.obey(ModelOrder.PAUSE);
        assertThat(feed(50, 0).isScored()).isFalse();

        model.obey(ModelOrder.FREEZE);
        double first = feed(50, 0).score();
        for (int i = 0; i < 200; i++) {
            feed(50, 0);
        }
        double last = feed(50, 0).score();
        assertThat(first).isGreaterThan(2);
        assertThat(last).isGreaterThanOrEqualTo(first);

        assertThat(model.obey(ModelOrder.RESUME).after()).isEqualTo(ModelState.READY);
        feed(300);
        assertThat(model.sequence()).isEqualTo(fed + 3);
    }

    @Test
    void hasNoShadowToPromote() {
        feed(500);
        model.obey(ModelOrder.FREEZE);

        Learned learned = model.obey(ModelOrder.PROMOTE_SHADOW);

        assertThat(learned.shadow()).containsExactly(ShadowNews.absent());
        assertThat(model.state()).isEqualTo(ModelState.FROZEN);
    }

    @Test
    void aChangedRowIsJudgedAtTheSameMoment() {
        feed(500);
        Observation spike = observation(40, 0);

        Observation changed =
                model.changed(spike, model.emptyRow(), Map.of("cpu", "0")).orElseThrow();

        assertThat(model.assess(spike).score()).isGreaterThan(2);
        assertThat(model.assess(changed).score()).isLessThan(2);
        assertThat(model.changeable()).containsExactly("cpu", "disk");
    }

    @Test
    void aRowWithoutAnyValueIsNotStrange() {
        feed(800);

        Assessment empty = feed(Double.NaN, Double.NaN);

        assertThat(empty.score()).isLessThan(2);
    }

    private void feed(int rows) {
        for (int i = 0; i < rows; i++) {
            feed();
        }
    }

    private Assessment feed() {
        return feed(normal(), normal());
    }

    private Assessment feed(double cpu, double disk) {
        Observation observation = observation(cpu, disk);
        Assessment assessment = model.assess(observation);
        model.learn(observation, assessment);
        fed++;
        return assessment;
    }

    private double normal() {
        return random.nextGaussian();
    }

    private Observation observation(double cpu, double disk) {
        Map<String, Double> numbers = new HashMap<>();
        if (!Double.isNaN(cpu)) {
            numbers.put("cpu", cpu);
        }
        if (!Double.isNaN(disk)) {
            numbers.put("disk", disk);
        }
        return model.observe(new Event("numeric", "web-1", fed * STEP, numbers, Map.of()), model.emptyRow());
    }
}
