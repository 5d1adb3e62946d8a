package dev.winnow.topology.decide;

import dev.winnow.detectors.FailureText;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.AuditLog;
import dev.winnow.topology.store.Stores;
import dev.winnow.triage.Triage;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Command;
import dev.winnow.wire.Signal;
import dev.winnow.wire.TenantTime;
import dev.winnow.wire.Verdict;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each record of a tenant to its handler, in one transaction with the audit entries of what it led to. Rows are held
 * back until everything is decided; a failure before that leaves no trace and the record becomes a dead letter, a failure
 * after it stops the task.
 */
public final class DecideProcessor implements Processor<String, SpecificRecord, String, Emission> {
    private static final Logger LOG = LoggerFactory.getLogger(DecideProcessor.class);

    private final TopologySettings settings;
    private final Refusals refusals = new Refusals();
    private final ConfiguredMutes mutes;
    private ProcessorContext<String, Emission> context;
    private TenantRows rows;
    private AuditLog audit;
    private EffectsWriter writer;
    private Triage triage;
    private CandidateHandler candidates;
    private DueHandler due;
    private VerdictHandler verdicts;
    private CommandHandler commands;
    private ModelNoteHandler modelNotes;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private DecideProcessor(TopologySettings settings) {
        this.settings = settings;
        this.mutes = new ConfiguredMutes(settings.mutes());
    }

    public static ProcessorSupplier<String, SpecificRecord, String, Emission> supplier(TopologySettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, Emission> get() {
                return new DecideProcessor(settings);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                Set<StoreBuilder<?>> stores = TenantRows.builders();
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
        rows = new TenantRows(context);
        triage = new Triage(settings.triage(), rows.triage(), settings.secret().derive("winnow/v1/triage"));
        audit = new AuditLog(
                context.getStateStore(Stores.AUDIT_HEAD),
                settings,
                context.taskId().partition());
        writer = new EffectsWriter(context, audit, settings.counters());
        due = new DueHandler(refusals);
        verdicts = new VerdictHandler(triage, due, refusals);
        commands = new CommandHandler(triage, due, refusals, new CommandActions(settings, triage));
        modelNotes = new ModelNoteHandler(rows.unscoredTypes());
        candidates = new CandidateHandler(settings, triage, audit, due, verdicts);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        settings.counters().add(counted(record.value()));
        if (settings.audit().exactlyOnce() && audit.hasTaken(place.topic(), place.partition(), place.offset())) {
            settings.counters().add(Count.EVENTS_SKIPPED);
            return;
        }
        Incoming cause = Incoming.of(record, place);
        Effects effects = new Effects();
        try {
            decide(cause, effects);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            effects = refused(cause, e);
        }
        rows.flush();
        writer.write(cause, place, effects);
    }

    private static Count counted(SpecificRecord value) {
        if (value instanceof Verdict) {
            return Count.VERDICTS_TAKEN;
        }
        return value instanceof Command ? Count.COMMANDS_TAKEN : Count.TAKEN_BY_TRIAGE;
    }

    private void decide(Incoming cause, Effects effects) {
        mutes.align(triage, cause.tenant())
                .forEach(change ->
                        effects.seal(EntryDraft.ofOperator(cause, change.muteId(), change.kind(), change.text())));
        SpecificRecord value = cause.value();
        if (value instanceof Candidate candidate) {
            candidates.handle(cause, candidate, effects);
        } else if (value instanceof Verdict verdict) {
            verdicts.handle(cause, verdict, effects);
        } else if (value instanceof Command command) {
            commands.handle(cause, command, effects);
        } else if (value instanceof TenantTime time) {
            due.handle(cause, triage.advance(cause.tenant(), time.getTime().toEpochMilli()), effects);
        } else if (value instanceof Signal note) {
            modelNotes.handle(cause, note, effects);
        } else {
            throw new IllegalStateException(
                    "no handler for " + value.getSchema().getName());
        }
    }

    private Effects refused(Incoming cause, RuntimeException e) {
        rows.discard();
        mutes.forget(cause.tenant());
        LOG.error("TRI-900 triage refused a record of {}", cause.tenant(), e);
        Effects effects = new Effects();
        effects.send(refusals.failed(
                cause,
                "TRI-900",
                "triage: the record could not be decided, " + FailureText.of(e) + "; triage is as it was before it"));
        return effects;
    }
}
