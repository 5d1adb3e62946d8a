package dev.winnow.audit.verify;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.StoredEntry;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Checks that each entry's schema was logged before it. GENESIS and SCHEMA entries may use a schema that is logged before
 * the first entry of another kind. Not thread-safe.
 */
final class SchemaLedger {
    /** Schemas kept; a chain has a handful, so more means a hostile file. */
    private static final int MAXIMUM = 4_096;

    private static final Hash NO_SCHEMA = new Hash(new byte[32]);

    private final Findings findings;
    private final Set<Hash> known = new HashSet<>();
    private final Set<Hash> reported = new HashSet<>();
    private final Set<Hash> pending = new LinkedHashSet<>();
    private boolean isWithoutBeginning;
    private boolean saidSo;
    private boolean isFull;

    SchemaLedger(Findings findings) {
        this.findings = findings;
        known.add(NO_SCHEMA);
    }

    /** The chain is read from a later entry on, so what was logged before is unknown. */
    void missBeginning() {
        isWithoutBeginning = true;
    }

    void observe(EntryHeader header, StoredEntry entry) {
        if (isFull) {
            return;
        }
        byte[] key = entry.key();
        if (header.kind() == AuditKind.SCHEMA.number()) {
            if (key == null) {
                findings.add(
                        FindingCode.BAD_HEADER,
                        header.seq(),
                        entry.offset(),
                        "a SCHEMA entry must have its text as key");
            } else {
                Hash schema = new Hash(EntryHasher.schemaHash(key));
                known.add(schema);
                pending.remove(schema);
            }
        }
        Hash used = new Hash(header.schemaHash());
        boolean mayComeLater =
                header.kind() == AuditKind.SCHEMA.number() || header.kind() == AuditKind.GENESIS.number();
        if (mayComeLater) {
            if (!known.contains(used)) {
                pending.add(used);
            }
        } else {
            for (Hash schema : pending) {
                report(schema, header.seq(), entry.offset());
            }
            pending.clear();
            if (!known.contains(used)) {
                report(used, header.seq(), entry.offset());
            }
        }
        if (known.size() + reported.size() + pending.size() > MAXIMUM) {
            isFull = true;
            findings.add(
                    FindingCode.TOO_MANY,
                    header.seq(),
                    entry.offset(),
                    "more than " + MAXIMUM + " schemas; later ones are not checked");
        }
    }

    /** At the end of the chain: what GENESIS and SCHEMA entries used must have been logged by now. */
    void finish(long lastSeq) {
        for (Hash schema : pending) {
            report(schema, lastSeq, Finding.NONE);
        }
    }

    private void report(Hash schema, long seq, long offset) {
        if (isWithoutBeginning) {
            if (!saidSo) {
                saidSo = true;
                findings.add(
                        FindingCode.SCHEMAS_NOT_CHECKED,
                        seq,
                        offset,
                        "the entries begin after the genesis; schemas logged before are unknown");
            }
        } else if (reported.add(schema)) {
            findings.add(FindingCode.UNKNOWN_SCHEMA, seq, offset, "schema " + schema + " was not logged before");
        }
    }
}
