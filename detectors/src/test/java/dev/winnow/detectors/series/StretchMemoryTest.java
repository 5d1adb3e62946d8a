package dev.winnow.detectors.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class StretchMemoryTest {
    private static final int CAPACITY = 256;
    private static final int[] SPANS = {1, 3, 8};
    private static final double[] PER_UNIT = {1, 0.5};
    private static final int FROZEN_FROM = 900;

    private final StretchMemory memory = new StretchMemory(CAPACITY, 2, SPANS);
    private final SplittableRandom random = new SplittableRandom(7);

    /** Through forgetting, in a memory that grows and one that no longer does. */
    @Test
    void findsWhatComparingEveryPairOfStretchesFinds() {
        Map<Long, float[]> remembered = new HashMap<>();
        Map<Long, double[]> before = new HashMap<>();
        int forgotten = 0;
        for (long t = 0; t < 1200; t++) {
            float[] row = {(float) random.nextDouble(), random.nextInt(3)};

            memory.measure(row, PER_UNIT);

            Map<Long, double[]> now = distances(row, remembered, before);
            for (int s = 0; s < SPANS.length; s++) {
                assertNearest(s, t, now);
            }
            before = now;
            memory.advance();
            if (t >= FROZEN_FROM) {
                memory.pass();
                continue;
            }
            memory.remember(row, t, random.nextInt(4));
            remembered.put(t, row);
            int size = remembered.size();
            remembered.keySet().retainAll(rowsOf(memory.chunks()));
            forgotten += size - remembered.size();
        }
        assertThat(forgotten).isEqualTo((FROZEN_FROM - 1) / 64 * 64 - CAPACITY + 64);
    }

    @Test
    void aLeapOfTimeInAChunkCostsNoSearchThroughTheSeasonsBetween() {
        long leap = 1L << 60;
        for (int t = 0; t < 40; t++) {
            float[] row = {t, 0};
            memory.measure(row, PER_UNIT);
            memory.advance();
            memory.remember(row, 1000L * t + (t < 20 ? 0 : leap), 0);
        }
        memory.measure(new float[] {13, 0}, PER_UNIT);

        assertThat(memory.nearestAtPhase(0, leap / 50_000 * 50_000 + 13_000, 50_000, 500))
                .isZero();
        assertThat(memory.value(memory.foundSlot(), 0)).isEqualTo(13);
    }

    @Test
    void comparesOnlyRowsOfAPhaseIfAsked() {
        for (int t = 0; t < 200; t++) {
            float[] row = {t, 0};
            memory.measure(row, PER_UNIT);
            memory.advance();
            memory.remember(row, 1000L * t, 0);
        }
        memory.measure(new float[] {200, 0}, PER_UNIT);

        double near = memory.nearestAtPhase(0, 150_000, 50_000, 2_000);

        assertThat(memory.value(memory.foundSlot(), 0)).isEqualTo(152);
        assertThat(near).isEqualTo(48.0 * 48 / 2);
        memory.measure(new float[] {51, 0}, PER_UNIT);
        assertThat(memory.nearestAtPhase(0, 150_000, 50_000, 2_000)).isZero();
        assertThat(memory.nearestAtPhase(0, 150_000, 50_000, 0)).isEqualTo(0.5);
        assertThat(memory.nearestAtPhase(0, 150_500, 50_000, 400)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(memory.foundSlot()).isEqualTo(-1);
        assertThat(memory.nearestAtPhase(0, -1, 50_000, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void leavesOutAMetricWithoutUnit() {
        memory.remember(new float[] {0, 0}, 0, 0);

        memory.measure(new float[] {2, 1000}, new double[] {1, 0});

        assertThat(memory.nearest(0)).isEqualTo(4);
    }

    @Test
    void absurdValuesStayFiniteAndDoNotBlindWhatFollows() {
        for (int t = 0; t < 50; t++) {
            float[] row = {t == 20 ? 1e18f : t % 5, 0};
            memory.measure(row, new double[] {1e15, 1});
            memory.advance();
            memory.remember(row, t, 0);
        }

        memory.measure(new float[] {0, 0}, new double[] {1, 1});

        assertThat(memory.nearest(0)).isZero();
        assertThat(memory.nearest(1)).isFinite();
    }

    @Test
    void forgetsTheDullestOfTheOlderHalf() {
        fill(0, 0.5, 0.2, 0.9, 0, 0);

        assertThat(rowsOf(memory.chunks())).contains(64L, 3 * 64L).doesNotContain(0L, 2 * 64L);
    }

    @Test
    void keepsTheNewerHalfHoweverDull() {
        fill(0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0);

        assertThat(rowsOf(memory.chunks())).contains(6 * 64L, 7 * 64L);
    }

    @Test
    void strangenessFadesWithAge() {
        double[] novelty = new double[100];
        Arrays.fill(novelty, 0.1);
        novelty[0] = 1;

        fill(novelty);

        assertThat(rowsOf(memory.chunks())).doesNotContain(0L);
    }

    @Test
    void refusesStateThatContradictsItself() {
        assertThatThrownBy(() -> restore(5, new long[5], new int[5], new int[5]))
                .isInstanceOf(StateFormatException.class)
                .hasMessage(
                        "STA-004 series memory: must have at most 4 chunks and fill one of them, has 5 and fills 0");
        assertThatThrownBy(() -> restore(5, new long[] {7}, new int[] {3}, new int[] {-1}))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 series memory: chunk 0 cannot begin at row 7 of 5 with 3 rows after chunk -1");
        assertThatThrownBy(() -> restore(5, new long[] {0}, new int[0], new int[] {-1}))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 series memory: must have 1 filled chunks, has 0");
    }

    private static void restore(long now, long[] firstRows, int[] filled, int[] before) {
        StateWriter out = new StateWriter();
        out.writeLong(now)
                .writeBoolean(true)
                .writeInt(0)
                .writeLongs(firstRows)
                .writeInts(filled)
                .writeInts(before);
        out.writeDoubles(new double[firstRows.length]);
        StretchMemory.restore(CAPACITY, 2, SPANS, new StateReader(out.toBytes()));
    }

    private void fill(double... noveltyOfChunks) {
        long t = 0;
        for (double novelty : noveltyOfChunks) {
            for (int i = 0; i < Chunks.ROWS; i++) {
                memory.remember(new float[] {0, 0}, t++, i == 9 ? novelty : 0);
            }
        }
    }

    private static Set<Long> rowsOf(Chunks chunks) {
        Set<Long> rows = new TreeSet<>();
        for (int c = 0; c < chunks.used(); c++) {
            for (int i = 0; i < chunks.filled(c); i++) {
                rows.add(chunks.firstRow(c) + i);
            }
        }
        assertThat(rows).hasSize(chunks.size());
        return rows;
    }

    /** The definition: d(t, j) = (1 − a)·d(t − 1, j − 1) + a·|x_t − x_j|², begun where j − 1 is not remembered. */
    private static Map<Long, double[]> distances(
            float[] row, Map<Long, float[]> remembered, Map<Long, double[]> before) {
        Map<Long, double[]> now = new HashMap<>();
        remembered.forEach((j, other) -> {
            double step = 0;
            for (int i = 0; i < 2; i++) {
                double d = (row[i] - other[i]) * PER_UNIT[i];
                step += d * d / 2;
            }
            double[] here = new double[SPANS.length];
            for (int s = 0; s < SPANS.length; s++) {
                double a = 2.0 / (SPANS[s] + 1);
                double[] earlier = before.get(j - 1);
                here[s] = earlier != null && remembered.containsKey(j - 1) ? (1 - a) * earlier[s] + a * step : step;
            }
            now.put(j, here);
        });
        return now;
    }

    private void assertNearest(int s, long t, Map<Long, double[]> now) {
        double least = now.entrySet().stream()
                .filter(e -> e.getKey() <= t - SPANS[s])
                .mapToDouble(e -> e.getValue()[s])
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        if (least == Double.POSITIVE_INFINITY) {
            assertThat(memory.nearestSlot(s)).isEqualTo(-1);
        } else {
            assertThat(memory.nearest(s)).as("span %d at row %d", SPANS[s], t).isEqualTo(least, within(1e-5));
        }
    }
}
