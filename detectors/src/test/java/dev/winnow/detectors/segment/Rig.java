package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A segment core with the rows of its entities, as the detect stage drives them, from the vector on. */
final class Rig {
    final SegmentConfig config;
    final FeatureSchema schema;
    final Map<String, EntityHistory> rows = new HashMap<>();
    SegmentCore core;
    long timeMillis = 1_700_000_000_000L;

    /** Of the event that was fed last. */
    Observation observation;

    Assessment assessment;
    Learned learned;

    Rig(SegmentConfig config, int width, long seed) {
        this(config, width, seed, Detectors.kinds());
    }

    Rig(SegmentConfig config, int width, long seed, List<Detectors.Kind> kinds) {
        this.config = config;
        schema = new FeatureSchema(
                "rig/1", IntStream.range(0, width).mapToObj(i -> "f" + i).toList());
        core = SegmentCore.fresh(config, width, seed, kinds);
        FeatureVector zero = new FeatureVector(schema, new double[width], new boolean[width]);
        observation = core.observe(
                0,
                "none",
                zero,
                new long[0],
                false,
                null,
                EntityHistory.empty(config, schema.size(), EntityHistory.weights(config)));
        assessment = core.assess(observation);
        learned = new Learned(core.state(), core.state(), Optional.empty(), List.of(), false, List.of());
    }

    EntityHistory row(String entity) {
        return rows.computeIfAbsent(
                entity, name -> EntityHistory.empty(config, schema.size(), EntityHistory.weights(config)));
    }

    /** Defaults with a forest small enough for tests. */
    static SegmentConfig small() {
        SegmentConfig d = SegmentConfig.defaults();
        return new SegmentConfig(
                new SegmentConfig.Rcf(60, 128, 1, 0.01),
                d.ewma(),
                d.cusum(),
                d.members(),
                d.scaler(),
                d.tail(),
                d.gate(),
                d.guard(),
                d.drift(),
                d.silence(),
                d.persistence(),
                d.learnPerSecond(),
                d.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }

    Observation observe(String entity, double... values) {
        boolean[] missing = new boolean[values.length];
        double[] present = values.clone();
        for (int i = 0; i < values.length; i++) {
            missing[i] = Double.isNaN(values[i]);
            present[i] = missing[i] ? 0 : values[i];
        }
        FeatureVector vector = new FeatureVector(schema, present, missing);
        return core.observe(timeMillis, entity, vector, new long[] {7, 8}, false, null, row(entity));
    }

    /** Observes, assesses and learns; the assessment. */
    Assessment feed(String entity, double... values) {
        timeMillis += 1000;
        observation = observe(entity, values);
        assessment = core.assess(observation);
        learned = core.learn(observation, assessment, true);
        EntityHistory prepared = observation.history();
        if (prepared != null) {
            prepared.learn(observation, assessment);
            rows.put(entity, prepared);
        }
        return assessment;
    }

    byte[] snapshot() {
        StateWriter out = new StateWriter();
        core.snapshot(out);
        return out.toBytes();
    }

    static SegmentCore restore(SegmentConfig config, int width, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        SegmentCore core = SegmentCore.restore(config, width, in);
        in.expectEnd();
        return core;
    }

    static double[] gaussian(SplittableRandom random, int width) {
        return IntStream.range(0, width).mapToDouble(i -> random.nextGaussian()).toArray();
    }

    /** Feeds clean Gaussian points of several entities until the model is ready. */
    void warmUp(SplittableRandom random, int entities) {
        while (core.state() != ModelState.READY) {
            feed("e" + random.nextInt(entities), gaussian(random, schema.size()));
        }
    }
}
