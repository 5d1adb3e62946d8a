package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import org.junit.jupiter.api.Test;

final class LearningShareTest {
    private static final long START = 1_700_000_000_000L;

    @Test
    void everyEventIsALessonWhileTheyComeNoFasterThanAllowed() {
        LearningShare share = new LearningShare(64);

        assertThat(lessons(share, START, 600, 60)).isEqualTo(600 * 60);
    }

    @Test
    void aFastSegmentLearnsTheAllowedRate() {
        LearningShare share = new LearningShare(64);
        lessons(share, START, 20, 1000);

        int learnt = lessons(share, START + 20_000, 100, 1000);

        assertThat(learnt / 100.0).isCloseTo(64, within(4.0));
    }

    @Test
    void whatOtherShardsSeeIsOfTheRate() {
        LearningShare share = new LearningShare(64);
        int learnt = 0;
        for (int second = 0; second < 200; second++) {
            share.count(START + second * 1000L, 5 * 100);
            learnt += lessons(share, START + second * 1000L, 1, 100);
        }

        assertThat(learnt / 200.0).isCloseTo(64.0 / 6, within(2.0));
    }

    @Test
    void aQuietSegmentThatWasFastLearnsAllAgain() {
        LearningShare share = new LearningShare(64);
        lessons(share, START, 60, 1000);

        assertThat(lessons(share, START + 80_000, 60, 10)).isEqualTo(600);
    }

    @Test
    void withoutALimitAllIsLearnt() {
        assertThat(lessons(new LearningShare(0), START, 10, 10_000)).isEqualTo(100_000);
    }

    @Test
    void aRestoredShareGoesOnAlike() {
        LearningShare live = new LearningShare(64);
        lessons(live, START, 25, 400);
        StateWriter out = new StateWriter();
        live.snapshot(out);
        LearningShare restored = LearningShare.restore(64, new StateReader(out.toBytes()));

        long from = drawn;
        int learnt = lessons(live, START + 25_000, 20, 300);
        drawn = from;
        assertThat(lessons(restored, START + 25_000, 20, 300)).isEqualTo(learnt);
    }

    private long drawn;

    private int lessons(LearningShare share, long from, int seconds, int perSecond) {
        int lessons = 0;
        for (int i = 0; i < seconds * perSecond; i++) {
            share.count(from + i * 1000L / perSecond, 1);
            lessons += share.isLesson(SplitMix.toHalfOpenUnit(SplitMix.mix(++drawn * SplitMix.GAMMA))) ? 1 : 0;
        }
        return lessons;
    }
}
