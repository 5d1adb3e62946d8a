package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.util.regex.Pattern;

/** Rules that several blocks share; each throws an {@link SettingException} about the setting. */
final class Rules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private Rules() {}

    static void name(String setting, String value, int longest) {
        if (!NAME.matcher(value).matches() || value.length() > longest) {
            throw new SettingException(
                    setting,
                    "must be letters, digits, dots, dashes and underscores, at most " + longest + ", was \"" + value
                            + "\"");
        }
    }

    static void topic(String setting, String value) {
        if (!NAME.matcher(value).matches() || value.length() > 249 || value.equals(".") || value.equals("..")) {
            throw new SettingException(
                    setting,
                    "must be a topic name (letters, digits, dots, dashes, underscores; at most 249), was \"" + value
                            + "\"");
        }
    }

    static void notBlank(String setting, String value) {
        if (value.isBlank()) {
            throw new SettingException(setting, "must not be empty");
        }
    }

    static void between(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new SettingException(setting, "must be between " + least + " and " + most + ", was " + value);
        }
    }
}
