package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What people ask of one event afterwards: why, and what if. */
final class ForestReasonsTest {
    private static final FeatureSet METRICS = FeatureSets.numeric(List.of("cpu", "disk", "memory"));
    private static final FeatureSet TABLE = FeatureSets.table(List.of(
            new TableColumn("bytes", TableColumn.Kind.NUMBER), new TableColumn("protocol", TableColumn.Kind.TEXT)));

    private static final FeatureSet NUMBERS = FeatureSets.table(List.of(
            new TableColumn("cpu", TableColumn.Kind.NUMBER),
            new TableColumn("disk", TableColumn.Kind.NUMBER),
            new TableColumn("memory", TableColumn.Kind.NUMBER)));

    private final Map<String, EntityRow> rows = new HashMap<>();
    private long timeMillis = 1_700_000_000_000L;

    @Test
    void shapleyPartsSumToTheScoreAboveTheBackgroundAndNameWhatIsStrange() {
        SegmentModel model = metrics(1500);
        byte[] before = model.snapshot();

        Observation observation = model.observe(metric("web-1", 0, 9, 0), row(model, "web-1"));
        ForestReasons reasons = model.forestReasons(observation).orElseThrow();

        assertThat(reasons.isExact()).isFalse();
        assertThat(reasons.background()).isEqualTo(16);
        assertThat(reasons.parts())
                .extracting(ForestReasons.Part::feature)
                .containsExactlyElementsOf(METRICS.schema().names());
        assertThat(reasons.parts().stream()
                        .mapToDouble(ForestReasons.Part::shapley)
                        .sum())
                .isCloseTo(reasons.score() - reasons.baseline(), within(1e-9));
        assertThat(reasons.parts().stream()
                        .mapToDouble(part -> part.high() + part.low())
                        .sum())
                .isCloseTo(reasons.score(), within(1e-6));
        assertThat(reasons.parts().stream()
                        .mapToDouble(ForestReasons.Part::firstShare)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(reasons.parts().stream()
                        .filter(part -> part.feature().startsWith("disk"))
                        .mapToDouble(ForestReasons.Part::shapley)
                        .sum())
                .isGreaterThan(0.8 * (reasons.score() - reasons.baseline()));
        assertThat(model.forestReasons(observation)).contains(reasons);
        assertThat(model.snapshot()).isEqualTo(before);
    }

    @Test
    void theLeadingFeatureIsFirmWhereOneStandsOutAndNotWhereTwoDoAlike() {
        SegmentModel model = table(1500);
        byte[] before = model.snapshot();

        LeadingFeature one = model.leadingFeature(model.observe(row(0, 9, 0), model.emptyRow()))
                .orElseThrow();
        List<LeadingFeature> two = new ArrayList<>();
        for (double value = 2; value < 10; value += 0.5) {
            two.add(model.leadingFeature(model.observe(row(value, value, 0), model.emptyRow()))
                    .orElseThrow());
        }

        assertThat(one.feature()).isEqualTo("disk");
        assertThat(one.share()).isGreaterThan(0.95);
        assertThat(two)
                .allSatisfy(leading -> assertThat(leading.feature()).isIn("cpu", "disk"))
                .anySatisfy(leading -> assertThat(leading.share()).isLessThan(0.9));
        assertThat(model.leadingFeature(model.observe(row(2, 2, 0), model.emptyRow())))
                .contains(two.get(0));
        assertThat(model.snapshot()).isEqualTo(before);
        assertThat(table(10).leadingFeature(model.observe(row(9, 9, 0), model.emptyRow())))
                .isEmpty();
    }

    private SegmentModel table(int rows) {
        SegmentModel model = SegmentModel.fresh(SegmentConfig.table(), NUMBERS, 1);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < rows; i++) {
            Observation observation = model.observe(
                    row(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()), model.emptyRow());
            model.learn(observation, model.assess(observation));
        }
        return model;
    }

    private Event row(double cpu, double disk, double memory) {
        return metric("rows", cpu, disk, memory);
    }

    @Test
    void hasNoReasonsWhereThereIsNoForestYet() {
        SegmentModel collecting = metrics(20);
        Observation observation = collecting.observe(metric("web-1", 0, 9, 0), row(collecting, "web-1"));
        SegmentModel table = SegmentModel.fresh(SegmentConfig.table(), TABLE, 1);
        Observation first = table.observe(record(1, "tcp"), table.emptyRow());

        assertThat(collecting.forestReasons(observation)).isEmpty();
        assertThat(table.forestReasons(first)).isEmpty();
    }

    @Test
    void aChangedEventIsJudgedAsIfItHadComeSo() {
        SegmentModel model = metrics(1500);
        byte[] before = model.snapshot();
        Observation strange = ofBytes(model, model.observe(metric("web-1", 0, 9, 0), row(model, "web-1")));
        timeMillis -= 1000;
        Observation usual = model.observe(metric("web-1", 0, 0.5, 0), row(model, "web-1"));
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < METRICS.schema().size(); i++) {
            values.put(
                    METRICS.schema().names().get(i),
                    Double.toString(usual.vector().value(i)));
        }

        Observation same = model.changed(strange, row(model, "web-1"), Map.of()).orElseThrow();
        Observation changed =
                model.changed(strange, row(model, "web-1"), values).orElseThrow();
        Observation without =
                model.changed(strange, row(model, "web-1"), Map.of("disk", "")).orElseThrow();

        assertThat(model.assess(same)).isEqualTo(model.assess(strange));
        assertThat(model.assess(changed)).isEqualTo(model.assess(usual));
        assertThat(model.assess(changed).pValue())
                .isGreaterThan(10 * model.assess(strange).pValue());
        assertThat(without.vector().isMissing(METRICS.schema().names().indexOf("disk")))
                .isTrue();
        assertThat(model.snapshot()).isEqualTo(before);
    }

    @Test
    void anotherRowThanTheEventsIsSeen() {
        SegmentModel model = metrics(1500);
        Observation strange = ofBytes(model, model.observe(metric("web-1", 0, 9, 0), row(model, "web-1")));

        assertThat(model.changed(strange, row(model, "web-0"), Map.of("disk", "0.5")))
                .isEmpty();
        assertThat(model.changed(strange, model.emptyRow(), Map.of("disk", "0.5")))
                .isEmpty();
    }

    @Test
    void aTableTakesItsColumnsTextsToo() {
        SegmentModel model = SegmentModel.fresh(SegmentConfig.table(), TABLE, 1);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1500; i++) {
            Observation observation =
                    model.observe(record(random.nextGaussian(), i % 3 == 0 ? "udp" : "tcp"), model.emptyRow());
            model.learn(observation, model.assess(observation));
        }
        Observation strange = ofBytes(model, model.observe(record(0, "icmp"), model.emptyRow()));

        Observation changed = model.changed(strange, model.emptyRow(), Map.of("protocol", "tcp"))
                .orElseThrow();

        assertThat(model.changeable()).containsExactly("bytes", "protocol");
        assertThat(model.forestReasons(strange).orElseThrow().isExact()).isTrue();
        assertThat(model.assess(changed).pValue())
                .isGreaterThan(3 * model.assess(strange).pValue());
    }

    @Test
    void refusesWhatCannotBeSet() {
        SegmentModel model = metrics(200);
        Observation observation = model.observe(metric("web-1", 0, 9, 0), row(model, "web-1"));

        assertThatThrownBy(() -> model.changed(observation, row(model, "web-1"), Map.of("dsk", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "DET-130 \"dsk\": must be one of " + METRICS.schema().names() + "; set one of them");
        assertThatThrownBy(() -> model.changed(observation, row(model, "web-1"), Map.of("disk", "NaN")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-130 \"disk\": must be a finite number, or empty for a missing value, was \"NaN\"");
    }

    private SegmentModel metrics(int events) {
        SegmentModel model = SegmentModel.fresh(Rig.small(), METRICS, 4);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < events; i++) {
            String entity = "web-" + random.nextInt(3);
            EntityRow row = row(model, entity);
            Observation observation = model.observe(
                    metric(entity, random.nextGaussian(), random.nextGaussian(), random.nextGaussian()), row);
            Assessment assessment = model.assess(observation);
            model.learn(observation, assessment);
            row.learn(observation, assessment);
        }
        return model;
    }

    private EntityRow row(SegmentModel model, String entity) {
        return rows.computeIfAbsent(entity, name -> model.emptyRow());
    }

    private Event metric(String entity, double cpu, double disk, double memory) {
        timeMillis += 1000;
        return new Event("numeric", entity, timeMillis, Map.of("cpu", cpu, "disk", disk, "memory", memory), Map.of());
    }

    private static Observation ofBytes(SegmentModel model, Observation observation) {
        return model.observation(model.delta(observation));
    }

    private Event record(double bytes, String protocol) {
        timeMillis += 1000;
        return new Event("numeric", "rows", timeMillis, Map.of("bytes", bytes), Map.of("protocol", protocol));
    }
}
