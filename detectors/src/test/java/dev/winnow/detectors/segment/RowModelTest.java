package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RowModelTest {
    private static final String[] PROTOCOLS = {"tcp", "tcp", "tcp", "udp"};
    private static final List<RowModel.Column> COLUMNS = List.of(
            new RowModel.Column("a", RowModel.Kind.NUMERIC),
            new RowModel.Column("protocol", RowModel.Kind.TEXT),
            new RowModel.Column("b", RowModel.Kind.NUMERIC));

    @Test
    void ranksPlantedRowsFirstWithoutLabelsAndWithoutTies() {
        RowModel model = model();
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
        RowModel model = model();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 60; i++) {
            assertThat(ordinary(model, i, random)).isBetween(0.0, 2.0);
        }

        double strange = model.observe(60, new double[] {50, -50}, new String[] {"icmp"});

        assertThat(strange).isGreaterThan(1.7);
    }

    @Test
    void learnsNothingOnceFrozen() {
        RowModel model = model();
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
            RowModel model = model();
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
        RowModel model = model();
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
        RowModel model = model();
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
        RowModel one = model();
        RowModel two = model();
        SplittableRandom first = new SplittableRandom(6);
        SplittableRandom second = new SplittableRandom(6);
        for (int i = 0; i < 1500; i++) {
            assertThat(ordinary(one, i, first)).isEqualTo(ordinary(two, i, second));
        }
        assertThat(one.features()).startsWith("a", "b").contains("protocol=tcp", "protocol=udp", "protocol_rarity");
    }

    @Test
    void takesMissingValuesAndRefusesRowsOfAnotherShape() {
        RowModel model = model();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 600; i++) {
            double score = i % 3 == 0
                    ? model.observe(i, new double[] {Double.NaN, 0}, new String[] {null})
                    : ordinary(model, i, random);
            assertThat(score).isFinite().isGreaterThanOrEqualTo(0);
        }

        assertThatThrownBy(() -> model.observe(1, new double[1], new String[1]))
                .hasMessage("DET-002 row: expected 2 numbers and 1 texts, got 1 and 1");
        assertThatThrownBy(() -> model.observe(1, new double[] {0, Double.POSITIVE_INFINITY}, new String[1]))
                .hasMessage("DET-003 column \"b\": must be finite, was Infinity; give NaN for what is missing");
        assertThatThrownBy(() -> RowModel.create(List.of(), SegmentConfig.table(), 1))
                .hasMessageStartingWith("DET-104 columns: at least one");
    }

    private static RowModel model() {
        return RowModel.create(COLUMNS, SegmentConfig.table(), 1);
    }

    private static double ordinary(RowModel model, int index, SplittableRandom random) {
        return model.observe(index, new double[] {random.nextGaussian(), random.nextGaussian()}, text(random));
    }

    private static String[] text(SplittableRandom random) {
        return new String[] {PROTOCOLS[random.nextInt(PROTOCOLS.length)]};
    }
}
