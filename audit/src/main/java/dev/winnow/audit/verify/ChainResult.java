package dev.winnow.audit.verify;

import java.util.List;
import java.util.Optional;

/**
 * What was found of one chain.
 *
 * @param origin origin line, or the caller's label where no origin is known; printable
 * @param cid chain id in hexadecimal, empty where unknown
 * @param from first entry in range that was seen, -1 for none
 * @param to last entry in range that was seen, -1 for none
 * @param level {@code NONE}, {@code L1} (structure) or {@code L2} (structure and tags)
 * @param entries records read
 * @param verified tags in range that verified
 * @param sessions sessions seen
 * @param firstMillis earliest time that a writer gave, in range; 0 for none
 * @param lastMillis latest such time
 * @param keyId key that verified, empty for none
 * @param keyMode {@code static}, {@code ratchet}, or empty where unknown
 * @param tail one sentence about what proves the last entry to be the last
 * @param worst gravity of the worst finding
 * @param pin to remember, where the whole chain verified
 */
public record ChainResult(
        String origin,
        String cid,
        long from,
        long to,
        String level,
        long entries,
        long verified,
        long sessions,
        long firstMillis,
        long lastMillis,
        String keyId,
        String keyMode,
        String tail,
        List<Finding> findings,
        Gravity worst,
        Optional<Pin> pin) {
    public ChainResult {
        findings = List.copyOf(findings);
    }
}
