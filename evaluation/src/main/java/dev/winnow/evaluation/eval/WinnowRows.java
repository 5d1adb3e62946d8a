package dev.winnow.evaluation.eval;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.MemberWeights;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.evaluation.datasets.Column;
import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ours on tables. */
final class WinnowRows implements RowScorer {
    private final SegmentModel model;
    private final EntityRow none;
    private final List<String> numbers;
    private final List<String> texts;
    private boolean frozen;

    private WinnowRows(List<Column> columns, SegmentConfig config, long seed) {
        FeatureSet set = FeatureSets.table(columns.stream()
                .map(column -> new TableColumn(
                        column.name(),
                        column.kind() == Column.Kind.NUMERIC ? TableColumn.Kind.NUMBER : TableColumn.Kind.TEXT))
                .toList());
        model = SegmentModel.fresh(config, set, seed);
        none = model.emptyRow();
        numbers = names(columns, Column.Kind.NUMERIC);
        texts = names(columns, Column.Kind.TEXT);
    }

    private static List<String> names(List<Column> columns, Column.Kind kind) {
        return columns.stream()
                .filter(column -> column.kind() == kind)
                .map(Column::name)
                .toList();
    }

    /** With the one configuration for all tables. */
    static RowScorer create(List<Column> columns, long seed) {
        return new WinnowRows(columns, SegmentConfig.table(), seed);
    }

    /** With one member alone behind the same scaler and gate. */
    static RowScorer alone(String member, List<Column> columns, long seed) {
        return new WinnowRows(columns, only(member, SegmentConfig.table()), seed);
    }

    /** Columns of a series: as many numbers as it has metrics. */
    static List<Column> numericColumns(int width) {
        return IntStream.range(0, width)
                .mapToObj(i -> new Column("m" + i, Column.Kind.NUMERIC))
                .toList();
    }

    @Override
    public double observe(long timeMillis, double[] numeric, String[] text) {
        Map<String, Double> values = new HashMap<>();
        for (int i = 0; i < numeric.length; i++) {
            if (!Double.isNaN(numeric[i])) {
                values.put(numbers.get(i), numeric[i]);
            }
        }
        Map<String, String> words = new HashMap<>();
        for (int i = 0; i < text.length; i++) {
            if (text[i] != null) {
                words.put(texts.get(i), text[i]);
            }
        }
        Observation observation = model.observe(new Event("numeric", "table", timeMillis, values, words), none);
        Assessment assessment = model.assess(observation);
        if (!frozen) {
            model.learn(observation, assessment);
        }
        return assessment.isScored() ? Math.max(0, assessment.score()) : 0;
    }

    @Override
    public void freeze() {
        frozen = true;
    }

    /** A configuration with one member's weight 1 and all others 0. */
    static SegmentConfig only(String member, SegmentConfig base) {
        return new SegmentConfig(
                new SegmentConfig.Rcf(
                        base.rcf().trees(),
                        base.rcf().sampleSize(),
                        member.equals("rcf") ? 1 : 0,
                        base.rcf().stopError()),
                new SegmentConfig.Ewma(base.ewma().alpha(), base.ewma().priorEvents(), member.equals("ewma") ? 1 : 0),
                new SegmentConfig.Cusum(base.cusum().slack(), base.cusum().threshold(), member.equals("cusum") ? 1 : 0),
                hasBlock(member) ? MemberWeights.none() : new MemberWeights(Map.of(member, 1.0)),
                base.scaler(),
                base.tail(),
                base.gate(),
                base.guard(),
                base.drift(),
                base.silence(),
                new SegmentConfig.Persistence(
                        base.persistence().drift(), base.persistence().halfLifeSeconds(), 0),
                base.learnPerSecond(),
                base.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }

    /** These have settings of their own; every other member's weight is in {@link SegmentConfig#members}. */
    private static boolean hasBlock(String member) {
        return List.of("rcf", "ewma", "cusum").contains(member);
    }
}
