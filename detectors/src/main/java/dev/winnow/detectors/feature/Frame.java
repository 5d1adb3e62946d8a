package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import dev.winnow.schemas.event.Event;

/** Everything that one extraction looks at. */
final class Frame {
    final Event event;
    /** The time as of which windows are read: the event's own, or the frontier for a late event. */
    final long timeMillis;
    /** What the event itself adds to its windows. */
    final Contribution self;
    /** The entity's past before that time. */
    final TrackState past;

    final Rarity rarity;
    final Hasher64 rarityHasher;
    final RarityKeys rarityKeys;

    Frame(
            Event event,
            long timeMillis,
            Contribution self,
            TrackState past,
            Rarity rarity,
            Hasher64 rarityHasher,
            RarityKeys rarityKeys) {
        this.event = event;
        this.timeMillis = timeMillis;
        this.self = self;
        this.past = past;
        this.rarity = rarity;
        this.rarityHasher = rarityHasher;
        this.rarityKeys = rarityKeys;
    }
}
