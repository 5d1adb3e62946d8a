package dev.winnow.triage.cluster;

import dev.winnow.triage.band.Band;
import dev.winnow.triage.band.Banded;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Open incidents: finds the one that a new fold belongs to, or opens one. */
final class Incidents {
    // Candidates come from bands of hyperplane signs, the entity and the link values; the exact similarity to a kept
    // exemplar decides. A cluster that shares an entity or a link value takes alerts from `threshold` on. One that
    // shares
    // neither takes only the same behaviour at nearly equal attribution, the same feature set and the same rule, which
    // is
    // how an outbreak over many hosts stays one incident. Every newcomer must also resemble the first alert
    // (threshold − DRIFT), so that a chain of small steps cannot join unlike ends.

    private static final int MOST_CANDIDATES = 48;
    private static final int MOST_CHECKED = 4;
    private static final int MOST_FEATURE_SETS = 16;
    private static final int LONGEST_TITLE = 200;
    private static final double DRIFT = 0.15;

    private final ClusterConfig config;
    private final Rows rows;
    private final TokenHasher hasher;
    private final ClusterIndex index;
    private final ClusterGroups groups;
    private final AgingQueue queue;

    Incidents(ClusterConfig config, Rows rows, byte[] secret) {
        this.config = config;
        this.rows = rows;
        this.hasher = new TokenHasher(secret);
        this.index = new ClusterIndex(rows);
        this.groups = new ClusterGroups(rows);
        this.queue = new AgingQueue(rows, "cluster");
    }

    /**
     * @param memberId cluster that counted the alert; another than the one shown where that one took it in
     * @param state the cluster as it is shown
     * @param closed clusters that had to close for a new one
     */
    record Joined(String memberId, ClusterSummary state, List<ClosedCluster> closed) {}

    /** State of an open cluster as it is shown; empty where it is a part of another. */
    Optional<ClusterSummary> open(String tenant, String id) {
        return row(tenant, id)
                .filter(row -> !groups.isPart(tenant, id))
                .map(row -> whole(row).state());
    }

    /** The row of an open cluster. */
    private Optional<ClusterRow> row(String tenant, String id) {
        byte[] row = rows.get(stateKey(tenant, id));
        return row == null ? Optional.empty() : Optional.of(ClusterRow.decode(row));
    }

    /** The sum of a cluster's row with all that it belongs to and that belongs to it. */
    private ClusterRow whole(ClusterRow known) {
        String tenant = known.state().tenant();
        if (groups.isEmpty(tenant)) {
            return known;
        }
        List<String> tree =
                groups.tree(tenant, groups.head(tenant, known.state().id()));
        ClusterRow sum = null;
        for (String id : tree) {
            ClusterRow row = id.equals(known.state().id())
                    ? known
                    : row(tenant, id)
                            .orElseThrow(() -> new IllegalStateException("part " + id + " of a cluster has no row"));
            sum = sum == null ? row : sum.plus(row, config.maxEntities(), MOST_FEATURE_SETS);
        }
        return sum == null ? known : sum;
    }

    /** Counts another alert of a known fold; empty where the cluster closed and absorbs no more. */
    Optional<Joined> absorb(Banded banded, String clusterId, long watermark) {
        Scored scored = banded.calibrated().adjusted().scored();
        return row(scored.tenant(), ownCluster(scored, clusterId))
                .filter(known -> absorbs(whole(known), scored.timeMillis()))
                .map(known -> joined(grow(known, banded, 0, watermark)));
    }

    private Joined joined(ClusterRow grown) {
        return new Joined(grown.state().id(), whole(grown).state(), List.of());
    }

    /** The cluster, or the one to which people took this entity's alerts out of it. */
    private String ownCluster(Scored scored, String clusterId) {
        return groups.isEmpty(scored.tenant())
                ? clusterId
                : groups.ownCluster(scored.tenant(), clusterId, scored.entity()).orElse(clusterId);
    }

    /** The incident of a new fold. */
    Joined join(Banded banded, Behaviour behaviour, long watermark) {
        Scored scored = banded.calibrated().adjusted().scored();
        String tenant = scored.tenant();
        TokenVector newcomer = TokenVector.of(scored, behaviour, config, hasher);
        List<String> keys = keys(newcomer, scored.entity());
        String bestId = "";
        double best = -1;
        boolean isGrouped = !groups.isEmpty(tenant);
        for (String id : index.candidates(tenant, keys, MOST_CANDIDATES)) {
            double similarity = similarity(tenant, id, isGrouped, scored, behaviour, newcomer);
            if (similarity > best) {
                best = similarity;
                bestId = id;
            }
        }
        if (best < 0) {
            return create(banded, behaviour, newcomer, keys, watermark);
        }
        String chosen = ownCluster(scored, bestId);
        Optional<ClusterRow> known = row(tenant, chosen);
        if (known.isEmpty()) {
            // The cluster that the entity was taken out to has closed; its alerts stay out all the same.
            Joined created = create(banded, behaviour, newcomer, keys, watermark);
            if (row(tenant, bestId).isPresent()) {
                groups.takeOut(tenant, bestId, scored.entity(), created.memberId());
            }
            return created;
        }
        ClusterRow grown = grow(known.get(), banded, 1, watermark);
        // An entity beyond the bounded list must not be indexed, for nothing would take it out again.
        if (grown.state().entities().contains(scored.entity())) {
            index.add(tenant, entityKey(scored.entity()), chosen);
        }
        learnShape(tenant, chosen, newcomer, behaviour);
        return joined(grown);
    }

    /**
     * Closes all clusters of a tenant whose hashes were made under another secret: nothing new can be compared with them. Once
     * for each change of the secret, whatever their number.
     */
    List<ClosedCluster> closeOfOtherSecret(String tenant) {
        String key = RowKey.of("k", tenant);
        byte[] stored = rows.get(key);
        if (stored != null && Arrays.equals(stored, hasher.name())) {
            return List.of();
        }
        rows.put(key, hasher.name());
        if (stored == null) {
            return List.of();
        }
        List<ClosedCluster> closed = new ArrayList<>();
        for (ClusterSummary state : open(tenant)) {
            row(tenant, state.id()).ifPresent(row -> closed.add(drop(whole(row), ClosedCluster.SECRET)));
        }
        return closed;
    }

    /** Closes clusters that are idle or too old, a few a call. */
    List<ClosedCluster> close(String tenant, long watermark) {
        List<ClosedCluster> closed = new ArrayList<>();
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<AgingQueue.Entry> entry = queue.takeDue(tenant, watermark);
            if (entry.isEmpty()) {
                break;
            }
            check(tenant, entry.get().key(), watermark).ifPresent(closed::add);
        }
        return closed;
    }

    private Optional<ClosedCluster> check(String tenant, String id, long watermark) {
        byte[] row = rows.get(stateKey(tenant, id));
        if (row == null) {
            return Optional.empty();
        }
        ClusterRow known = whole(ClusterRow.decode(row));
        boolean isIdle = known.touched() + config.idleMillis() <= watermark;
        boolean isOld = known.opened() + config.maxAgeMillis() <= watermark;
        if (isIdle || isOld) {
            return Optional.of(drop(known, isIdle ? "idle" : "age"));
        }
        // Never further ahead than a cluster touched now: a first record from the future may have touched it.
        queue.add(tenant, id, Math.min(due(known), watermark + config.idleMillis()));
        return Optional.empty();
    }

    /** Makes room for one more; the cluster that has been idle for longest goes. */
    private Optional<ClosedCluster> makeRoom(String tenant) {
        for (int tries = 1; queue.size(tenant) >= config.maxClusters(); tries++) {
            Optional<AgingQueue.Entry> entry = queue.take(tenant);
            if (entry.isEmpty()) {
                break;
            }
            byte[] row = rows.get(stateKey(tenant, entry.get().key()));
            if (row == null) {
                continue;
            }
            ClusterRow known = whole(ClusterRow.decode(row));
            // Touched since it was queued: others have been idle for longer, so look on, but not for ever.
            if (due(known) > entry.get().dueMillis() && tries < 2 * MOST_CHECKED) {
                queue.add(tenant, entry.get().key(), due(known));
                continue;
            }
            return Optional.of(drop(known, "capacity"));
        }
        return Optional.empty();
    }

    private long due(ClusterRow known) {
        return Math.min(known.touched() + config.idleMillis(), known.opened() + config.maxAgeMillis());
    }

    private boolean absorbs(ClusterRow known, long timeMillis) {
        ClusterSummary state = known.state();
        return timeMillis >= state.firstSeen() - config.idleMillis()
                && timeMillis <= state.lastSeen() + config.idleMillis()
                && Math.max(timeMillis, state.lastSeen()) - Math.min(timeMillis, state.firstSeen())
                        <= config.maxAgeMillis();
    }

    /** Similarity to the cluster, or −1 where the newcomer does not belong to it. */
    private double similarity(
            String tenant, String id, boolean isGrouped, Scored scored, Behaviour behaviour, TokenVector newcomer) {
        byte[] row = rows.get(stateKey(tenant, id));
        byte[] shapeRow = rows.get(shapeKey(tenant, id));
        if (row == null || shapeRow == null) {
            return -1;
        }
        ClusterRow known = ClusterRow.decode(row);
        if (!absorbs(isGrouped ? whole(known) : known, scored.timeMillis())) {
            return -1;
        }
        ClusterShape shape = ClusterShape.decode(shapeRow);
        double similarity = shape.nearest(newcomer, config.attributionShare());
        double anchor = shape.exemplars().get(0).similarity(newcomer, config.attributionShare());
        boolean isShared = known.state().entities().contains(scored.entity()) || shape.sharesLink(newcomer);
        if (isShared && similarity >= config.threshold() && anchor >= config.threshold() - DRIFT) {
            return similarity;
        }
        boolean isSameBehaviour = shape.signatures().contains(behaviour.signature())
                && known.state().featureSets().contains(scored.featureSet())
                && shape.nearestAttribution(newcomer) >= config.nearIdentical();
        return isSameBehaviour ? similarity : -1;
    }

    private Joined create(Banded banded, Behaviour behaviour, TokenVector first, List<String> keys, long watermark) {
        Scored scored = banded.calibrated().adjusted().scored();
        String tenant = scored.tenant();
        List<ClosedCluster> closed = makeRoom(tenant).map(List::of).orElse(List.of());
        String what = !behaviour.signature().isEmpty()
                ? behaviour.signature()
                : !behaviour.reason().isEmpty() ? behaviour.reason() : "unusual " + scored.type();
        String id = Digest.hex("cluster", tenant, scored.id());
        ClusterSummary state = new ClusterSummary(
                id,
                tenant,
                true,
                scored.timeMillis(),
                scored.timeMillis(),
                1,
                1,
                banded.band(),
                banded.calibrated().probability(),
                List.of(scored.entity()),
                scored.id(),
                bounded(what + " on " + scored.entity()),
                List.of(scored.featureSet()),
                "");
        ClusterRow row = new ClusterRow(state, watermark, watermark, strength(banded));
        rows.put(stateKey(tenant, id), row.encode());
        List<Long> links = new ArrayList<>();
        for (long link : first.links()) {
            links.add(link);
        }
        ClusterShape shape = new ClusterShape(List.of(first), links, List.of(behaviour.signature()));
        rows.put(shapeKey(tenant, id), shape.encode());
        keys.forEach(key -> index.add(tenant, key, id));
        queue.add(tenant, id, due(row));
        return new Joined(id, state, closed);
    }

    private void learnShape(String tenant, String id, TokenVector newcomer, Behaviour behaviour) {
        byte[] row = rows.get(shapeKey(tenant, id));
        if (row == null) {
            throw new IllegalStateException("cluster " + id + " has no shape");
        }
        ClusterShape shape = ClusterShape.decode(row);
        List<TokenVector> exemplars = new ArrayList<>(shape.exemplars());
        List<Long> links = new ArrayList<>(shape.links());
        List<String> signatures = new ArrayList<>(shape.signatures());
        boolean isNew = shape.nearest(newcomer, config.attributionShare()) < config.nearIdentical();
        if (isNew && exemplars.size() < config.maxExemplars()) {
            exemplars.add(newcomer);
            if (!signatures.contains(behaviour.signature())) {
                signatures.add(behaviour.signature());
            }
            LshBand.keys(newcomer, config.attributionShare()).forEach(key -> index.add(tenant, key, id));
        }
        for (long link : newcomer.links()) {
            if (links.size() < ClusterShape.MOST_LINKS && !links.contains(link)) {
                links.add(link);
                index.add(tenant, linkKey(link), id);
            }
        }
        rows.put(shapeKey(tenant, id), new ClusterShape(exemplars, links, signatures).encode());
    }

    private ClusterRow grow(ClusterRow known, Banded banded, int folds, long watermark) {
        Scored scored = banded.calibrated().adjusted().scored();
        ClusterSummary state = known.state();
        double strength = strength(banded);
        boolean isStronger = strength > known.strength();
        ClusterSummary grown = new ClusterSummary(
                state.id(),
                state.tenant(),
                true,
                Math.min(state.firstSeen(), scored.timeMillis()),
                Math.max(state.lastSeen(), scored.timeMillis()),
                state.alerts() + 1,
                state.folds() + folds,
                higher(state.band(), banded.band()),
                Math.max(state.probability(), banded.calibrated().probability()),
                with(state.entities(), scored.entity(), config.maxEntities()),
                isStronger ? scored.id() : state.representative(),
                state.title(),
                with(state.featureSets(), scored.featureSet(), MOST_FEATURE_SETS),
                "");
        ClusterRow row = new ClusterRow(
                grown, known.opened(), Math.max(watermark, known.touched()), Math.max(strength, known.strength()));
        rows.put(stateKey(state.tenant(), state.id()), row.encode());
        return row;
    }

    /** Closes a cluster with all its parts. */
    private ClosedCluster drop(ClusterRow whole, String why) {
        String tenant = whole.state().tenant();
        List<String> ids = List.copyOf(groups.tree(tenant, whole.state().id()));
        for (String id : ids) {
            row(tenant, id).ifPresent(this::forget);
            groups.forget(tenant, id);
        }
        return new ClosedCluster(whole.state().closed(), why, ids);
    }

    private void forget(ClusterRow known) {
        String tenant = known.state().tenant();
        String id = known.state().id();
        byte[] row = rows.get(shapeKey(tenant, id));
        if (row != null) {
            ClusterShape shape = ClusterShape.decode(row);
            indexKeys(known, shape).forEach(key -> index.remove(tenant, key, id));
            rows.delete(shapeKey(tenant, id));
        }
        rows.delete(stateKey(tenant, id));
    }

    /** Open clusters of a tenant as they are shown, in order of id; reads all of them. */
    List<ClusterSummary> open(String tenant) {
        List<ClusterSummary> states = new ArrayList<>();
        List<ClusterRow> all = new ArrayList<>();
        rows.forEach(RowKey.prefix("c", tenant), (key, row) -> all.add(ClusterRow.decode(row)));
        for (ClusterRow row : all) {
            if (!groups.isPart(tenant, row.state().id())) {
                states.add(whole(row).state());
            }
        }
        return states;
    }

    /**
     * Lets a cluster take others in.
     *
     * @return the cluster as it is shown now, then those that it took in
     */
    List<ClusterSummary> merge(String tenant, String into, List<String> parts) {
        List<ClusterSummary> states = new ArrayList<>();
        for (String part : parts) {
            states.add(shown(tenant, part).mergedInto(into));
            groups.attach(tenant, into, part);
        }
        states.add(0, shown(tenant, into));
        return states;
    }

    /**
     * Takes clusters out again that were merged into one.
     *
     * @return the cluster as it is shown now, then those that stand for themselves again
     */
    List<ClusterSummary> takeOutParts(String tenant, String id, List<String> parts) {
        List<ClusterSummary> states = new ArrayList<>();
        for (String part : parts) {
            groups.detach(tenant, id, part);
            states.add(shown(tenant, part));
        }
        states.add(0, shown(tenant, id));
        return states;
    }

    /**
     * Opens a cluster for the coming alerts of some entities of another; it resembles that one.
     *
     * @param newId id of the new cluster
     * @return the cluster as it is shown now, then the new one
     */
    List<ClusterSummary> takeOutEntities(
            String tenant, String id, List<String> entities, String newId, long watermark) {
        ClusterRow from = row(tenant, id).orElseThrow();
        ClusterRow row = from.empty(newId, entities, watermark);
        rows.put(stateKey(tenant, newId), row.encode());
        byte[] shape = rows.get(shapeKey(tenant, id));
        if (shape == null) {
            throw new IllegalStateException("cluster " + id + " has no shape");
        }
        rows.put(shapeKey(tenant, newId), shape);
        indexKeys(row, ClusterShape.decode(shape)).forEach(key -> index.add(tenant, key, newId));
        queue.add(tenant, newId, due(row));
        for (String member : groups.tree(tenant, id)) {
            entities.forEach(entity -> groups.takeOut(tenant, member, entity, newId));
        }
        return List.of(shown(tenant, id), row.state());
    }

    ClusterGroups groups() {
        return groups;
    }

    private ClusterSummary shown(String tenant, String id) {
        return whole(row(tenant, id).orElseThrow()).state();
    }

    private TreeSet<String> indexKeys(ClusterRow row, ClusterShape shape) {
        TreeSet<String> keys = new TreeSet<>();
        shape.exemplars().forEach(exemplar -> keys.addAll(LshBand.keys(exemplar, config.attributionShare())));
        shape.links().forEach(link -> keys.add(linkKey(link)));
        row.state().entities().forEach(entity -> keys.add(entityKey(entity)));
        return keys;
    }

    private List<String> keys(TokenVector exemplar, String entity) {
        List<String> keys = new ArrayList<>(LshBand.keys(exemplar, config.attributionShare()));
        keys.add(entityKey(entity));
        for (long link : exemplar.links()) {
            keys.add(linkKey(link));
        }
        return keys;
    }

    private static double strength(Banded banded) {
        double score = banded.calibrated().adjusted().score();
        return banded.weighted() + (Double.isNaN(score) ? 0 : 1e-6 * score);
    }

    private static Band higher(Band one, Band other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static List<String> with(List<String> known, String text, int most) {
        if (known.size() >= most || known.contains(text)) {
            return known;
        }
        List<String> longer = new ArrayList<>(known);
        longer.add(text);
        return longer;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TITLE ? text : text.substring(0, LONGEST_TITLE - 1) + "…";
    }

    private static String entityKey(String entity) {
        return "e" + entity;
    }

    private static String linkKey(long link) {
        return "l" + Long.toHexString(link);
    }

    private static String stateKey(String tenant, String id) {
        return RowKey.of("c", tenant, id);
    }

    private static String shapeKey(String tenant, String id) {
        return RowKey.of("x", tenant, id);
    }
}
