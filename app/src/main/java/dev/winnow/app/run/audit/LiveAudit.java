package dev.winnow.app.run.audit;

import dev.winnow.app.config.Guarantee;
import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.CommittedTopic;
import dev.winnow.app.run.Wiring;
import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.ChainResult;
import dev.winnow.audit.verify.Expectation;
import dev.winnow.audit.verify.Finding;
import dev.winnow.audit.verify.FindingCode;
import dev.winnow.audit.verify.PartitionVerifier;
import dev.winnow.audit.verify.Pin;
import dev.winnow.audit.verify.SourceOf;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies the chains of a live audit topic up to its last stable offset. */
public final class LiveAudit {
    private final WinnowConfig config;
    private final String topic;
    private final boolean isConfigured;

    /**
     * @param topic audit topic
     * @param isConfigured whether the configuration is that of the application, so that its names and partitions are known,
     *     and not only the way to the brokers
     */
    public LiveAudit(WinnowConfig config, String topic, boolean isConfigured) {
        this.config = config;
        this.topic = topic;
        this.isConfigured = isConfigured;
    }

    /**
     * Reads every partition once. A partition that never had a record is passed over, for a partition without tenants has no
     * chain; where all are such, the report is EMPTY.
     *
     * @param pins what earlier audits saw
     * @param from first entry to verify in each chain
     * @param to last entry, {@link Long#MAX_VALUE} for all
     */
    public AuditReport verify(List<RootKey> keys, List<Pin> pins, long from, long to) {
        List<ChainResult> chains = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        SourceOf sources = isConfigured ? sources() : SourceOf.NONE;
        try (CommittedTopic records = new CommittedTopic(config, topic)) {
            List<CommittedTopic.Span> spans = records.spans();
            for (CommittedTopic.Span span : spans) {
                List<Pin> here = pins.stream()
                        .filter(seen -> isAt(seen.origin(), span.partition()))
                        .toList();
                if (span.end() > span.first()) {
                    List<Pin> unseen = new ArrayList<>(here);
                    PartitionVerifier verifier = new PartitionVerifier(
                            described -> {
                                Optional<Pin> pin = pin(here, described);
                                pin.ifPresent(unseen::remove);
                                return expectation(span.partition(), described, pin, from, to);
                            },
                            keys,
                            sources);
                    records.read(span, record -> verifier.accept(AuditRecords.stored(record)));
                    chains.addAll(verifier.finish());
                    unseen.forEach(pin -> findings.add(missing(pin)));
                } else if (span.first() > 0) {
                    findings.add(Finding.general(
                            FindingCode.MISSING_CHAIN,
                            topic + "-" + span.partition(),
                            "every record up to offset " + (span.first() - 1) + " is deleted"));
                } else {
                    here.forEach(seen -> findings.add(missing(seen)));
                }
            }
            pins.stream()
                    .filter(pin -> pin.origin().topic().equals(topic)
                            && spans.stream().noneMatch(span -> isAt(pin.origin(), span.partition())))
                    .forEach(pin -> findings.add(missing(pin)));
        }
        return AuditReport.of(chains, findings, List.of());
    }

    private boolean isAt(Origin origin, int partition) {
        return origin.topic().equals(topic) && origin.partition() == partition;
    }

    private static Finding missing(Pin pin) {
        return Finding.general(
                FindingCode.MISSING_CHAIN,
                pin.origin().line(),
                "an earlier audit saw " + (pin.seq() + 1) + " entries of it");
    }

    /** What an earlier audit saw of the chain; of one whose beginning is gone, of the newest that it can be. */
    private static Optional<Pin> pin(List<Pin> here, Optional<Origin> described) {
        return described.isPresent()
                ? here.stream()
                        .filter(pin ->
                                pin.origin().generation() == described.get().generation())
                        .findFirst()
                : here.stream().max(Comparator.comparingLong(pin -> pin.origin().generation()));
    }

    /** Generations before the configured one are as welcome as that one; later ones are not. */
    private Expectation expectation(int partition, Optional<Origin> described, Optional<Pin> pin, long from, long to) {
        long generation = described
                .map(Origin::generation)
                .filter(found -> found < config.audit().generation())
                .orElse((long) config.audit().generation());
        Optional<Origin> origin = isConfigured
                ? Optional.of(new Origin(
                        config.audit().organisation(), config.application().id(), topic, partition, generation))
                : Optional.empty();
        return new Expectation(topic + "-" + partition, origin, Optional.empty(), from, to, -1, pin);
    }

    /**
     * Which input record an entry decided, where offsets must rise within a chain: only where one detect task sees all records
     * of an input partition in their order. That holds for keyed inputs, whose partitions are detect's own, and for others
     * where there is one detect task; elsewhere an input partition is spread over several tasks, which overtake each other.
     * Silences are left out: their source is the record that revealed them, which has a decision of its own.
     */
    private SourceOf sources() {
        if (config.guarantee() != Guarantee.EXACTLY_ONCE_V2) {
            return SourceOf.NONE;
        }
        Set<String> ordered = config.inputs().stream()
                .filter(input -> input.keyed() || config.topics().eventPartitions() == 1)
                .map(InputConfig::topic)
                .collect(Collectors.toSet());
        WireCodec codec = Wiring.codec(config);
        return (kind, entry) -> {
            byte[] value = entry.value();
            if (kind != AuditKind.DECISION || value == null) {
                return Optional.empty();
            }
            AuditEntry body = body(codec, topic, value);
            if (body == null
                    || !(body.getDetail() instanceof DecisionDetail decision)
                    || decision.getFeatures().getFeatureSet().equals(Candidates.SILENCE_SET)) {
                return Optional.empty();
            }
            @Nullable Source source = body.getSource();
            return source == null || !ordered.contains(source.getTopic())
                    ? Optional.empty()
                    : Optional.of(new SourceOf.Position(source.getTopic(), source.getPartition(), source.getOffset()));
        };
    }

    /** The body of an entry; null where this build cannot read it, which is for the verifier's schema check to say. */
    public static @Nullable AuditEntry body(WireCodec codec, String topic, byte[] value) {
        try {
            return codec.decode(topic, value) instanceof AuditEntry entry ? entry : null;
        } catch (WireFormatException e) {
            return null;
        }
    }
}
