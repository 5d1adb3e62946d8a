package dev.winnow.schemas.input;

/** Fields of the objects within one record of EVE, and what follows from several of them; {@code dns} is {@link EveDns}. */
final class EveSections {
    private final JsonRecord in;
    private final EventBuilder event;
    private final JsonFields fields;

    private long flowStart = Timestamps.UNREADABLE;
    private long flowEnd = Timestamps.UNREADABLE;
    private long notBefore = Timestamps.UNREADABLE;
    private long notAfter = Timestamps.UNREADABLE;

    EveSections(JsonRecord in, EventBuilder event, JsonFields fields) {
        this.in = in;
        this.event = event;
        this.fields = fields;
    }

    void flow(String name) throws Refusal {
        switch (name) {
            case "bytes_toserver", "bytes" -> fields.number(name, "bytes_out");
            case "bytes_toclient" -> fields.number(name, "bytes_in");
            case "pkts_toserver", "pkts" -> fields.number(name, "packets_out");
            case "pkts_toclient" -> fields.number(name, "packets_in");
            case "age" -> fields.number(name, "duration");
            case "tx_cnt" -> fields.number(name, "tx_count");
            case "alerted" -> fields.flag(name, "alerted");
            case "state", "reason" -> fields.text(name, name);
            case "start" -> flowStart = flowTime(name);
            case "end" -> flowEnd = flowTime(name);
            default -> in.skip();
        }
    }

    private long flowTime(String name) throws Refusal {
        String text = fields.string(name);
        return text == null ? Timestamps.UNREADABLE : Timestamps.iso(text);
    }

    void tcp(String name) throws Refusal {
        switch (name) {
            case "tcp_flags" -> fields.text(name, "tcp_flags");
            case "tcp_flags_ts" -> fields.text(name, "tcp_flags_out");
            case "tcp_flags_tc" -> fields.text(name, "tcp_flags_in");
            case "state" -> fields.text(name, "tcp_state");
            case "syn" -> fields.flag(name, "tcp_syn");
            case "fin" -> fields.flag(name, "tcp_fin");
            case "rst" -> fields.flag(name, "tcp_rst");
            case "psh" -> fields.flag(name, "tcp_psh");
            case "ack" -> fields.flag(name, "tcp_ack");
            case "urg" -> fields.flag(name, "tcp_urg");
            default -> in.skip();
        }
    }

    void alert(String name) throws Refusal {
        switch (name) {
            case "signature", "category", "action" -> fields.text(name, name);
            case "signature_id" -> fields.textOrNumber(name, name);
            case "severity" -> fields.number(name, "source_severity");
            default -> in.skip();
        }
    }

    void http(String name) throws Refusal {
        switch (name) {
            case "hostname", "url" -> fields.text(name, name);
            case "http_user_agent" -> fields.text(name, "user_agent");
            case "http_method" -> fields.text(name, "method");
            case "protocol" -> fields.text(name, "http_protocol");
            case "http_content_type" -> fields.text(name, "content_type");
            case "http_refer" -> fields.text(name, "referrer");
            case "status" -> fields.number(name, "status");
            case "length" -> fields.number(name, "response_body_bytes");
            default -> in.skip();
        }
    }

    void tls(String name) throws Refusal {
        switch (name) {
            case "sni", "subject", "serial", "fingerprint" -> fields.text(name, name);
            case "issuerdn" -> fields.text(name, "issuer");
            case "version" -> fields.text(name, "tls_version");
            case "ja4" -> fields.text(name, "ja4");
            case "ja3" -> hash(name, "ja3");
            case "ja3s" -> hash(name, "ja3s");
            case "session_resumed" -> fields.flag(name, "session_resumed");
            case "notbefore" -> notBefore = flowTime(name);
            case "notafter" -> notAfter = flowTime(name);
            default -> in.skip();
        }
    }

    /** The {@code hash} within an object. */
    private void hash(String name, String target) throws Refusal {
        if (!fields.entersObject(name)) {
            return;
        }
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            if (key.equals("hash")) {
                fields.text(key, target);
            } else {
                in.skip();
            }
        }
    }

    void ssh(String name) throws Refusal {
        boolean client = name.equals("client");
        if (!client && !name.equals("server")) {
            in.skip();
            return;
        }
        if (!fields.entersObject(name)) {
            return;
        }
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            switch (key) {
                case "software_version" -> fields.text(key, client ? "client_software" : "server_software");
                case "proto_version" -> fields.textOrNumber(key, client ? "client_version" : "server_version");
                case "hassh" -> hash(key, client ? "hassh" : "hassh_server");
                default -> in.skip();
            }
        }
    }

    void anomaly(String name) throws Refusal {
        switch (name) {
            case "type" -> fields.text(name, "anomaly_type");
            case "event" -> fields.text(name, "anomaly_event");
            case "layer" -> fields.text(name, "anomaly_layer");
            default -> in.skip();
        }
    }

    void fileinfo(String name) throws Refusal {
        switch (name) {
            case "filename", "md5", "sha256" -> fields.text(name, name);
            case "state" -> fields.text(name, "file_state");
            case "size" -> fields.number(name, "file_size");
            case "stored" -> fields.flag(name, "file_stored");
            case "gaps" -> fields.flag(name, "file_gaps");
            default -> in.skip();
        }
    }

    /** Event time of the flow's end or, where only that is known, its start; {@link Timestamps#UNREADABLE} without either. */
    long latestFlowTime() {
        return Math.max(flowStart, flowEnd);
    }

    /** Adds what follows from the fields that were read: duration, severity, validity and the flags that a sum stands for. */
    void finish() throws Refusal {
        if (flowEnd != Timestamps.UNREADABLE
                && flowStart != Timestamps.UNREADABLE
                && flowEnd >= flowStart
                && !event.hasNumber("duration")) {
            event.number("duration", (flowEnd - flowStart) / 1e3);
        }
        if (notAfter != Timestamps.UNREADABLE && notBefore != Timestamps.UNREADABLE) {
            event.number("validity_days", (notAfter - notBefore) / 86_400_000.0);
        }
        Double severity = event.numberOf("source_severity");
        if (severity != null) {
            event.number("severity", Math.max(1, Math.min(4, 5 - severity)));
        }
        tcpFlags();
    }

    /** EVE writes only the flags that are set; the hexadecimal sum tells the others apart from unknown ones. */
    private void tcpFlags() {
        String hex = event.textOf("tcp_flags");
        if (hex == null || hex.isEmpty() || hex.length() > 2) {
            return;
        }
        int bits = 0;
        for (int i = 0; i < hex.length(); i++) {
            int digit = Character.digit(hex.charAt(i), 16);
            if (digit < 0) {
                return;
            }
            bits = bits << 4 | digit;
        }
        event.number("tcp_fin", bits & 1);
        event.number("tcp_syn", bits >> 1 & 1);
        event.number("tcp_rst", bits >> 2 & 1);
        event.number("tcp_psh", bits >> 3 & 1);
        event.number("tcp_ack", bits >> 4 & 1);
        event.number("tcp_urg", bits >> 5 & 1);
    }
}
