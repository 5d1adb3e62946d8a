package dev.winnow.detectors.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The artificial series of the Numenta Anomaly Benchmark (Lavin and Ahmad, ICMLA 2015); nobody disputes their truth. */
final class NabSeriesTest {
    /** NAB does not judge the first 15 %. */
    private static final int PROBATION = 604;

    private static final double NOTIFY = 0.36;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "art_daily_no_noise",
                "art_daily_perfect_square_wave",
                "art_daily_small_noise",
                "art_flatline",
                "art_noisy"
            })
    void raisesNoAlarmWhereNothingHappens(String name) throws IOException {
        assertThat(alarms("artificialNoAnomaly/" + name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("anomalies")
    void raisesOneWhereSomethingDoes(String name, int from, int to, int elsewhere) throws IOException {
        List<Integer> alarms = alarms("artificialWithAnomaly/" + name);

        assertThat(alarms).anyMatch(row -> row >= from && row <= to);
        assertThat(alarms.stream().filter(row -> row < from || row > to).count())
                .isLessThanOrEqualTo(elsewhere);
    }

    /** First and last row of the window in labels/combined_windows.json, and how many alarms outside it are borne. */
    private static List<Arguments> anomalies() {
        return List.of(
                Arguments.of("art_daily_flatmiddle", 2679, 3081, 1),
                Arguments.of("art_daily_jumpsdown", 2787, 3189, 0),
                Arguments.of("art_daily_jumpsup", 2787, 3189, 0),
                Arguments.of("art_daily_nojump", 2787, 3189, 0),
                Arguments.of("art_increase_spike_density", 1805, 2207, 0),
                Arguments.of("art_load_balancer_spikes", 2734, 3136, 3));
    }

    private static List<Integer> alarms(String name) throws IOException {
        Path file = Path.of(System.getProperty("winnow.data", "absent"), "nab", "data", name + ".csv");
        assumeTrue(Files.exists(file), "no data set at " + file);
        Fed model = Fed.create(SeriesConfig.defaults(), 1);
        List<Integer> alarms = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 1; i < lines.size(); i++) {
            String[] columns = lines.get(i).split(",");
            long time = LocalDateTime.parse(columns[0].replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            SeriesScore score = model.observe(time, new double[] {Double.parseDouble(columns[1])});
            if (i > PROBATION && score.alert() >= NOTIFY) {
                alarms.add(i - 1);
            }
        }
        return alarms;
    }
}
