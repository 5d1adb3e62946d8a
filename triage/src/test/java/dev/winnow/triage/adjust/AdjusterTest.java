package dev.winnow.triage.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.Decision;
import dev.winnow.triage.Given;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.feedback.VerdictKind;
import dev.winnow.triage.state.MapRows;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdjusterTest {
    private static final AdjustConfig CONFIG = AdjustConfig.defaults();

    private final MapRows rows = new MapRows();
    private final VerdictMemory memory = new VerdictMemory(rows, CONFIG.capacity());
    private final Adjuster adjuster = new Adjuster(CONFIG, memory);

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 38})
    void theNextSimilarAlertChangesAndDissimilarOnesDoNot(int width) {
        Random random = new Random(1);
        for (int i = 0; i < 5; i++) {
            remember("v" + i, "analyst-" + i, false, Given.loudIn(0, width, 6, random));
        }

        for (int i = 0; i < 50; i++) {
            Adjusted similar = adjust(Given.loudIn(0, width, 6, random));
            Adjusted elsewhere = adjust(Given.loudIn(1 + i % (width - 1), width, 6, random));
            Adjusted opposite = adjust(Given.loudIn(0, width, 6, random).attribution(negative(width)));

            assertThat(similar.score()).isLessThan(3 - 0.5);
            assertThat(similar.moves()).isNotEmpty();
            assertThat(elsewhere.score()).isEqualTo(3);
            assertThat(elsewhere.moves()).isEmpty();
            assertThat(opposite.score()).isEqualTo(3);
        }
    }

    @Test
    void oneVerdictMovesAtMostAThirdOfTheGreatestMove() {
        remember("v", "alice", false, Given.candidate());

        Adjusted adjusted = adjust(Given.candidate());

        assertThat(adjusted.score()).isCloseTo(3 - 2.5 / 3, within(1e-12));
        assertThat(adjusted.moves()).containsExactly(new Move("v", -2.5 / 3));
    }

    @Test
    void influenceFadesWithDistanceAndEnds() {
        remember("v", "alice", false, Given.candidate());

        double near = adjust(Given.candidate().scaled(5, 0, 0, 0)).score();
        double further = adjust(Given.candidate().scaled(3, 0, 0, 0)).score();
        double far = adjust(Given.candidate().scaled(60, 0, 0, 0)).score();

        assertThat(near).isBetween(2.15, 2.25);
        assertThat(further).isGreaterThan(near).isLessThan(3);
        assertThat(far).isEqualTo(3);
    }

    @Test
    void aVerdictReachesFurtherWithinItsEntityByHalfTheSquaredDistance() {
        remember("v", "alice", false, Given.candidate());
        ScaledPoint at = point(Given.candidate());

        for (double value : new double[] {5, 3, 2}) {
            Given own = Given.candidate().scaled(value, 0, 0, 0);
            Given others = Given.candidate().scaled(value, 0, 0, 0).entity("10.0.0.6");
            double within = at.distanceSquared(point(own), CONFIG.uniformShare(), 1.44);
            double between = at.distanceSquared(point(others), CONFIG.uniformShare(), 1.44);

            assertThat(within).isCloseTo(between / 2, within(1e-12)).isPositive();
            assertThat(adjust(own).score()).isLessThan(adjust(others).score());
        }
    }

    @Test
    void theSameEntityIsNoReasonWhereTheSignatureOrWhatWasStrangeIsAnother() {
        remember("v", "alice", false, Given.candidate().signature("scan"));

        assertThat(adjust(Given.candidate().signature("exploit")).score()).isEqualTo(3);
        assertThat(adjust(Given.candidate().signature("scan").attribution(0, 3, 0, 0))
                        .score())
                .isEqualTo(3);
    }

    @Test
    void theEntityIsPartOfAPointAndOfItsBytes() {
        ScaledPoint one = point(Given.candidate());
        ScaledPoint other = point(Given.candidate().entity("10.0.0.6"));
        StateWriter out = new StateWriter(64);
        other.write(out);

        assertThat(one).isNotEqualTo(other).isEqualTo(point(Given.candidate()));
        assertThat(ScaledPoint.read(new StateReader(out.toBytes())))
                .isEqualTo(other)
                .hasSameHashCodeAs(other);
    }

    @Test
    void noNumberOfVerdictsMovesAScoreFurtherThanTheBound() {
        for (int i = 0; i < 500; i++) {
            remember("v" + i, "analyst-" + i, true, Given.candidate());
        }

        Adjusted adjusted = adjust(Given.candidate());

        assertThat(adjusted.score()).isBetween(5.4, 5.5);
        assertThat(adjusted.moves()).hasSize(Adjuster.MOST_MOVES);
    }

    @Test
    void oneAnalystsManyVerdictsCountAsSix() {
        for (int i = 0; i < 100; i++) {
            remember("v" + i, "alice", false, Given.candidate());
        }

        assertThat(adjust(Given.candidate()).score()).isCloseTo(3 - 2.5 * 6 / 8, within(1e-9));
    }

    @Test
    void contradictoryVerdictsOfTwoAnalystsCancel() {
        remember("v1", "alice", false, Given.candidate());
        remember("v2", "bob", true, Given.candidate());

        Adjusted adjusted = adjust(Given.candidate());

        assertThat(adjusted.score()).isEqualTo(3);
        assertThat(adjusted.moves()).extracting(Move::verdictId).containsExactly("v1", "v2");
    }

    @Test
    void aVerdictCountsHalfAfterItsHalfLife() {
        remember("v", "alice", false, Given.candidate());

        Adjusted adjusted = adjust(Given.candidate().at(Given.NOON + CONFIG.halfLifeMillis()));

        assertThat(adjusted.score()).isCloseTo(3 - 2.5 * 0.5 / 2.5, within(1e-12));
    }

    @Test
    void verdictsStayWithinTenantFeatureSetAndRule() {
        remember("v", "alice", false, Given.candidate().signature("scan"));

        assertThat(adjust(Given.candidate().signature("scan")).score()).isLessThan(3);
        assertThat(adjust(Given.candidate().signature("scan").tenant("globex")).score())
                .isEqualTo(3);
        assertThat(adjust(Given.candidate().signature("scan").featureSet("dns/1"))
                        .score())
                .isEqualTo(3);
        assertThat(adjust(Given.candidate().signature("exploit")).score()).isEqualTo(3);
    }

    @Test
    void takingAVerdictBackRestoresTheScoreExactly() {
        remember("v1", "alice", true, Given.candidate());
        double before = adjust(Given.candidate()).score();
        long position = remember("v2", "bob", false, Given.candidate());

        memory.remove("acme", "flow/1", position);

        assertThat(adjust(Given.candidate()).score()).isEqualTo(before);
    }

    @Test
    void theOldestVerdictLeavesAFullMemory() {
        VerdictMemory small = new VerdictMemory(rows, 3);
        for (int i = 0; i < 5; i++) {
            small.add("acme", "flow/1", remembered("v" + i, "a", true, Given.candidate()));
        }

        assertThat(small.slots("acme", "flow/1"))
                .extracting(slot -> slot.remembered().verdictId())
                .containsExactly("v2", "v3", "v4");
        assertThat(new VerdictMemory(rows, 3).slots("acme", "flow/1")).isEqualTo(small.slots("acme", "flow/1"));
    }

    @Test
    void aDecodedCopyIsNotUsedAfterTheRowsWentBack() {
        remember("v1", "alice", false, Given.candidate());
        MapRows aborted = copy(rows);
        remember("v2", "bob", false, Given.candidate());
        MapRows after = copy(rows);
        restore(rows, aborted, after);

        Adjusted adjusted = adjust(Given.candidate());

        assertThat(adjusted.moves()).extracting(Move::verdictId).containsExactly("v1");
    }

    @Test
    void anUnscoredCandidateIsNotMoved() {
        remember("v", "alice", false, Given.candidate());

        Adjusted adjusted = adjust(Given.candidate().score(Double.NaN));

        assertThat(adjusted.score()).isNaN();
        assertThat(adjusted.moves()).isEmpty();
    }

    @Test
    void aScoreNeverFallsBelowZero() {
        remember("v", "alice", false, Given.candidate());

        assertThat(adjust(Given.candidate().score(0.1)).score()).isZero();
    }

    @Test
    void missingFeaturesOnBothSidesAgree() {
        remember("v", "alice", false, Given.candidate().scaled(6, Double.NaN, 0, 0));

        double both = adjust(Given.candidate().scaled(6, Double.NaN, 0, 0)).score();
        double one = adjust(Given.candidate()).score();

        assertThat(both).isCloseTo(3 - 2.5 / 3, within(1e-12));
        assertThat(one).isGreaterThan(both).isLessThan(3);
    }

    @Test
    void decisionsKeepInitialAndCurrentScore() {
        var triage = Given.triage();
        Given.decide(triage, Given.candidate().id("a"));
        Given.judge(triage, Given.verdict("v", "a", VerdictKind.FALSE_POSITIVE, "alice"));

        Decision next = Given.decide(triage, Given.candidate().id("b"));

        assertThat(next.scoreInitial()).isEqualTo(3);
        assertThat(next.scoreCurrent()).isCloseTo(3 - 2.5 / 3, within(1e-12));
        assertThat(next.movedByIds()).containsExactly("v");
    }

    private static ScaledPoint point(Given given) {
        return ScaledPoint.of(given.build(), "");
    }

    private long remember(String id, String analyst, boolean raises, Given given) {
        return memory.add("acme", "flow/1", remembered(id, analyst, raises, given));
    }

    private static ActingVerdict remembered(String id, String analyst, boolean raises, Given given) {
        Scored scored = given.build();
        return new ActingVerdict(
                id,
                analyst,
                raises,
                Given.NOON,
                ScaledPoint.of(scored, scored.context().getOrDefault("signature", "")));
    }

    private Adjusted adjust(Given given) {
        Scored scored = given.build();
        return adjuster.adjust(scored, scored.context().getOrDefault("signature", ""));
    }

    private static double[] negative(int width) {
        double[] parts = new double[width];
        parts[0] = -3;
        return parts;
    }

    private static MapRows copy(MapRows from) {
        MapRows to = new MapRows();
        from.forEach("", to::put);
        return to;
    }

    private static void restore(MapRows rows, MapRows state, MapRows now) {
        now.forEach("", (key, value) -> rows.delete(key));
        state.forEach("", rows::put);
    }
}
