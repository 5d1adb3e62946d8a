package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuricataEveInputTest {
    private static final String ALERT =
            "{\"timestamp\":\"2026-03-02T08:00:00.5+0100\",\"event_type\":\"alert\",\"src_ip\":\"10.0.0.1\",\"alert\":{\"signature\":\"S\",\"severity\":%s}%s}";

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 3", "3, 2", "4, 1", "255, 1", "0, 4"})
    void turnsSeveritySoThatItRises(String source, double severity) {
        Event event = Fixtures.accepted(Fixtures.decode("suricata-eve", ALERT.formatted(source, "")));

        assertThat(event.numbers())
                .containsEntry("severity", severity)
                .containsEntry("source_severity", Double.valueOf(source));
    }

    @Test
    void orderOfKeysDoesNotMatter() {
        List<String> fields = new ArrayList<>(List.of(
                "\"timestamp\":\"2026-03-02T08:00:00+0100\"",
                "\"event_type\":\"flow\"",
                "\"src_ip\":\"10.0.0.1\"",
                "\"dest_port\":\"443\"",
                "\"flow\":{\"bytes_toserver\":1,\"age\":2,\"end\":\"2026-03-02T08:00:00+0100\"}",
                "\"tcp\":{\"tcp_flags\":\"02\",\"syn\":true}",
                "\"unknown\":{\"deep\":[{\"x\":[]}]}"));
        Decoded first = Fixtures.decode("suricata-eve", "{" + String.join(",", fields) + "}");
        Fixtures.accepted(first);
        Random random = new Random(7);

        for (int i = 0; i < 50; i++) {
            Collections.shuffle(fields, random);

            assertThat(Fixtures.decode("suricata-eve", "{" + String.join(",", fields) + "}"))
                    .isEqualTo(first);
        }
    }

    @Test
    void wrongTypeMattersInTheTypesOwnObjectOnly() {
        String alert = ALERT.formatted("1", ",\"http\":{\"status\":{},\"url\":\"/x\"},\"dns\":\"no\"");
        String http = alert.replace("\"event_type\":\"alert\"", "\"event_type\":\"http\"");

        Event event = Fixtures.accepted(Fixtures.decode("suricata-eve", alert));

        assertThat(event.texts()).containsEntry("url", "/x");
        assertThat(event.numbers()).doesNotContainKey("status");
        assertThat(Fixtures.text(Fixtures.decode("suricata-eve", http)))
                .isEqualTo(
                        "INP-004 input \"suricata-eve\": field \"status\" must be a number; found an object; correct it at"
                                + " the source");
    }

    @Test
    void recordIsNotEarlierThanItsFlow() {
        String flow = ",\"flow\":{\"start\":\"2026-03-02T09:00:00+0100\",\"end\":\"2026-03-02T09:30:00+0100\"}";
        String earlier = ",\"flow\":{\"start\":\"2026-03-01T09:00:00+0100\"}";

        assertThat(Fixtures.text(Fixtures.decode("suricata-eve", ALERT.formatted("1", flow))))
                .startsWith("alert 10.0.0.1 2026-03-02T08:30:00Z\n");
        assertThat(Fixtures.text(Fixtures.decode("suricata-eve", ALERT.formatted("1", earlier))))
                .startsWith("alert 10.0.0.1 2026-03-02T07:00:00.500Z\n");
    }

    @Test
    void unsetTcpFlagsAreZeroOnlyWhereTheSumIsKnown() {
        String head =
                "{\"timestamp\":\"2026-03-02T08:00:00Z\",\"event_type\":\"flow\",\"src_ip\":\"a\",\"flow\":{},\"tcp\":{";

        Event known = Fixtures.accepted(Fixtures.decode("suricata-eve", head + "\"tcp_flags\":\"16\",\"syn\":true}}"));
        Event unknown = Fixtures.accepted(Fixtures.decode("suricata-eve", head + "\"syn\":true}}"));

        assertThat(known.numbers())
                .containsEntry("tcp_syn", 1.0)
                .containsEntry("tcp_rst", 1.0)
                .containsEntry("tcp_ack", 1.0)
                .containsEntry("tcp_fin", 0.0);
        assertThat(unknown.numbers()).containsEntry("tcp_syn", 1.0).doesNotContainKey("tcp_fin");
    }

    @Test
    void alertOfARuleWithoutMessageIsKnownByItsNumber() {
        String named =
                ALERT.formatted("1", "").replace("\"signature\":\"S\"", "\"signature\":\"\",\"signature_id\":77");
        String nameless = ALERT.formatted("1", "").replace("\"signature\":\"S\"", "\"gid\":1");

        assertThat(Fixtures.accepted(Fixtures.decode("suricata-eve", named)).texts())
                .containsEntry("signature", "77")
                .containsEntry("signature_id", "77");
        assertThat(Fixtures.text(Fixtures.decode("suricata-eve", nameless)))
                .isEqualTo(
                        "INP-003 input \"suricata-eve\": field \"alert.signature\" is required; it is missing; send it,"
                                + " or name another field");
    }

    @Test
    void countsGroupedAnswersWhereTheListIsOff() {
        String record = "{\"timestamp\":\"2026-03-02T08:00:00Z\",\"event_type\":\"dns\",\"src_ip\":\"a\",\"dns\":"
                + "{\"version\":2,\"type\":\"answer\",\"rrname\":\"x\",\"grouped\":{\"A\":[\"1\",\"2\"],\"CNAME\":[\"y\"]}}}";

        assertThat(Fixtures.accepted(Fixtures.decode("suricata-eve", record)).numbers())
                .containsEntry("answers", 3.0)
                .doesNotContainKey("min_ttl");
    }

    @Test
    void readsTheQueryInsideAnAlert() {
        String dns =
                ",\"dns\":{\"query\":[{\"type\":\"query\",\"id\":1,\"rrname\":\"bad.example\",\"rrtype\":\"TXT\"}]}";

        assertThat(Fixtures.accepted(Fixtures.decode("suricata-eve", ALERT.formatted("1", dns)))
                        .texts())
                .containsEntry("query", "bad.example")
                .containsEntry("rrtype", "TXT")
                .containsEntry("dns_kind", "query");
    }

    @Test
    void configuredFieldsNameEntityAndTenant() {
        InputOptions options =
                InputOptions.defaults().withEntityField("dest_ip").withTenantField("tenant_id");
        String record = ALERT.formatted("1", ",\"dest_ip\":\"10.9.9.9\",\"tenant_id\":42");

        Decoded.Accepted decoded = (Decoded.Accepted) Fixtures.decode("suricata-eve", options, record);

        assertThat(decoded.event().entity()).isEqualTo("10.9.9.9");
        assertThat(decoded.tenant()).isEqualTo("42");
        assertThat(Fixtures.decode(
                        "suricata-eve", options.withEntityField("community"), record.replace("dest_ip", "community")))
                .isInstanceOfSatisfying(
                        Decoded.Accepted.class,
                        raw -> assertThat(raw.event().entity()).isEqualTo("10.9.9.9"));
    }

    @Test
    void boundsTextsAndMendsLoneSurrogates() {
        String record = ALERT.replace("\"S\"", "\"" + "é".repeat(5_000) + "\"")
                .formatted("1", ",\"host\":\"a\\ud800b\\ud83d\\ude00\\u0001\"");

        Event event = Fixtures.accepted(Fixtures.decode("suricata-eve", record));

        assertThat(event.texts().get("signature"))
                .hasSize(1_024)
                .startsWith("éé")
                .endsWith("é…[truncated]");
        assertThat(event.texts()).containsEntry("host", "a\uFFFDb\uD83D\uDE00\u0001");
    }

    @Test
    void truncationNeverSplitsACharacterInTwo() {
        String pair = "\uD83D\uDE00";

        String bounded = EventBuilder.bounded("x" + pair.repeat(1_000));

        assertThat(bounded).endsWith(pair + EventBuilder.MARKER).hasSize(1_023);
    }
}
