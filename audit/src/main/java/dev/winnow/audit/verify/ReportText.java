package dev.winnow.audit.verify;

import java.time.Instant;

/** Renders a report for people. Every text in it is printable already; it is escaped again where that costs nothing. */
final class ReportText {
    private ReportText() {}

    static String of(AuditReport report) {
        StringBuilder out = new StringBuilder();
        for (ChainResult chain : report.chains()) {
            chain(out, chain);
        }
        for (Finding finding : report.findings()) {
            finding(out, finding);
        }
        for (AuditReport.Input input : report.inputs()) {
            out.append("input ").append(AsciiText.of(input.name())).append(" sha256 ");
            out.append(input.sha256()).append('\n');
        }
        int count = report.allFindings().size();
        out.append("VERDICT ").append(report.conclusion()).append(" level ").append(report.level());
        out.append(" (").append(count).append(count == 1 ? " finding)\n" : " findings)\n");
        return out.toString();
    }

    private static void chain(StringBuilder out, ChainResult chain) {
        out.append("chain ").append(chain.origin());
        if (!chain.cid().isEmpty()) {
            out.append("  cid ").append(chain.cid());
        }
        if (chain.from() >= 0) {
            out.append("  entries ")
                    .append(chain.from())
                    .append("..")
                    .append(chain.to())
                    .append("  ");
            out.append(Instant.ofEpochMilli(chain.firstMillis())).append("..");
            out.append(Instant.ofEpochMilli(chain.lastMillis()));
        }
        out.append("\n  level ").append(chain.level()).append("; ").append(chain.verified());
        out.append(" tags verified, ").append(chain.entries()).append(" records read, ");
        out.append(chain.sessions()).append(chain.sessions() == 1 ? " session" : " sessions");
        if (!chain.keyId().isEmpty()) {
            out.append("; key ").append(chain.keyId());
        }
        out.append('\n');
        if (chain.keyMode().equals("static")) {
            out.append("  ").append(ReportJson.NO_FORWARD_SECURITY).append('\n');
        }
        out.append("  ").append(chain.tail()).append('\n');
        for (Finding finding : chain.findings()) {
            out.append("  ");
            finding(out, finding);
        }
    }

    private static void finding(StringBuilder out, Finding finding) {
        out.append("FINDING ")
                .append(finding.code())
                .append(' ')
                .append(finding.gravity().text());
        if (finding.seq() >= 0) {
            out.append(" seq ").append(finding.seq());
        }
        if (finding.offset() >= 0) {
            out.append(" offset ").append(finding.offset());
        }
        out.append(": ").append(finding.text()).append('\n');
    }
}
