package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SegmentAllocationTest {
    private static final int WIDTH = 12;
    private static final int EVENTS = 4_000;

    /** A score for each member in a list, the assessment, and in one event of five what is asked of all trees after some. */
    private static final long MOST_ASSESSED = 1_000;

    /** What a learnt event changed; all arrays are there before. */
    private static final long MOST_LEARNT = 400;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void neitherScoringNorLearningAllocatesByTheSizeOfTheModel() {
        Rig rig = new Rig(SegmentConfig.defaults(), WIDTH, 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            rig.feed("e" + random.nextInt(50), Rig.gaussian(random, WIDTH));
        }

        long assessed = 0;
        long learnt = 0;
        for (int i = 0; i < EVENTS; i++) {
            rig.timeMillis += 1000;
            Observation observation = rig.observe("e" + random.nextInt(50), Rig.gaussian(random, WIDTH));
            long before = allocated();
            Assessment assessment = rig.core.assess(observation);
            long between = allocated();
            rig.core.learn(observation, assessment, true);
            learnt += allocated() - between;
            assessed += between - before;
        }

        System.out.printf("allocated an event: assess %d bytes, learn %d bytes%n", assessed / EVENTS, learnt / EVENTS);
        assertThat(assessed / EVENTS).isLessThan(MOST_ASSESSED);
        assertThat(learnt / EVENTS).isLessThan(MOST_LEARNT);
    }

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
