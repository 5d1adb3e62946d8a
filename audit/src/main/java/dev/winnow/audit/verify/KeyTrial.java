package dev.winnow.audit.verify;

import dev.winnow.audit.entry.EntryHasher;
import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.ChainKey;
import dev.winnow.audit.key.RootKey;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of the given keys seals a chain, then checks tags with it. A key is adopted when it verifies one entry;
 * nothing in an entry is believed before. Not thread-safe.
 */
final class KeyTrial {
    /** Chain ids worth trying: the expected one, and what a genesis claims and hashes to. */
    private static final int MAXIMUM_CHAIN_IDS = 4;

    /** What checking one tag gave. */
    enum Outcome {
        VERIFIED,
        /** The adopted key does not give this tag. */
        FAILED,
        /** No key has been adopted, and none of the candidates gives this tag. */
        UNPROVEN
    }

    private final List<RootKey> keys;
    private final List<byte[]> chainIds = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private @Nullable Candidate adopted;

    KeyTrial(List<RootKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Adds a chain id to try, up to a limit. */
    void consider(byte[] cid) {
        boolean isKnown = chainIds.stream().anyMatch(known -> MessageDigest.isEqual(known, cid));
        if (adopted == null && !isKnown && chainIds.size() < MAXIMUM_CHAIN_IDS) {
            chainIds.add(cid.clone());
            for (RootKey key : keys) {
                candidates.add(new Candidate(key, cid));
            }
        }
    }

    Outcome check(EntryHeader header, StoredEntry entry) {
        Candidate key = adopted;
        if (key != null) {
            return key.verifies(header, entry) ? Outcome.VERIFIED : Outcome.FAILED;
        }
        for (Candidate candidate : candidates) {
            if (candidate.verifies(header, entry)) {
                adopted = candidate;
                candidates.clear();
                return Outcome.VERIFIED;
            }
        }
        return Outcome.UNPROVEN;
    }

    boolean hasAdopted() {
        return adopted != null;
    }

    boolean hasKeys() {
        return !keys.isEmpty();
    }

    boolean hasChainId() {
        return !chainIds.isEmpty();
    }

    /** Public name of the adopted key, empty before. */
    String keyId() {
        return adopted == null ? "" : adopted.keyId;
    }

    /** The chain id under which entries verify; the first one to try before that; null for none. */
    byte @Nullable [] chainId() {
        if (adopted != null) {
            return adopted.hasher.cid();
        }
        return chainIds.isEmpty() ? null : chainIds.get(0).clone();
    }

    /** Names of the keys to try, for messages. */
    String keyIds() {
        return String.join(", ", keys.stream().map(RootKey::keyId).toList());
    }

    private static final class Candidate {
        private final String keyId;
        private final ChainKey chainKey;
        private final EntryHasher hasher;
        private @Nullable Mac sessionMac;
        private long session = -1;

        Candidate(RootKey key, byte[] cid) {
            keyId = key.keyId();
            chainKey = key.chainKey(cid);
            hasher = new EntryHasher(cid);
        }

        /** Keeps the MAC of another session only if it verified, so that no header can make this one forget its key. */
        boolean verifies(EntryHeader header, StoredEntry entry) {
            boolean isKnown = header.session() == session && sessionMac != null;
            Mac mac = isKnown ? sessionMac : chainKey.sessionMac(header.session());
            byte[] expected = hasher.tag(java.util.Objects.requireNonNull(mac), header, entry.key(), entry.value());
            boolean isRight = MessageDigest.isEqual(expected, header.tag());
            if (isRight && !isKnown) {
                session = header.session();
                sessionMac = mac;
            }
            return isRight;
        }
    }
}
