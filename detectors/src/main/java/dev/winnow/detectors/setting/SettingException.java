package dev.winnow.detectors.setting;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings that break a rule: which, and what is required. A record of settings throws it from its constructor, so that
 * whoever read the settings can point at their place; nobody has to read that out of a sentence.
 */
public final class SettingException extends IllegalArgumentException {
    /** Code of a value that is out of its range or form, where the rule has none of its own. */
    public static final String GENERAL = "CFG-004";

    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    /**
     * One broken rule.
     *
     * @param code stable code, see {@code docs/errors.md}
     * @param setting the setting's name: that of the record's own component, with what is below it, or the full name
     * @param text what is required and what was found
     */
    public record Fault(String code, String setting, String text) {
        @Override
        public String toString() {
            return code + " " + setting + ": " + text;
        }
    }

    public SettingException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** One broken rule without a code of its own; the message has none either. */
    public SettingException(String setting, String text) {
        super(setting + ": " + text);
        this.faults = List.of(new Fault(GENERAL, setting, text));
    }

    /** One broken rule. */
    public SettingException(String code, String setting, String text) {
        this(List.of(new Fault(code, setting, text)));
    }

    /** The broken rules, in the order of the settings. */
    public List<Fault> faults() {
        return faults;
    }
}
