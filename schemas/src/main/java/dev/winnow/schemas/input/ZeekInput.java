package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zeek logs: {@code conn, dns, http, ssl} and {@code ssh}, tab-separated with their header lines or as JSON.
 *
 * <p>A tab-separated record is the header lines and one row. A JSON record has flat dotted keys ({@code id.orig_h}),
 * underscores ({@code id_orig_h}) or a nested {@code id}; {@code ts} is epoch seconds or ISO text. The log is named by
 * {@code #path} or {@code _path}, and told from the columns otherwise.
 *
 * <ul>
 *   <li>all: texts {@code src_ip, dest_ip, proto, uid, community_id}; numbers {@code src_port, dest_port}
 *   <li>conn, type {@code conn}: numbers {@code bytes_out} (payload of the originator), {@code bytes_in, packets_out,
 *       packets_in, ip_bytes_out, ip_bytes_in, duration, missed_bytes}, flags {@code local_orig, local_resp}; texts
 *       {@code service, conn_state, history}
 *   <li>dns, type {@code dns}: texts {@code query, rrtype, rcode}; numbers {@code qtype, rcode_number, rtt, answers,
 *       min_ttl}, flags {@code dns_aa, dns_tc, dns_rd, dns_ra, rejected}
 *   <li>http, type {@code http}: texts {@code method, hostname, url, referrer, user_agent, version, content_type, user};
 *       numbers {@code status, trans_depth, request_body_bytes, response_body_bytes}
 *   <li>ssl, type {@code tls}: texts {@code tls_version, cipher, curve, sni, subject, issuer, validation_status, ja3,
 *       ja3s, ja4, next_protocol, last_alert}; flags {@code session_resumed, established}
 *   <li>ssh, type {@code auth}: text {@code outcome} ({@code success} or {@code failure}, where Zeek could tell), texts
 *       {@code user} (where a script adds one), {@code client_software, server_software, direction, hassh,
 *       hassh_server}, {@code service} = {@code ssh}; number {@code attempts}
 *   <li>any other log that has a time and an originator: its path as the type, with the fields above that it has
 * </ul>
 *
 * <p>The entity is the originator, for {@code auth} the user where there is one. Columns whose name ends in
 * {@code label} are a data set's truth and never become fields. Unset values ({@code -}) and empty ones are absent.
 */
final class ZeekInput implements InputFormat {
    static final String NAME = "zeek";

    private static final List<String> ORIGINATOR = List.of("src_ip");
    private static final List<String> USER_FIRST = List.of("user", "src_ip");
    private static final String TIME_FORM = "epoch seconds or an ISO 8601 date and time";

    private final InputOptions options;
    private final JsonFactory json;

    /** Parsed headers by their bytes; a cache, invisible in the results. */
    private final HeaderCache<ZeekHeader> headers = new HeaderCache<>();

    ZeekInput(InputOptions options) {
        this.options = options;
        this.json = JsonRecord.factory(options);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.ZEEK_LOG;
    }

    @Override
    public Decoded decode(byte[] record) {
        try {
            int start = RecordBounds.checkText(record, options);
            if (record[start] == '#') {
                return decodeRow(record, start);
            }
            try (JsonRecord in = JsonRecord.open(json, record, options)) {
                return decodeJson(in);
            }
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    private Decoded decodeRow(byte[] record, int start) throws Refusal {
        int end = record.length;
        while (end > start && (record[end - 1] == '\n' || record[end - 1] == '\r')) {
            end--;
        }
        int row = end;
        while (row > start && record[row - 1] != '\n') {
            row--;
        }
        if (row == start || record[row] == '#') {
            throw ZeekHeader.broken("header lines and one row", "no row");
        }
        ZeekHeader header = headers.find(record, start, row);
        if (header == null) {
            header = ZeekHeader.parse(record, start, row, options);
            headers.keep(record, start, row, header);
        }
        Row fields = new Row(options);
        header.read(record, row, end, fields);
        return fields.finish(header.path());
    }

    private Decoded decodeJson(JsonRecord in) throws Refusal {
        Row row = new Row(options);
        JsonFields fields = new JsonFields(in, row.event);
        String path = "";
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            if (key.equals("_path")) {
                String named = fields.string(key);
                path = named == null ? path : named;
            } else if (key.equals("id") && in.token() == JsonToken.START_OBJECT) {
                for (String inner = in.nextField(); inner != null; inner = in.nextField()) {
                    row.json(in, fields, "id." + inner);
                }
            } else {
                row.json(in, fields, key);
            }
        }
        in.expectEnd();
        Refusal fault = fields.takeNoted();
        if (fault != null) {
            throw fault;
        }
        return row.finish(path);
    }

    /** The fields of one record on their way into the event; mutable, one owner. */
    static final class Row {
        private final InputOptions options;
        private final EventBuilder event = new EventBuilder();
        private @Nullable String time;

        Row(InputOptions options) {
            this.options = options;
        }

        /** Takes the set value of a column of a tab-separated row. */
        void text(String name, ZeekColumn column, String value, char setSeparator) throws Refusal {
            switch (column.kind()) {
                case TIME -> time(name, value);
                case TEXT, LIST -> put(name, column.target(), value);
                case NUMBER -> number(name, column.target(), value);
                case FLAG -> {
                    int flag = JsonFields.flagValue(value);
                    if (flag < 0) {
                        throw Refusal.wrongType(name, "T or F", Refusal.quote(value));
                    }
                    event.number(column.target(), flag);
                }
                case COUNT -> {
                    int count = 1;
                    for (int i = 0; i < value.length(); i++) {
                        count += value.charAt(i) == setSeparator ? 1 : 0;
                    }
                    event.number(column.target(), count);
                }
                case MINIMUM -> {
                    double least = Double.POSITIVE_INFINITY;
                    int from = 0;
                    while (from <= value.length()) {
                        int to = value.indexOf(setSeparator, from);
                        to = to < 0 ? value.length() : to;
                        least = Math.min(least, parsed(name, value.substring(from, to)));
                        from = to + 1;
                    }
                    event.number(column.target(), least);
                }
            }
        }

        /** Takes a column that is configured as the entity or the tenant and is no field of ours. */
        void unknown(String name, String value) {
            if (name.equals(options.entityField())) {
                event.rawEntity(value);
            }
            if (name.equals(options.tenantField())) {
                event.rawTenant(value);
            }
        }

        private void json(JsonRecord in, JsonFields fields, String key) throws Refusal {
            ZeekColumn column = TruthColumn.isOne(key) ? null : ZeekColumn.of(key);
            if (column == null) {
                fields.unknown(key, options);
                return;
            }
            switch (column.kind()) {
                case TIME -> {
                    if (in.token() == JsonToken.VALUE_STRING || in.token().isNumeric()) {
                        time(key, in.text());
                    } else {
                        fields.noteWrongType(key, TIME_FORM);
                    }
                }
                case TEXT -> fields.textOrNumber(key, column.target());
                case NUMBER -> fields.number(key, column.target());
                case FLAG -> fields.flag(key, column.target());
                case LIST -> fields.joined(key, column.target());
                case COUNT, MINIMUM -> list(in, fields, key, column);
            }
        }

        private void list(JsonRecord in, JsonFields fields, String key, ZeekColumn column) throws Refusal {
            if (in.token() != JsonToken.START_ARRAY) {
                fields.noteWrongType(key, "an array");
                return;
            }
            int count = 0;
            double least = Double.POSITIVE_INFINITY;
            while (in.next() != JsonToken.END_ARRAY) {
                count++;
                if (column.kind() == ZeekColumn.Kind.MINIMUM) {
                    if (in.token().isNumeric()) {
                        least = Math.min(least, in.number(key));
                    } else {
                        fields.noteWrongType(key, "an array of numbers");
                        continue;
                    }
                }
                in.skip();
            }
            if (column.kind() == ZeekColumn.Kind.COUNT) {
                once(key, event.number(column.target(), count));
            } else if (least < Double.POSITIVE_INFINITY) {
                once(key, event.number(column.target(), least));
            }
        }

        private void time(String name, String value) throws Refusal {
            if (time != null) {
                throw Refusal.duplicate(name);
            }
            time = value;
        }

        private void put(String name, String target, String value) throws Refusal {
            once(name, event.text(target, value));
        }

        private void number(String name, String target, String value) throws Refusal {
            once(name, event.number(target, parsed(name, value)));
        }

        private static void once(String name, boolean first) throws Refusal {
            if (!first) {
                throw Refusal.duplicate(name);
            }
        }

        private static double parsed(String name, String value) throws Refusal {
            double number = Decimals.parse(value);
            if (Double.isNaN(number)) {
                throw Refusal.wrongType(name, "a number", Refusal.quote(value));
            }
            if (Double.isInfinite(number)) {
                throw Refusal.notFinite(name);
            }
            return number;
        }

        private Decoded finish(String path) throws Refusal {
            String stamp = time;
            if (stamp == null) {
                throw Refusal.missing("ts");
            }
            long millis = TimeReader.secondsOrIso(stamp);
            if (millis == Timestamps.UNREADABLE) {
                throw Refusal.timeUnreadable("ts", TIME_FORM, stamp);
            }
            Timestamps.inRange("ts", millis);
            String log = path.isEmpty() ? inferredPath() : path;
            if (!EventBuilder.isPlainWord(log)) {
                throw new Refusal(
                        InputCode.UNKNOWN_TYPE,
                        "the log must be named by #path or _path or be told from its fields; found "
                                + (log.isEmpty() ? "neither" : Refusal.quote(log)) + "; send _path with the record");
            }
            return switch (log) {
                case "ssl" -> {
                    event.renameText("version", "tls_version");
                    yield event.build("tls", millis, options, ORIGINATOR, "id.orig_h");
                }
                case "ssh" -> {
                    authentication();
                    yield event.build("auth", millis, options, USER_FIRST, "id.orig_h");
                }
                default -> event.build(log, millis, options, ORIGINATOR, "id.orig_h");
            };
        }

        private void authentication() {
            Double success = event.numberOf("auth_success");
            if (success != null) {
                event.text("outcome", success == 1 ? "success" : "failure");
            }
            event.text("service", "ssh");
        }

        /** The log whose own columns these are; empty if none or several fit. */
        private String inferredPath() {
            if (event.textOf("conn_state") != null || event.hasNumber("packets_out")) {
                return "conn";
            }
            if (event.textOf("query") != null || event.hasNumber("qtype") || event.hasNumber("rcode_number")) {
                return "dns";
            }
            if (event.textOf("method") != null || event.hasNumber("trans_depth") || event.hasNumber("status")) {
                return "http";
            }
            if (event.hasNumber("auth_success")
                    || event.hasNumber("attempts")
                    || event.textOf("hassh") != null
                    || event.textOf("client_software") != null) {
                return "ssh";
            }
            if (event.hasNumber("established") || event.textOf("cipher") != null || event.textOf("sni") != null) {
                return "ssl";
            }
            return "";
        }
    }
}
