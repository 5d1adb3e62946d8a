package dev.winnow.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that settings name: secrets and declarations. What cannot be read is a problem of its setting. */
final class SettingFiles {
    private final Path baseDirectory;
    private final List<Problem> problems;

    /** @param baseDirectory what relative paths start from */
    SettingFiles(Path baseDirectory, List<Problem> problems) {
        this.baseDirectory = baseDirectory;
        this.problems = problems;
    }

    /** A declaration in place, or the text of the file that is named; else what was inherited, and then there is a problem. */
    @Nullable
    Object declaration(Node node, @Nullable Object inherited, String path) {
        if (!(node instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
            problems.add(Problem.wrongType(path, "must be " + Scalars.requirement(Declaration.class), node));
            return inherited;
        }
        if (Declaration.isInPlace(scalar.text())) {
            return Declaration.of(scalar.text());
        }
        try {
            // With a line end, for the effective configuration must be read as it was written.
            return Declaration.of(
                    Files.readString(baseDirectory.resolve(scalar.text()).normalize())
                                    .stripTrailing()
                            + "\n");
        } catch (IOException e) {
            problems.add(new Problem(
                    "CFG-006",
                    path,
                    "the file \"" + scalar.text() + "\" must be readable text; found "
                            + e.getClass().getSimpleName(),
                    node.origin()));
            return inherited;
        }
    }

    /** The secret that a file holds; null where it cannot be had, and then there is a problem. */
    @Nullable
    Secret secret(String file, String origin, String path) {
        Path resolved = baseDirectory.resolve(file).normalize();
        try {
            String text = Files.readString(resolved);
            if (text.isBlank()) {
                problems.add(new Problem("CFG-006", path, "the file \"" + file + "\" must not be empty", origin));
                return null;
            }
            return Secret.fromFile(text, resolved);
        } catch (IOException e) {
            problems.add(new Problem(
                    "CFG-006",
                    path,
                    "the file \"" + file + "\" must be readable text; found "
                            + e.getClass().getSimpleName(),
                    origin));
            return null;
        }
    }
}
