package dev.winnow.topology.processor;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.topology.Counters.Count;
import dev.winnow.topology.Stores;
import dev.winnow.topology.TopologySettings;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.mapping.Verdicts;
import dev.winnow.topology.serde.SingleObjectCodec;
import dev.winnow.topology.store.AuditLog;
import dev.winnow.topology.store.KeyValueRows;
import dev.winnow.triage.Decision;
import dev.winnow.triage.Happening;
import dev.winnow.triage.Triage;
import dev.winnow.triage.TriageStores;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.feedback.Outcome;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Candidates, model notes and verdicts to decisions, in one task and one transaction with the audit entries that record
 * them. Rows are held back until everything is decided; a failure before that leaves no trace and the record becomes a
 * dead letter, a failure after it stops the task.
 */
public final class TriageProcessor implements Processor<String, SpecificRecord, String, Emission> {
    private static final Logger LOG = LoggerFactory.getLogger(TriageProcessor.class);

    private static final List<String> ROWS = List.of(
            Stores.ALERTS,
            Stores.VERDICTS,
            Stores.CALIBRATORS,
            Stores.FOLDS,
            Stores.CLUSTERS,
            Stores.PENDING,
            Stores.MUTES);

    private final TopologySettings settings;
    private final SingleObjectCodec codec = new SingleObjectCodec();
    private final List<KeyValueRows> rows = new ArrayList<>();
    private final ConfiguredMutes mutes;
    private ProcessorContext<String, Emission> context;
    private Triage triage;
    private AuditLog audit;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private TriageProcessor(TopologySettings settings) {
        this.settings = settings;
        this.mutes = new ConfiguredMutes(settings.mutes());
    }

    public static ProcessorSupplier<String, SpecificRecord, String, Emission> supplier(TopologySettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, Emission> get() {
                return new TriageProcessor(settings);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                Set<StoreBuilder<?>> stores = new LinkedHashSet<>();
                ROWS.forEach(name -> stores.add(Stores.rows(name)));
                stores.add(Stores.rows(Stores.AUDIT_HEAD));
                return stores;
            }
        };
    }

    /** Called again on the same object when a task is revived; everything is read anew from the stores. */
    @Override
    public void init(ProcessorContext<String, Emission> context) {
        this.context = context;
        mutes.forgetAll();
        rows.clear();
        TriageStores stores = new TriageStores(
                open(Stores.ALERTS),
                open(Stores.VERDICTS),
                open(Stores.CALIBRATORS),
                open(Stores.FOLDS),
                open(Stores.CLUSTERS),
                open(Stores.PENDING),
                open(Stores.MUTES));
        triage = new Triage(settings.triage(), stores, Seeds.derive(settings.secret(), "winnow/v1/triage"));
        audit = new AuditLog(
                context.getStateStore(Stores.AUDIT_HEAD),
                settings,
                context.taskId().partition());
    }

    private KeyValueRows open(String name) {
        KeyValueRows opened = new KeyValueRows(context.getStateStore(name));
        rows.add(opened);
        return opened;
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        count(record.value());
        if (settings.audit().exactlyOnce() && audit.hasTaken(place.topic(), place.partition(), place.offset())) {
            settings.counters().add(Count.EVENTS_SKIPPED);
            return;
        }
        Decided decided;
        try {
            decided = decide(record);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            rows.forEach(KeyValueRows::discard);
            mutes.forget(record.key());
            LOG.error("TRI-900 triage refused a record of {}", record.key(), e);
            Rejection rejection = new Rejection(
                    "TRI-900",
                    "triage: the record could not be decided (" + e.getClass().getSimpleName()
                            + "); triage is as it was before it");
            decided = new Decided();
            decided.out.add(new Emission.OfDeadLetter(refused(record, record.value(), rejection)));
        }
        rows.forEach(KeyValueRows::flush);
        send(record, place, decided);
    }

    /** What one record led to, before anything is sealed or sent. Entries are sealed in the order of their addition. */
    private static final class Decided {
        private final List<Emission> out = new ArrayList<>();
        private final List<Sealing> sealings = new ArrayList<>();
    }

    /** An entry to be sealed, and what its number completes. */
    private record Sealing(
            AuditKind kind,
            String tenant,
            Source source,
            String subject,
            SpecificRecord detail,
            LongFunction<List<Emission>> then) {}

    private Decided decide(Record<String, SpecificRecord> record) {
        Decided decided = new Decided();
        String tenant = record.key();
        mutes.align(triage, tenant)
                .forEach(change -> operator(record, decided, change.muteId(), change.kind(), change.text()));
        if (record.value() instanceof Candidate candidate) {
            happenings(record, decided, triage.advance(tenant, record.timestamp()));
            decide(record, decided, candidate);
        } else if (record.value() instanceof dev.winnow.wire.Verdict wire) {
            happenings(record, decided, triage.advance(tenant));
            judge(record, decided, triage.judge(Verdicts.domain(wire)));
        } else if (record.value() instanceof Signal note) {
            decided.sealings.add(new Sealing(
                    AuditKind.MODEL,
                    tenant,
                    sourceOf(record),
                    note.getSubject(),
                    new LifecycleDetail(note.getKind().name().toLowerCase(Locale.ROOT), note.getText()),
                    sequence -> List.of(new Emission.OfSignal(note))));
        } else {
            throw new IllegalStateException(
                    "no rule for " + record.value().getSchema().getName());
        }
        return decided;
    }

    private void decide(Record<String, SpecificRecord> record, Decided decided, Candidate candidate) {
        Decision decision = triage.decide(Decisions.scored(candidate));
        decided.sealings.add(new Sealing(
                AuditKind.DECISION,
                candidate.getTenant(),
                candidate.getSource(),
                candidate.getId(),
                Decisions.detail(candidate, decision),
                sequence -> emissions(candidate, decision, sequence)));
        happenings(record, decided, decision.happenings());
        decision.followUps().forEach(outcome -> judge(record, decided, outcome));
    }

    private List<Emission> emissions(Candidate candidate, Decision decision, long sequence) {
        List<Emission> out = new ArrayList<>(2);
        if (decision.disposition() == dev.winnow.triage.Disposition.MUTED) {
            settings.counters().add(Count.MUTED);
            return out;
        }
        Alert alert = Decisions.alert(candidate, decision, settings.attackTags(), audit.origin(), sequence);
        out.add(new Emission.OfAlert(alert));
        decision.cluster().ifPresent(state -> out.add(new Emission.OfCluster(Decisions.cluster(state))));
        return out;
    }

    private void judge(Record<String, SpecificRecord> record, Decided decided, VerdictOutcome outcome) {
        Verdict verdict = outcome.verdict();
        decided.sealings.add(new Sealing(
                AuditKind.FEEDBACK,
                verdict.tenant(),
                sourceOf(record),
                verdict.id(),
                Verdicts.detail(outcome),
                sequence -> List.of()));
        if (outcome.outcome() == Outcome.REFUSED) {
            Rejection rejection = new Rejection("FBK-006", outcome.text());
            decided.out.add(new Emission.OfDeadLetter(refused(record, Verdicts.wire(verdict), rejection)));
        }
        outcome.expired().forEach(expired -> expired(record, decided, expired));
        outcome.changes().forEach(change -> calibrated(record, decided, change));
    }

    private void calibrated(Record<String, SpecificRecord> record, Decided decided, CalibratorChange change) {
        decided.sealings.add(new Sealing(
                AuditKind.MODEL,
                change.tenant(),
                sourceOf(record),
                "calibrator " + change.featureSet(),
                Decisions.calibrator(change),
                sequence -> List.of(new Emission.OfSignal(Signals.refit(change)))));
    }

    private void happenings(Record<String, SpecificRecord> record, Decided decided, List<Happening> happenings) {
        for (Happening happening : happenings) {
            if (happening instanceof Happening.ClusterClosed closed) {
                decided.out.add(new Emission.OfCluster(
                        Decisions.cluster(closed.cluster().state())));
                decided.out.add(new Emission.OfSignal(
                        Signals.clusterClosed(closed.cluster().state(), closed.text(), closed.timeMillis())));
            } else if (happening instanceof Happening.VerdictExpired expired) {
                expired(record, decided, expired.verdict());
            } else if (happening instanceof Happening.MuteEnded ended) {
                operator(record, decided, ended.mute().mute().id(), "mute_ended", ended.text());
            }
        }
    }

    private void operator(
            Record<String, SpecificRecord> record, Decided decided, String subject, String kind, String text) {
        decided.sealings.add(new Sealing(
                AuditKind.OPERATOR,
                record.key(),
                sourceOf(record),
                subject,
                new LifecycleDetail(kind, text),
                sequence -> List.of()));
    }

    private void expired(Record<String, SpecificRecord> record, Decided decided, Verdict verdict) {
        String text = "no alert with this id came in time";
        decided.sealings.add(new Sealing(
                AuditKind.FEEDBACK,
                verdict.tenant(),
                sourceOf(record),
                verdict.id(),
                Verdicts.detail(verdict, Outcome.EXPIRED, text),
                sequence -> List.of()));
        Rejection rejection = new Rejection("FBK-007", "verdict: alertId must name a known alert; " + text);
        decided.out.add(new Emission.OfDeadLetter(refused(record, Verdicts.wire(verdict), rejection)));
    }

    /** Seals, saves the head, then forwards: alerts, clusters and the entries, in the order of the entries. */
    private void send(Record<String, SpecificRecord> record, RecordMetadata place, Decided decided) {
        List<Emission> out = new ArrayList<>(decided.out);
        for (Sealing sealing : decided.sealings) {
            long sequence = audit.append(
                    sealing.kind(),
                    sealing.tenant(),
                    sealing.source(),
                    sealing.subject(),
                    sealing.detail(),
                    record.timestamp(),
                    context.currentSystemTimeMs());
            out.addAll(sealing.then().apply(sequence));
        }
        for (AuditLog.Entry entry : audit.take(place.topic(), place.partition(), place.offset())) {
            settings.counters().add(Count.AUDIT_ENTRIES);
            RecordHeaders headers = new RecordHeaders();
            headers.add(EntryHeader.NAME, entry.header());
            context.forward(new Record<>(
                    record.key(),
                    new Emission.OfAuditEntry(context.taskId().partition(), entry.key(), entry.value()),
                    record.timestamp(),
                    headers));
        }
        for (Emission emission : out) {
            context.forward(new Record<>(keyOf(record.key(), emission), emission, record.timestamp()));
        }
    }

    private String keyOf(String tenant, Emission emission) {
        if (emission instanceof Emission.OfAlert of) {
            settings.counters().add(Count.ALERTS);
            return tenant + "|" + of.alert().getEntity();
        }
        if (emission instanceof Emission.OfCluster of) {
            settings.counters().add(Count.CLUSTER_UPDATES);
            return of.cluster().getId();
        }
        if (emission instanceof Emission.OfDeadLetter) {
            settings.counters().add(Count.DEAD_LETTERS);
        }
        return tenant;
    }

    private dev.winnow.wire.DeadLetter refused(
            Record<String, SpecificRecord> record, SpecificRecord original, Rejection rejection) {
        return DeadLetters.of(
                rejection, "triage", "avro", sourceOf(record), record.timestamp(), null, codec.encode("", original));
    }

    /** The input record that a candidate, note or verdict came from. */
    private Source sourceOf(Record<String, SpecificRecord> record) {
        if (record.value() instanceof Candidate candidate) {
            return candidate.getSource();
        }
        return SourceHeader.read(record.headers()).orElseGet(() -> {
            RecordMetadata place = context.recordMetadata().orElseThrow();
            return new Source(place.topic(), place.partition(), place.offset());
        });
    }

    private void count(SpecificRecord value) {
        settings.counters()
                .add(value instanceof dev.winnow.wire.Verdict ? Count.VERDICTS_TAKEN : Count.TAKEN_BY_TRIAGE);
    }
}
