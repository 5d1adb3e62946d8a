package dev.winnow.triage.band;

import dev.winnow.triage.state.Problems;

/**
 * How much an asset matters: multiplies the odds by which its alerts are banded; the probability itself stays as it is.
 *
 * @param entities entity pattern, {@code *} for any text and {@code ?} for one character
 * @param factor multiplier of the odds, 0.1 to 10
 */
public record AssetWeight(String entities, double factor) {
    public AssetWeight {
        new Problems("CFG-018", "triage.bands.assets")
                .whole(!entities.isEmpty(), "the entity pattern must not be empty")
                .setting(
                        factor >= 0.1 && factor <= 10,
                        "\"" + entities + "\"",
                        "the factor must be between 0.1 and 10",
                        factor)
                .raise();
    }

    boolean matches(String entity) {
        int pattern = 0;
        int text = 0;
        int star = -1;
        int mark = 0;
        while (text < entity.length()) {
            if (pattern < entities.length() && entities.charAt(pattern) == '*') {
                star = pattern++;
                mark = text;
            } else if (pattern < entities.length()
                    && (entities.charAt(pattern) == '?' || entities.charAt(pattern) == entity.charAt(text))) {
                pattern++;
                text++;
            } else if (star >= 0) {
                pattern = star + 1;
                text = ++mark;
            } else {
                return false;
            }
        }
        while (pattern < entities.length() && entities.charAt(pattern) == '*') {
            pattern++;
        }
        return pattern == entities.length();
    }
}
