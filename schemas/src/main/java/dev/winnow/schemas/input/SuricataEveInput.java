package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonFactory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Suricata EVE JSON, one event a record. The event type is EVE's own {@code event_type}; types that are not listed below
 * are accepted with the common fields.
 *
 * <ul>
 *   <li>common: texts {@code src_ip, dest_ip, proto, app_proto} (lower case), {@code host} (the sensor), {@code flow_id,
 *       community_id, in_iface, direction}; numbers {@code src_port, dest_port, icmp_type, icmp_code}
 *   <li>{@code flow} (and {@code netflow}; also inside alerts): numbers {@code bytes_out, bytes_in, packets_out,
 *       packets_in} (out is to the server), {@code duration} (EVE's age in seconds), {@code alerted} (0 or 1),
 *       {@code tx_count}; texts {@code state, reason}; from {@code tcp}: texts {@code tcp_flags, tcp_flags_out,
 *       tcp_flags_in, tcp_state}, numbers {@code tcp_syn, tcp_fin, tcp_rst, tcp_psh, tcp_ack, tcp_urg} (0 or 1)
 *   <li>{@code alert}: texts {@code signature} (the id where a rule has no message), {@code signature_id, category, action}; number {@code severity} from 1 (least) to
 *       4 (worst) as 5 − EVE's severity, whose 1 is the worst, held within 1 to 4; {@code source_severity} is EVE's own
 *   <li>{@code dns} in versions 1, 2 and 3: texts {@code query} (the first), {@code rrtype, rcode}, {@code dns_kind}
 *       ({@code query} or {@code answer}); numbers {@code queries, answers, min_ttl, authorities} and the header bits
 *       {@code dns_aa, dns_tc, dns_rd, dns_ra}
 *   <li>{@code http}: texts {@code hostname, url, user_agent, method, http_protocol, content_type, referrer}; numbers
 *       {@code status}, {@code response_body_bytes}
 *   <li>{@code tls}: texts {@code sni, tls_version, subject, issuer, serial, fingerprint, ja3, ja3s, ja4}; numbers
 *       {@code validity_days, session_resumed}
 *   <li>{@code ssh}: texts {@code client_software, server_software, client_version, server_version, hassh, hassh_server}
 *   <li>{@code anomaly}: texts {@code anomaly_type, anomaly_event, anomaly_layer}; {@code fileinfo}: texts
 *       {@code filename, file_state, md5, sha256}, numbers {@code file_size, file_stored, file_gaps}
 * </ul>
 *
 * <p>The entity is {@code src_ip}; types that are not about a flow (statistics, some anomalies) fall back to
 * {@code host}. Event time is {@code timestamp}, except that a record cannot have been written before its flow began or
 * ended: where {@code flow.end} or {@code flow.start} is later, that is the time. (Suricata reading a capture stamps all
 * flows that it flushes at the end with one and the same, far too early time.)
 *
 * <p>A wrong type is refused in the common fields and in the object that the event type names; in an object that is only
 * company (the http of an alert) the field is left out.
 */
final class SuricataEveInput implements InputFormat {
    static final String NAME = "suricata-eve";

    private static final List<String> NETWORK_ENTITY = List.of("src_ip");
    private static final List<String> ANY_ENTITY = List.of("src_ip", "host");
    private static final String TIME_FORM = "an ISO 8601 date and time such as 2026-01-31T12:00:00.123456+0100";

    private final InputOptions options;
    private final JsonFactory json;

    SuricataEveInput(InputOptions options) {
        this.options = options;
        this.json = JsonRecord.factory(options);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.JSON_VALUES;
    }

    @Override
    public Decoded decode(byte[] record) {
        try (JsonRecord in = JsonRecord.open(json, record, options)) {
            return new Scan(in, options).decode();
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    /** The object of a record in which a value stands; it decides whether a fault in it matters. */
    private enum Section {
        COMMON(""),
        FLOW("flow"),
        NETFLOW("netflow"),
        TCP("flow"),
        ALERT("alert"),
        DNS("dns"),
        HTTP("http"),
        TLS("tls"),
        SSH("ssh"),
        ANOMALY("anomaly"),
        FILEINFO("fileinfo");

        private static final Section[] ALL = values();

        /** Event type that needs this section; empty: all do. */
        private final String type;

        Section(String type) {
            this.type = type;
        }
    }

    /** One pass over one record. */
    private static final class Scan {
        private final JsonRecord in;
        private final InputOptions options;
        private final EventBuilder event = new EventBuilder();
        private final JsonFields fields;
        private final EveSections sections;
        private final EveDns dns;

        /** First fault per section; only allocated when there is one. */
        private Refusal @Nullable [] faults;

        private int seenSections;
        private @Nullable String timestamp;
        private @Nullable String type;

        Scan(JsonRecord in, InputOptions options) {
            this.in = in;
            this.options = options;
            this.fields = new JsonFields(in, event);
            this.sections = new EveSections(in, event, fields);
            this.dns = new EveDns(in, event, fields);
        }

        Decoded decode() throws Refusal {
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                topLevel(key);
            }
            in.expectEnd();
            return finish();
        }

        private void topLevel(String key) throws Refusal {
            switch (key) {
                case "timestamp" -> {
                    refuseSecond(timestamp, key);
                    timestamp = fields.string(key);
                }
                case "event_type" -> {
                    refuseSecond(type, key);
                    type = fields.string(key);
                }
                case "src_ip", "dest_ip", "host", "community_id", "in_iface", "direction" -> fields.text(key, key);
                case "flow_id" -> fields.textOrNumber(key, key);
                case "proto", "app_proto" -> lowerCase(key);
                case "src_port", "dest_port", "icmp_type", "icmp_code" -> fields.number(key, key);
                case "flow" -> section(Section.FLOW, key);
                case "netflow" -> section(Section.NETFLOW, key);
                case "tcp" -> section(Section.TCP, key);
                case "alert" -> section(Section.ALERT, key);
                case "dns" -> section(Section.DNS, key);
                case "http" -> section(Section.HTTP, key);
                case "tls" -> section(Section.TLS, key);
                case "ssh" -> section(Section.SSH, key);
                case "anomaly" -> section(Section.ANOMALY, key);
                case "fileinfo" -> section(Section.FILEINFO, key);
                default -> {
                    fields.unknown(key, options);
                    return;
                }
            }
            keepFault(Section.COMMON);
        }

        private void section(Section section, String key) throws Refusal {
            int bit = 1 << section.ordinal();
            if ((seenSections & bit) != 0) {
                throw Refusal.duplicate(key);
            }
            if (fields.entersObject(key)) {
                seenSections |= bit;
                for (String name = in.nextField(); name != null; name = in.nextField()) {
                    inSection(section, name);
                }
            }
            keepFault(section);
        }

        private void inSection(Section section, String name) throws Refusal {
            switch (section) {
                case FLOW, NETFLOW -> sections.flow(name);
                case TCP -> sections.tcp(name);
                case ALERT -> sections.alert(name);
                case DNS -> dns.field(name);
                case HTTP -> sections.http(name);
                case TLS -> sections.tls(name);
                case SSH -> sections.ssh(name);
                case ANOMALY -> sections.anomaly(name);
                case FILEINFO -> sections.fileinfo(name);
                case COMMON -> throw new IllegalStateException("the top level is no section");
            }
        }

        private Decoded finish() throws Refusal {
            refuseFault(Section.COMMON);
            String stamp = timestamp;
            if (stamp == null) {
                throw Refusal.missing("timestamp");
            }
            String eventType = type;
            if (eventType == null) {
                throw Refusal.missing("event_type");
            }
            if (!EventBuilder.isPlainWord(eventType)) {
                throw new Refusal(
                        InputCode.UNKNOWN_TYPE,
                        "field \"event_type\" must be a plain word; found " + Refusal.quote(eventType)
                                + "; correct the source");
            }
            boolean network = requireSection(eventType);
            long time = Timestamps.iso(stamp);
            if (time == Timestamps.UNREADABLE) {
                throw Refusal.timeUnreadable("timestamp", TIME_FORM, stamp);
            }
            Timestamps.inRange("timestamp", time);
            time = Math.max(time, flowTimeInRange());
            derive();
            return event.build(eventType, time, options, network ? NETWORK_ENTITY : ANY_ENTITY, "src_ip");
        }

        /** Refuses a type whose own object is missing or faulty; true where the type is about a flow between hosts. */
        private boolean requireSection(String eventType) throws Refusal {
            boolean known = false;
            for (Section section : Section.ALL) {
                if (section.type.equals(eventType)) {
                    refuseFault(section);
                    known = true;
                    if (section != Section.TCP && (seenSections & (1 << section.ordinal())) == 0) {
                        throw Refusal.missing(eventType);
                    }
                }
            }
            if (eventType.equals("alert") && event.textOf("signature") == null) {
                // A rule without a message has an empty signature; its number still tells it from others.
                String number = event.textOf("signature_id");
                if (number == null) {
                    throw Refusal.missing("alert.signature");
                }
                event.text("signature", number);
            }
            return known && !eventType.equals("anomaly");
        }

        private long flowTimeInRange() throws Refusal {
            long latest = sections.latestFlowTime();
            return latest == Timestamps.UNREADABLE ? latest : Timestamps.inRange("flow.end", latest);
        }

        private void derive() throws Refusal {
            sections.finish();
            dns.finish();
        }

        private void lowerCase(String key) throws Refusal {
            String value = fields.string(key);
            if (value != null) {
                String lower = switch (value) {
                    case "TCP" -> "tcp";
                    case "UDP" -> "udp";
                    case "ICMP" -> "icmp";
                    default -> value.toLowerCase(Locale.ROOT);
                };
                fields.put(key, key, lower);
            }
        }

        private void keepFault(Section section) {
            Refusal fault = fields.takeNoted();
            if (fault != null) {
                if (faults == null) {
                    faults = new Refusal[Section.ALL.length];
                }
                if (faults[section.ordinal()] == null) {
                    faults[section.ordinal()] = fault;
                }
            }
        }

        private void refuseFault(Section section) throws Refusal {
            if (faults != null && faults[section.ordinal()] != null) {
                throw faults[section.ordinal()];
            }
        }

        private static void refuseSecond(@Nullable String seen, String key) throws Refusal {
            if (seen != null) {
                throw Refusal.duplicate(key);
            }
        }
    }
}
