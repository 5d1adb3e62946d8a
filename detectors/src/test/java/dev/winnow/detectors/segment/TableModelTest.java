package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TableModelTest {
    private static final String[] PROTOCOLS = {"tcp", "tcp", "tcp", "udp"};
    private static final FeatureSet SET = FeatureSets.table(List.of(
            new TableColumn("a", TableColumn.Kind.NUMBER),
            new TableColumn("protocol", TableColumn.Kind.TEXT),
            new TableColumn("b", TableColumn.Kind.NUMBER)));

    @Test
    void ranksPlantedRowsFirstWithoutLabelsAndWithoutTies() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(1);
        List<Double> strange = new ArrayList<>();
        int above = 0;
        int ordinary = 0;
        for (int i = 0; i < 3000; i++) {
            boolean isStrange = i > 400 && i % 50 == 0;
            double score = isStrange
                    ? model.observe(i, new double[] {12 + i / 500.0, random.nextGaussian()}, new String[] {"icmp"})
                    : ordinary(model, i, random);
            if (isStrange) {
                strange.add(score);
            } else if (i > 400) {
                ordinary++;
                above += score > 2 ? 1 : 0;
            }
        }

        assertThat(strange).allSatisfy(score -> assertThat(score).isGreaterThan(1.5));
        assertThat(strange.stream().distinct().count()).isGreaterThan(strange.size() / 2);
        assertThat((double) above / ordinary).isLessThan(0.02);
    }

    @Test
    void scoresEarlyRowsByTheirRanks() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 60; i++) {
            assertThat(ordinary(model, i, random)).isBetween(0.0, 2.0);
        }

        double strange = model.observe(60, new double[] {50, -50}, new String[] {"icmp"});

        assertThat(strange).isGreaterThan(1.7);
    }

    @Test
    void learnsNothingOnceFrozen() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            ordinary(model, i, random);
        }
        model.freeze();
        double[] far = {9, -9};
        double before = model.observe(1000, far, new String[] {"udp"});
        for (int i = 0; i < 3000; i++) {
            model.observe(1000 + i, far, new String[] {"udp"});
        }

        assertThat(model.observe(5000, far, new String[] {"udp"}))
                .isEqualTo(before)
                .isGreaterThan(3);
    }

    @Test
    void learnsNothingOnceFrozenBeforeItIsReady() {
        for (int rows : new int[] {100, 200}) {
            Rows model = model();
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < rows; i++) {
                ordinary(model, i, random);
            }
            model.freeze();
            double[] far = {9, -9};
            double before = model.observe(rows, far, new String[] {"icmp"});
            for (int i = 0; i < 2000; i++) {
                model.observe(rows + i, far, new String[] {"icmp"});
            }

            assertThat(model.observe(3000, far, new String[] {"icmp"}))
                    .as("frozen after %d rows", rows)
                    .isEqualTo(before)
                    .isGreaterThan(1.9);
        }
    }

    @Test
    void earlyScoresRememberAsManyRowsAsTheyMay() {
        EarlyScores scores = new EarlyScores(10);
        for (int i = 0; i < 30; i++) {
            scores.score(new double[] {i}, new String[0]);
            scores.remember(new double[] {i}, new String[0]);
        }

        assertThat(scores.size()).isEqualTo(10);
    }

    @Test
    void aBurstOfEqualRowsStaysStrange() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 4000; i++) {
            ordinary(model, i, random);
        }
        int missed = 0;
        for (int i = 0; i < 1000; i++) {
            missed += model.observe(4000 + i, new double[] {0, 11}, new String[] {"tcp"}) > 2 ? 0 : 1;
        }

        assertThat(missed).isLessThanOrEqualTo(10);
    }

    @Test
    void becomesUsedToALastingShift() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            ordinary(model, i, random);
        }
        int flagged = 0;
        for (int i = 0; i < 8000; i++) {
            double score =
                    model.observe(i, new double[] {7 + random.nextGaussian(), random.nextGaussian()}, text(random));
            flagged += i >= 6000 && score > 2 ? 1 : 0;
        }

        assertThat(flagged).isLessThanOrEqualTo(60);
    }

    @Test
    void givesTheSameBitsForTheSameSeed() {
        Rows one = model();
        Rows two = model();
        SplittableRandom first = new SplittableRandom(6);
        SplittableRandom second = new SplittableRandom(6);
        for (int i = 0; i < 1500; i++) {
            assertThat(ordinary(one, i, first)).isEqualTo(ordinary(two, i, second));
        }
        assertThat(one.features()).startsWith("a", "b").contains("protocol=tcp", "protocol=udp", "protocol_rarity");
    }

    @Test
    void takesMissingValues() {
        Rows model = model();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 600; i++) {
            double score = i % 3 == 0
                    ? model.observe(i, new double[] {Double.NaN, 0}, new String[] {null})
                    : ordinary(model, i, random);
            assertThat(score).isFinite().isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void aRestoredModelReplaysToTheSameBitsAtEveryStage() {
        Rows live = model();
        SplittableRandom random = new SplittableRandom(8);
        SegmentModel replica = null;
        for (int i = 0; i < 1200; i++) {
            if (i == 60 || i == 190 || i == 700) {
                replica = SegmentModel.restore(SegmentConfig.table(), SET, live.model.snapshot());
            }
            ordinary(live, i, random);
            if (replica != null) {
                replica.replay(live.delta);
                assertThat(replica.sequence()).isEqualTo(live.model.sequence());
                if (i % 50 == 0) {
                    assertThat(replica.snapshot()).isEqualTo(live.model.snapshot());
                }
            }
        }

        assertThat(live.model.state()).isEqualTo(ModelState.READY);
    }

    @Test
    void saysWhyFromTheFirstRowsOn() {
        for (int rows : new int[] {60, 180, 1000}) {
            Rows live = model();
            SplittableRandom random = new SplittableRandom(9);
            for (int i = 0; i < rows; i++) {
                ordinary(live, i, random);
            }
            Observation strange = live.observation(rows, new double[] {0, 60}, new String[] {"tcp"});
            Assessment assessment = live.model.assess(strange);

            Attribution why = live.model.attribute(strange, assessment);

            assertThat(assessment.isScored()).as("after %d rows", rows).isTrue();
            assertThat(why.total()).isCloseTo(assessment.score(), within(1e-6));
            int b = strange.vector().schema().names().indexOf("b");
            for (int i = 0; i < why.size(); i++) {
                assertThat(why.high(b)).isGreaterThanOrEqualTo(why.high(i) + why.low(i));
            }
            assertThat(live.model.baseline(strange, live.model.emptyRow(), 3).features())
                    .hasSize(why.size());
        }
    }

    @Test
    void pausedItScoresAndLearnsNothing() {
        for (int rows : new int[] {60, 180, 1000}) {
            Rows live = model();
            SplittableRandom random = new SplittableRandom(10);
            for (int i = 0; i < rows; i++) {
                ordinary(live, i, random);
            }
            ModelState before = live.model.state();
            live.model.obey(ModelOrder.PAUSE);

            assertThat(live.observe(rows, new double[] {0, 60}, new String[] {"tcp"}))
                    .isNaN();
            assertThat(live.model.state()).isEqualTo(ModelState.PAUSED);
            assertThat(live.model.obey(ModelOrder.RESUME).after()).isEqualTo(before);
        }
    }

    @Test
    void anOrderToPromoteWithoutAWinnerChangesNothing() {
        for (int rows : new int[] {60, 180, 1000}) {
            Rows live = model();
            SplittableRandom random = new SplittableRandom(10);
            for (int i = 0; i < rows; i++) {
                ordinary(live, i, random);
            }

            Learned learned = live.model.obey(ModelOrder.PROMOTE_SHADOW);

            assertThat(learned.shadow()).containsExactly(ShadowNews.absent());
            assertThat(learned.changedState()).isFalse();
        }
    }

    /** The reference is 24 windows of 512 ordinary rows; eight more teach what is usual. */
    @Test
    void saysWhichColumnCrept() {
        Rows live = model();
        SplittableRandom random = new SplittableRandom(11);
        int quiet = 20_000;
        for (int i = 0; i < quiet; i++) {
            ordinary(live, i, random);
        }
        assertThat(live.drifts).isEmpty();

        for (int i = 0; i < 10_000 && live.drifts.isEmpty(); i++) {
            double shift = Math.min(1, i / 5000.0);
            live.observe(quiet + i, new double[] {random.nextGaussian(), shift + random.nextGaussian()}, text(random));
        }

        assertThat(live.drifts).containsExactly("b");
    }

    private static Rows model() {
        return new Rows(SegmentModel.fresh(SegmentConfig.table(), SET, 1));
    }

    private static double ordinary(Rows model, int index, SplittableRandom random) {
        return model.observe(index, new double[] {random.nextGaussian(), random.nextGaussian()}, text(random));
    }

    private static String[] text(SplittableRandom random) {
        return new String[] {PROTOCOLS[random.nextInt(PROTOCOLS.length)]};
    }

    /** A model that is fed rows. */
    private static final class Rows {
        private final SegmentModel model;
        private boolean frozen;
        private byte[] delta = {};

        /** Drifts of scores, and names of features that drifted. */
        private final List<Object> drifts = new ArrayList<>();

        private Rows(SegmentModel model) {
            this.model = model;
        }

        private void freeze() {
            frozen = true;
        }

        private List<String> features() {
            return observation(0, new double[2], new String[1])
                    .vector()
                    .schema()
                    .names();
        }

        private Observation observation(long time, double[] numbers, @Nullable String[] texts) {
            Map<String, Double> byName = new HashMap<>();
            for (int i = 0; i < numbers.length; i++) {
                if (!Double.isNaN(numbers[i])) {
                    byName.put(i == 0 ? "a" : "b", numbers[i]);
                }
            }
            String text = texts[0];
            return model.observe(
                    new Event("numeric", "rows", time, byName, text == null ? Map.of() : Map.of("protocol", text)),
                    model.emptyRow());
        }

        private double observe(long time, double[] numbers, @Nullable String[] texts) {
            Observation observation = observation(time, numbers, texts);
            Assessment assessment = model.assess(observation);
            delta = model.delta(observation);
            if (!frozen) {
                Learned learned = model.learn(observation, assessment);
                learned.scoreDrift().ifPresent(drifts::add);
                learned.featureDrift().map(FeatureDrift::feature).ifPresent(drifts::add);
            }
            return assessment.isScored() ? Math.max(0, assessment.score()) : Double.NaN;
        }
    }
}
