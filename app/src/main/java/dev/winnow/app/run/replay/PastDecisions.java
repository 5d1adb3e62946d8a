package dev.winnow.app.run.replay;

import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.Secret;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.CommittedTopic;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.Preflight;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.topology.detect.SegmentFactory;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelHistory;
import dev.winnow.topology.store.RowHistory;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.CalibratorDetail;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.VerdictDetail;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka holds of past decisions: the decision in the audit topic, the model before its event in the changelog of the models, the
 * row of its entity in the changelog of the rows. Reads only. One thread.
 */
public final class PastDecisions {
    private final WinnowConfig kafka;
    private final TopologySettings settings;

    /**
     * A model as it stood before an event, or why it is not held.
     *
     * @param row of the event's entity; null where it was not asked for or is not held
     * @param why empty where the model is held
     */
    public record Past(
            @Nullable FeatureSet set,
            ModelHistory.@Nullable Moment moment,
            @Nullable EntityRow row,
            String why) {
        static Past notHeld(String why) {
            return new Past(null, null, null, why);
        }
    }

    /**
     * @param kafka how the brokers are reached
     * @param settings of the application that decided
     */
    public PastDecisions(WinnowConfig kafka, TopologySettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    /** Of an application that runs under a configuration. */
    public static PastDecisions of(WinnowConfig config, String build) {
        Secret secret = config.audit().key();
        RootKey key = secret == null ? random() : KeyFile.parse(secret.reveal());
        Deployment deployment = new Deployment(
                config.inputs().isEmpty()
                        ? List.of(Wiring.input(InputConfig.of("none", "suricata-eve")))
                        : config.inputs().stream().map(Wiring::input).toList(),
                Preflight.featureSets(config),
                config.topics().eventPartitions(),
                config.topics().triagePartitions(),
                key,
                new byte[0]);
        return new PastDecisions(
                config, Wiring.topology(config, deployment, build, Wiring.codec(config), new Counters()));
    }

    /** Nothing is sealed by looking back. */
    private static RootKey random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return RootKey.of("replay", bytes);
    }

    public TopologySettings settings() {
        return settings;
    }

    /** The decision in the audit topic; empty where there is none of that id. */
    public Optional<PastDecision> find(String alertId) {
        String topic = settings.topics().audit();
        AtomicReference<@Nullable PastDecision> found = new AtomicReference<>();
        Map<String, RecordedCalibrator> calibrators = new HashMap<>();
        try (CommittedTopic records = new CommittedTopic(kafka, topic)) {
            for (CommittedTopic.Span span : records.spans()) {
                calibrators.clear();
                records.read(span, record -> {
                    AuditEntry entry =
                            record.value() == null ? null : LiveAudit.body(settings.codec(), topic, record.value());
                    if (entry != null && found.get() == null) {
                        found.set(take(entry, alertId, calibrators));
                    }
                });
            }
        }
        return Optional.ofNullable(found.get());
    }

    private static @Nullable PastDecision take(
            AuditEntry entry, String alertId, Map<String, RecordedCalibrator> calibrators) {
        if (entry.getDetail() instanceof CalibratorDetail epoch) {
            calibrators.put(entry.getTenant() + "|" + entry.getSubject(), RecordedCalibrator.of(epoch));
        } else if (entry.getDetail() instanceof VerdictDetail) {
            // Which feature set a verdict concerns is not part of its entry; counting all keeps the bound a bound.
            calibrators.replaceAll(
                    (key, calibrator) -> key.startsWith(entry.getTenant() + "|") ? calibrator.stepped() : calibrator);
        } else if (entry.getDetail() instanceof DecisionDetail decision
                && decision.getAlertId().equals(alertId)) {
            String key =
                    entry.getTenant() + "|calibrator " + decision.getFeatures().getFeatureSet();
            return new PastDecision(entry, decision, calibrators.getOrDefault(key, RecordedCalibrator.NONE));
        }
        return null;
    }

    /** The first revision of an alert; empty where the topic no longer holds it, or what was decided was muted. */
    public Optional<Alert> alert(String alertId) {
        String topic = settings.topics().alerts();
        AtomicReference<@Nullable Alert> found = new AtomicReference<>();
        visit(topic, -1, record -> {
            if (found.get() == null
                    && settings.codec().decode(topic, record.value()) instanceof Alert alert
                    && alert.getId().equals(alertId)) {
                found.set(alert);
            }
        });
        return Optional.ofNullable(found.get());
    }

    /** The model of the shard that made the decision: its changelog is the partition of that number. */
    public Past model(PastDecision decision) {
        return model(decision, false);
    }

    /**
     * The same, with the row of the decision's entity before its event where that is asked for. The row is missing where compaction has
     * taken all versions that lead to it, and of an engine that judges no changed events.
     */
    public Past model(PastDecision decision, boolean withRow) {
        String name = decision.detail().getSegment();
        if (isSilenceOfUnit(decision)) {
            return Past.notHeld(
                    "that a unit is silent follows from rows of the store " + Stores.FEEDS + ", which has no journal");
        }
        Optional<FeatureSet> set = settings.featureSets().stream()
                .filter(each -> name.equals(decision.segment(each).name()))
                .findFirst();
        if (set.isEmpty()) {
            return Past.notHeld("no feature set of this configuration makes segment " + name);
        }
        if (decision.isSilenceOf(set.get().id())) {
            return Past.notHeld("that a whole feed is silent follows from a row of the store " + Stores.FEEDS
                    + ", which has no journal");
        }
        Segment segment = decision.segment(set.get());
        SegmentFactory factory = new SegmentFactory(settings, set.get(), segment);
        long generation = decision.detail().getModelGeneration();
        ModelHistory history = new ModelHistory(segment.key(), generation, decision.sequence());
        String changelog = changelog(Stores.MODELS);
        visit(changelog, segment.shard(), record -> history.apply(record.key(), record.value()));
        Optional<RowHistory> rows = withRow ? rows(decision, segment, factory) : Optional.empty();
        try {
            Optional<ModelHistory.Moment> moment = history.before(
                    factory, rows.<ModelHistory.Follower>map(each -> each).orElse((model, input) -> {}));
            if (moment.isPresent() && isOf(moment.get(), decision)) {
                SegmentModel model = moment.get().model();
                EntityRow row =
                        model.keepsRows() ? rows.flatMap(RowHistory::row).orElse(null) : model.emptyRow();
                return new Past(set.get(), moment.get(), row, "");
            }
        } catch (StateFormatException e) {
            return Past.notHeld(String.valueOf(e.getMessage()));
        }
        return Past.notHeld("the changelog " + changelog + " no longer holds the model of " + segment + " generation "
                + generation + " before event " + (decision.sequence() + 1));
    }

    /** It stands with the segment of all units, which has no model; that of a unit's metric stands with the unit's. */
    private boolean isSilenceOfUnit(PastDecision decision) {
        return decision.isSilence()
                && settings.featureSets().stream()
                        .filter(set -> set.engine() == Engine.SERIES
                                && !decision.detail().getEntity().equals(set.id()))
                        .anyMatch(set -> decision.segment(set)
                                .ofAll()
                                .name()
                                .equals(decision.detail().getSegment()));
    }

    private Optional<RowHistory> rows(PastDecision decision, Segment segment, SegmentFactory factory) {
        SegmentModel blank = factory.fresh(0);
        if (!blank.keepsRows() || blank.changeable().isEmpty()) {
            return Optional.empty();
        }
        RowHistory rows = new RowHistory(
                segment.key(),
                decision.detail().getModelGeneration(),
                decision.detail().getEntity(),
                decision.entry().getEventTime().toEpochMilli());
        visit(changelog(Stores.ENTITIES), segment.shard(), record -> rows.apply(record.key(), record.value()));
        return Optional.of(rows);
    }

    /** Hands on every record of the models' changelog of a shard, in order. */
    public void journal(int shard, BiConsumer<byte[], byte @Nullable []> visitor) {
        visit(changelog(Stores.MODELS), shard, record -> visitor.accept(record.key(), record.value()));
    }

    /** Hands on every decision in the audit topic, muted ones too, partition by partition. */
    public void decisions(Consumer<DecisionDetail> visitor) {
        String topic = settings.topics().audit();
        try (CommittedTopic records = new CommittedTopic(kafka, topic)) {
            for (CommittedTopic.Span span : records.spans()) {
                records.read(span, record -> {
                    AuditEntry entry =
                            record.value() == null ? null : LiveAudit.body(settings.codec(), topic, record.value());
                    if (entry != null && entry.getDetail() instanceof DecisionDetail decision) {
                        visitor.accept(decision);
                    }
                });
            }
        }
    }

    private String changelog(String store) {
        return settings.applicationId() + "-" + store + "-changelog";
    }

    private interface Visitor {
        void visit(ConsumerRecord<byte[], byte[]> record);
    }

    /** @param partition the only one that is read; all where negative */
    private void visit(String topic, int partition, Visitor visitor) {
        try (CommittedTopic records = new CommittedTopic(kafka, topic)) {
            for (CommittedTopic.Span span : records.spans()) {
                if (partition < 0 || span.partition() == partition) {
                    records.read(span, record -> {
                        if (record.key() != null) {
                            visitor.visit(record);
                        }
                    });
                }
            }
        }
    }

    private static boolean isOf(ModelHistory.Moment moment, PastDecision decision) {
        if (decision.isSilence()) {
            // What revealed it may be the word of another shard; whether it does is what is compared.
            return true;
        }
        Observation observation = moment.observation();
        return Math.max(0, observation.timeMillis())
                        == decision.entry().getEventTime().toEpochMilli()
                && observation.entity().equals(decision.detail().getEntity())
                && values(observation.vector())
                        .equals(decision.detail().getFeatures().getValues());
    }

    private static List<Double> values(FeatureVector vector) {
        List<Double> values = new ArrayList<>(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            values.add(vector.value(i));
        }
        return values;
    }
}
