package dev.winnow.evaluation.eval;

import dev.winnow.detectors.segment.MemberWeights;
import dev.winnow.detectors.segment.RowModel;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.evaluation.datasets.Column;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ours on tables. */
final class WinnowRows implements RowScorer {
    private final RowModel model;

    private WinnowRows(List<Column> columns, SegmentConfig config, long seed) {
        model = RowModel.create(
                columns.stream()
                        .map(column -> new RowModel.Column(
                                column.name(),
                                column.kind() == Column.Kind.NUMERIC ? RowModel.Kind.NUMERIC : RowModel.Kind.TEXT))
                        .toList(),
                config,
                seed);
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
        return model.observe(timeMillis, numeric, text);
    }

    @Override
    public void freeze() {
        model.freeze();
    }

    /** A configuration with one member's weight 1 and all others 0. */
    static SegmentConfig only(String member, SegmentConfig base) {
        return new SegmentConfig(
                new SegmentConfig.Rcf(base.rcf().trees(), base.rcf().sampleSize(), member.equals("rcf") ? 1 : 0),
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
                base.readyAfterEvents());
    }

    /** These have settings of their own; every other member's weight is in {@link SegmentConfig#members}. */
    private static boolean hasBlock(String member) {
        return List.of("rcf", "ewma", "cusum").contains(member);
    }
}
