package dev.winnow.audit.verify;

import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.ExportFormatException;
import dev.winnow.audit.export.ExportReader;
import dev.winnow.audit.export.Manifest;
import dev.winnow.audit.key.Primitives;
import dev.winnow.audit.key.RootKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Verifies an exported directory: its manifest, and every chain that the manifest or an earlier audit names. */
public final class DirectoryVerifier {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ExportedFiles files;
    private final List<RootKey> keys;
    private final List<Pin> pins;
    private final long from;
    private final long to;
    private final SourceOf sourceOf;
    private final List<ChainResult> chains = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<AuditReport.Input> inputs = new ArrayList<>();

    /**
     * @param keys root keys to try
     * @param pins what earlier audits saw; empty for the first audit
     * @param from first entry to verify in each chain
     * @param to last entry to verify in each chain, {@link Long#MAX_VALUE} for all
     */
    public DirectoryVerifier(
            ExportedFiles files, List<RootKey> keys, List<Pin> pins, long from, long to, SourceOf sourceOf) {
        this.files = files;
        this.keys = List.copyOf(keys);
        this.pins = List.copyOf(pins);
        this.from = from;
        this.to = to;
        this.sourceOf = sourceOf;
    }

    /** Reads everything once. To be called once. */
    public AuditReport verify() {
        Manifest manifest;
        try {
            manifest = manifest();
        } catch (IOException e) {
            return unreadable(Manifest.FILE + " must be a readable file");
        } catch (IllegalArgumentException e) {
            return unreadable(message(e));
        }
        compareWithPins(manifest);
        findUnlisted(manifest);
        for (Manifest.Chain chain : manifest.chains()) {
            verify(chain);
        }
        return AuditReport.of(chains, findings, inputs);
    }

    private AuditReport unreadable(String text) {
        findings.add(Finding.general(FindingCode.UNREADABLE_FILE, "", text));
        return AuditReport.of(chains, findings, inputs);
    }

    private Manifest manifest() throws IOException {
        try (InputStream in = files.open(Manifest.FILE)) {
            byte[] bytes = in.readNBytes(Manifest.MAXIMUM_BYTES + 1);
            inputs.add(new AuditReport.Input(
                    Manifest.FILE, new Hash(Primitives.sha256().digest(bytes)).hex()));
            return Manifest.parse(bytes);
        }
    }

    private void compareWithPins(Manifest manifest) {
        Set<Hash> cids = new HashSet<>();
        Set<String> origins = new HashSet<>();
        for (Manifest.Chain chain : manifest.chains()) {
            boolean isNewCid = cids.add(chain.cid());
            boolean isNewOrigin = origins.add(chain.origin().line());
            if (!isNewCid || !isNewOrigin) {
                findings.add(Finding.general(
                        FindingCode.WRONG_CHAIN,
                        chain.origin().line(),
                        "the manifest lists this chain or origin twice"));
            }
        }
        for (Pin pin : pins) {
            String origin = pin.origin().line();
            if (cids.contains(pin.cid())) {
                continue;
            }
            if (origins.contains(origin)) {
                findings.add(Finding.general(
                        FindingCode.WRONG_CHAIN,
                        origin,
                        "an earlier audit saw chain " + pin.cid() + " under this origin"));
            } else {
                findings.add(Finding.general(
                        FindingCode.MISSING_CHAIN,
                        origin,
                        "an earlier audit saw " + (pin.seq() + 1) + " entries of it"));
            }
        }
    }

    private void findUnlisted(Manifest manifest) {
        Set<String> listed = new HashSet<>();
        manifest.chains().forEach(chain -> listed.add(chain.file()));
        try {
            for (String name : files.names()) {
                if (name.endsWith(".chain") && !listed.contains(name)) {
                    findings.add(Finding.general(
                            FindingCode.UNLISTED_FILE,
                            AsciiText.of(name, 255),
                            "the manifest does not list this file"));
                }
            }
        } catch (IOException e) {
            findings.add(Finding.general(FindingCode.UNREADABLE_FILE, "", "the directory cannot be listed"));
        }
    }

    private void verify(Manifest.Chain chain) {
        Expectation expected = Expectation.none(chain.file())
                .chain(chain.origin(), chain.cid())
                .range(from, to)
                .lastSaidToBe(chain.to());
        for (Pin pin : pins) {
            if (pin.cid().equals(chain.cid())) {
                expected = expected.pinned(pin);
            }
        }
        ChainVerifier verifier = new ChainVerifier(expected, keys, sourceOf);
        String name = chain.origin().line();
        MessageDigest digest = Primitives.sha256();
        try (InputStream in =
                new DigestInputStream(new BufferedInputStream(files.open(chain.file()), BUFFER_BYTES), digest)) {
            read(new ExportReader(in, chain.file()), verifier, name);
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            findings.add(Finding.general(
                    FindingCode.UNREADABLE_FILE, name, "file " + chain.file() + " must exist and be readable"));
        }
        byte[] sha256 = digest.digest();
        inputs.add(new AuditReport.Input(chain.file(), new Hash(sha256).hex()));
        chains.add(verifier.finish());
        if (!chain.sha256().is(sha256)) {
            findings.add(Finding.general(
                    FindingCode.FILE_CHANGED,
                    name,
                    "file " + chain.file() + " does not have the SHA-256 that the manifest names"));
        }
    }

    private void read(ExportReader reader, ChainVerifier verifier, String name) throws IOException {
        try {
            for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
                verifier.accept(entry);
            }
        } catch (ExportFormatException e) {
            FindingCode code = e.isLimit() ? FindingCode.FILE_LIMIT : FindingCode.UNREADABLE_FILE;
            findings.add(Finding.general(code, name, message(e)));
        }
    }

    private static String message(RuntimeException e) {
        return AsciiText.of(String.valueOf(e.getMessage()), 500);
    }
}
