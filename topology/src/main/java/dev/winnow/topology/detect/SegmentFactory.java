package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelFactory;
import dev.winnow.topology.store.ModelFingerprint;

/** Makes the model of one segment; its seed derives from the application secret, the segment and the generation. */
public record SegmentFactory(TopologySettings settings, FeatureSet set, String segment) implements ModelFactory {
    @Override
    public SegmentModel fresh(long generation) {
        return SegmentModel.fresh(settings.segments(), set, settings.secret().seed(segment, generation));
    }

    @Override
    public SegmentModel restore(long generation, byte[] snapshot) {
        return SegmentModel.restore(settings.segments(), set, snapshot);
    }

    @Override
    public ModelFingerprint fingerprint() {
        return new ModelFingerprint(
                settings.segments().fingerprint(),
                set.fingerprint(),
                settings.secret().name());
    }
}
