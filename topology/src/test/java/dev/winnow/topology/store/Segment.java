package dev.winnow.topology.store;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.event.Event;
import dev.winnow.topology.settings.ApplicationSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One segment driven as detect drives it: observe, assess, learn, journal. */
final class Segment {
    static final String NAME = "acme|values/1|all";
    static final FeatureSet SET = FeatureSets.values(List.of("a", "b", "c", "d", "e", "f"));

    final MapStore store;
    final ModelStore models;
    final SegmentConfig config;
    final SplittableRandom random;
    final Map<String, EntityRow> rows = new HashMap<>();
    /** Assessment of each event, by the number of events before it; of this generation. */
    final List<Assessment> assessments = new ArrayList<>();
    /** Numbers of events after which a snapshot was written. */
    final List<Long> snapshots = new ArrayList<>();

    LiveModel live;
    long offset;
    /** Entity of the last event. */
    String entity = "";
    /** Event time of the last event. */
    long timeMillis;

    Segment(long seed, SegmentConfig config, int snapshotEvery) {
        this(seed, config, snapshotEvery, new MapStore("models"), NAME);
    }

    Segment(long seed, SegmentConfig config, int snapshotEvery, MapStore store, String name) {
        this.random = new SplittableRandom(seed);
        this.config = config;
        this.store = store;
        this.models = new ModelStore(store, snapshotEvery);
        this.live = models.load(name, factory(config));
    }

    static ModelFactory factory(SegmentConfig config) {
        return factory(config, ApplicationSecret.of(new byte[16], 1));
    }

    static ModelFactory factory(SegmentConfig config, ApplicationSecret secret) {
        return new ModelFactory() {
            @Override
            public SegmentModel fresh(long generation) {
                return SegmentModel.fresh(config, SET, secret.seed(NAME, generation));
            }

            @Override
            public SegmentModel restore(long generation, byte[] snapshot) {
                return SegmentModel.restore(config, SET, snapshot);
            }

            @Override
            public ModelFingerprint fingerprint() {
                return new ModelFingerprint(config.fingerprint(), SET.fingerprint(), secret.name());
            }
        };
    }

    void feed(int events) {
        for (int i = 0; i < events; i++) {
            feed();
        }
    }

    void feed() {
        entity = "host-" + random.nextInt(5);
        Map<String, Double> numbers = new HashMap<>();
        for (String name : SET.schema().names()) {
            if (random.nextInt(20) > 0) {
                numbers.put(name, random.nextInt(40) == 0 ? 1000 * random.nextGaussian() : random.nextGaussian());
            }
        }
        timeMillis = 1_700_000_000_000L + 1000 * offset;
        Event event = new Event("numeric", entity, timeMillis, numbers, Map.of());
        SegmentModel model = live.model();
        EntityRow row = rows.computeIfAbsent(entity, name -> model.emptyRow());
        Observation observation = model.observe(event, row);
        Assessment assessment = model.assess(observation);
        assessments.add(assessment);
        model.learn(observation, assessment);
        row.learn(observation, assessment);
        offset += 1 + random.nextInt(3);
        if (models.journal(live, observation.toBytes(), "events", "id-1", (int) (offset % 2), offset)) {
            snapshots.add(model.sequence());
        }
    }

    /** What a restart finds in these rows. */
    static LiveModel reload(MapStore rows, SegmentConfig config, int snapshotEvery) {
        return new ModelStore(rows, snapshotEvery).load(NAME, factory(config));
    }
}
