package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** All running aggregates of one entity after some ordered events. Mutable, one owner. */
final class TrackState {
    private final Track[] tracks;
    private long firstMillis = EventClock.NEVER;

    TrackState(Track[] tracks) {
        this.tracks = tracks;
    }

    TrackState copy() {
        Track[] copies = new Track[tracks.length];
        for (int i = 0; i < tracks.length; i++) {
            copies[i] = tracks[i].copy();
        }
        TrackState copy = new TrackState(copies);
        copy.firstMillis = firstMillis;
        return copy;
    }

    void apply(Contribution event) {
        if (firstMillis == EventClock.NEVER) {
            firstMillis = event.timeMillis;
        }
        for (Track track : tracks) {
            track.apply(event);
        }
    }

    /** Time of the first event; {@link EventClock#NEVER} before it. */
    long firstMillis() {
        return firstMillis;
    }

    BucketTrack bucket(int track) {
        return (BucketTrack) tracks[track];
    }

    LevelTrack level(int track) {
        return (LevelTrack) tracks[track];
    }

    LagTrack lag(int track) {
        return (LagTrack) tracks[track];
    }

    KeyTrack key(int track) {
        return (KeyTrack) tracks[track];
    }

    DistinctTrack distinct(int track) {
        return (DistinctTrack) tracks[track];
    }

    GroupTrack group(int track) {
        return (GroupTrack) tracks[track];
    }

    void write(StateWriter out, long baseMillis) {
        Compact.writeSigned(out, firstMillis);
        for (Track track : tracks) {
            track.write(out, baseMillis);
        }
    }

    void read(StateReader in, long baseMillis) {
        firstMillis = Compact.readSigned(in);
        for (Track track : tracks) {
            track.read(in, baseMillis);
        }
    }
}
