package dev.winnow.evaluation.bench;

import dev.winnow.app.shell.Progress;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.event.Event;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.store.EntityRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Floods the rows of one task: each event of another source, and every tenth of one of a thousand real entities in turn. The
 * row is the one that an entity's first event leaves; the store is RocksDB without Kafka around it.
 */
final class EntitiesBench {
    static final int DEFAULT_SOURCES = 10_000_000;
    static final int DEFAULT_BUDGET_MB = 256;

    private static final int REAL = 1000;
    private static final int REAL_EVERY = 10;
    private static final long START = 1_790_000_000_000L;

    /** A thousand events a second of event time. */
    private static final long EVENT_MILLIS = 1;

    private static final String SEGMENT = "acme|values/1|all";

    private EntitiesBench() {}

    static EntitiesReport run(int sources, long budgetBytes, String command, Progress progress) throws IOException {
        double load = Machine.loadAverage();
        long begun = System.nanoTime();
        byte[] row = firstRow();
        Path directory = Files.createTempDirectory("winnow-entities");
        try (RocksRows store = RocksRows.open(directory)) {
            EntityRows rows = new EntityRows(store, budgetBytes, ModelSettings.DEFAULT_ENTITY_TTL_MILLIS);
            long peak = 0;
            long evicted = 0;
            int announced = 0;
            long events = 0;
            long time = START;
            int real = 0;
            for (int i = 0; i < sources; i++) {
                progress.at("invented sources", i, sources);
                boolean isReal = i % REAL_EVERY == 0;
                for (int turn = isReal ? 2 : 1; turn > 0; turn--) {
                    String entity = turn == 2 ? "host-" + real++ % REAL : "spoofed-" + i;
                    time += EVENT_MILLIS;
                    rows.get(SEGMENT, 1, entity, time);
                    EntityRows.Gone gone = rows.put(SEGMENT, 1, entity, time, row);
                    events++;
                    evicted += gone.evicted();
                    announced += gone.toAnnounce() > 0 ? 1 : 0;
                    peak = Math.max(peak, rows.bytes());
                }
            }
            double eventNanos = (double) (System.nanoTime() - begun) / events;
            int kept = 0;
            for (int host = 0; host < REAL; host++) {
                kept += rows.get(SEGMENT, 1, "host-" + host, time) == null ? 0 : 1;
            }
            long opening = System.nanoTime();
            int reopened = new EntityRows(store, budgetBytes, ModelSettings.DEFAULT_ENTITY_TTL_MILLIS).size();
            double openMillis = (System.nanoTime() - opening) / 1e6;
            if (reopened != rows.size()) {
                throw new IllegalStateException(
                        "BEN-006 entities: " + rows.size() + " rows were kept, " + reopened + " came back");
            }
            return new EntitiesReport(
                    sources,
                    REAL,
                    budgetBytes,
                    peak,
                    row.length,
                    rows.size(),
                    evicted,
                    announced,
                    kept,
                    eventNanos,
                    openMillis,
                    size(directory),
                    Machine.here().toJson(load),
                    command,
                    (System.nanoTime() - begun) / 1e9);
        } finally {
            delete(directory);
        }
    }

    private static byte[] firstRow() {
        FeatureSet set = FeatureSets.values(List.of("a", "b", "c", "d", "e", "f"));
        SegmentModel model = SegmentModel.fresh(SegmentConfig.defaults(), set, 1);
        EntityRow row = model.emptyRow();
        Event event = new Event(
                "numeric",
                "spoofed",
                START,
                Map.of("a", 1.0, "b", 2.0, "c", 3.0, "d", 4.0, "e", 5.0, "f", 6.0),
                Map.of());
        Observation observation = model.observe(event, row);
        row.learn(observation, model.assess(observation));
        return row.encode();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
