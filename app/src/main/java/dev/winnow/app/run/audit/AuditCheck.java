package dev.winnow.app.run.audit;

import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.DirectoryVerifier;
import dev.winnow.audit.verify.ExportedFiles;
import dev.winnow.audit.verify.SourceOf;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Verifies exported audit logs. */
public final class AuditCheck {
    private AuditCheck() {}

    public static AuditReport directory(Path directory, RootKey key) {
        ExportedFiles files = new ExportedFiles() {
            @Override
            public List<String> names() throws IOException {
                try (Stream<Path> paths = Files.list(directory)) {
                    return paths.map(path -> String.valueOf(path.getFileName()))
                            .sorted()
                            .toList();
                }
            }

            @Override
            public InputStream open(String name) throws IOException {
                return new BufferedInputStream(Files.newInputStream(directory.resolve(name)));
            }
        };
        return new DirectoryVerifier(files, List.of(key), List.of(), 0, Long.MAX_VALUE, SourceOf.NONE).verify();
    }
}
