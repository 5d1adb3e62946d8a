package dev.winnow.app.run.replay;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.DecisionDetail;

/**
 * A decision as the audit log has it.
 *
 * @param calibrator the one in force
 */
public record PastDecision(AuditEntry entry, DecisionDetail detail, RecordedCalibrator calibrator) {
    /** Whether it is about a silence, which no model of features scored. */
    public boolean isSilence() {
        return detail.getFeatures().getFeatureSet().equals(Candidates.SILENCE_SET);
    }

    /** Whether it is about the silence of a whole feed. */
    boolean isSilenceOf(String featureSet) {
        return isSilence() && detail.getEntity().equals(featureSet);
    }

    /** A silence is found by learning the record that reveals it, so its sequence is the one after that record. */
    long sequence() {
        return detail.getModelSequence() - (isSilence() ? 1 : 0);
    }

    /** The segment that decided, if the feature set was this one. */
    Segment segment(FeatureSet set) {
        return Segment.of(entry.getTenant(), set, detail.getEntity(), detail.getShard(), detail.getShards());
    }
}
