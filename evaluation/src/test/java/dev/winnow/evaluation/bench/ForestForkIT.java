package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A small run in a real JVM of its own: some ten seconds of processor time, most of them the JIT's. */
class ForestForkIT {
    @Test
    void aForkMeasuresBothForestsAndOursIsAsLargeAsItSays() {
        ForestPlan plan = new ForestPlan(List.of(24), 1, 300, 5, 7);

        ForestFigures figures = ForestFork.run(plan, 24, 0);

        for (String name :
                List.of("update", "score", "scoreUpdate", "scoreAttribution", "snapshot", "restore", "hydrate")) {
            for (String peer : List.of("winnow", "aws")) {
                assertThat(figures.value(name + "Ns", peer)).as(name).isPositive();
                assertThat(figures.value(name + "CpuNs", peer)).as(name).isPositive();
            }
        }
        assertThat(figures.value("snapshotBytes", "winnow")).isBetween(5e4, 2e6);
        assertThat(figures.value("allocatedBytesPerScore", "winnow")).isLessThan(64);
        assertThat(figures.value("allocatedBytesPerScore", "aws")).isGreaterThan(64);
        double live = figures.value("liveBytes", "winnow");
        assertThat(figures.value("liveBytesStated", "winnow") / live).isCloseTo(1, within(0.02));
    }
}
