package dev.winnow.topology.decide;

import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.topology.loop.InputTime;
import dev.winnow.topology.mapping.JoinedKey;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.seal.AuditSlot;
import dev.winnow.topology.store.AuditLog;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Seals what a record led to, saves the head of the chain, then forwards: entries first, in the order of their numbers. */
final class EffectsWriter {
    private final ProcessorContext<String, Emission> context;
    private final AuditLog audit;
    private final Counters counters;

    EffectsWriter(ProcessorContext<String, Emission> context, AuditLog audit, Counters counters) {
        this.context = context;
        this.audit = audit;
        this.counters = counters;
    }

    void write(Incoming cause, RecordMetadata place, Effects effects) {
        List<Emission> emissions = new ArrayList<>(effects.emissions());
        for (EntryDraft entry : effects.entries()) {
            emissions.addAll(entry.completed().apply(append(cause, entry)));
        }
        for (AuditLog.Entry sealed : audit.take(place.topic(), place.partition(), place.offset())) {
            counters.add(Count.AUDIT_ENTRIES);
            RecordHeaders headers = new RecordHeaders();
            headers.add(EntryHeader.NAME, sealed.header());
            AuditSlot slot = new AuditSlot(context.taskId().partition(), sealed.key());
            forward(cause, cause.tenant(), new Emission.OfAuditEntry(slot, sealed.value()), headers);
        }
        for (Emission emission : emissions) {
            forward(cause, key(cause.tenant(), emission), emission, headers(emission));
        }
    }

    private static Headers headers(Emission emission) {
        RecordHeaders headers = new RecordHeaders();
        if (emission instanceof Emission.OfModelInput of) {
            InputTime.add(headers, of.input().getTime().toEpochMilli());
        }
        return headers;
    }

    private long append(Incoming cause, EntryDraft entry) {
        return audit.append(
                entry.kind(),
                entry.tenant(),
                entry.source(),
                entry.subject(),
                entry.detail(),
                cause.timeMillis(),
                context.currentSystemTimeMs());
    }

    private void forward(Incoming cause, String key, Emission emission, Headers headers) {
        context.forward(new Record<>(key, emission, cause.timeMillis(), headers));
    }

    private String key(String tenant, Emission emission) {
        if (emission instanceof Emission.OfAlert of) {
            counters.add(Count.ALERTS);
            counters.lastSeen()
                    .calibrator(
                            tenant,
                            of.alert().getFeatures().getFeatureSet(),
                            of.alert().getCalibrator(),
                            of.alert().getCalibratorLabels());
            return JoinedKey.of(tenant, of.alert().getEntity());
        }
        if (emission instanceof Emission.OfCluster of) {
            counters.add(Count.CLUSTER_UPDATES);
            return of.cluster().getId();
        }
        if (emission instanceof Emission.OfClusterEnd end) {
            counters.add(Count.CLUSTER_UPDATES);
            return end.clusterId();
        }
        if (emission instanceof Emission.OfDeadLetter) {
            counters.add(Count.DEAD_LETTERS);
        }
        return tenant;
    }
}
