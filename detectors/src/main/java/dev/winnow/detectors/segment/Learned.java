package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.DriftAlarm;
import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.drift.ScoreDrift;
import dev.winnow.detectors.drift.Silence;
import java.util.List;
import java.util.Optional;

/**
 * What came of learning one event.
 *
 * @param before state of the model before
 * @param after state of the model now
 * @param drift alarm that opened the gate, if one did
 * @param silences entities found silent
 * @param refitted true if the scaler changed and the members were rebuilt
 * @param failures members that failed at this event
 * @param scoreDrift that ordinary events are scored unlike before, if this event showed it
 * @param featureDrift that features are distributed unlike before, if this event showed it
 * @param shadow what became of the forest's shadow
 */
public record Learned(
        ModelState before,
        ModelState after,
        Optional<DriftAlarm> drift,
        List<Silence> silences,
        boolean refitted,
        List<MemberFailure> failures,
        Optional<ScoreDrift> scoreDrift,
        Optional<FeatureDrift> featureDrift,
        List<ShadowNews> shadow) {
    public Learned {
        silences = List.copyOf(silences);
        failures = List.copyOf(failures);
        shadow = List.copyOf(shadow);
    }

    /** What came of an order. */
    static Learned ordered(ModelState before, ModelState after) {
        return new Learned(before, after, Optional.empty(), List.of(), false, List.of());
    }

    /** The same with news of the shadow. */
    Learned with(List<ShadowNews> news) {
        return new Learned(before, after, drift, silences, refitted, failures, scoreDrift, featureDrift, news);
    }

    /** Without drift of what is ordinary. */
    public Learned(
            ModelState before,
            ModelState after,
            Optional<DriftAlarm> drift,
            List<Silence> silences,
            boolean refitted,
            List<MemberFailure> failures) {
        this(before, after, drift, silences, refitted, failures, Optional.empty(), Optional.empty(), List.of());
    }

    public boolean changedState() {
        return before != after;
    }
}
