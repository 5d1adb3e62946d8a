package dev.winnow.audit;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription.Guarantee;
import dev.winnow.audit.entry.ChainHead;
import dev.winnow.audit.entry.ChainWriter;
import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.SealedEntry;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.ExportWriter;
import dev.winnow.audit.export.Manifest;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.ExportedFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Chains to verify: several sessions, schemas, null and empty keys, offsets with gaps. */
public final class Chains {
    public static final RootKey KEY = RootKey.of("k1", counting(0));
    public static final RootKey OTHER_KEY = RootKey.of("k2", counting(100));
    public static final Origin ORIGIN = new Origin("acme", "winnow", "winnow.audit", 0, 1);
    public static final byte[] SCHEMA =
            "{\"type\":\"record\",\"name\":\"AuditEntry\"}".getBytes(StandardCharsets.UTF_8);
    public static final byte[] SCHEMA_HASH = EntryHasher.schemaHash(SCHEMA);
    private static final long START_MILLIS = 1_790_000_000_000L;

    private Chains() {}

    public static byte[] counting(int first) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** {@code count} entries, two or more; a new session every seven. */
    public static List<StoredEntry> chain(long seed, int count) {
        return chain(seed, count, ORIGIN, KEY, false);
    }

    public static List<StoredEntry> chain(long seed, int count, Origin origin, RootKey key, boolean isClosed) {
        Random random = new Random(seed);
        List<StoredEntry> entries = new ArrayList<>();
        long offset = 3;
        ChainWriter.Opening opening = ChainWriter.begin(
                key, origin, Guarantee.EXACTLY_ONCE, bytes(random, 60), SCHEMA_HASH, START_MILLIS, bytes(random, 16));
        random = new Random(seed);
        entries.add(StoredEntry.of(
                offset, START_MILLIS, opening.recordKey(), opening.entry().header(), bytes(random, 60)));
        ChainWriter writer = opening.writer();
        for (int i = 1; i < count; i++) {
            offset += 1 + random.nextInt(3);
            long millis = START_MILLIS + 1_000L * i;
            boolean isSchema = i == 1;
            boolean opensSession = i > 1 && i % 7 == 0;
            boolean isLast = isClosed && i == count - 1;
            if (opensSession) {
                writer = ChainWriter.resume(key, ChainHead.decode(writer.head().encode()));
            }
            byte @Nullable [] recordKey =
                    isSchema ? SCHEMA : i % 5 == 0 ? null : i % 5 == 1 ? new byte[0] : bytes(random, 6);
            byte[] value = bytes(random, random.nextInt(24));
            AuditKind kind = isSchema
                    ? AuditKind.SCHEMA
                    : opensSession ? AuditKind.SESSION : isLast ? AuditKind.CLOSE : AuditKind.DECISION;
            SealedEntry sealed = writer.append(
                    kind,
                    recordKey,
                    value,
                    i % 3 == 0 ? ChainWriter.noSchema() : SCHEMA_HASH,
                    millis,
                    writer.nextSalt());
            entries.add(StoredEntry.of(offset, millis, recordKey, sealed.header(), value));
        }
        return entries;
    }

    public static byte[] header(StoredEntry entry) {
        byte[] header = entry.headers().get(0).value();
        return java.util.Objects.requireNonNull(header);
    }

    public static EntryHeader fields(StoredEntry entry) {
        return EntryHeader.of(header(entry));
    }

    public static Hash cid(List<StoredEntry> chain) {
        return new Hash(EntryHasher.chainId(
                java.util.Objects.requireNonNull(chain.get(0).value())));
    }

    public static StoredEntry withHeader(StoredEntry entry, byte[] header) {
        return new StoredEntry(
                entry.offset(),
                entry.timestamp(),
                entry.key(),
                List.of(new StoredEntry.Header(EntryHeader.NAME, header)),
                entry.value());
    }

    public static StoredEntry withBody(StoredEntry entry, byte @Nullable [] key, byte @Nullable [] value) {
        return new StoredEntry(entry.offset(), entry.timestamp(), key, entry.headers(), value);
    }

    public static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return flipped;
    }

    public static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** An exported directory in memory, with a manifest that fits it. */
    public static Directory export(List<StoredEntry> chain, Origin origin, Hash cid) {
        Directory directory = new Directory();
        directory.add("0.chain", chain, origin, cid);
        return directory;
    }

    /** Files in memory. */
    public static final class Directory implements ExportedFiles {
        public final Map<String, byte[]> files = new TreeMap<>();
        private final List<Manifest.Chain> rows = new ArrayList<>();

        public void add(String file, List<StoredEntry> chain, Origin origin, Hash cid) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                ExportWriter writer = new ExportWriter(out);
                for (StoredEntry entry : chain) {
                    writer.write(entry);
                }
                rows.add(writer.finish(file, origin, cid.bytes()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            files.put(file, out.toByteArray());
            files.put(Manifest.FILE, new Manifest(rows).encode());
        }

        @Override
        public List<String> names() {
            return List.copyOf(files.keySet());
        }

        @Override
        public InputStream open(String name) throws IOException {
            byte[] bytes = files.get(name);
            if (bytes == null) {
                throw new FileNotFoundException(name);
            }
            return new ByteArrayInputStream(bytes);
        }
    }
}
