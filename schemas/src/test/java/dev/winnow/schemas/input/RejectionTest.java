package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RejectionTest {
    private static final InputOptions DEFAULTS = InputOptions.defaults();
    private static final InputOptions MAPPED = DEFAULTS.withMapping(
            new Mapping("t", "millis", "who", "", Map.of("load", "cpu.load"), Map.of("note", "n")));
    private static final String EVE_HEAD = "{\"timestamp\":\"2026-03-02T08:00:00+0100\",\"event_type\":\"dns\",";
    private static final String ZEEK_HEAD = "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\torig_bytes\n";

    /** @param expected the whole message, code first */
    record Case(String format, InputOptions options, byte[] record, String expected) {
        @Override
        public String toString() {
            return expected;
        }
    }

    static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        Table eve = new Table(all, "suricata-eve", DEFAULTS);
        eve.refuses(
                "a".repeat(2_000_000),
                "INP-001",
                "a record must have at most 1048576 bytes; found more; shorten it or raise maxRecordBytes");
        eve.refuses(
                new byte[] {'{', '"', (byte) 0xC3, '(', '"'},
                "INP-002",
                "a record must be valid UTF-8; byte 2 is not; send the source's text as UTF-8");
        eve.refuses(
                new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80},
                "INP-002",
                "a record must be valid UTF-8; byte 1 is not; send the source's text as UTF-8");
        eve.refuses(
                "{\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\"}",
                "INP-003",
                "field \"timestamp\" is required; it is missing; send it, or name another field");
        eve.refuses(
                "{\"timestamp\":\"2026-03-02T08:00:00+0100\",\"src_ip\":\"10.0.0.1\"}",
                "INP-003",
                "field \"event_type\" is required; it is missing; send it, or name another field");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"10.0.0.1\"}",
                "INP-003",
                "field \"dns\" is required; it is missing; send it, or name another field");
        eve.refuses(
                EVE_HEAD + "\"dns\":{}}",
                "INP-003",
                "field \"src_ip\" is required; it is missing; send it, or name another field");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":7,\"dns\":{}}",
                "INP-004",
                "field \"src_ip\" must be a text; found a number; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":[]}",
                "INP-004",
                "field \"dns\" must be an object; found an array; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{\"rcode\":{\"x\":1}}}",
                "INP-004",
                "field \"rcode\" must be a text; found an object; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{},\"src_port\":\"80x\"}",
                "INP-004",
                "field \"src_port\" must be a number; found a text; correct it at the source");
        eve.refuses(
                "[1]", "INP-004", "field \"(record)\" must be a JSON object; found an array; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\"",
                "INP-005",
                "a record must be one complete JSON object; it is broken near byte 71; correct the source");
        eve.refuses(
                "{'a':1}",
                "INP-005",
                "a record must be one complete JSON object; it is broken near byte 2; correct the source");
        eve.refuses(
                "{\u0000\"a\":1}",
                "INP-005",
                "a record must be one complete JSON object; it is broken near byte 1; correct the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{}} {}",
                "INP-006",
                "a record must be one JSON object; found something behind it; send one object a record");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{}}]",
                "INP-006",
                "a record must be one JSON object; found something behind it; send one object a record");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"src_ip\":\"b\",\"dns\":{}}",
                "INP-007",
                "field \"src_ip\" must stand once; found it twice; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"event_type\":\"flow\"}",
                "INP-007",
                "field \"event_type\" must stand once; found it twice; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{},\"dns\":{}}",
                "INP-007",
                "field \"dns\" must stand once; found it twice; correct it at the source");
        eve.refuses(
                EVE_HEAD + "\"x\":NaN}",
                "INP-008",
                "field \"x\" must be a finite number; found one that is not; leave the field out instead");
        eve.refuses(
                EVE_HEAD + "\"x\":[-Infinity]}",
                "INP-008",
                "field \"(array)\" must be a finite number; found one that is not; leave the field out instead");
        eve.refuses(
                EVE_HEAD + "\"src_port\":1e999}",
                "INP-008",
                "field \"src_port\" must be a finite number; found one that is not; leave the field out instead");
        eve.refuses(
                EVE_HEAD + "\"src_port\":\"nan\"}",
                "INP-008",
                "field \"src_port\" must be a finite number; found one that is not; leave the field out instead");
        eve.refuses(
                "{\"timestamp\":\"2026-02-30T08:00:00Z\",\"event_type\":\"x\",\"src_ip\":\"a\"}",
                "INP-009",
                "field \"timestamp\" must be an ISO 8601 date and time such as 2026-01-31T12:00:00.123456+0100; found \"2026-02-30T08:00:00Z\"; correct the source or the declared time unit");
        eve.refuses(
                "{\"timestamp\":\"1989-12-31T23:59:59.999Z\",\"event_type\":\"x\",\"src_ip\":\"a\"}",
                "INP-010",
                "field \"timestamp\" must lie between the years 1990 and 9999; found an earlier time; check the source's clock and the declared time unit");
        eve.refuses(
                "{\"timestamp\":\"2026-02-03T08:00:00Z\",\"event_type\":\"x\",\"src_ip\":\"\"}",
                "INP-011",
                "field \"src_ip\" must name the entity; it is empty; send it, or name another field");
        eve.refuses(
                "{\"timestamp\":\"2026-02-03T08:00:00Z\",\"event_type\":\"x\",\"src_ip\":\" \\t\"}",
                "INP-011",
                "field \"src_ip\" must name the entity; it is empty; send it, or name another field");
        eve.refuses(
                "{\"a\":" + "[".repeat(100_000),
                "INP-012",
                "a record must be nested at most 64 deep; found deeper; flatten it or raise maxDepth");
        eve.refuses(
                "{" + "\"a\":1,".repeat(5_000) + "\"b\":1}",
                "INP-013",
                "a record must have at most 4096 fields; found more; send fewer or raise maxFields");
        eve.refuses(" \r\n\t", "INP-014", "a record must have content; it is blank; do not send blank records");
        eve.refuses("", "INP-014", "a record must have content; it is blank; do not send blank records");
        eve.refuses(
                "{\"timestamp\":\"2026-02-03T08:00:00Z\",\"event_type\":\"a b\",\"src_ip\":\"a\"}",
                "INP-019",
                "field \"event_type\" must be a plain word; found \"a b\"; correct the source");

        Table named = new Table(all, "suricata-eve", DEFAULTS.withEntityField("user"));
        named.refuses(
                EVE_HEAD + "\"src_ip\":\"a\",\"dns\":{}}",
                "INP-003",
                "field \"user\" is required; it is missing; send it, or name another field");

        Table zeek = new Table(all, "zeek", DEFAULTS);
        zeek.refuses(
                ZEEK_HEAD,
                "INP-015",
                "a Zeek record must have header lines and one row; found no row; send each row with its header lines");
        zeek.refuses(
                ZEEK_HEAD + "1772438400\ta\n",
                "INP-015",
                "a Zeek record must have 3 columns as in #fields; found 2 columns; send each row with its header lines");
        zeek.refuses(
                ZEEK_HEAD + "1772438400\ta\t1\n1772438400\ta\t1\n",
                "INP-015",
                "a Zeek record must have header lines and one row; found more rows than one; send each row with its header lines");
        zeek.refuses(
                "#path\tconn\n1\t2",
                "INP-015",
                "a Zeek record must have a #fields line before its row; found none; send each row with its header lines");
        zeek.refuses(
                "#separator ab\n#fields\tts\n1",
                "INP-015",
                "a Zeek record must have a #separator of one ASCII byte; found \"ab\"; send each row with its header lines");
        zeek.refuses(
                ZEEK_HEAD + "1772438400\ta\tx1",
                "INP-004",
                "field \"orig_bytes\" must be a number; found \"x1\"; correct it at the source");
        zeek.refuses(
                ZEEK_HEAD + "1772438400\ta\tinf",
                "INP-008",
                "field \"orig_bytes\" must be a finite number; found one that is not; leave the field out instead");
        zeek.refuses(
                ZEEK_HEAD + "-\ta\t1",
                "INP-003",
                "field \"ts\" is required; it is missing; send it, or name another field");
        zeek.refuses(
                ZEEK_HEAD + "yesterday\ta\t1",
                "INP-009",
                "field \"ts\" must be epoch seconds or an ISO 8601 date and time; found \"yesterday\"; correct the source or the declared time unit");
        zeek.refuses(
                ZEEK_HEAD + "1772438400000\ta\t1",
                "INP-010",
                "field \"ts\" must lie between the years 1990 and 9999; found a later time; check the source's clock and the declared time unit");
        zeek.refuses(
                ZEEK_HEAD + "1772438400\t-\t1",
                "INP-003",
                "field \"id.orig_h\" is required; it is missing; send it, or name another field");
        zeek.refuses(
                "{\"ts\":1772438400,\"id.orig_h\":\"a\"}",
                "INP-019",
                "the log must be named by #path or _path or be told from its fields; found neither; send _path with the record");
        zeek.refuses(
                "{\"ts\":1772438400,\"id.orig_h\":\"a\",\"id_orig_h\":\"b\",\"conn_state\":\"SF\"}",
                "INP-007",
                "field \"id_orig_h\" must stand once; found it twice; correct it at the source");

        Table wazuh = new Table(all, "wazuh", DEFAULTS);
        wazuh.refuses(
                "{\"timestamp\":\"2026-03-02T08:00:00.1+0000\",\"agent\":{\"name\":\"a\"}}",
                "INP-003",
                "field \"rule.level\" is required; it is missing; send it, or name another field");
        wazuh.refuses(
                "{\"timestamp\":\"2026-03-02T08:00:00.1+0000\",\"rule\":{\"level\":\"high\"}}",
                "INP-004",
                "field \"rule.level\" must be a number; found a text; correct it at the source");
        wazuh.refuses(
                "{\"timestamp\":\"2026-03-02T08:00:00.1+0000\",\"rule\":{\"level\":3,\"description\":\"x\"}}",
                "INP-003",
                "field \"agent.name\" is required; it is missing; send it, or name another field");

        Table ids = new Table(all, "ids-csv", DEFAULTS);
        ids.refuses(
                "time,name,ip,host,short\n1772439400,n,1.2.3.4",
                "INP-016",
                "a CSV record must have 5 columns as in the header; found 3 columns; correct the line or its header");
        ids.refuses(
                "time,name\n1772439400,\"n",
                "INP-016",
                "a CSV record must have a closing quote for each opening one; found the record's end; correct the line or its header");
        ids.refuses(
                "time,name\n1772439400,\"n\"x",
                "INP-016",
                "a CSV record must have a comma or the line's end behind a closing quote; found something else; correct the line or its header");
        ids.refuses(
                "time,name\n",
                "INP-016",
                "a CSV record must have a header line and one row; found no row; correct the line or its header");
        ids.refuses(
                "time,time\n1,2",
                "INP-007",
                "field \"time\" must stand once; found it twice; correct it at the source");
        ids.refuses(
                "time,name\n1772439400,n\n1772439400,n",
                "INP-006",
                "a record must be a header line and one row; found more; send one row a record");
        ids.refuses(
                "time,name,host\n1772439400,,a",
                "INP-003",
                "field \"short\" is required; it is missing; send it, or name another field");
        ids.refuses(
                "time,name,host\nNaN,n,a",
                "INP-008",
                "field \"time\" must be a finite number; found one that is not; leave the field out instead");
        ids.refuses(
                "time,name,host\n1772439400,n,",
                "INP-011",
                "field \"host\" must name the entity; it is empty; send it, or name another field");

        Table json = new Table(all, "json", MAPPED);
        json.refuses(
                "{\"t\":1772439400000,\"who\":\"a\",\"cpu\":{\"load\":\"x\"}}",
                "INP-004",
                "field \"cpu.load\" must be a number; found \"x\"; correct it at the source");
        json.refuses(
                "{\"t\":1772439400000,\"who\":\"a\",\"cpu\":{\"load\":[]}}",
                "INP-004",
                "field \"cpu.load\" must be a number; found an object or an array; correct it at the source");
        json.refuses(
                "{\"t\":1772439400000,\"who\":\"a\",\"n\":{}}",
                "INP-004",
                "field \"n\" must be a text; found an object or an array; correct it at the source");
        json.refuses(
                "{\"t\":1772439400000,\"cpu.load\":1,\"cpu\":{\"load\":2}}",
                "INP-007",
                "field \"cpu.load\" must stand once; found it twice; correct it at the source");
        json.refuses(
                "{\"t\":\"2026-03-02\",\"who\":\"a\"}",
                "INP-009",
                "field \"t\" must be a number of millis since 1970; found \"2026-03-02\"; correct the source or the declared time unit");
        json.refuses(
                "{\"who\":\"a\"}", "INP-003", "field \"t\" is required; it is missing; send it, or name another field");
        json.refuses(
                "{\"t\":1772439400000}",
                "INP-003",
                "field \"who\" is required; it is missing; send it, or name another field");

        Table csv = new Table(all, "csv", DEFAULTS);
        csv.refuses(
                "time,host,x\n1772439400,a,NaN",
                "INP-008",
                "field \"x\" must be a finite number; found one that is not; leave the field out instead");
        csv.refuses(
                "time,host,x\n1772439400,a,1e400",
                "INP-008",
                "field \"x\" must be a finite number; found one that is not; leave the field out instead");
        csv.refuses("x\n1", "INP-003", "field \"time\" is required; it is missing; send it, or name another field");

        Table avro = new Table(all, "avro", DEFAULTS);
        byte[] header = EventDatums.header(EventDatums.today());
        avro.refuses(
                new byte[] {1, 2, 3},
                "INP-017",
                "a record must start with C301 and the fingerprint of dev.winnow.wire.Event; found another start; encode it with the schema of this release");
        avro.refuses(
                new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0},
                "INP-017",
                "a record must start with C301 and the fingerprint of dev.winnow.wire.Event; found another fingerprint; encode it with the schema of this release");
        avro.refuses(
                header,
                "INP-018",
                "an Avro datum must follow its schema; it ends early or claims what is not there; encode it with the event schema");
        return all;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesWithItsWholeMessage(Case refused) {
        InputFormat format = InputFormats.create(refused.format, refused.options);

        assertThat(Fixtures.text(format.decode(refused.record))).isEqualTo(refused.expected);
    }

    @Test
    void everyCodeOfARecordHasACase() {
        Set<String> covered =
                cases().stream().map(c -> c.expected.substring(0, 7)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> record = new TreeSet<>();
        for (InputCode code : InputCode.values()) {
            if (code.compareTo(InputCode.UNKNOWN_TYPE) <= 0) {
                record.add(code.code());
            }
        }

        assertThat(covered).isEqualTo(record);
    }

    @Test
    void neverQuotesControlCharacters() {
        String found = Fixtures.text(Fixtures.decode(
                "suricata-eve", "{\"timestamp\":\"\\u001b[2J\\n\\u202e\",\"event_type\":\"x\",\"src_ip\":\"a\"}"));

        assertThat(found).contains("found \"?[2J??\";").doesNotContain("\u001b", "\n", "\u202e");
    }

    private record Table(List<Case> cases, String format, InputOptions options) {
        void refuses(String record, String code, String reason) {
            refuses(record.getBytes(StandardCharsets.UTF_8), code, reason);
        }

        void refuses(byte[] record, String code, String reason) {
            cases.add(new Case(format, options, record, code + " input \"" + format + "\": " + reason));
        }
    }
}
