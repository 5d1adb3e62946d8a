package dev.winnow.triage;

import dev.winnow.triage.adjust.Move;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.cluster.ClusterSummary;
import dev.winnow.triage.cluster.Disposition;
import dev.winnow.triage.feedback.VerdictOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What triage decided about one candidate.
 *
 * @param scoreInitial score as detected, −log10 p; NaN while the model warms up
 * @param scoreCurrent score after the verdicts near it; NaN where the initial one is
 * @param movedBy verdicts that moved it, strongest first, and by how much
 * @param probability that an analyst would call it a true positive, in [0, 1]
 * @param calibrator {@code prior} or {@code platt}
 * @param calibratorEpoch from 0
 * @param calibratorLabels verdicts that the calibrator rests on
 * @param isHeldBack true where the alert budget lowered the band
 * @param muteId mute that suppressed it
 * @param foldId empty where a mute of its entity or feature set kept it out of folds
 * @param foldedCount alerts in the fold so far, this one included; 0 without a fold
 * @param cluster incident with this alert in it; empty without a fold
 * @param reason one or two plain sentences; text from outside stands in it as it came, bounded
 * @param followUps outcomes of verdicts that had waited for this alert, in order of arrival
 * @param expiries clusters that had to close for this one's
 */
public record Decision(
        Scored scored,
        double scoreInitial,
        double scoreCurrent,
        List<Move> movedBy,
        double probability,
        String calibrator,
        long calibratorEpoch,
        int calibratorLabels,
        Band band,
        boolean isHeldBack,
        Disposition disposition,
        Optional<String> muteId,
        String foldId,
        long foldedCount,
        Optional<ClusterSummary> cluster,
        String reason,
        List<VerdictOutcome> followUps,
        List<Expiry> expiries) {
    public Decision {
        movedBy = List.copyOf(movedBy);
        followUps = List.copyOf(followUps);
        expiries = List.copyOf(expiries);
    }

    /** Whether a mute keeps it from people. */
    public boolean isMuted() {
        return disposition == Disposition.MUTED;
    }

    /** Id of the incident; empty where there is none. */
    public String clusterId() {
        return cluster.map(ClusterSummary::id).orElse("");
    }

    /** Ids of the verdicts that moved the score, strongest first. */
    public List<String> movedByIds() {
        return movedBy.stream().map(Move::verdictId).toList();
    }
}
