package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class WhatIfTest {
    private final RandomCutForest near = forest(2);
    private final RandomCutForest far = forest(2);
    private final RandomCutForest wide = forest(3);
    private final RandomCutForest young = forest(2);
    private final StreamingTail nearTail = teach(near, 0);
    private final StreamingTail farTail = teach(far, 8);
    private final WhatIf whatIf = new WhatIf()
            .add("young", young, new StreamingTail(64, 0.1))
            .add("near", near, nearTail)
            .add("wide", wide, new StreamingTail(64, 0.1))
            .add("far", far, farTail);

    @Test
    void asksEveryModelAndSaysWhyOneHasNoOpinion() {
        List<WhatIf.Opinion> opinions = whatIf.ask(new float[] {0, 0});

        assertThat(opinions).extracting(WhatIf.Opinion::model).containsExactly("far", "near", "young", "wide");
        assertThat(opinions)
                .extracting(WhatIf.Opinion::state)
                .containsExactly(
                        WhatIf.State.READY, WhatIf.State.READY, WhatIf.State.WARMING, WhatIf.State.OTHER_WIDTH);
        assertThat(opinions.get(0).pValue()).isLessThan(0.01);
        assertThat(opinions.get(1).pValue()).isGreaterThan(0.1);
        assertThat(opinions.get(1).score()).isEqualTo(near.score(new float[] {0, 0}));
        assertThat(opinions.get(2).score()).isNaN();
    }

    @Test
    void theOrderFollowsThePoint() {
        assertThat(whatIf.ask(new float[] {8, 8}).get(0).model()).isEqualTo("near");
    }

    @Test
    void askingChangesNothing() {
        byte[] before = bytes(near);

        whatIf.ask(new float[] {1, 5});

        assertThat(bytes(near)).isEqualTo(before);
        assertThat(young.updates()).isZero();
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatThrownBy(() -> whatIf.add("near", near, nearTail))
                .hasMessage("CFG-004 what-if: model \"near\" must be added once");
    }

    private static RandomCutForest forest(int width) {
        return RandomCutForest.create(RandomCutForestConfig.of(30, 128), width, 1);
    }

    private static StreamingTail teach(RandomCutForest forest, double centre) {
        StreamingTail tail = new StreamingTail(512, 0.1);
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            float[] point = {(float) (centre + random.nextGaussian()), (float) (centre + random.nextGaussian())};
            if (i >= 500) {
                tail.add(forest.score(point));
            }
            forest.update(point);
        }
        return tail;
    }

    private static byte[] bytes(RandomCutForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
