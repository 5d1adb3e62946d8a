package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.WireVerdicts;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.cluster.ClosedCluster;
import dev.winnow.triage.feedback.ExpiredVerdict;
import dev.winnow.triage.feedback.Verdict;
import java.util.List;

/** What the passing of event time brought about: clusters that closed, mutes that ended, verdicts that waited too long. */
final class DueHandler {
    private final Refusals refusals;

    DueHandler(Refusals refusals) {
        this.refusals = refusals;
    }

    void handle(Incoming cause, List<Expiry> expiries, Effects effects) {
        int ofOtherSecret = 0;
        for (Expiry expiry : expiries) {
            if (expiry instanceof Expiry.ClusterClosed closed) {
                ofOtherSecret += closed.cluster().why().equals(ClosedCluster.SECRET) ? 1 : 0;
                effects.send(new Emission.OfCluster(
                        Decisions.cluster(closed.cluster().state())));
                effects.send(new Emission.OfSignal(
                        Signals.clusterClosed(closed.cluster().state(), closed.text(), closed.timeMillis())));
            } else if (expiry instanceof Expiry.ClusterForgotten forgotten) {
                effects.send(new Emission.OfClusterEnd(forgotten.clusterId()));
            } else if (expiry instanceof Expiry.VerdictExpired expired) {
                expired(expired, effects);
            } else if (expiry instanceof Expiry.AlertsLeftEarly early) {
                effects.send(new Emission.OfSignal(Signals.alertsLeftEarly(early)));
            } else if (expiry instanceof Expiry.MuteEnded ended) {
                effects.seal(EntryDraft.ofOperator(cause, ended.mute().mute().id(), "mute_ended", ended.text()));
            }
        }
        if (ofOtherSecret > 0) {
            secretChanged(cause, ofOtherSecret, effects);
        }
    }

    private static void secretChanged(Incoming cause, int closed, Effects effects) {
        String text = "Clusters start anew: the application secret has changed, and " + closed
                + " open clusters of the old one were closed.";
        effects.seal(EntryDraft.ofOperator(cause, "application secret", "secret_changed", text));
        effects.send(new Emission.OfSignal(Signals.secretChanged(cause.tenant(), text, closed, cause.timeMillis())));
    }

    void expired(Expiry.VerdictExpired expiry, Effects effects) {
        ExpiredVerdict expired = expiry.expired();
        Verdict verdict = expired.verdict();
        effects.seal(EntryDraft.of(
                        AuditKind.FEEDBACK,
                        verdict.tenant(),
                        WireVerdicts.source(expired.record()),
                        verdict.id(),
                        WireVerdicts.detail(expired))
                .then(new Emission.OfSignal(Signals.expired(expiry))));
        effects.send(refusals.refuse(
                expired.record(),
                WireVerdicts.wire(verdict),
                "FBK-007",
                "verdict: alertId must name a known alert; " + expired.why()));
    }
}
