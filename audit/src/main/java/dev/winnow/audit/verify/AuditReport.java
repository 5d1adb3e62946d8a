package dev.winnow.audit.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * Outcome of verifying a log. The same input gives the same report, byte for byte, as text and as JSON.
 *
 * @param chains in the order of the input
 * @param findings about the log as a whole
 * @param inputs files read, with the SHA-256 of what was read; empty for a live topic
 */
public record AuditReport(List<ChainResult> chains, List<Finding> findings, List<Input> inputs) {
    /** A file that was read. */
    public record Input(String name, String sha256) {}

    public AuditReport {
        chains = List.copyOf(chains);
        findings = List.copyOf(findings);
        inputs = List.copyOf(inputs);
    }

    /** A report; without chains it gets the finding EMPTY, so that nothing read never passes. */
    public static AuditReport of(List<ChainResult> chains, List<Finding> findings, List<Input> inputs) {
        List<Finding> all = new ArrayList<>(findings);
        if (chains.isEmpty()) {
            all.add(Finding.general(FindingCode.EMPTY, "", "there are no chains"));
        }
        return new AuditReport(chains, all, inputs);
    }

    /** The worst finding decides. */
    public Conclusion conclusion() {
        Gravity worst = Gravity.INFORMATION;
        for (Finding finding : findings) {
            worst = worst.worse(finding.gravity());
        }
        for (ChainResult chain : chains) {
            worst = worst.worse(chain.worst());
        }
        return worst.conclusion();
    }

    /** Exit code of the command. */
    public int exitCode() {
        return conclusion().exitCode();
    }

    /** The lowest level of any chain. */
    public String level() {
        String lowest = chains.isEmpty() ? "NONE" : "L2";
        for (ChainResult chain : chains) {
            if (chain.level().equals("NONE") || lowest.equals("NONE")) {
                lowest = "NONE";
            } else if (chain.level().equals("L1")) {
                lowest = "L1";
            }
        }
        return lowest;
    }

    /** All findings: of the log, then of each chain. */
    public List<Finding> allFindings() {
        List<Finding> all = new ArrayList<>(findings);
        for (ChainResult chain : chains) {
            all.addAll(chain.findings());
        }
        return all;
    }

    /** For people; printable ASCII and line ends only. */
    public String text() {
        return ReportText.of(this);
    }

    /** One JSON document, ASCII. */
    public String json() {
        return ReportJson.of(this);
    }
}
