package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration record refused, with the setting's name in full.
 *
 * @param code code of the problem
 * @param setting name from the top of the configuration
 * @param text what is required and what was found
 * @param component the record's component at fault; null where it is none of the record's own
 */
record BrokenRule(
        String code, String setting, String text, @Nullable String component) {
    /** A record may say several things at once. One that is not ours says only that it refuses. */
    static List<BrokenRule> of(IllegalArgumentException broken, Class<?> record, String path) {
        if (broken instanceof SettingException settings) {
            return settings.faults().stream()
                    .map(fault -> rule(fault, record, path))
                    .toList();
        }
        String text = broken.getMessage() == null ? "is refused" : broken.getMessage();
        return List.of(new BrokenRule(SettingException.GENERAL, path.isEmpty() ? "configuration" : path, text, null));
    }

    private static BrokenRule rule(SettingException.Fault fault, Class<?> record, String path) {
        String named = fault.setting();
        // Records that stand in several blocks name themselves and not the block.
        String last = path.substring(path.lastIndexOf('.') + 1);
        String rest = !path.isEmpty() && named.startsWith(path + ".")
                ? named.substring(path.length() + 1)
                : !last.isEmpty() && named.startsWith(last + ".") ? named.substring(last.length() + 1) : named;
        String first = rest.split("[.\\[]", 2)[0];
        for (RecordComponent component : record.getRecordComponents()) {
            if (component.getName().equals(first)) {
                return new BrokenRule(fault.code(), Binder.join(path, rest), fault.text(), first);
            }
        }
        // A nested record may name the setting in full, from the top of the configuration.
        String top = path.split("[.\\[]", 2)[0];
        boolean isFull = !path.isEmpty() && (named.equals(top) || named.startsWith(top + "."));
        String setting = !isFull ? Binder.join(path, named) : path.startsWith(named) ? path : named;
        return new BrokenRule(fault.code(), setting, fault.text(), null);
    }
}
