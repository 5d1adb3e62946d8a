package dev.winnow.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keys that name no setting, and what was probably meant. */
final class UnknownSettings {
    private final Class<?> root;
    private final List<Problem> problems;

    /** @param root type of the whole configuration, among whose settings the near ones are looked for */
    UnknownSettings(Class<?> root, List<Problem> problems) {
        this.root = root;
        this.problems = problems;
    }

    /** Adds a problem for each key of a block that names no setting of the record. */
    void refuse(Class<?> record, Node.Mapping mapping, String path) {
        List<String> known = SettingTypes.keys(record);
        mapping.entries().forEach((key, node) -> {
            if (known.contains(key)) {
                return;
            }
            if (known.contains(key + "File")) {
                if (!node.origin().startsWith(EnvironmentOverlay.DIRECT_SECRET)) {
                    problems.add(new Problem(
                            "CFG-006",
                            Binder.join(path, key),
                            "a secret must not stand in the configuration; use " + Binder.join(path, key + "File")
                                    + " or the" + " environment variable "
                                    + EnvironmentOverlay.name(Binder.join(path, key)),
                            node.origin()));
                }
                return;
            }
            problems.add(new Problem(
                    "CFG-001", Binder.join(path, key), "unknown setting; " + hint(key, known, path), node.origin()));
        });
    }

    private String hint(String key, List<String> known, String path) {
        Optional<String> near = NearWord.of(key, known);
        if (near.isPresent()) {
            return "did you mean " + Binder.join(path, near.get()) + "?";
        }
        for (String full : SettingTypes.paths(root)) {
            if (Arrays.asList(full.split("[.\\[\\]]+")).contains(key)) {
                return "did you mean " + full + "?";
            }
        }
        return "known here: " + String.join(", ", known);
    }
}
