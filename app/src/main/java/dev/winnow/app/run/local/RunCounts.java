package dev.winnow.app.run.local;

import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.Band;
import dev.winnow.wire.CalibratorDetail;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.Source;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a run has committed, and passes it on. One thread. */
public final class RunCounts implements CommittedSink {
    private final CommittedSink next;
    private final WireCodec codec;
    private final String auditTopic;
    private final Map<Band, Long> bands = new EnumMap<>(Band.class);
    private final Set<String> clusterIds = new HashSet<>();
    private final Map<String, CalibratorDetail> calibrators = new TreeMap<>();
    private final Map<String, Long> labels = new TreeMap<>();
    private long alerts;
    private final Set<String> inputTopics;
    private final Set<Source> refusedInputs = new HashSet<>();
    private long deadLetters;
    private final Map<String, Long> deadLettersByCode = new TreeMap<>();
    private final Set<String> decided = new HashSet<>();
    private long auditEntries;

    /**
     * @param inputTopics topics of events; a dead letter of another topic is no refused input record
     */
    public RunCounts(CommittedSink next, WireCodec codec, String auditTopic, Set<String> inputTopics) {
        this.inputTopics = Set.copyOf(inputTopics);
        this.next = next;
        this.codec = codec;
        this.auditTopic = auditTopic;
    }

    @Override
    public void alert(Alert alert) {
        alerts++;
        labels.put(alert.getTenant() + "|" + alert.getFeatures().getFeatureSet(), (long) alert.getCalibratorLabels());
        bands.merge(alert.getBand(), 1L, Long::sum);
        next.alert(alert);
    }

    @Override
    public void cluster(Cluster cluster) {
        clusterIds.add(cluster.getId());
        next.cluster(cluster);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        deadLetters++;
        deadLettersByCode.merge(letter.getCode(), 1L, Long::sum);
        if (inputTopics.contains(letter.getSource().getTopic())) {
            refusedInputs.add(letter.getSource());
        }
        next.deadLetter(letter);
    }

    @Override
    public void signal(Signal signal) {
        next.signal(signal);
    }

    @Override
    public void auditEntry(int partition, StoredEntry entry) {
        auditEntries++;
        if (entry.value() != null && codec.decode(auditTopic, entry.value()) instanceof AuditEntry body) {
            if (body.getDetail() instanceof CalibratorDetail calibrator) {
                String name = body.getTenant() + "|" + body.getSubject();
                calibrators.put(name, calibrator);
                // Alerts name the feature set alone.
                labels.put(name.replace("|calibrator ", "|"), (long) calibrator.getLabels());
            } else if (body.getDetail() instanceof DecisionDetail decision) {
                decided.add(decision.getAlertId());
            }
        }
        next.auditEntry(partition, entry);
    }

    @Override
    public void output(String topic, byte[] value) {
        next.output(topic, value);
    }

    public long alerts() {
        return alerts;
    }

    public long clusters() {
        return clusterIds.size();
    }

    /** Coordinates of the input records that were refused. */
    public Set<Source> refused() {
        return Set.copyOf(refusedInputs);
    }

    /** Input records that were refused, at whatever stage; each counts once. */
    public long refusedInputs() {
        return refusedInputs.size();
    }

    /** Dead letters about anything else: verdicts. */
    public long otherDeadLetters() {
        return deadLetters - refusedInputs.size();
    }

    /** Dead letters of every kind by their code. */
    public Map<String, Long> deadLettersByCode() {
        return new TreeMap<>(deadLettersByCode);
    }

    /** Candidates that the audit log has a decision on; a decision that was made again counts once. */
    public long decisions() {
        return decided.size();
    }

    public long auditEntries() {
        return auditEntries;
    }

    public Map<String, Long> byBand() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Band band : Band.values()) {
            if (band != Band.UNKNOWN) {
                counts.put(band.name().toLowerCase(Locale.ROOT), bands.getOrDefault(band, 0L));
            }
        }
        return counts;
    }

    /** Share of alerts that an analyst does not have to open, in per cent: 100 · (1 − clusters / alerts). */
    public double foldedPercent() {
        return alerts == 0 ? 0 : 100.0 * (alerts - clusterIds.size()) / alerts;
    }

    /**
     * The calibrator that rests on most labels, with its prequential quality. Labels are those of all feature sets, by what the last
     * alert of each says, so labels that are too few for a calibrator count too.
     */
    public Map<String, @Nullable Object> calibration() {
        @Nullable CalibratorDetail best = null;
        for (CalibratorDetail calibrator : calibrators.values()) {
            if (best == null || calibrator.getLabels() > best.getLabels()) {
                best = calibrator;
            }
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("calibrator", best == null ? "prior" : best.getKind());
        document.put("ece", best == null ? null : best.getEce());
        document.put("brier", best == null ? null : best.getBrier());
        document.put(
                "labels", labels.values().stream().mapToLong(Long::longValue).sum());
        return document;
    }
}
