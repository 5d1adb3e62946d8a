package dev.winnow.triage.state;

import dev.winnow.detectors.setting.SettingException;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a block of settings, so that all of it is said at once. */
public final class Problems {
    private final String code;
    private final String block;
    private final List<SettingException.Fault> found = new ArrayList<>();

    /**
     * @param code stable code, for example {@code CFG-011}
     * @param block full name of the block, for example {@code triage.bands}
     */
    public Problems(String code, String block) {
        this.code = code;
        this.block = block;
    }

    /** Where the requirement is not met: {@code CODE block.setting: requirement, was value}. */
    public Problems setting(boolean met, String setting, String requirement, Object value) {
        if (!met) {
            found.add(new SettingException.Fault(code, block + "." + setting, requirement + ", was " + value));
        }
        return this;
    }

    /** Where the requirement is not met: {@code CODE block: text}. */
    public Problems whole(boolean met, String text) {
        if (!met) {
            found.add(new SettingException.Fault(code, block, text));
        }
        return this;
    }

    /** @throws SettingException with one line a problem, if there is any */
    public void raise() {
        if (!found.isEmpty()) {
            throw new SettingException(found);
        }
    }
}
