package dev.winnow.schemas.output;

import dev.winnow.wire.Alert;
import dev.winnow.wire.AttackTag;
import dev.winnow.wire.Attribution;
import dev.winnow.wire.Band;
import dev.winnow.wire.Baseline;
import dev.winnow.wire.BaselineScope;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.FeatureBaseline;
import dev.winnow.wire.Features;
import dev.winnow.wire.GroupPart;
import dev.winnow.wire.MemberScore;
import dev.winnow.wire.ModelState;
import dev.winnow.wire.Neighbour;
import dev.winnow.wire.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alerts that golden files are made of. */
final class AlertSamples {
    /** A terminal escape, a line end, quotes, a backslash, text direction, C1 control, an emoji, and half a pair. */
    static final String HOSTILE =
            "ET \u001b[31mSCAN\u001b[0m\n\"quoted\" \\ <b>ü</b> \u202eevil \u0085 \ud83d\ude00 \ud800";

    private AlertSamples() {}

    static Map<String, Alert> all() {
        Map<String, Alert> all = new LinkedHashMap<>();
        all.put("flow-critical", flow());
        all.put("ids-low-hostile", ids());
        all.put("warming-up", warming());
        return all;
    }

    /** A beaconing flow: every part is there, with a technique, a sub-technique of another and a shared tactic. */
    static Alert flow() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("src_ip", "10.1.2.3");
        context.put("dest_ip", "2001:db8::7");
        context.put("src_port", "51514");
        context.put("dest_port", "443");
        context.put("proto", "TCP");
        context.put("app_proto", "tls");
        context.put("community_id", "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
        List<String> names = List.of("bytes_out", "gap_seconds", "sni_entropy");
        return new Alert(
                "a-0001",
                "acme",
                "10.1.2.3",
                new Source("winnow.events.eve", 3, 90_211L),
                "suricata-eve",
                "flow",
                Instant.parse("2026-03-04T05:06:07.089Z"),
                false,
                new Features(
                        "suricata-flow/1",
                        names,
                        List.of(1.5e7, 60.0, 0.0),
                        List.of(false, false, true),
                        List.of(4.25, -3.5, 0.0)),
                List.of(new MemberScore("rcf", 12.5, 1.0e-5), new MemberScore("ewma", 7.25, null)),
                4.75,
                5.125,
                List.of("v-7", "v-3"),
                ModelState.READY,
                "acme/suricata-flow/1/internal",
                2,
                6,
                2L,
                40_961L,
                0.9375,
                "platt",
                4L,
                612L,
                Band.CRITICAL,
                Disposition.ESCALATED,
                "f-0001",
                17L,
                "c-0001",
                List.of(
                        new Attribution("bytes_out", 3.5, 0.0),
                        new Attribution("gap_seconds", 0.0, 1.25),
                        new Attribution("sni_entropy", 0.0, 0.0)),
                List.of(new GroupPart("volume", 3.5, 0.0, 0.75), new GroupPart("timing", 0.0, 1.25, 0.25)),
                "bytes_out",
                0.875,
                new Baseline(
                        BaselineScope.ENTITY,
                        2_048L,
                        List.of(
                                new FeatureBaseline("bytes_out", 1.5e7, 2.0e4, 1.0e4, 100.0, 1498.0),
                                new FeatureBaseline("gap_seconds", 60.0, 600.0, 150.0, 0.5, -3.6),
                                new FeatureBaseline("sni_entropy", null, 3.25, 0.5, 0.0, 0.0)),
                        List.of(new Neighbour(1.75, List.of(21_000.0, 580.0, 3.0)))),
                "10.1.2.3 sent 15,000,000 bytes where 20,000 are usual.",
                List.of(
                        new AttackTag("TA0011", "Command and Control", "T1071.001", "Web Protocols"),
                        new AttackTag("TA0011", "Command and Control", "T1573", "Encrypted Channel"),
                        new AttackTag("TA0010", "Exfiltration", "T1041", "Exfiltration Over C2 Channel")),
                context,
                "soc.example/winnow/audit/1/3",
                128L);
    }

    /** Another tool's alert about a host and a user, with hostile text and texts that only look like addresses and ports. */
    static Alert ids() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("signature", HOSTILE);
        context.put("host", "dc01.corp.example");
        context.put("user", "CORP\\mara\u0007");
        context.put("src_ip", "999.1.1.1");
        context.put("dest_ip", "10.0.0.5");
        context.put("src_port", "70000");
        context.put("dest_port", "1e3");
        context.put("app_proto", "failed");
        return new Alert(
                "a-0002",
                "acme",
                "dc01.corp.example",
                new Source("winnow.events.wazuh", 0, 7L),
                "wazuh",
                "alert",
                Instant.parse("2026-03-04T05:06:07Z"),
                true,
                new Features("wazuh-alert/1", List.of("rarity"), List.of(0.5), List.of(false), List.of(0.25)),
                List.of(new MemberScore("rcf", 0.75, 0.25)),
                0.625,
                0.5,
                List.of(),
                ModelState.DEGRADED,
                "acme/wazuh-alert/1/all",
                0,
                1,
                1L,
                10L,
                0.046875,
                "prior",
                0L,
                0L,
                Band.LOW,
                Disposition.OPENED,
                "f-0002",
                1L,
                "c-0002",
                List.of(new Attribution("rarity", 0.5, 0.0)),
                List.of(),
                null,
                null,
                new Baseline(
                        BaselineScope.SEGMENT,
                        3L,
                        List.of(new FeatureBaseline("rarity", 0.5, 0.25, 0.0, 100.0, Double.POSITIVE_INFINITY)),
                        List.of()),
                "Rare: " + HOSTILE,
                List.of(),
                context,
                "soc.example/winnow/audit/1/0",
                3L);
    }

    /** A detector is still learning: there is no score, no attribution and nothing to compare with. */
    static Alert warming() {
        return new Alert(
                "a-0003",
                "beta",
                "mara",
                new Source("winnow.events.auth", 1, 0L),
                "json",
                "auth",
                Instant.parse("1969-12-31T23:59:59.999Z"),
                false,
                new Features("auth/1", List.of("failures"), List.of(3.0), List.of(false), List.of()),
                List.of(),
                null,
                null,
                List.of(),
                ModelState.WARMING,
                "beta/auth/1/all",
                0,
                1,
                1L,
                5L,
                0.01,
                "prior",
                0L,
                0L,
                Band.INFO,
                Disposition.MUTED,
                "f-0003",
                1L,
                "",
                List.of(),
                List.of(),
                null,
                null,
                new Baseline(BaselineScope.SEGMENT, 0L, List.of(), List.of()),
                "The model warms up.",
                List.of(),
                Map.of("user", "mara"),
                "soc.example/winnow/audit/1/1",
                0L);
    }
}
