package dev.winnow.app.demo.day;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * Suricata sensors that watch the office and write EVE JSON: flow, dns, tls, http and alert events.
 *
 * <p>Two sensors of different age are at work, as in most places: the one of the client network runs Suricata 8 and writes dns
 * version 3, the one of the server networks runs Suricata 7 and writes dns version 2. Mutable, one owner.
 */
final class EveSensor {
    /*
     * Field names, order and types follow the Suricata user guide ("Eve JSON Format") and etc/schema.json. In dns events of both
     * versions the client stands in src_ip, for answers too.
     */
    private static final JsonFactory JSON = new JsonFactory();

    private final DayRecording recording;
    private final SeededRandom random;

    EveSensor(DayRecording recording, SeededRandom random) {
        this.recording = recording;
        this.random = random;
    }

    /** A new flow id: positive, 51 bits, as Suricata has them. */
    long flowId() {
        return random.nextLong() >>> 13;
    }

    /** Writes the flow event under a new flow id and returns the id. */
    long flow(Flow flow, Activity activity) {
        return flow(flow, flowId(), activity, false);
    }

    long flow(Flow flow, long flowId, Activity activity, boolean alerted) {
        FlowEvent event = FlowEvent.of(flow, random);
        write(event.loggedMicros(), "flow", flow, flowId, activity, json -> event.writeTo(json, alerted));
        return flowId;
    }

    /** Writes the query and, unless the server stays mute, the answer; {@code address} is what an A record resolves to. */
    void lookup(Flow flow, long flowId, Lookup lookup, double latencySeconds, Activity activity) {
        boolean version3 = sensor(flow).equals(Office.CLIENT_SENSOR);
        int id = random.below(65_536);
        write(flow.startMicros(), "dns", flow, flowId, activity, json -> {
            json.writeObjectFieldStart("dns");
            if (version3) {
                json.writeNumberField("version", 3);
                json.writeStringField("type", "request");
                json.writeNumberField("tx_id", 0);
                json.writeNumberField("id", id);
                json.writeStringField("flags", "100");
                json.writeBooleanField("rd", true);
                json.writeNumberField("opcode", 0);
                json.writeStringField("rcode", "NOERROR");
                queries(json, lookup);
            } else {
                json.writeStringField("type", "query");
                json.writeNumberField("id", id);
                json.writeStringField("rrname", lookup.name());
                json.writeStringField("rrtype", lookup.type());
                json.writeNumberField("tx_id", 0);
                json.writeNumberField("opcode", 0);
            }
            json.writeEndObject();
        });
        write(
                flow.startMicros() + (long) (latencySeconds * 1e6),
                "dns",
                flow,
                flowId,
                activity,
                json -> answer(json, lookup, id, version3));
    }

    void tls(Flow flow, long flowId, String name, Office.Client client, Activity activity) {
        write(flow.startMicros() + random.between(12_000, 90_000), "tls", flow, flowId, activity, json -> {
            json.writeObjectFieldStart("tls");
            if (client.showsCertificate()) {
                certificate(json, name);
            }
            json.writeStringField("sni", name);
            json.writeStringField("version", client.tlsVersion());
            json.writeObjectFieldStart("ja3");
            json.writeStringField("hash", client.ja3());
            json.writeEndObject();
            json.writeStringField("ja4", client.ja4());
            json.writeArrayFieldStart("client_alpns");
            json.writeString("h2");
            json.writeString("http/1.1");
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    void http(Flow flow, long flowId, Request request, Activity activity) {
        write(flow.startMicros() + random.between(15_000, 200_000), "http", flow, flowId, activity, json -> {
            json.writeNumberField("tx_id", 0);
            json.writeObjectFieldStart("http");
            json.writeStringField("hostname", request.host());
            json.writeStringField("url", request.url());
            json.writeStringField("http_user_agent", request.agent());
            json.writeStringField("http_content_type", request.contentType());
            json.writeStringField("http_method", request.method());
            json.writeStringField("protocol", "HTTP/1.1");
            json.writeNumberField("status", request.status());
            json.writeNumberField("length", request.length());
            json.writeEndObject();
        });
    }

    /** Writes an alert on the flow, {@code afterMicros} after its first packet. */
    void alert(Flow flow, long flowId, Signature signature, long afterMicros, Activity activity) {
        write(flow.startMicros() + afterMicros, "alert", flow, flowId, activity, json -> {
            json.writeObjectFieldStart("alert");
            json.writeStringField("action", "allowed");
            json.writeNumberField("gid", 1);
            json.writeNumberField("signature_id", signature.id());
            json.writeNumberField("rev", signature.revision());
            json.writeStringField("signature", signature.name());
            json.writeStringField("category", signature.category());
            json.writeNumberField("severity", signature.severity());
            json.writeEndObject();
            json.writeStringField("app_proto", flow.app());
            json.writeStringField("direction", "to_server");
            json.writeObjectFieldStart("flow");
            boolean early = afterMicros == 0;
            json.writeNumberField("pkts_toserver", early ? 1 : 3);
            json.writeNumberField("pkts_toclient", early ? 0 : 1);
            json.writeNumberField("bytes_toserver", early ? 60 : 420);
            json.writeNumberField("bytes_toclient", early ? 0 : 60);
            json.writeStringField("start", SensorTime.eve(flow.startMicros()));
            json.writeEndObject();
        });
    }

    private void write(long micros, String type, Flow flow, long flowId, Activity activity, Body body) {
        if (!recording.covers(micros)) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            String sensor = sensor(flow);
            json.writeStartObject();
            json.writeStringField("timestamp", SensorTime.eve(micros));
            json.writeNumberField("flow_id", flowId);
            json.writeStringField("in_iface", sensor.equals(Office.CLIENT_SENSOR) ? "ens5f0" : "eth2");
            json.writeStringField("event_type", type);
            json.writeStringField("src_ip", flow.source());
            json.writeNumberField("src_port", flow.sourcePort());
            json.writeStringField("dest_ip", flow.destination());
            json.writeNumberField("dest_port", flow.destinationPort());
            json.writeStringField("proto", flow.proto());
            body.write(json);
            json.writeStringField("host", sensor);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory does not fail", e);
        }
        recording.add(micros, SyntheticDay.EVE, bytes.toByteArray(), activity);
    }

    private static String sensor(Flow flow) {
        return Office.isClient(flow.source()) ? Office.CLIENT_SENSOR : Office.SERVER_SENSOR;
    }

    private static void queries(JsonGenerator json, Lookup lookup) throws IOException {
        json.writeArrayFieldStart("queries");
        json.writeStartObject();
        json.writeStringField("rrname", lookup.name());
        json.writeStringField("rrtype", lookup.type());
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void answer(JsonGenerator json, Lookup lookup, int id, boolean version3) throws IOException {
        json.writeObjectFieldStart("dns");
        json.writeNumberField("version", version3 ? 3 : 2);
        json.writeStringField("type", version3 ? "response" : "answer");
        if (version3) {
            json.writeNumberField("tx_id", 1);
        }
        json.writeNumberField("id", id);
        json.writeStringField("flags", lookup.answers().isEmpty() ? "8183" : "8180");
        json.writeBooleanField("qr", true);
        json.writeBooleanField("rd", true);
        json.writeBooleanField("ra", true);
        json.writeNumberField("opcode", 0);
        json.writeStringField("rcode", lookup.rcode());
        if (version3) {
            queries(json, lookup);
        } else {
            json.writeStringField("rrname", lookup.name());
            json.writeStringField("rrtype", lookup.type());
        }
        if (!lookup.answers().isEmpty()) {
            json.writeArrayFieldStart("answers");
            for (String rdata : lookup.answers()) {
                json.writeStartObject();
                json.writeStringField("rrname", lookup.name());
                json.writeStringField("rrtype", lookup.type());
                json.writeNumberField("ttl", lookup.ttlSeconds());
                json.writeStringField("rdata", rdata);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("grouped");
            json.writeArrayFieldStart(lookup.type());
            for (String rdata : lookup.answers()) {
                json.writeString(rdata);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Up to TLS 1.2 the server's certificate is readable on the network. */
    private static void certificate(JsonGenerator json, String name) throws IOException {
        String print = Office.fingerprint("certificate " + name);
        json.writeStringField("subject", "CN=" + name);
        json.writeStringField("issuerdn", "C=EX, O=Example Trust, CN=Example Trust R" + print.charAt(0));
        json.writeStringField("serial", colons(print.substring(40).toUpperCase(Locale.ROOT)));
        json.writeStringField("fingerprint", colons(print.substring(0, 40)));
        json.writeStringField("notbefore", "2025-09-0" + (1 + print.charAt(1) % 9) + "T00:00:00");
        json.writeStringField("notafter", "2025-12-0" + (1 + print.charAt(2) % 9) + "T23:59:59");
    }

    private static String colons(String hex) {
        StringBuilder text = new StringBuilder(hex.substring(0, 2));
        for (int i = 2; i < hex.length(); i += 2) {
            text.append(':').append(hex, i, i + 2);
        }
        return text.toString();
    }

    /** What a dns event says beyond the addresses. */
    record Lookup(String name, String type, String rcode, List<String> answers, int ttlSeconds) {
        Lookup {
            answers = List.copyOf(answers);
        }

        static Lookup found(String name, String type, String rdata, int ttlSeconds) {
            return new Lookup(name, type, "NOERROR", List.of(rdata), ttlSeconds);
        }

        static Lookup missing(String name, String type) {
            return new Lookup(name, type, "NXDOMAIN", List.of(), 0);
        }
    }

    /** What an http event says beyond the addresses. */
    record Request(String host, String url, String agent, String contentType, String method, int status, long length) {}

    /** A rule of the sensor; severity 1 is the worst. */
    record Signature(int id, int revision, String name, String category, int severity) {}

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }
}
