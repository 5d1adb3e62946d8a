package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.settings.Seeds;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelStore;

/** Makes the model of one segment; its seed derives from the application secret, the segment and the generation. */
public record SegmentFactory(TopologySettings settings, FeatureSet set, String segment) implements ModelStore.Factory {
    @Override
    public SegmentModel fresh(long generation) {
        return SegmentModel.fresh(settings.segments(), set, Seeds.ofSegment(settings.secret(), segment, generation));
    }

    @Override
    public SegmentModel restore(long generation, byte[] snapshot) {
        return SegmentModel.restore(settings.segments(), set, snapshot);
    }

    @Override
    public String fingerprint() {
        return settings.segments().fingerprint() + "/" + set.fingerprint();
    }
}
