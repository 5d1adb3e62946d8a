package dev.winnow.topology.store;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateVersionException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments' models as journal and snapshots: every input leaves a delta, and every so many inputs a snapshot. What a commit
 * covers is complete after each input, so that snapshot and deltas always give back the model bit for bit. State that no
 * longer reads as it was written is left behind at once, so that damage costs one load and not one an event.
 */
public final class ModelStore {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

    private final ModelSnapshots snapshots;
    private final ModelJournal journal;
    private final int snapshotEvery;

    public ModelStore(KeyValueStore<Bytes, byte[]> store, int snapshotEvery) {
        this.snapshots = new ModelSnapshots(store);
        // The older of two snapshots can be 2.5 intervals back when the jitter is at its largest.
        this.journal = new ModelJournal(store, 3 * snapshotEvery);
        this.snapshotEvery = snapshotEvery;
    }

    /**
     * Loads a segment's model. Where there is none it is made; where it was made under another fingerprint, or is damaged,
     * its next generation begins.
     *
     * @throws StateVersionException if another build wrote the state
     */
    public LiveModel load(String segment, ModelFactory factory) {
        ModelSnapshots.Found stored = snapshots.manifests(segment);
        if (stored.isEmpty()) {
            return begin(segment, factory, 1, EnumSet.noneOf(GenerationCause.class), 0, new Watermarks());
        }
        if (stored.readable().isEmpty()) {
            return replacement(segment, factory, stored.readable(), EnumSet.of(GenerationCause.DAMAGE));
        }
        Set<GenerationCause> changes =
                factory.fingerprint().changesFrom(stored.readable().get(0).fingerprint());
        if (!changes.isEmpty()) {
            return replacement(segment, factory, stored.readable(), EnumSet.copyOf(changes));
        }
        try {
            for (SnapshotManifest manifest : stored.readable()) {
                SegmentModel model = restored(segment, manifest, factory);
                if (model != null) {
                    return resumed(segment, model, manifest);
                }
            }
            LOG.error("STA-003 model \"{}\": neither of its two snapshots matches its manifest", segment);
        } catch (StateVersionException e) {
            throw e;
        } catch (StateFormatException e) {
            LOG.error("Model \"{}\" cannot be restored: {}", segment, e.getMessage());
        }
        return replacement(segment, factory, stored.readable(), EnumSet.of(GenerationCause.DAMAGE));
    }

    /**
     * Writes the delta of what the model has just taken in, and a snapshot where one is due.
     *
     * @param input what the model repeats on restore
     * @param topicId Kafka's id of the topic, empty where unknown
     * @return whether a snapshot was written
     */
    public boolean journal(LiveModel live, byte[] input, String topic, String topicId, int partition, long offset) {
        live.watermarks().advance(topic, topicId, partition, offset);
        journal.append(live, input);
        if (live.model().sequence() < nextSnapshot(live)) {
            return false;
        }
        snapshots.write(live, live.model().snapshot(), journal.ring());
        return true;
    }

    /**
     * Leaves everything behind that a segment's model has learnt; its next generation begins, and the record at this place
     * counts as taken.
     *
     * @param topicId Kafka's id of the topic, empty where unknown
     */
    public void reset(String segment, ModelFactory factory, String topic, String topicId, int partition, long offset) {
        Watermarks taken = new Watermarks();
        taken.advance(topic, topicId, partition, offset);
        replacement(
                segment, factory, snapshots.manifests(segment).readable(), EnumSet.of(GenerationCause.COMMAND), taken);
    }

    /** Deletes everything of a segment. */
    public void delete(String segment) {
        int ring = snapshots.manifests(segment).readable().stream()
                .mapToInt(SnapshotManifest::ring)
                .max()
                .orElse(journal.ring());
        journal.delete(segment, ring);
        snapshots.delete(segment);
    }

    private @Nullable SegmentModel restored(String segment, SnapshotManifest manifest, ModelFactory factory) {
        if (manifest.hashes().isEmpty()) {
            return factory.fresh(manifest.generation());
        }
        byte[] snapshot = snapshots.read(segment, manifest);
        if (snapshot == null) {
            return null;
        }
        try {
            return factory.restore(manifest.generation(), snapshot);
        } catch (StateVersionException e) {
            throw e;
        } catch (StateFormatException e) {
            LOG.warn("A snapshot of model \"{}\" cannot be read, the older one has to do: {}", segment, e.getMessage());
            return null;
        }
    }

    private LiveModel resumed(String segment, SegmentModel model, SnapshotManifest manifest) {
        LiveModel live = new LiveModel(segment, model, manifest);
        ModelJournal.Found found = journal.read(segment, manifest.ring(), manifest.generation(), manifest.sequence());
        for (Map.Entry<Long, byte[]> delta : found.wanted().entrySet()) {
            if (delta.getKey() != model.sequence() + 1) {
                throw new StateFormatException("STA-004 model \"" + segment + "\": delta " + (model.sequence() + 1)
                        + " is missing, " + delta.getKey() + " is there");
            }
            model.replay(delta.getValue());
        }
        if (found.newest() != null && !found.wanted().isEmpty()) {
            live.watermarks().merge(found.newest().watermarks());
        }
        live.resume(found.newest());
        long next = model.sequence() + 1;
        if (found.damagedSlots().contains(ModelJournal.slot(next, manifest.ring()))) {
            throw new StateFormatException("STA-004 model \"" + segment + "\": delta " + next + " is damaged");
        }
        if (manifest.ring() != journal.ring()) {
            changeRing(live, manifest.ring());
        }
        return live;
    }

    /** The next generation; of the one before nothing is kept but the watermarks. */
    private LiveModel replacement(
            String segment, ModelFactory factory, List<SnapshotManifest> manifests, EnumSet<GenerationCause> causes) {
        return replacement(segment, factory, manifests, causes, new Watermarks());
    }

    private LiveModel replacement(
            String segment,
            ModelFactory factory,
            List<SnapshotManifest> manifests,
            EnumSet<GenerationCause> causes,
            Watermarks taken) {
        // The newest offsets stand in the deltas of the generation that is left behind.
        int ring = manifests.stream().mapToInt(SnapshotManifest::ring).max().orElse(journal.ring());
        ModelJournal.Found found = journal.read(segment, ring, 0, 0);
        long generation = found.newestGeneration();
        long number = 0;
        Watermarks watermarks = new Watermarks();
        for (int i = manifests.size() - 1; i >= 0; i--) {
            SnapshotManifest before = manifests.get(i);
            generation = Math.max(generation, before.generation());
            number = Math.max(number, before.number() + 1);
            watermarks.merge(before.watermarks());
        }
        watermarks.merge(found.watermarks());
        watermarks.merge(taken);
        journal.delete(segment, ring);
        snapshots.delete(segment);
        return begin(segment, factory, generation + 1, causes, number, watermarks);
    }

    private LiveModel begin(
            String segment,
            ModelFactory factory,
            long generation,
            EnumSet<GenerationCause> causes,
            long number,
            Watermarks watermarks) {
        SnapshotManifest manifest = new SnapshotManifest(
                factory.fingerprint().text(), generation, causes, number, 0, journal.ring(), watermarks, List.of());
        snapshots.begin(segment, manifest);
        return new LiveModel(segment, factory.fresh(generation), manifest);
    }

    /** Deltas of two ring sizes cannot be told apart: both slots get a snapshot that needs none. */
    private void changeRing(LiveModel live, int before) {
        journal.delete(live.segment(), before);
        byte[] snapshot = live.model().snapshot();
        snapshots.write(live, snapshot, journal.ring());
        snapshots.write(live, snapshot, journal.ring());
    }

    /** Jittered by a quarter either way, so that models that began together do not write together for ever. */
    private long nextSnapshot(LiveModel live) {
        long mixed = SplitMix.mix(live.segment().hashCode() * SplitMix.GAMMA + live.snapshotNumber());
        double share = 0.75 + 0.5 * SplitMix.toHalfOpenUnit(mixed);
        return live.snapshotSequence() + Math.max(1, (long) (snapshotEvery * share));
    }
}
