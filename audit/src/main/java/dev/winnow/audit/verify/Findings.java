package dev.winnow.audit.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * The findings of one chain, bounded. While no key has verified anything, failed tags are provisional: they mean a wrong key
 * as likely as a changed entry, and {@link #confirmTags} or {@link #withdrawTags} decides later. Not thread-safe.
 */
final class Findings {
    /** Findings listed per chain; the rest is counted. Enough to see a pattern, small enough for a hostile file. */
    static final int MAXIMUM = 1_000;

    private final List<Finding> listed = new ArrayList<>();
    private Gravity worst = Gravity.INFORMATION;
    private long unlisted;
    private boolean isProvisional = true;
    private boolean hasProvisional;

    void add(FindingCode code, long seq, long offset, String text) {
        add(code, code.gravity(), seq, offset, text);
    }

    void add(FindingCode code, Gravity gravity, long seq, long offset, String text) {
        if (isProvisional && code == FindingCode.BAD_MAC) {
            hasProvisional = true;
        } else {
            worst = worst.worse(gravity);
        }
        if (listed.size() < MAXIMUM) {
            listed.add(new Finding(code, gravity, "", seq, offset, text));
        } else {
            unlisted++;
        }
    }

    /** For what becomes clear at the end but belongs to the beginning. */
    void addFirst(FindingCode code, long seq, long offset, String text) {
        worst = worst.worse(code.gravity());
        listed.add(0, new Finding(code, code.gravity(), "", seq, offset, text));
    }

    /** A key verified an entry, so the failed ones were changed. */
    void confirmTags() {
        if (hasProvisional) {
            worst = worst.worse(Gravity.TAMPERED);
        }
        isProvisional = false;
    }

    /** No key verified any entry, so the failed tags say nothing of single entries. */
    void withdrawTags() {
        if (isProvisional) {
            listed.removeIf(finding -> finding.code() == FindingCode.BAD_MAC);
        }
    }

    Gravity worst() {
        return worst;
    }

    List<Finding> list(String chain) {
        List<Finding> result = new ArrayList<>(listed.size() + 1);
        for (Finding finding : listed) {
            result.add(new Finding(
                    finding.code(), finding.gravity(), chain, finding.seq(), finding.offset(), finding.text()));
        }
        if (unlisted > 0) {
            result.add(Finding.general(
                    FindingCode.MORE_FINDINGS, chain, unlisted + " more findings of this chain are not listed"));
        }
        return result;
    }
}
