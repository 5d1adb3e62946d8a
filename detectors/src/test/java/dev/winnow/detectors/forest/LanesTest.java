package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both twins against sums over single codes, bit for bit. */
class LanesTest {
    private static final int FROM = 3;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 20, 40})
    void registersCountLikeSingleCodes(int words) {
        Random random = new Random(words);
        for (int i = 0; i < 300; i++) {
            Rows rows = new Rows(random, words);
            double[] parts = new double[Lanes.parts(words)];
            long[] raised = rows.first.clone();
            long[] united = new long[words + FROM];

            Lanes.plainSpread(rows.point, rows.first, FROM, 0.37, parts);
            Lanes.plainRaise(raised, FROM, rows.point);
            int sum = Lanes.plainUnite(united, FROM, words, rows.first, FROM, rows.second, FROM);

            assertThat(Lanes.plainExcess(rows.point, rows.first, FROM)).isEqualTo(rows.excess());
            assertThat(parts).containsExactly(rows.parts(0.37));
            assertThat(raised).containsExactly(rows.raised());
            assertThat(united).containsExactly(rows.united());
            assertThat(sum).isEqualTo(rows.unitedSum());
            assertThat(Lanes.plainPair(rows.first, 0, FROM, 0, rows.floor, rows.ceiling))
                    .isEqualTo(rows.pair());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 20, 40})
    void vectorsCountLikeSingleCodes(int words) {
        Assumptions.assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                "runs with --add-modules jdk.incubator.vector");
        Random random = new Random(100 + words);
        for (int i = 0; i < 300; i++) {
            Rows rows = new Rows(random, words);
            double[] parts = new double[Lanes.parts(words)];
            long[] raised = rows.first.clone();
            long[] united = new long[words + FROM];

            VectorLanes.spread(rows.point, rows.first, FROM, 0.37, parts);
            VectorLanes.raise(raised, FROM, rows.point);
            int sum = VectorLanes.unite(united, FROM, words, rows.first, FROM, rows.second, FROM);

            assertThat(VectorLanes.excess(rows.point, rows.first, FROM)).isEqualTo(rows.excess());
            assertThat(parts).containsExactly(rows.parts(0.37));
            assertThat(raised).containsExactly(rows.raised());
            assertThat(united).containsExactly(rows.united());
            assertThat(sum).isEqualTo(rows.unitedSum());
            assertThat(VectorLanes.pair(rows.first, 0, FROM, words, rows.floor, rows.ceiling))
                    .isEqualTo(rows.pair());
        }
    }

    /** Boxes and a point with all codes at the ends of the range too; of a side and its mirror at most one is exceeded. */
    private static final class Rows {
        private final long[] point;
        private final long[] first;
        private final long[] second;
        private final long[] floor;
        private final long[] ceiling;

        Rows(Random random, int words) {
            point = new long[words];
            first = new long[words + FROM];
            second = new long[words + FROM];
            for (int i = 0; i < words; i += 2) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int code = code(random);
                    put(point, i, lane, code, FixedPoint.LARGEST - code);
                    box(random, first, i, lane);
                    box(random, second, i, lane);
                }
            }
            floor = new long[words];
            ceiling = new long[words];
            for (int i = 0; i < words; i++) {
                point[i] |= Lanes.GUARD;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int one = code(random);
                    int other = code(random);
                    floor[i] |= Lanes.at(lane, Math.min(one, other));
                    ceiling[i] |= Lanes.at(lane, Math.max(one, other));
                }
            }
        }

        /** Of the box between the first words of {@link #first} and those from {@link #FROM} on. */
        long pair() {
            long sum = 0;
            long range = 0;
            for (int i = 0; i < point.length; i++) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int a = Lanes.lane(first[i], lane);
                    int b = Lanes.lane(first[i + FROM], lane);
                    range += Math.abs(a - b);
                    sum += Math.max(0, Lanes.lane(floor[i], lane) - Math.max(a, b));
                    sum += Math.max(0, Math.min(a, b) - Lanes.lane(ceiling[i], lane));
                }
            }
            return range << 32 | sum;
        }

        int excess() {
            int sum = 0;
            for (int i = 0; i < point.length; i++) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    sum += Math.max(0, Lanes.lane(point[i], lane) - Lanes.lane(first[FROM + i], lane));
                }
            }
            return sum;
        }

        double[] parts(double weight) {
            double[] parts = new double[Lanes.parts(point.length)];
            for (int i = 0; i < point.length; i++) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int distance = Math.max(0, Lanes.lane(point[i], lane) - Lanes.lane(first[FROM + i], lane));
                    parts[Lanes.part(i, lane)] = weight * distance;
                }
            }
            return parts;
        }

        long[] raised() {
            long[] raised = first.clone();
            for (int i = 0; i < point.length; i++) {
                raised[FROM + i] = 0;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int larger = Math.max(Lanes.lane(point[i], lane), Lanes.lane(first[FROM + i], lane));
                    raised[FROM + i] |= Lanes.at(lane, larger);
                }
            }
            return raised;
        }

        long[] united() {
            long[] united = new long[point.length + FROM];
            for (int i = FROM; i < united.length; i++) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    united[i] |= Lanes.at(lane, Math.max(Lanes.lane(first[i], lane), Lanes.lane(second[i], lane)));
                }
            }
            return united;
        }

        int unitedSum() {
            int sum = 0;
            for (long word : united()) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    sum += Lanes.lane(word, lane);
                }
            }
            return sum;
        }

        private static void box(Random random, long[] row, int i, int lane) {
            int one = code(random);
            int other = code(random);
            put(row, FROM + i, lane, Math.max(one, other), FixedPoint.LARGEST - Math.min(one, other));
        }

        private static void put(long[] row, int i, int lane, int code, int mirrored) {
            row[i] |= Lanes.at(lane, code);
            row[i + 1] |= Lanes.at(lane, mirrored);
        }

        private static int code(Random random) {
            int kind = random.nextInt(8);
            return kind == 0 ? 0 : kind == 1 ? FixedPoint.LARGEST : random.nextInt(FixedPoint.LARGEST + 1);
        }
    }
}
