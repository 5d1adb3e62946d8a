package dev.winnow.detectors.segment;

import dev.winnow.detectors.setting.SettingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights in the fusion of the members that have no settings besides; the block {@code detectors.members}. Immutable.
 *
 * @param byName weight from 0 to 100 by the member's name; a member that is not named, or has weight 0, is switched off
 */
public record MemberWeights(Map<String, Double> byName) {
    /** Their weights stand with their other settings: {@code detectors.rcf.weight} and so on. */
    private static final List<String> WITH_A_BLOCK = List.of("rcf", "ewma", "cusum");

    public MemberWeights {
        TreeMap<String, Double> sorted = new TreeMap<>(byName);
        List<String> known = Detectors.kinds().stream()
                .map(Detectors.Kind::name)
                .filter(name -> !WITH_A_BLOCK.contains(name))
                .sorted()
                .toList();
        List<SettingException.Fault> problems = new ArrayList<>();
        sorted.forEach((name, weight) -> check(name, weight, known, problems));
        if (!problems.isEmpty()) {
            throw new SettingException(problems);
        }
        byName = Collections.unmodifiableMap(sorted);
    }

    /** No member besides those with settings of their own. */
    public static MemberWeights none() {
        return new MemberWeights(Map.of());
    }

    /** Weight of a member; 0 where it is not named. */
    public double of(String name) {
        return byName.getOrDefault(name, 0.0);
    }

    double total() {
        double total = 0;
        for (double weight : byName.values()) {
            total += weight;
        }
        return total;
    }

    private static void check(String name, double weight, List<String> known, List<SettingException.Fault> problems) {
        String setting = "detectors.members." + name;
        if (WITH_A_BLOCK.contains(name)) {
            problems.add(new SettingException.Fault(
                    "CFG-001", setting, "unknown setting; did you mean detectors." + name + ".weight?"));
        } else if (!known.contains(name)) {
            problems.add(new SettingException.Fault(
                    "CFG-001", setting, "unknown member; known are " + String.join(", ", known)));
        } else if (!(weight >= 0 && weight <= 100)) {
            problems.add(new SettingException.Fault(
                    SettingException.GENERAL, setting, "must be between 0 and 100, was " + weight));
        }
    }
}
