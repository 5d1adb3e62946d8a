package dev.winnow.evaluation.eval;

import dev.winnow.evaluation.datasets.DataSetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the known sets lie. */
final class DataFolder {
    private static final String BESIDE = "../shared/data";
    private static final String VARIABLE = "WINNOW_DATA";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the sets; default: WINNOW_DATA, else ../shared/data beside the project.")
    private @Nullable Path asked;

    /**
     * The folder asked for, else that of the environment, else {@value #BESIDE} of the working folder or of the project.
     *
     * @throws DataSetException EVL-003 if there is none
     */
    Path path(Map<String, String> environment) {
        List<Path> candidates = new ArrayList<>();
        String named = environment.getOrDefault(VARIABLE, "");
        if (asked != null) {
            candidates.add(asked);
        } else if (!named.isBlank()) {
            candidates.add(Path.of(named));
        } else {
            candidates.add(Path.of(BESIDE));
            for (Path folder = codeFolder(); folder != null; folder = folder.getParent()) {
                if (Files.isRegularFile(folder.resolve("winnow"))) {
                    candidates.add(folder.resolve(BESIDE).normalize());
                }
            }
        }
        for (Path candidate : candidates) {
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        throw new DataSetException(
                DataSetException.Cause.FILE,
                "EVL-003 data: must be a folder, found none at " + candidates + "; give --data DIR or set " + VARIABLE);
    }

    private static @Nullable Path codeFolder() {
        CodeSource source = DataFolder.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI()).getParent();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
