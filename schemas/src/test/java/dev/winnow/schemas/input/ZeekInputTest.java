package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZeekInputTest {
    private static final String TSV =
            "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
                    + "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\torig_bytes\tconn_state\n"
                    + "1772438400.444458\tC1\t10.0.0.1\t40000\t10.0.0.2\t22\ttcp\tssh\t1596\tSF\n";

    @Test
    void oneConnectionIsOneEventInAllFourSpellings() {
        String rest = "\"uid\":\"C1\",\"proto\":\"tcp\",\"service\":\"ssh\",\"orig_bytes\":1596,\"conn_state\":\"SF\",";
        Event tsv = Fixtures.accepted(Fixtures.decode("zeek", TSV));

        for (String json : List.of(
                "{\"_path\":\"conn\",\"ts\":1772438400.444458," + rest
                        + "\"id.orig_h\":\"10.0.0.1\",\"id.orig_p\":40000,\"id.resp_h\":\"10.0.0.2\",\"id.resp_p\":22}",
                "{\"ts\":\"2026-03-02T08:00:00.444458Z\"," + rest
                        + "\"id_orig_h\":\"10.0.0.1\",\"id_orig_p\":40000,\"id_resp_h\":\"10.0.0.2\",\"id_resp_p\":22}",
                "{\"id\":{\"orig_h\":\"10.0.0.1\",\"orig_p\":40000,\"resp_h\":\"10.0.0.2\",\"resp_p\":22}," + rest
                        + "\"ts\":1772438400.444458,\"extra\":{\"a\":[1]}}")) {
            assertThat(Fixtures.accepted(Fixtures.decode("zeek", json))).isEqualTo(tsv);
        }
        assertThat(tsv.entity()).isEqualTo("10.0.0.1");
        assertThat(tsv.numbers()).containsEntry("bytes_out", 1596.0);
    }

    @Test
    void headerWithoutPathIsToldFromItsFields() {
        assertThat(Fixtures.decode("zeek", TSV.replace("#path\tconn\n", ""))).isEqualTo(Fixtures.decode("zeek", TSV));
    }

    @Test
    void readsTheNextHeaderAfterAnother() {
        InputFormat format = InputFormats.create("zeek", InputOptions.defaults());
        byte[] first = TSV.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] swapped = TSV.replace("id.orig_h\tid.orig_p\tid.resp_h", "id.resp_h\tid.orig_p\tid.orig_h")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        for (int i = 0; i < 3; i++) {
            assertThat(Fixtures.accepted(format.decode(first)).entity()).isEqualTo("10.0.0.1");
            assertThat(Fixtures.accepted(format.decode(swapped)).entity()).isEqualTo("10.0.0.2");
        }
    }

    @Test
    void labelsNeverBecomeFields() {
        String labelled = TSV.replace("conn_state\n", "conn_state\tlabel\tdetailedlabel\n")
                .replace("SF\n", "SF\tMalicious\tScan\n");
        String json = "{\"_path\":\"conn\",\"ts\":1,\"id.orig_h\":\"a\",\"label\":\"Malicious\",\"x_label\":1}"
                .replace(":1,", ":1772438400,");

        assertThat(Fixtures.decode("zeek", labelled)).isEqualTo(Fixtures.decode("zeek", TSV));
        assertThat(Fixtures.accepted(Fixtures.decode("zeek", json)).texts()).containsOnlyKeys("src_ip");
    }

    @Test
    void columnCanNameEntityAndTenant() {
        InputOptions options =
                InputOptions.defaults().withEntityField("dest_ip").withTenantField("site");
        String record = TSV.replace("conn_state\n", "conn_state\tsite\n").replace("SF\n", "SF\tacme\n");

        Decoded.Accepted decoded = (Decoded.Accepted) Fixtures.decode("zeek", options, record);

        assertThat(decoded.event().entity()).isEqualTo("10.0.0.2");
        assertThat(decoded.tenant()).isEqualTo("acme");
    }

    @ParameterizedTest
    @CsvSource({
        "'plain',               'plain'",
        "'a\\x09b',             'a\tb'",
        "'\\x41\\x42',          'AB'",
        "'b\\xc3\\xbccher',     'bücher'",
        "'\\xff',               '\\xff'",
        "'\\x4',                '\\x4'",
        "'c:\\\\dir',           'c:\\dir'",
        "'\\xzz',               '\\xzz'"
    })
    void unescapesBytesAndKeepsWhatIsNoText(String escaped, String text) {
        assertThat(ZeekHeader.unescape(escaped)).isEqualTo(text);
    }

    @Test
    void attemptsWithoutKnownOutcomeHaveNone() {
        String ssh = "{\"_path\":\"ssh\",\"ts\":1772438400,\"id.orig_h\":\"a\",\"auth_attempts\":0}";

        Event event = Fixtures.accepted(Fixtures.decode("zeek", ssh));

        assertThat(event.type()).isEqualTo("auth");
        assertThat(event.texts()).doesNotContainKey("outcome");
        assertThat(event.numbers()).containsEntry("attempts", 0.0);
    }
}
