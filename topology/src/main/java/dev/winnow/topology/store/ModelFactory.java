package dev.winnow.topology.store;

import dev.winnow.detectors.segment.SegmentModel;

/** How a segment's model is made: anew for a generation, or from a snapshot. */
public interface ModelFactory {
    SegmentModel fresh(long generation);

    SegmentModel restore(long generation, byte[] snapshot);

    /** What models are made under; another one starts a new generation. */
    ModelFingerprint fingerprint();
}
