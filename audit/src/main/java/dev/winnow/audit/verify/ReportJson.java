package dev.winnow.audit.verify;

import dev.winnow.audit.json.JsonWriter;

/** Renders a report as one JSON document. */
final class ReportJson {
    static final String NO_FORWARD_SECURITY =
            "no forward security: one key seals the whole chain, so whoever holds it could have written any entry";

    private static final String FORMAT = "winnow-audit-report/1";

    private ReportJson() {}

    static String of(AuditReport report) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.name("format").value(FORMAT);
        json.name("verdict").value(report.conclusion().name());
        json.name("exitCode").value(report.exitCode());
        json.name("level").value(report.level());
        json.name("chains").beginArray();
        for (ChainResult chain : report.chains()) {
            chain(json, chain);
        }
        json.endArray().name("findings").beginArray();
        for (Finding finding : report.allFindings()) {
            finding(json, finding);
        }
        json.endArray().name("inputs").beginArray();
        for (AuditReport.Input input : report.inputs()) {
            json.beginObject();
            json.name("name").value(input.name());
            json.name("sha256").value(input.sha256());
            json.endObject();
        }
        return json.endArray().endObject().finish();
    }

    private static void chain(JsonWriter json, ChainResult chain) {
        json.beginObject();
        json.name("origin").value(chain.origin());
        json.name("cid").value(chain.cid());
        json.name("from").value(chain.from());
        json.name("to").value(chain.to());
        json.name("level").value(chain.level());
        json.name("entries").value(chain.entries());
        json.name("tagsVerified").value(chain.verified());
        json.name("sessions").value(chain.sessions());
        json.name("firstMillis").value(chain.firstMillis());
        json.name("lastMillis").value(chain.lastMillis());
        json.name("keyId").value(chain.keyId());
        json.name("keyMode").value(chain.keyMode());
        json.name("forwardSecurity").value(false);
        json.name("tail").value(chain.tail());
        json.endObject();
    }

    private static void finding(JsonWriter json, Finding finding) {
        json.beginObject();
        json.name("code").value(finding.code().name());
        json.name("severity").value(finding.gravity().text());
        json.name("chain").value(finding.chain());
        number(json.name("seq"), finding.seq());
        number(json.name("offset"), finding.offset());
        json.name("text").value(finding.text());
        json.endObject();
    }

    private static void number(JsonWriter json, long number) {
        if (number < 0) {
            json.nullValue();
        } else {
            json.value(number);
        }
    }
}
