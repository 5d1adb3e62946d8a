package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.evaluation.datasets.ModeTables;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worlds that no setting was chosen on: {@code winnow eval modes} draws others. */
final class ModeTablesTest {
    private static final long HELD_BACK = 4_711;

    @Test
    void theSameSeedDrawsTheSameTables() {
        List<TabularProtocol> once = ModeTables.protocols(HELD_BACK, 50);
        List<TabularProtocol> again = ModeTables.protocols(HELD_BACK, 50);
        List<TabularProtocol> others = ModeTables.protocols(HELD_BACK + 1, 50);

        for (int i = 0; i < once.size(); i++) {
            assertThat(once.get(i).judged().numeric().get(49))
                    .isEqualTo(again.get(i).judged().numeric().get(49))
                    .isNotEqualTo(others.get(i).judged().numeric().get(49));
        }
    }
}
