package dev.winnow.topology;

import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.Gate;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.ApplicationSecret;
import dev.winnow.topology.settings.AuditSettings;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.mute.Mute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings small enough for tests; what a test does not name is ordinary. Mutable, one owner. */
public final class Worlds {
    public static final String EVENTS = "soc.eve";
    public static final RootKey ROOT_KEY = RootKey.of("test-1", counting(1));

    private List<InputTopic> inputs =
            List.of(new InputTopic(EVENTS, eve(), "acme", false, InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS));
    private Set<String> tenants = Set.of();
    private List<FeatureSet> featureSets = FeatureSets.builtIn();
    // A tail that rests on a hundred scores cannot say one in a hundred.
    private Map<String, Gate> gates = Map.of("suricata-flow/1", new Gate(0.03));
    private SegmentConfig segments = segments(20);
    private ModelSettings models = ModelSettings.snapshotting(40);
    private TriageConfig triage = TriageConfig.defaults();
    private List<Mute> mutes = List.of();
    private List<OutputTopic> outputs = List.of();
    private boolean exactlyOnce = true;
    private WireCodec codec = new SingleObjectCodec();
    private int shards = 1;
    private RootKey auditKey = ROOT_KEY;
    private long auditGeneration = 1;
    private String configText = "detectors: small";
    private String modelInputsTopicId = "";
    private ApplicationSecret secret =
            ApplicationSecret.of("a secret for tests, 32 bytes....".getBytes(StandardCharsets.US_ASCII), 1);

    public static InputFormat eve() {
        return InputFormats.create("suricata-eve", InputOptions.defaults());
    }

    /** A forest of a few small trees that is ready after 64 events. */
    public static SegmentConfig segments(int trees) {
        SegmentConfig usual = SegmentConfig.defaults();
        return new SegmentConfig(
                new SegmentConfig.Rcf(trees, 32, 1, 0),
                usual.ewma(),
                usual.cusum(),
                usual.members(),
                new SegmentConfig.Scaler(32, 64, 50),
                new SegmentConfig.Tail(256, 0.05, 50),
                usual.gate(),
                usual.guard(),
                usual.drift(),
                usual.silence(),
                usual.persistence(),
                0,
                96,
                SegmentConfig.Shadow.off());
    }

    /** The same with tails of the usual length: short ones follow a change within the hundreds of events that it takes to find it. */
    static SegmentConfig withLongTails(SegmentConfig.Rcf rcf, SegmentConfig.Drift drift) {
        SegmentConfig small = segments(rcf.trees());
        return new SegmentConfig(
                rcf,
                small.ewma(),
                small.cusum(),
                small.members(),
                small.scaler(),
                SegmentConfig.defaults().tail(),
                small.gate(),
                small.guard(),
                drift,
                small.silence(),
                small.persistence(),
                small.learnPerSecond(),
                small.readyAfterEvents(),
                SegmentConfig.Shadow.off());
    }

    public Worlds inputs(InputTopic... topics) {
        inputs = List.of(topics);
        return this;
    }

    public Worlds tenants(String... names) {
        tenants = Set.of(names);
        return this;
    }

    public Worlds featureSets(List<FeatureSet> sets) {
        featureSets = sets;
        return this;
    }

    public Worlds segments(SegmentConfig config) {
        segments = config;
        return this;
    }

    public Worlds models(ModelSettings settings) {
        models = settings;
        return this;
    }

    public Worlds triage(TriageConfig config) {
        triage = config;
        return this;
    }

    public Worlds mutes(Mute... configured) {
        mutes = List.of(configured);
        return this;
    }

    public Worlds outputs(OutputTopic... topics) {
        outputs = List.of(topics);
        return this;
    }

    /** Partitions of the re-keyed events; the driver runs the first alone. */
    public Worlds shards(int number) {
        shards = number;
        return this;
    }

    public Worlds atLeastOnce() {
        exactlyOnce = false;
        return this;
    }

    public Worlds codec(WireCodec wire) {
        codec = wire;
        return this;
    }

    public Worlds configText(String text) {
        configText = text;
        return this;
    }

    public Worlds audit(RootKey key, long generation) {
        auditKey = key;
        auditGeneration = generation;
        return this;
    }

    public Worlds secret(String text, int generation) {
        secret = ApplicationSecret.of(text.getBytes(StandardCharsets.US_ASCII), generation);
        return this;
    }

    /** @param topicId Kafka's id of the topic of model inputs */
    public Worlds modelInputsTopicId(String topicId) {
        modelInputsTopicId = topicId;
        return this;
    }

    public TopologySettings settings() {
        return new TopologySettings(
                "winnow-test",
                inputs,
                tenants,
                Topics.withPrefix("winnow."),
                modelInputsTopicId,
                shards,
                2,
                featureSets,
                gates,
                segments,
                SegmentConfig.table(),
                models,
                triage,
                mutes,
                Map.of(),
                new AuditSettings(
                        "acme",
                        auditGeneration,
                        auditKey,
                        exactlyOnce,
                        "cluster-1",
                        "topic-1",
                        "test",
                        configText,
                        counting(9)),
                secret,
                outputs,
                codec,
                new Counters());
    }

    static byte[] counting(int first) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }
}
