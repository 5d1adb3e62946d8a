package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * One source floods a segment at ten times the rate of all others together, with points in the middle of what is usual, so that
 * the gate lets all of them through: they make everything else look strange.
 */
final class FloodTest {
    private static final int SOURCES = 8000;
    private static final int EVENTS = 6000;
    private static final int FLOOD_FROM = 4000;
    private static final int FLOOD_TO = 5000;
    private static final int TIMES = 10;
    private static final long SPACING_MILLIS = 300;

    /** Twenty times what a source sends in these 30 minutes on average; even the busiest of 8000 sends less. */
    private static final SegmentConfig.Guard ON = new SegmentConfig.Guard(16, 3600, 1);

    private static final SegmentConfig.Guard OFF = new SegmentConfig.Guard(0, 3600, 1);

    @Test
    void aTenfoldFloodMovesTheScoresOfOtherKeysByLessThanOnePerCent() {
        double quiet = 0;
        double flooded = 0;
        for (long seed = 1; seed <= 3; seed++) {
            quiet += mean(scoresOfOthers(ON, seed, 0, 0));
            flooded += mean(scoresOfOthers(ON, seed, 0, TIMES));
        }

        // One point more or less changes the forests' later draws: 0.8 % in the mean of one run, by chance.
        assertThat(flooded / quiet).isCloseTo(1, within(0.01));
    }

    @Test
    void withoutTheGuardItMovesThemByMoreThanATenth() {
        double quiet = mean(scoresOfOthers(OFF, 1, 0, 0));
        double flooded = mean(scoresOfOthers(OFF, 1, 0, TIMES));

        assertThat(flooded / quiet).isGreaterThan(1.1);
    }

    @Test
    void beyondItsLimitAFloodChangesNoBitOfAnotherKeysScore() {
        double[] limit = scoresOfOthers(ON, 1, ON.points(), 0);
        double[] flood = scoresOfOthers(ON, 1, ON.points(), TIMES);

        assertThat(flood).isEqualTo(limit);
    }

    @Test
    void withoutAFloodTheGuardChangesNothing() {
        assertThat(scoresOfOthers(ON, 1, 0, 0)).isEqualTo(scoresOfOthers(OFF, 1, 0, 0));
    }

    /**
     * −log10 p of the events of all keys but the flooder's, from the flood's begin on.
     *
     * @param before events that the flooder sends at once before
     * @param times events of the flooder for each event of all others
     */
    private static double[] scoresOfOthers(SegmentConfig.Guard guard, long seed, int before, int times) {
        Rig rig = new Rig(config(guard), 4, seed);
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom flooder = new SplittableRandom(1000 + seed);
        double[] scores = new double[EVENTS - FLOOD_FROM];
        long start = rig.timeMillis;
        for (int i = 0; i < EVENTS; i++) {
            // Rig.feed adds a second.
            rig.timeMillis = start + i * SPACING_MILLIS;
            Assessment assessment = rig.feed("10.0.0." + random.nextInt(SOURCES), Rig.gaussian(random, 4));
            if (i >= FLOOD_FROM) {
                scores[i - FLOOD_FROM] = -StrictMath.log10(assessment.pValue());
            }
            int flood = (i == FLOOD_FROM ? before : 0) + (i < FLOOD_FROM || i >= FLOOD_TO ? 0 : times);
            for (int k = 0; k < flood; k++) {
                rig.timeMillis = start + i * SPACING_MILLIS;
                rig.feed("10.9.9.9", middle(flooder));
            }
        }
        assertThat(rig.core.state()).isEqualTo(ModelState.READY);
        return scores;
    }

    private static double mean(double[] scores) {
        return Arrays.stream(scores).average().getAsDouble();
    }

    private static double[] middle(SplittableRandom random) {
        double[] point = Rig.gaussian(random, 4);
        for (int i = 0; i < point.length; i++) {
            point[i] *= 0.3;
        }
        return point;
    }

    private static SegmentConfig config(SegmentConfig.Guard guard) {
        SegmentConfig d = SegmentConfig.defaults();
        return new SegmentConfig(
                new SegmentConfig.Rcf(20, 256, 1, 0),
                d.ewma(),
                d.cusum(),
                d.members(),
                d.scaler(),
                d.tail(),
                d.gate(),
                guard,
                d.drift(),
                d.silence(),
                d.persistence(),
                d.learnPerSecond(),
                d.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }
}
