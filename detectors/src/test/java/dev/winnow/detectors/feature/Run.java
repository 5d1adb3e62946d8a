package dev.winnow.detectors.feature;

import dev.winnow.schemas.event.Event;

/** Feeds one entity's events through a set as the application does: extract, then observe. */
final class Run {
    final FeatureSet set;
    final FeatureExtractor extractor;
    final Rarity rarity;
    EntityWindows windows;

    Run(FeatureSet set) {
        this.set = set;
        extractor = new FeatureExtractor(set, 7);
        rarity = Rarity.empty(RarityConfig.defaults(), 7, set.rankedKinds());
        windows = EntityWindows.empty(set);
    }

    static Run of(String id) {
        return new Run(FeatureSets.byId(id).orElseThrow());
    }

    Extraction feed(Event event) {
        Extraction extraction = extractor.extract(event, windows, rarity);
        windows.observe(event);
        rarity.observe(extraction.rarityKeys(), event.timeMillis());
        return extraction;
    }

    double value(Extraction extraction, String feature) {
        int index = set.schema().names().indexOf(feature);
        return extraction.vector().isMissing(index)
                ? Double.NaN
                : extraction.vector().value(index);
    }

    double feed(Event event, String feature) {
        return value(feed(event), feature);
    }
}
