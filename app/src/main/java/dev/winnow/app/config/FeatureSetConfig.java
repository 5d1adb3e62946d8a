package dev.winnow.app.config;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSetException;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.setting.SettingException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one feature set by its name.
 *
 * @param declaration declaration of a feature set of one's own, in YAML: its text, or the path of a file with it, from where the
 *     configuration is. It takes what it accepts before the built-in ones do. Not set: the built-in set of that name
 * @param tailLevel gate: the largest tail probability that goes on to triage, above 0 and at most 1; 1 lets everything
 *     through. Not set: the feature set's own level
 * @param attack ATT&CK techniques that alerts of this feature set are tagged with; only what is written here is claimed
 */
public record FeatureSetConfig(
        @Nullable Declaration declaration, @Nullable Double tailLevel, List<AttackTechnique> attack) {

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
        declared(declaration);
        if (tailLevel != null && !(tailLevel > 0 && tailLevel <= 1)) {
            throw new SettingException("tailLevel", "must be above 0 and at most 1, was " + tailLevel);
        }
        attack = List.copyOf(attack);
    }

    /** The set that is declared, if one is. */
    public Optional<FeatureSet> declared() {
        return declared(declaration);
    }

    private static Optional<FeatureSet> declared(@Nullable Declaration declaration) {
        if (declaration == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(FeatureSets.parse(declaration.text()));
        } catch (FeatureSetException e) {
            throw new SettingException("declaration", String.join("; ", e.problems()));
        } catch (IllegalArgumentException e) {
            throw new SettingException("declaration", String.valueOf(e.getMessage()));
        }
    }

    static FeatureSetConfig defaults() {
        return new FeatureSetConfig(null, null, List.of());
    }
}
