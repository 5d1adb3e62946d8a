package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * One running aggregate over an entity's events, fed in event-time order. Mutable, one owner.
 *
 * <p>Its state is a function of the ordered events alone: queries change nothing, and whatever expires, expires by the
 * times of events. That is what makes late arrival invisible, see {@link EntityWindows}.
 */
abstract class Track {
    abstract Track copy();

    /** Adds an event that is not older than any before it. */
    abstract void apply(Contribution event);

    abstract void write(StateWriter out, long baseMillis);

    abstract void read(StateReader in, long baseMillis);

    /** Longest possible encoding, in bytes. */
    abstract int maxBytes();
}
