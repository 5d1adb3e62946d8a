package dev.winnow.app.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** What true Suricata 7 and 8 and Zeek 6 records have, by the sensors' own documentation. */
final class SensorShape {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
    private static final Pattern EVE_TIME =
            Pattern.compile("2025-11-18T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][.][0-9]{6}[+]0000");

    private SensorShape() {}

    static void eve(JsonNode json) {
        matches(EVE_TIME, json.get("timestamp"));
        assertThat(json.get("flow_id").asLong()).isBetween(0L, (1L << 51) - 1);
        address(json.get("src_ip"));
        address(json.get("dest_ip"));
        assertThat(json.get("src_port").isInt()).isTrue();
        assertThat(json.get("dest_port").isInt()).isTrue();
        assertThat(json.get("proto").asText()).isIn("TCP", "UDP");
        assertThat(json.get("in_iface").isTextual()).isTrue();
        assertThat(json.get("host").asText()).startsWith("ids-");
        String type = json.get("event_type").asText();
        switch (type) {
            case "flow" -> flow(json);
            case "dns" -> dns(json.get("dns"));
            case "tls" -> {
                boolean certificate = json.get("tls").get("version").asText().equals("TLS 1.2");
                for (String field :
                        new String[] {"subject", "issuerdn", "serial", "fingerprint", "notbefore", "notafter"}) {
                    assertThat(json.get("tls").has(field)).as(field).isEqualTo(certificate);
                }
                assertThat(json.get("tls").get("sni").asText()).isNotEmpty();
                assertThat(json.get("tls").get("version").asText()).startsWith("TLS 1.");
                assertThat(json.get("tls").get("ja3").get("hash").asText()).matches("[0-9a-f]{32}");
                assertThat(json.get("tls").get("ja4").asText()).matches("t1[23]d1516h2_[0-9a-f]{12}_[0-9a-f]{12}");
            }
            case "http" -> {
                JsonNode http = json.get("http");
                assertThat(http.get("hostname").asText()).isNotEmpty();
                assertThat(http.get("url").asText()).startsWith("/");
                assertThat(http.get("http_method").asText()).isIn("GET", "POST");
                assertThat(http.get("status").isInt()).isTrue();
                assertThat(http.get("length").isIntegralNumber()).isTrue();
            }
            case "alert" -> {
                JsonNode alert = json.get("alert");
                assertThat(alert.get("action").asText()).isEqualTo("allowed");
                assertThat(alert.get("gid").asInt()).isEqualTo(1);
                assertThat(alert.get("signature_id").asInt()).isPositive();
                assertThat(alert.get("signature").asText()).isNotEmpty();
                assertThat(alert.get("severity").asInt()).isBetween(1, 3);
            }
            default -> assertThat(type).isEqualTo("one of flow, dns, tls, http, alert");
        }
    }

    static void zeekSsh(JsonNode json) {
        assertThat(json.get("_path").asText()).isEqualTo("ssh");
        assertThat(json.get("ts").asText()).matches("2025-11-18T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{6}Z");
        assertThat(json.get("_write_ts").asText()).isGreaterThan(json.get("ts").asText());
        assertThat(json.get("uid").asText()).matches("C[0-9A-Za-z]{17}");
        address(json.get("id.orig_h"));
        address(json.get("id.resp_h"));
        assertThat(json.get("id.resp_p").asInt()).isEqualTo(22);
        assertThat(json.get("version").asInt()).isEqualTo(2);
        assertThat(json.get("auth_success").isBoolean()).isTrue();
        assertThat(json.get("auth_attempts").asInt()).isBetween(1, 6);
        assertThat(json.get("client").asText()).startsWith("SSH-2.0-");
        assertThat(json.get("server").asText()).startsWith("SSH-2.0-");
        assertThat(json.get("host_key").asText()).startsWith("SHA256:");
    }

    private static void address(JsonNode text) {
        matches(ADDRESS, text);
    }

    private static void matches(Pattern pattern, JsonNode text) {
        if (!pattern.matcher(text.asText()).matches()) {
            assertThat(text.asText()).matches(pattern);
        }
    }

    private static void flow(JsonNode json) {
        JsonNode flow = json.get("flow");
        for (String counter :
                new String[] {"pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient", "age"}) {
            assertThat(flow.get(counter).isIntegralNumber()).as(counter).isTrue();
            assertThat(flow.get(counter).asLong()).as(counter).isNotNegative();
        }
        assertThat(flow.get("bytes_toserver").asLong())
                .isGreaterThanOrEqualTo(40 * flow.get("pkts_toserver").asLong());
        assertThat(flow.get("start").asText())
                .isLessThanOrEqualTo(flow.get("end").asText());
        assertThat(flow.get("end").asText())
                .isLessThanOrEqualTo(json.get("timestamp").asText());
        assertThat(flow.get("state").asText()).isIn("new", "established", "closed");
        assertThat(flow.get("alerted").isBoolean()).isTrue();
        assertThat(json.get("app_proto").asText()).isNotEmpty();
        assertThat(json.has("tcp")).isEqualTo(json.get("proto").asText().equals("TCP"));
        if (json.has("tcp")) {
            assertThat(json.get("tcp").get("tcp_flags").asText()).matches("[0-9a-f]{2}");
            assertThat(json.get("tcp").get("syn").asBoolean()).isTrue();
        }
    }

    private static void dns(JsonNode dns) {
        String type = dns.get("type").asText();
        assertThat(type).isIn("query", "answer", "request", "response");
        boolean version3 = type.equals("request") || type.equals("response");
        if (version3) {
            assertThat(dns.get("version").asInt()).isEqualTo(3);
            assertThat(dns.get("queries").get(0).get("rrname").asText()).isNotEmpty();
            assertThat(dns.get("queries").get(0).get("rrtype").asText()).isNotEmpty();
        } else {
            assertThat(dns.get("rrname").asText()).isNotEmpty();
            assertThat(dns.get("rrtype").asText()).isNotEmpty();
        }
        if (type.equals("answer") || type.equals("response")) {
            assertThat(dns.get("rcode").asText()).isIn("NOERROR", "NXDOMAIN");
            assertThat(dns.get("qr").asBoolean()).isTrue();
            assertThat(dns.has("answers")).isEqualTo(dns.get("rcode").asText().equals("NOERROR"));
        }
    }
}
