package dev.winnow.topology;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.decide.DecideProcessor;
import dev.winnow.topology.decide.Emission;
import dev.winnow.topology.detect.DetectProcessor;
import dev.winnow.topology.ingest.ArrivalTime;
import dev.winnow.topology.ingest.DecodeCommandProcessor;
import dev.winnow.topology.ingest.DecodeProcessor;
import dev.winnow.topology.ingest.DecodeVerdictProcessor;
import dev.winnow.topology.loop.DecodeModelInputProcessor;
import dev.winnow.topology.loop.InputTime;
import dev.winnow.topology.loop.PopulationProcessor;
import dev.winnow.topology.mapping.ShardKeys;
import dev.winnow.topology.seal.AuditSlot;
import dev.winnow.topology.serde.WireSerde;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.triage.band.Band;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.Event;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.ShardFacts;
import dev.winnow.wire.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.jspecify.annotations.Nullable;

/**
 * The whole application as one topology.
 *
 * <pre>
 * events ─▶ decode ─▶ by entity ─▶ DETECT ─▶ by tenant ─▶ TRIAGE ─▶ alerts, clusters, audit, signals, outputs
 *              │                      ▲            └─▶ POPULATION ─▶ model inputs, one copy for each shard ─▶ (DETECT)
 *              │                      │      feedback ─▶ by tenant ─┤  │
 *              │                      │      commands ─▶ by tenant ─┘  │
 *              └──────────────────────┴─────── dead letters ◀──────────┘
 * </pre>
 */
public final class WinnowTopology {
    /** The internal topic on which candidates wait for their decision; the application id and a hyphen stand before it. */
    public static final String CANDIDATES = "candidates-by-tenant-repartition";

    /** A record without a value: compaction then removes what stood under its key. */
    private static final @Nullable Cluster NO_CLUSTER = null;

    private final TopologySettings settings;
    private final StreamsBuilder builder;
    private final SingleObjectCodec internal;
    private final Serde<String> text = Serdes.String();
    private final Serde<byte[]> bytes = Serdes.ByteArray();

    private WinnowTopology(TopologySettings settings, Properties streams) {
        this.settings = settings;
        this.internal = settings.codec().singleObject();
        this.builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(streams)));
    }

    /**
     * @param streams the configuration that the topology will run with; naming rules are taken from it
     */
    public static Topology build(TopologySettings settings, Properties streams) {
        return new WinnowTopology(settings, streams).build(streams);
    }

    private Topology build(Properties streams) {
        KStream<String, SpecificRecord> detected = detect();
        population(only(detected, ShardFacts.class, "shard-facts"));
        KStream<String, SpecificRecord> toTriage = detected.filterNot(
                        (key, value) -> value instanceof ShardFacts, Named.as("candidates-and-notes"))
                .merge(verdicts(), Named.as("candidates-and-verdicts"))
                .merge(commands(), Named.as("and-commands"));

        KStream<String, Emission> decided = triage(toTriage);
        alerts(part(decided, Emission.OfAlert.class, Emission.OfAlert::alert, "alerts"));
        clusters(part(decided, Emission.OfCluster.class, Emission.OfCluster::cluster, "clusters")
                .merge(tombstones(decided), Named.as("clusters-and-ends")));
        signals(part(decided, Emission.OfSignal.class, Emission.OfSignal::signal, "signals"));
        audit(part(decided, Emission.OfAuditEntry.class, Function.identity(), "audit"));
        toModels(
                part(decided, Emission.OfModelInput.class, Emission.OfModelInput::input, "model-orders"),
                "model-orders");
        deadLetters(
                part(decided, Emission.OfDeadLetter.class, Emission.OfDeadLetter::deadLetter, "triage-refused"),
                "triage");
        return builder.build(streams);
    }

    /** Candidates and model notes, keyed by tenant. */
    private KStream<String, SpecificRecord> detect() {
        Map<Boolean, List<InputTopic>> byKeyed = settings.inputs().stream()
                .collect(Collectors.partitioningBy(input -> input.isInPlace(settings.detectPartitions())));
        KStream<String, SpecificRecord> detected;
        List<InputTopic> keyed = byKeyed.getOrDefault(true, List.of());
        List<InputTopic> unkeyed = byKeyed.getOrDefault(false, List.of());
        if (unkeyed.isEmpty()) {
            detected = detect(general(decode(keyed, "keyed-events"), "keyed-events-in"));
        } else {
            KStream<String, Event> events = decode(unkeyed, "events")
                    .repartition(Repartitioned.<String, Event>as("events-by-entity")
                            .withKeySerde(text)
                            .withValueSerde(WireSerde.of(internal, Event.class))
                            .withNumberOfPartitions(settings.detectPartitions()));
            detected = detect(general(
                    keyed.isEmpty() ? events : events.merge(decode(keyed, "keyed-events"), Named.as("events-merged")),
                    "events-in"));
        }
        deadLetters(only(detected, DeadLetter.class, "detect-refused"), "detect");
        toModels(only(detected, ModelInput.class, "heartbeats"), "heartbeats");
        return detected.filterNot(
                        (key, value) -> value instanceof DeadLetter || value instanceof ModelInput,
                        Named.as("candidates"))
                .repartition(
                        Repartitioned.<String, SpecificRecord>as(CANDIDATES.substring(0, CANDIDATES.lastIndexOf('-')))
                                .withKeySerde(text)
                                .withValueSerde(WireSerde.any(internal))
                                .withNumberOfPartitions(settings.triagePartitions()));
    }

    private KStream<String, Event> decode(List<InputTopic> inputs, String name) {
        Map<String, InputTopic> byTopic =
                inputs.stream().collect(Collectors.toMap(InputTopic::topic, Function.identity()));
        ShardKeys keys = ShardKeys.of(settings.featureSets());
        KStream<String, SpecificRecord> decoded = builder.stream(
                        byTopic.keySet().stream().sorted().toList(), read(name))
                .process(
                        () -> new DecodeProcessor(byTopic, settings.tenants(), keys, settings.counters()),
                        Named.as(name + "-decode"));
        deadLetters(only(decoded, DeadLetter.class, name + "-refused"), name);
        return only(decoded, Event.class, name + "-decoded");
    }

    private KStream<String, SpecificRecord> detect(KStream<String, SpecificRecord> events) {
        return events.merge(modelInputs(), Named.as("events-and-model-inputs"))
                .process(DetectProcessor.supplier(settings), Named.as("detect"));
    }

    /** What models are told beside their events; the loop's end. */
    private KStream<String, SpecificRecord> modelInputs() {
        KStream<String, SpecificRecord> decoded = builder.stream(
                        settings.topics().modelInputs(),
                        Consumed.with(bytes, bytes)
                                .withTimestampExtractor(new InputTime())
                                .withName("model-inputs"))
                .process(
                        () -> new DecodeModelInputProcessor(internal, settings.detectPartitions(), settings.counters()),
                        Named.as("model-inputs-decode"));
        deadLetters(only(decoded, DeadLetter.class, "model-inputs-refused"), "model-inputs");
        return decoded.filterNot((key, value) -> value instanceof DeadLetter, Named.as("model-inputs-decoded"));
    }

    /** What each shard of a segment knows, merged for the others; the loop's beginning. */
    private void population(KStream<String, ShardFacts> facts) {
        toModels(facts.process(PopulationProcessor.supplier(internal), Named.as("population")), "population");
    }

    private void toModels(KStream<String, ModelInput> inputs, String name) {
        inputs.to(
                settings.topics().modelInputs(),
                Produced.with(text, WireSerde.of(internal, ModelInput.class))
                        .withStreamPartitioner((topic, key, input, partitions) -> Optional.of(Set.of(input.getShard())))
                        .withName(name + "-sink"));
    }

    private static KStream<String, SpecificRecord> general(KStream<String, Event> events, String name) {
        return events.mapValues(event -> event, Named.as(name));
    }

    private Consumed<byte[], byte[]> read(String name) {
        return Consumed.with(bytes, bytes)
                .withTimestampExtractor(new ArrivalTime())
                .withName(name);
    }

    /** Verdicts, keyed by tenant. */
    private KStream<String, SpecificRecord> verdicts() {
        KStream<String, SpecificRecord> decoded = builder.stream(
                        settings.topics().feedback(), read("feedback"))
                .process(
                        () -> new DecodeVerdictProcessor(settings.codec(), settings.tenants(), settings.counters()),
                        Named.as("feedback-decode"));
        deadLetters(only(decoded, DeadLetter.class, "feedback-refused"), "feedback");
        return decoded.filterNot((key, value) -> value instanceof DeadLetter, Named.as("feedback-decoded"))
                .repartition(Repartitioned.<String, SpecificRecord>as("feedback-by-tenant")
                        .withKeySerde(text)
                        .withValueSerde(WireSerde.any(internal))
                        .withNumberOfPartitions(settings.triagePartitions()));
    }

    /** Commands, keyed by tenant. */
    private KStream<String, SpecificRecord> commands() {
        KStream<String, SpecificRecord> decoded = builder.stream(
                        settings.topics().commands(), read("commands"))
                .process(
                        () -> new DecodeCommandProcessor(settings.codec(), settings.tenants(), settings.counters()),
                        Named.as("commands-decode"));
        deadLetters(only(decoded, DeadLetter.class, "commands-refused"), "commands");
        return decoded.filterNot((key, value) -> value instanceof DeadLetter, Named.as("commands-decoded"))
                .repartition(Repartitioned.<String, SpecificRecord>as("commands-by-tenant")
                        .withKeySerde(text)
                        .withValueSerde(WireSerde.any(internal))
                        .withNumberOfPartitions(settings.triagePartitions()));
    }

    private KStream<String, Emission> triage(KStream<String, SpecificRecord> candidatesAndVerdicts) {
        return candidatesAndVerdicts.process(DecideProcessor.supplier(settings), Named.as("triage"));
    }

    private void alerts(KStream<String, Alert> alerts) {
        alerts.to(
                settings.topics().alerts(),
                Produced.with(text, WireSerde.of(settings.codec(), Alert.class)).withName("alerts-sink"));
        for (int i = 0; i < settings.outputs().size(); i++) {
            OutputTopic output = settings.outputs().get(i);
            String name = "output-" + i + "-" + output.format().name();
            alerts.filter((key, alert) -> isShown(alert, output.minimumBand()), Named.as(name + "-shown"))
                    .mapValues(output.format()::encode, Named.as(name))
                    .to(output.topic(), Produced.with(text, bytes).withName(name + "-sink"));
        }
    }

    private static boolean isShown(Alert alert, Band minimum) {
        return alert.getDisposition() != Disposition.FOLDED
                && Band.valueOf(alert.getBand().name()).compareTo(minimum) >= 0;
    }

    private void clusters(KStream<String, Cluster> clusters) {
        clusters.to(
                settings.topics().clusters(),
                Produced.with(text, WireSerde.of(settings.codec(), Cluster.class))
                        .withName("clusters-sink"));
    }

    /** A closed cluster leaves the compacted topic after its retention. */
    private static KStream<String, Cluster> tombstones(KStream<String, Emission> emissions) {
        return emissions
                .filter((key, value) -> value instanceof Emission.OfClusterEnd, Named.as("cluster-ends-filter"))
                .mapValues(value -> NO_CLUSTER, Named.as("cluster-ends"));
    }

    private void signals(KStream<String, Signal> signals) {
        signals.to(
                settings.topics().signals(),
                Produced.with(text, WireSerde.of(settings.codec(), Signal.class))
                        .withName("signals-sink"));
    }

    private void audit(KStream<String, Emission.OfAuditEntry> entries) {
        entries.map((key, entry) -> KeyValue.pair(entry.slot(), entry.value()), Named.as("audit-slots"))
                .to(
                        settings.topics().audit(),
                        Produced.with(AuditSlot.serde(), bytes)
                                .withStreamPartitioner(
                                        (topic, slot, value, partitions) -> Optional.of(Set.of(slot.partition())))
                                .withName("audit-sink"));
    }

    private void deadLetters(KStream<String, DeadLetter> letters, String stage) {
        letters.to(
                settings.topics().deadLetters(),
                Produced.with(text, WireSerde.of(settings.codec(), DeadLetter.class))
                        .withName(stage + "-dead-letters-sink"));
    }

    private static <T extends SpecificRecord> KStream<String, T> only(
            KStream<String, SpecificRecord> records, Class<T> type, String name) {
        return records.filter((key, value) -> type.isInstance(value), Named.as(name + "-filter"))
                .mapValues(type::cast, Named.as(name));
    }

    private static <E extends Emission, T> KStream<String, T> part(
            KStream<String, Emission> emissions, Class<E> type, Function<E, T> content, String name) {
        return emissions
                .filter((key, value) -> type.isInstance(value), Named.as(name + "-filter"))
                .mapValues(value -> content.apply(type.cast(value)), Named.as(name));
    }
}
