package dev.winnow.app.run.audit;

import dev.winnow.audit.entry.ChainDescription;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.ExportWriter;
import dev.winnow.audit.export.Manifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes audit entries as they are read into a directory that the offline verifier takes. One thread. */
public final class AuditExport implements AutoCloseable {
    private final Path directory;
    private final Map<Integer, Chain> chains = new TreeMap<>();

    private static final class Chain {
        private final String file;
        private final OutputStream out;
        private final ExportWriter writer;
        private final Origin origin;
        private final byte[] cid;

        Chain(Path directory, int partition, StoredEntry genesis) throws IOException {
            byte[] key = genesis.key();
            if (key == null) {
                throw new IllegalStateException("a chain starts with its description");
            }
            file = "audit-" + partition + ".chain";
            out = new BufferedOutputStream(Files.newOutputStream(directory.resolve(file)), 1 << 16);
            writer = new ExportWriter(out);
            origin = ChainDescription.parse(key).origin();
            // The chain id is what the genesis names as its previous tag.
            cid = EntryHeader.of(header(genesis)).prevTag();
        }
    }

    public AuditExport(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    public void write(int partition, StoredEntry entry) {
        try {
            Chain chain = chains.get(partition);
            if (chain == null) {
                chain = new Chain(directory, partition, entry);
                chains.put(partition, chain);
            }
            chain.writer.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the chain files and writes the manifest. */
    @Override
    public void close() throws IOException {
        List<Manifest.Chain> lines = new ArrayList<>();
        for (Chain chain : chains.values()) {
            lines.add(chain.writer.finish(chain.file, chain.origin, chain.cid));
            chain.out.close();
        }
        Files.write(directory.resolve(Manifest.FILE), new Manifest(lines).encode());
    }

    private static byte[] header(StoredEntry entry) {
        return entry.headers().stream()
                .filter(header -> header.name().equals(EntryHeader.NAME) && header.value() != null)
                .findFirst()
                .map(StoredEntry.Header::value)
                .orElseThrow(() -> new IllegalStateException("an audit record without its header"));
    }
}
