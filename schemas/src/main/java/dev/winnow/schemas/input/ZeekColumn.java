package dev.winnow.schemas.input;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Zeek column means to us, whatever log it stands in; no name means different things in two logs that we read.
 *
 * @param target name of the event's field
 * @param kind how its value is read
 */
record ZeekColumn(String target, Kind kind) {
    enum Kind {
        /** Seconds since 1970 or ISO text; the event's time. */
        TIME,
        TEXT,
        NUMBER,
        /** {@code T} or {@code F}. */
        FLAG,
        /** A set or vector, or its text; kept as comma-separated text. */
        LIST,
        /** A set or vector of which only the size is kept. */
        COUNT,
        /** A vector of intervals, of which the smallest is kept. */
        MINIMUM
    }

    private static final Map<String, ZeekColumn> COLUMNS = columns();

    /** The column of that name in Zeek's own or in underscore spelling; null for a column that we do not read. */
    static @Nullable ZeekColumn of(String name) {
        return COLUMNS.get(name);
    }

    private static Map<String, ZeekColumn> columns() {
        Map<String, ZeekColumn> all = new HashMap<>();
        add(all, Kind.TIME, "ts", "ts");
        for (String separator : new String[] {".", "_"}) {
            add(all, Kind.TEXT, "id" + separator + "orig_h", "src_ip");
            add(all, Kind.NUMBER, "id" + separator + "orig_p", "src_port");
            add(all, Kind.TEXT, "id" + separator + "resp_h", "dest_ip");
            add(all, Kind.NUMBER, "id" + separator + "resp_p", "dest_port");
        }
        add(all, Kind.TEXT, "uid", "uid", "proto", "proto", "community_id", "community_id");

        add(all, Kind.TEXT, "service", "service", "conn_state", "conn_state", "history", "history");
        add(all, Kind.NUMBER, "duration", "duration", "orig_bytes", "bytes_out", "resp_bytes", "bytes_in");
        add(all, Kind.NUMBER, "orig_pkts", "packets_out", "resp_pkts", "packets_in");
        add(all, Kind.NUMBER, "orig_ip_bytes", "ip_bytes_out", "resp_ip_bytes", "ip_bytes_in");
        add(all, Kind.NUMBER, "missed_bytes", "missed_bytes");
        add(all, Kind.FLAG, "local_orig", "local_orig", "local_resp", "local_resp");

        add(all, Kind.TEXT, "query", "query", "qtype_name", "rrtype", "rcode_name", "rcode");
        add(all, Kind.NUMBER, "qtype", "qtype", "rcode", "rcode_number", "rtt", "rtt");
        add(all, Kind.COUNT, "answers", "answers");
        add(all, Kind.MINIMUM, "TTLs", "min_ttl");
        add(all, Kind.FLAG, "AA", "dns_aa", "TC", "dns_tc", "RD", "dns_rd", "RA", "dns_ra", "rejected", "rejected");

        add(all, Kind.TEXT, "method", "method", "host", "hostname", "uri", "url", "referrer", "referrer");
        add(all, Kind.TEXT, "user_agent", "user_agent", "username", "user", "version", "version");
        add(all, Kind.LIST, "resp_mime_types", "content_type");
        add(all, Kind.NUMBER, "trans_depth", "trans_depth", "status_code", "status");
        add(all, Kind.NUMBER, "request_body_len", "request_body_bytes", "response_body_len", "response_body_bytes");

        add(all, Kind.TEXT, "cipher", "cipher", "curve", "curve", "server_name", "sni", "subject", "subject");
        add(all, Kind.TEXT, "issuer", "issuer", "validation_status", "validation_status", "ja3", "ja3", "ja3s", "ja3s");
        add(all, Kind.TEXT, "ja4", "ja4", "next_protocol", "next_protocol", "last_alert", "last_alert");
        add(all, Kind.FLAG, "resumed", "session_resumed", "established", "established");

        add(all, Kind.FLAG, "auth_success", "auth_success");
        add(all, Kind.NUMBER, "auth_attempts", "attempts");
        add(all, Kind.TEXT, "direction", "direction", "client", "client_software", "server", "server_software");
        add(all, Kind.TEXT, "user", "user", "hassh", "hassh", "hasshServer", "hassh_server");
        return all;
    }

    private static void add(Map<String, ZeekColumn> all, Kind kind, String... namesAndTargets) {
        for (int i = 0; i < namesAndTargets.length; i += 2) {
            all.put(namesAndTargets[i], new ZeekColumn(namesAndTargets[i + 1], kind));
        }
    }
}
