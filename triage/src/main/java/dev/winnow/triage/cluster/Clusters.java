package dev.winnow.triage.cluster;

import dev.winnow.triage.Disposition;
import dev.winnow.triage.Rows;
import dev.winnow.triage.Scored;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.band.Banded;
import dev.winnow.triage.band.FoldBands;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clusters in two levels: alerts of one entity for one reason fold into one within a session; folds of one cause become
 * an incident. The tenant is part of every key.
 */
public final class Clusters {
    private final ClusterConfig config;
    private final Rows clusterRows;
    private final Folds folds;
    private final Incidents incidents;

    /** @param secret key from which each tenant's own hyperplanes derive; at least 16 bytes */
    public Clusters(ClusterConfig config, Rows foldRows, Rows clusterRows, byte[] secret) {
        this.config = config;
        this.clusterRows = clusterRows;
        this.folds = new Folds(config, foldRows);
        this.incidents = new Incidents(config, clusterRows, secret);
    }

    /** A candidate's place before it is banded: the fold that may take it. */
    public static final class Place {
        private final Facets facets;
        private final Folds.Place fold;

        private Place(Facets facets, Folds.Place fold) {
            this.facets = facets;
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

    public Facets facets(Scored scored) {
        return Facets.of(scored, config);
    }

    public Place place(Scored scored, Facets facets) {
        return new Place(facets, folds.find(scored, facets));
    }

    /** Leaves a muted candidate out of folds and incidents: what a mute hid must not hide what comes after it. */
    public Clustered leaveOut(Banded banded) {
        return new Clustered(banded, Disposition.MUTED, "", 0, Optional.empty(), List.of());
    }

    /** What the mutes say about a cluster; asked once the candidate's cluster is known. */
    public interface ClusterMutes {
        boolean isMuted(String clusterId);
    }

    public Clustered cluster(Banded banded, Place place, long watermark, ClusterMutes mutes) {
        Scored scored = banded.calibrated().adjusted().scored();
        Optional<Fold> open = place.fold.open();
        Optional<ClusterState> known = open.flatMap(fold -> incidents.absorb(banded, fold.clusterId(), watermark));
        List<ClosedCluster> closed = List.of();
        ClusterState cluster;
        if (known.isPresent()) {
            cluster = known.get();
        } else {
            Incidents.Joined joined = incidents.join(banded, place.facets, watermark);
            cluster = joined.state();
            closed = joined.closed();
        }
        boolean isMuted = mutes.isMuted(cluster.id());
        Disposition disposition = isMuted ? Disposition.MUTED : disposition(open, banded.band());
        Fold fold = open.map(before -> extend(before, banded, cluster.id(), isMuted, watermark))
                .orElseGet(() -> new Fold(
                        Digest.hex("fold", scored.tenant(), scored.id()),
                        scored.timeMillis(),
                        scored.timeMillis(),
                        watermark,
                        1,
                        isMuted ? Band.INFO : banded.band(),
                        banded.band(),
                        cluster.id(),
                        !isMuted));
        folds.put(scored.tenant(), place.fold, fold, watermark);
        return new Clustered(banded, disposition, fold.id(), fold.count(), Optional.of(cluster), closed);
    }

    /** Closes what event time has passed, a few folds and clusters a call. */
    public List<ClosedCluster> advance(String tenant, long watermark) {
        folds.expire(tenant, watermark);
        return incidents.close(tenant, watermark);
    }

    /** State of an open cluster. */
    public Optional<ClusterState> open(String tenant, String clusterId) {
        return incidents.open(tenant, clusterId);
    }

    /** All open clusters of a tenant, in order of id. Reads every one: for people, not for each record. */
    public List<ClusterState> open(String tenant) {
        List<ClusterState> states = new ArrayList<>();
        clusterRows.forEach(
                RowKey.prefix("c", tenant),
                (key, row) -> states.add(ClusterRow.decode(row).state()));
        return states;
    }

    private static Disposition disposition(Optional<Fold> open, Band band) {
        if (open.isEmpty() || !open.get().isShown()) {
            return Disposition.OPENED;
        }
        return band.compareTo(open.get().highest()) > 0 ? Disposition.ESCALATED : Disposition.FOLDED;
    }

    private static Fold extend(Fold before, Banded banded, String clusterId, boolean isMuted, long watermark) {
        long time = banded.calibrated().adjusted().scored().timeMillis();
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
                before.isShown() || !isMuted);
    }
}
