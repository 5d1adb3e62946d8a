package dev.winnow.evaluation.eval;

import dev.winnow.detectors.segment.Detectors;
import dev.winnow.evaluation.datasets.Column;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be measured on tables.
 *
 * @param name as in documents: {@code winnow}, {@code aws}, or a member's name
 * @param factory makes one that has seen nothing
 */
record RowSystem(String name, Factory factory) {
    /** Makes a scorer for a protocol; it may look at the columns, never at labels. */
    @FunctionalInterface
    interface Factory {
        RowScorer create(TabularProtocol protocol, long seed);
    }

    /** Ours, the peer, then every member alone. */
    static List<RowSystem> all() {
        List<RowSystem> systems = new ArrayList<>();
        systems.add(new RowSystem(Systems.WINNOW, (protocol, seed) -> WinnowRows.create(columns(protocol), seed)));
        systems.add(new RowSystem(Systems.AWS, AwsRows::create));
        for (Detectors.Kind kind : Detectors.kinds()) {
            systems.add(new RowSystem(
                    kind.name(), (protocol, seed) -> WinnowRows.alone(kind.name(), columns(protocol), seed)));
        }
        return List.copyOf(systems);
    }

    private static List<Column> columns(TabularProtocol protocol) {
        return protocol.judged().columns();
    }
}
