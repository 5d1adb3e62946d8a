package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one feature set by its name.
 *
 * @param tailLevel gate: the largest tail probability that goes on to triage, above 0 and at most 1; 1 lets everything
 *     through. Not set: the feature set's own level
 * @param attack ATT&CK techniques that alerts of this feature set are tagged with; only what is written here is claimed
 */
public record FeatureSetConfig(@Nullable Double tailLevel, List<AttackTechnique> attack) {

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
        if (tailLevel != null && !(tailLevel > 0 && tailLevel <= 1)) {
            throw new SettingException("tailLevel", "must be above 0 and at most 1, was " + tailLevel);
        }
        attack = List.copyOf(attack);
    }

    static FeatureSetConfig defaults() {
        return new FeatureSetConfig(null, List.of());
    }
}
