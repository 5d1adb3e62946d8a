package dev.winnow.topology.decide;

import dev.winnow.topology.store.KeyValueRows;
import dev.winnow.topology.store.Stores;
import dev.winnow.triage.TriageStores;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;

/** The rows that a record's decision reads and writes; what it writes is held back until all of it is decided. */
final class TenantRows {
    private static final List<String> STORES = List.of(
            Stores.ALERTS,
            Stores.VERDICTS,
            Stores.CALIBRATORS,
            Stores.FOLDS,
            Stores.CLUSTERS,
            Stores.PENDING,
            Stores.MUTES,
            Stores.COMMANDS,
            Stores.UNSCORED_TYPES);

    private final ProcessorContext<String, Emission> context;
    private final List<KeyValueRows> opened = new ArrayList<>();
    private final TriageStores triage;
    private final UnscoredTypes unscored;

    TenantRows(ProcessorContext<String, Emission> context) {
        this.context = context;
        triage = new TriageStores(
                open(Stores.ALERTS),
                open(Stores.VERDICTS),
                open(Stores.CALIBRATORS),
                open(Stores.FOLDS),
                open(Stores.CLUSTERS),
                open(Stores.PENDING),
                open(Stores.MUTES),
                open(Stores.COMMANDS));
        unscored = new UnscoredTypes(open(Stores.UNSCORED_TYPES));
    }

    static Set<StoreBuilder<?>> builders() {
        Set<StoreBuilder<?>> builders = new LinkedHashSet<>();
        STORES.forEach(name -> builders.add(Stores.rows(name)));
        return builders;
    }

    UnscoredTypes unscoredTypes() {
        return unscored;
    }

    TriageStores triage() {
        return triage;
    }

    /** Puts everything that was held back. */
    void flush() {
        opened.forEach(KeyValueRows::flush);
    }

    /** Forgets everything that was held back. */
    void discard() {
        opened.forEach(KeyValueRows::discard);
    }

    private KeyValueRows open(String name) {
        KeyValueRows rows = new KeyValueRows(context.getStateStore(name));
        opened.add(rows);
        return rows;
    }
}
