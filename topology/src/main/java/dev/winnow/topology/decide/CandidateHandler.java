package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.AuditLog;
import dev.winnow.triage.Decision;
import dev.winnow.triage.Triage;
import dev.winnow.wire.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Candidates to decisions: the alert, its cluster, and what follows for verdicts that waited. */
final class CandidateHandler {
    private final TopologySettings settings;
    private final Triage triage;
    private final AuditLog audit;
    private final DueHandler due;
    private final VerdictHandler verdicts;

    CandidateHandler(
            TopologySettings settings, Triage triage, AuditLog audit, DueHandler due, VerdictHandler verdicts) {
        this.settings = settings;
        this.triage = triage;
        this.audit = audit;
        this.due = due;
        this.verdicts = verdicts;
    }

    void handle(Incoming cause, Candidate candidate, Effects effects) {
        due.handle(cause, triage.advance(cause.tenant(), cause.timeMillis()), effects);
        Decision decision = triage.decide(Decisions.scored(candidate));
        effects.seal(new EntryDraft(
                AuditKind.DECISION,
                candidate.getTenant(),
                candidate.getSource(),
                candidate.getId(),
                Decisions.detail(candidate, decision),
                sequence -> emissions(candidate, decision, sequence)));
        due.handle(cause, decision.expiries(), effects);
        decision.followUps().forEach(outcome -> verdicts.report(cause, outcome, effects));
    }

    private List<Emission> emissions(Candidate candidate, Decision decision, long sequence) {
        List<Emission> out = new ArrayList<>(2);
        if (decision.isMuted()) {
            settings.counters().add(Count.MUTED);
            return out;
        }
        out.add(new Emission.OfAlert(Decisions.alert(
                candidate,
                decision,
                settings.attackTags(),
                settings.groups(candidate.getFeatures().getFeatureSet()),
                audit.origin(),
                sequence)));
        decision.cluster().ifPresent(state -> out.add(new Emission.OfCluster(Decisions.cluster(state))));
        return out;
    }
}
