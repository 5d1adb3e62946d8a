package dev.winnow.triage.cluster;

import dev.winnow.triage.band.Band;
import dev.winnow.triage.band.Banded;
import dev.winnow.triage.band.FoldBands;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clusters in two levels: alerts of one entity for one reason fold into one within a session; folds of one cause become
 * an incident. The tenant is part of every key.
 */
public final class Clusters {
    private final ClusterConfig config;
    private final Folds folds;
    private final Incidents incidents;

    /** @param secret key from which each tenant's own hyperplanes derive; at least 16 bytes */
    public Clusters(ClusterConfig config, Rows foldRows, Rows clusterRows, byte[] secret) {
        this.config = config;
        this.folds = new Folds(config, foldRows);
        this.incidents = new Incidents(config, clusterRows, secret);
    }

    /** The fold that may take a candidate, looked up before the candidate is banded. */
    public static final class FoldMatch {
        private final Behaviour behaviour;
        private final Folds.FoldSlot fold;

        private FoldMatch(Behaviour behaviour, Folds.FoldSlot fold) {
            this.behaviour = behaviour;
            this.fold = fold;
        }

        /** Bands of the open fold that takes the candidate, if there is one. */
        public Optional<FoldBands> bands() {
            return fold.open().map(open -> new FoldBands(open.current(), open.highest()));
        }

        /** Incident of that fold. */
        public Optional<String> clusterId() {
            return fold.open().map(Fold::clusterId);
        }
    }

    public Behaviour behaviour(Scored scored) {
        return Behaviour.of(scored, config);
    }

    public FoldMatch match(Scored scored, Behaviour behaviour) {
        return new FoldMatch(behaviour, folds.find(scored, behaviour));
    }

    /** Leaves a muted candidate out of folds and incidents: what a mute hid must not hide what comes after it. */
    public Clustered leaveOut(Banded banded) {
        return new Clustered(banded, Disposition.MUTED, "", "", 0, Optional.empty(), List.of());
    }

    /** What the mutes say about a cluster; asked once the candidate's cluster is known. */
    public interface ClusterMutes {
        boolean isMuted(String clusterId);
    }

    public Clustered cluster(Banded banded, FoldMatch match, long watermark, ClusterMutes mutes) {
        Scored scored = banded.calibrated().adjusted().scored();
        Optional<Fold> open = match.fold.open();
        Optional<Incidents.Joined> known = open.flatMap(fold -> incidents.absorb(banded, fold.clusterId(), watermark));
        Incidents.Joined joined = known.orElseGet(() -> incidents.join(banded, match.behaviour, watermark));
        ClusterSummary cluster = joined.state();
        String member = joined.memberId();
        boolean isMuted = mutes.isMuted(cluster.id()) || (!member.equals(cluster.id()) && mutes.isMuted(member));
        Disposition disposition = isMuted ? Disposition.MUTED : disposition(open, banded.band());
        boolean isShown = disposition == Disposition.OPENED || disposition == Disposition.ESCALATED;
        Fold fold = open.map(before -> extend(before, banded, member, isMuted, isShown, watermark))
                .orElseGet(() -> new Fold(
                        Digest.hex("fold", scored.tenant(), scored.id()),
                        scored.timeMillis(),
                        scored.timeMillis(),
                        watermark,
                        1,
                        isMuted ? Band.INFO : banded.band(),
                        banded.band(),
                        member,
                        isShown ? scored.id() : ""));
        folds.put(scored.tenant(), match.fold, fold, watermark);
        return new Clustered(
                banded, disposition, fold.id(), fold.shownAlert(), fold.count(), Optional.of(cluster), joined.closed());
    }

    /** Closes what event time has passed, a few folds and clusters a call, and all of a secret that has been changed. */
    public List<ClosedCluster> advance(String tenant, long watermark) {
        folds.expire(tenant, watermark);
        List<ClosedCluster> closed = new ArrayList<>(incidents.closeOfOtherSecret(tenant));
        closed.addAll(incidents.close(tenant, watermark));
        return closed;
    }

    /** State of an open cluster. */
    public Optional<ClusterSummary> open(String tenant, String clusterId) {
        return incidents.open(tenant, clusterId);
    }

    /** All open clusters of a tenant, in order of id. Reads every one: for people, not for each record. */
    public List<ClusterSummary> open(String tenant) {
        return incidents.open(tenant);
    }

    /** Changes that people make to open clusters. */
    public ClusterChanges changes() {
        return new ClusterChanges(incidents);
    }

    private static Disposition disposition(Optional<Fold> open, Band band) {
        if (open.isEmpty() || !open.get().isShown()) {
            return Disposition.OPENED;
        }
        return band.compareTo(open.get().highest()) > 0 ? Disposition.ESCALATED : Disposition.FOLDED;
    }

    private static Fold extend(
            Fold before, Banded banded, String clusterId, boolean isMuted, boolean isShown, long watermark) {
        Scored scored = banded.calibrated().adjusted().scored();
        long time = scored.timeMillis();
        Band shown = isMuted || banded.band().compareTo(before.highest()) < 0 ? before.highest() : banded.band();
        return new Fold(
                before.id(),
                Math.min(before.firstSeen(), time),
                Math.max(before.lastSeen(), time),
                Math.max(watermark, before.touched()),
                before.count() + 1,
                shown,
                banded.band(),
                clusterId,
                isShown ? scored.id() : before.shownAlert());
    }
}
