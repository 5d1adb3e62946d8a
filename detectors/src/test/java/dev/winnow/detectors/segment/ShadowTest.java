package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.feature.Rarity;
import dev.winnow.detectors.feature.RarityConfig;
import dev.winnow.detectors.feature.Sightings;
import dev.winnow.detectors.segment.SegmentConfig.Shadow;
import dev.winnow.detectors.segment.SegmentConfig.ShadowMode;
import dev.winnow.detectors.segment.ShadowNews.Event;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After drift a second forest learns, wins, and takes over, by itself or when told. Seeds are fixed. */
final class ShadowTest {
    private static final int WIDTH = 4;

    /** Enough for 256 points that nobody learns. */
    private static final int BEFORE = 5_500;

    /** Of all features, in deviations: ordinary events look stranger, and few are refused. */
    private static final double SHIFT = 0.8;

    private static Shadow mode(ShadowMode mode) {
        return new Shadow(mode, 256, 600);
    }

    /** A stream with a shift, and what came of the shadow. */
    private static final class Stream {
        private final Rig rig;
        private final SplittableRandom random;
        private final List<ShadowNews> news = new ArrayList<>();
        private double shift;

        private Stream(ShadowMode mode, long seed) {
            rig = new Rig(Rig.small().withShadow(mode(mode)), WIDTH, seed);
            random = new SplittableRandom(seed);
            for (int i = 0; i < BEFORE; i++) {
                feed();
            }
            shift = SHIFT;
        }

        private double[] values() {
            double[] values = Rig.gaussian(random, WIDTH);
            for (int d = 0; d < WIDTH; d++) {
                values[d] += shift;
            }
            return values;
        }

        private Assessment feed() {
            double[] values = values();
            Assessment assessment = rig.feed("e" + random.nextInt(20), values);
            news.addAll(rig.learned.shadow());
            return assessment;
        }

        private void feed(int events) {
            for (int i = 0; i < events; i++) {
                feed();
            }
        }

        private List<Event> events() {
            return news.stream().map(ShadowNews::event).toList();
        }

        private void until(Event event) {
            for (int i = 0; i < 4_000 && !events().contains(event); i++) {
                feed();
            }
            assertThat(events()).endsWith(event);
        }

        private Learned obey(ModelOrder order) {
            Learned learned = rig.core.obey(order);
            news.addAll(learned.shadow());
            return learned;
        }

        private double forestScore(Assessment assessment) {
            return assessment.members().stream()
                    .filter(member -> member.detector().equals(Detectors.RCF))
                    .findFirst()
                    .orElseThrow()
                    .score();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 3, 4})
    void aWinnerTakesOverByItself(long seed) {
        Stream stream = new Stream(ShadowMode.PROMOTE, seed);
        assertThat(stream.news).isEmpty();

        stream.until(Event.PROMOTED);

        assertThat(stream.events()).containsExactly(Event.STARTED, Event.PROMOTED);
        assertThat(stream.news.get(1).advantage()).isGreaterThan(0.1);
        assertThat(stream.news.get(1).advantage())
                .isGreaterThan(3 * stream.news.get(1).advantageError());
        assertThat(stream.rig.core.state()).isEqualTo(ModelState.READY);
    }

    @Test
    void withoutAShiftThereIsNoShadow() {
        Stream stream = new Stream(ShadowMode.PROMOTE, 2);
        stream.shift = 0;

        stream.feed(3_000);

        assertThat(stream.news).isEmpty();
    }

    @Test
    void anOrderAtTheWinDoesWhatTheModePromoteDoes() {
        Stream promote = new Stream(ShadowMode.PROMOTE, 1);
        Stream report = new Stream(ShadowMode.REPORT, 1);
        promote.until(Event.PROMOTED);
        report.until(Event.WON);

        Learned ordered = report.obey(ModelOrder.PROMOTE_SHADOW);

        assertThat(ordered.changedState()).isFalse();
        assertThat(report.events()).containsExactly(Event.STARTED, Event.WON, Event.PROMOTED);
        for (int i = 0; i < 500; i++) {
            assertThat(report.feed()).isEqualTo(promote.feed());
        }
    }

    @Test
    void theOrderChangesScoresAndAnotherOrderDoesNot() {
        Stream told = new Stream(ShadowMode.REPORT, 1);
        Stream untold = new Stream(ShadowMode.REPORT, 1);
        told.until(Event.WON);
        untold.until(Event.WON);

        told.obey(ModelOrder.PROMOTE_SHADOW);
        double before = untold.rig.core.assess(untold.rig.observation).score();
        double after = told.rig.core.assess(told.rig.observation).score();

        assertThat(before).isNotEqualTo(after);
        assertThat(untold.obey(ModelOrder.FREEZE).shadow()).isEmpty();
        assertThat(untold.rig.core.assess(untold.rig.observation).score()).isEqualTo(before);
    }

    @Test
    void explanationsAreThoseOfTheForestInForce() {
        Stream stream = new Stream(ShadowMode.REPORT, 1);
        stream.until(Event.WON);
        double before = stream.forestScore(stream.rig.core.assess(stream.rig.observation));
        double explainedBefore = stream.rig
                .core
                .forestReasons(stream.rig.observation)
                .orElseThrow()
                .score();

        stream.obey(ModelOrder.PROMOTE_SHADOW);
        double after = stream.forestScore(stream.rig.core.assess(stream.rig.observation));
        double explainedAfter = stream.rig
                .core
                .forestReasons(stream.rig.observation)
                .orElseThrow()
                .score();

        assertThat(explainedBefore).isCloseTo(before, within(1e-9));
        assertThat(explainedAfter).isCloseTo(after, within(1e-9)).isNotCloseTo(before, within(1e-9));
    }

    @Test
    void aSnapshotAtEveryStageContinuesBitForBit() {
        Stream stream = new Stream(ShadowMode.REPORT, 1);
        Rig rig = stream.rig;
        List<SegmentCore> replicas = new ArrayList<>();
        replicas.add(restored(rig));
        int sinceStart = 0;
        boolean isOrdered = false;

        for (int i = 0; i < 3_000 && !(isOrdered && sinceStart > 1_500); i++) {
            stream.feed();
            byte[] delta = rig.observation.toBytes();
            for (SegmentCore replica : replicas) {
                Observation replayed = Observation.fromBytes(rig.schema, delta);
                Assessment again = replica.assess(replayed);
                assertThat(again).isEqualTo(rig.assessment);
                assertThat(replica.learn(replayed, again, true)).isEqualTo(rig.learned);
            }
            sinceStart += stream.events().contains(Event.STARTED) ? 1 : 0;
            boolean isWon = !isOrdered && stream.events().contains(Event.WON);
            if (sinceStart == 1 || sinceStart == 100 || sinceStart == 500 || isWon) {
                replicas.add(restored(rig));
            }
            if (isWon) {
                isOrdered = true;
                Learned learned = rig.core.obey(ModelOrder.PROMOTE_SHADOW);
                for (SegmentCore replica : replicas) {
                    assertThat(replica.obey(ModelOrder.fromBytes(ModelOrder.PROMOTE_SHADOW.toBytes())))
                            .isEqualTo(learned);
                }
                replicas.add(restored(rig));
            }
        }

        assertThat(isOrdered).isTrue();
        assertThat(replicas).hasSize(6);
        for (SegmentCore replica : replicas) {
            StateWriter out = new StateWriter();
            replica.snapshot(out);
            assertThat(out.toBytes()).isEqualTo(rig.snapshot());
        }
    }

    @Test
    void whatOtherShardsLearntTeachesTheShadowToo() {
        Stream stream = new Stream(ShadowMode.PROMOTE, 1);
        stream.until(Event.STARTED);
        Rig rig = stream.rig;
        Sightings none = Rarity.ofShard(RarityConfig.defaults(), 1, 0).take();
        List<ShadowNews> news = new ArrayList<>();

        for (int told = 1; told < 400 && news.isEmpty(); told++) {
            List<Observation> lessons = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                rig.timeMillis += 100;
                lessons.add(rig.observe("e" + i, stream.values()));
            }
            PopulationFacts facts = new PopulationFacts(1, 1, told, rig.timeMillis, 20, 10, none, List.of());
            news.addAll(rig.core.absorb(facts, lessons, rig.timeMillis).shadow());
        }

        assertThat(news).extracting(ShadowNews::event).containsExactly(Event.PROMOTED);
    }

    private static SegmentCore restored(Rig rig) {
        return Rig.restore(rig.config, WIDTH, rig.snapshot());
    }

    @Test
    void aShadowIsGoneOnceTheMembersAreStartedAnew() {
        Stream stream = new Stream(ShadowMode.PROMOTE, 1);
        stream.until(Event.STARTED);
        stream.shift = 8;

        stream.feed(2_000);

        assertThat(stream.events()).containsExactly(Event.STARTED, Event.REBUILT);
    }

    @Test
    void anOrderWithoutAWinnerSaysSo() {
        Stream stream = new Stream(ShadowMode.REPORT, 1);
        stream.until(Event.STARTED);
        byte[] before = stream.rig.snapshot();

        Learned learned = stream.obey(ModelOrder.PROMOTE_SHADOW);

        assertThat(learned.shadow()).extracting(ShadowNews::event).containsExactly(Event.ABSENT);
        assertThat(learned.changedState()).isFalse();
        assertThat(stream.rig.snapshot()).hasSameSizeAs(before);
    }

    /** Figures of docs/detectors.md, "shadow". */
    @Test
    void whatWasUsualBeforeIsStrangeSoonerAfterAPromotion() {
        int[] off = stranger(ShadowMode.OFF);
        int[] promote = stranger(ShadowMode.PROMOTE);

        // 273 and 515 of 2,400; 93 and 128 of 12,000.
        assertThat(promote[0]).isGreaterThan(3 * off[0] / 2);
        assertThat(off[1]).isBetween(60, 180);
        assertThat(promote[1]).isBetween(60, 180);
    }

    /**
     * Events 1,500 to 5,500 after half a deviation's shift in eight features: how many of the points that would have been usual before
     * are among the forest's strangest tenth, and how many ordinary events among its strangest hundredth.
     */
    private static int[] stranger(ShadowMode mode) {
        int[] found = new int[2];
        for (int seed = 1; seed <= 3; seed++) {
            Rig rig = new Rig(SegmentConfig.defaults().withShadow(mode(mode)), 8, seed);
            SplittableRandom random = new SplittableRandom(seed);
            SplittableRandom probes = new SplittableRandom(100 + seed);
            for (int i = 0; i < BEFORE + 5_500; i++) {
                double[] values = Rig.gaussian(random, 8);
                for (int d = 0; d < 8 && i >= BEFORE; d++) {
                    values[d] += 0.5;
                }
                double p = rig.feed("e" + random.nextInt(20), values).members().stream()
                        .findFirst()
                        .map(MemberScore::pValue)
                        .orElse(1.0);
                if (i >= BEFORE + 1_500) {
                    found[1] += p <= 0.01 ? 1 : 0;
                    if (i % 5 == 0) {
                        Observation old = rig.observe("e0", Rig.gaussian(probes, 8));
                        found[0] += rig.core.assess(old).members().get(0).pValue() <= 0.1 ? 1 : 0;
                    }
                }
            }
        }
        return found;
    }

    @Test
    void offIsAsIfThereWereNone() {
        Rig without = new Rig(Rig.small(), WIDTH, 1);
        Rig off = new Rig(Rig.small().withShadow(new Shadow(ShadowMode.OFF, 700, 800)), WIDTH, 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_500; i++) {
            double[] values = Rig.gaussian(random, WIDTH);
            without.feed("e" + i % 20, values);
            off.feed("e" + i % 20, values);
        }

        assertThat(off.snapshot()).isEqualTo(without.snapshot());
        assertThat(off.config.fingerprint()).isEqualTo(without.config.fingerprint());
        assertThat(off.core.obey(ModelOrder.PROMOTE_SHADOW).shadow())
                .extracting(ShadowNews::event)
                .containsExactly(Event.ABSENT);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = ShadowMode.class,
            names = {"REPORT", "PROMOTE"})
    void aModeIsPartOfTheFingerprint(ShadowMode mode) {
        SegmentConfig other = Rig.small().withShadow(mode(mode));

        assertThat(other.fingerprint()).isNotEqualTo(Rig.small().fingerprint());
        assertThat(Rig.small().withShadow(new Shadow(mode, 300, 600)).fingerprint())
                .isNotEqualTo(other.fingerprint());
    }
}
