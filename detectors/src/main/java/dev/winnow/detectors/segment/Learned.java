package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.DriftAlarm;
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
 */
public record Learned(
        ModelState before,
        ModelState after,
        Optional<DriftAlarm> drift,
        List<Silence> silences,
        boolean refitted,
        List<MemberFailure> failures) {
    public Learned {
        silences = List.copyOf(silences);
        failures = List.copyOf(failures);
    }

    public boolean changedState() {
        return before != after;
    }
}
