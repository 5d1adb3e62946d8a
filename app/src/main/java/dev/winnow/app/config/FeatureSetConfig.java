package dev.winnow.app.config;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSetException;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.IndicatorList;
import dev.winnow.detectors.setting.SettingException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one feature set by its name.
 *
 * @param declaration declaration of a feature set of one's own, in YAML: its text, or the path of a file with it, from where the
 *     configuration is. It takes what it accepts before the built-in ones do. Not set: the built-in set of that name
 * @param lists lists that features of the declared set may look into ({@code compute: listed}), by name: 1 to 10,000 texts, one a
 *     line, {@code #} begins a comment; in place or the path of a file. Another list is no other set: models go on
 * @param tailLevel gate: the largest tail probability that goes on to triage, above 0 and at most 1; 1 lets everything
 *     through. Not set: the feature set's own level
 * @param attack ATT&CK techniques that alerts of this feature set are tagged with; only what is written here is claimed
 */
public record FeatureSetConfig(
        @Nullable Declaration declaration,
        Map<String, Declaration> lists,
        @Nullable Double tailLevel,
        List<AttackTechnique> attack) {

    /**
     * One technique of MITRE ATT&CK.
     *
     * @param tacticId tactic id, for example TA0043
     * @param tacticName tactic name
     * @param techniqueId technique or sub-technique id, for example T1046 or T1071.004
     * @param techniqueName technique name
     */
    public record AttackTechnique(String tacticId, String tacticName, String techniqueId, String techniqueName) {
        public AttackTechnique {
            if (!tacticId.matches("TA\\d{4}")) {
                throw new SettingException("tacticId", "must look like TA0043, was \"" + tacticId + "\"");
            }
            if (!techniqueId.matches("T\\d{4}(\\.\\d{3})?")) {
                throw new SettingException(
                        "techniqueId", "must look like T1046 or T1071.004, was \"" + techniqueId + "\"");
            }
            Rules.notBlank("tacticName", tacticName);
            Rules.notBlank("techniqueName", techniqueName);
        }
    }

    public FeatureSetConfig {
        lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
        declared(declaration, lists);
        if (tailLevel != null && !(tailLevel > 0 && tailLevel <= 1)) {
            throw new SettingException("tailLevel", "must be above 0 and at most 1, was " + tailLevel);
        }
        attack = List.copyOf(attack);
    }

    /** The set that is declared, if one is. */
    public Optional<FeatureSet> declared() {
        return declared(declaration, lists);
    }

    private static Optional<FeatureSet> declared(@Nullable Declaration declaration, Map<String, Declaration> lists) {
        if (declaration == null) {
            if (!lists.isEmpty()) {
                throw new SettingException(
                        "lists", "must be left out where nothing is declared, was " + lists.keySet());
            }
            return Optional.empty();
        }
        Map<String, IndicatorList> read = new TreeMap<>();
        lists.forEach((name, list) -> {
            try {
                read.put(name, IndicatorList.of(list.text()));
            } catch (IllegalArgumentException e) {
                throw new SettingException("lists." + name, String.valueOf(e.getMessage()));
            }
        });
        try {
            return Optional.of(FeatureSets.parse(declaration.text(), read));
        } catch (FeatureSetException e) {
            throw new SettingException("declaration", String.join("; ", e.problems()));
        } catch (IllegalArgumentException e) {
            throw new SettingException("declaration", String.valueOf(e.getMessage()));
        }
    }

    static FeatureSetConfig defaults() {
        return new FeatureSetConfig(null, Map.of(), null, List.of());
    }
}
