package dev.winnow.app.demo.day;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.app.demo.day.Flow.Ending;
import java.io.IOException;

/**
 * What Suricata's flow event says about a conversation.
 *
 * @param loggedMicros when the sensor closes the flow and writes the event, microseconds since 1970
 */
record FlowEvent(Flow flow, Counts toServer, Counts toClient, long loggedMicros) {
    /*
     * The flow manager sweeps about once a second: a flow is logged within a second after a FIN or reset, and after a time-out
     * otherwise (Suricata's defaults: 30 s for new flows and for UDP, 600 s for established TCP).
     */
    private static final int SWEEP_MICROS = 1_000_000;
    private static final long SHORT_TIMEOUT_MICROS = 30_000_000L;
    private static final long IDLE_TIMEOUT_MICROS = 600_000_000L;

    static FlowEvent of(Flow flow, SeededRandom random) {
        Counts toServer = counts(flow.bytesOut(), flow.bytesIn(), flow.ending(), true, random);
        Counts toClient = counts(flow.bytesIn(), flow.bytesOut(), flow.ending(), false, random);
        long logged = flow.endMicros() + timeout(flow.ending()) + random.below(SWEEP_MICROS);
        return new FlowEvent(flow, toServer, toClient, logged);
    }

    void writeTo(JsonGenerator json, boolean alerted) throws IOException {
        json.writeStringField("app_proto", flow.app());
        json.writeObjectFieldStart("flow");
        json.writeNumberField("pkts_toserver", toServer.packets());
        json.writeNumberField("pkts_toclient", toClient.packets());
        json.writeNumberField("bytes_toserver", toServer.bytes());
        json.writeNumberField("bytes_toclient", toClient.bytes());
        json.writeStringField("start", SensorTime.eve(flow.startMicros()));
        json.writeStringField("end", SensorTime.eve(flow.endMicros()));
        json.writeNumberField("age", flow.durationMicros() / 1_000_000L);
        json.writeStringField("state", state(flow.ending()));
        json.writeStringField("reason", "timeout");
        json.writeBooleanField("alerted", alerted);
        json.writeEndObject();
        if (!flow.ending().isUdp()) {
            tcp(json, flow.ending());
        }
    }

    private static void tcp(JsonGenerator json, Ending ending) throws IOException {
        boolean answered = ending != Ending.UNANSWERED;
        boolean data = ending != Ending.REFUSED && answered;
        boolean fin = ending == Ending.CLOSED;
        boolean reset = ending == Ending.REFUSED || ending == Ending.ABORTED;
        int toServer = 0x02 | (fin ? 0x01 : 0) | (data ? 0x18 : 0);
        int toClient = !answered ? 0 : ending == Ending.REFUSED ? 0x14 : 0x1a | (fin ? 0x01 : 0) | (reset ? 0x04 : 0);
        json.writeObjectFieldStart("tcp");
        json.writeStringField("tcp_flags", hex(toServer | toClient));
        json.writeStringField("tcp_flags_ts", hex(toServer));
        json.writeStringField("tcp_flags_tc", hex(toClient));
        json.writeBooleanField("syn", true);
        if (fin) {
            json.writeBooleanField("fin", true);
        }
        if (reset) {
            json.writeBooleanField("rst", true);
        }
        if (data) {
            json.writeBooleanField("psh", true);
        }
        if (answered) {
            json.writeBooleanField("ack", true);
        }
        json.writeStringField("state", !answered ? "syn_sent" : ending == Ending.IDLE ? "established" : "closed");
        json.writeEndObject();
    }

    private static String hex(int flags) {
        return (flags < 16 ? "0" : "") + Integer.toHexString(flags);
    }

    private static String state(Ending ending) {
        return switch (ending) {
            case CLOSED, ABORTED, REFUSED -> "closed";
            case UNANSWERED, DATAGRAMS_UNANSWERED -> "new";
            case IDLE, DATAGRAMS -> "established";
        };
    }

    private static long timeout(Ending ending) {
        return switch (ending) {
            case CLOSED, ABORTED, REFUSED -> 0;
            case UNANSWERED, DATAGRAMS, DATAGRAMS_UNANSWERED -> SHORT_TIMEOUT_MICROS;
            case IDLE -> IDLE_TIMEOUT_MICROS;
        };
    }

    /** Full-sized packets one way, an acknowledgement for every second packet the other way, handshake and end. */
    private static Counts counts(long bytes, long bytesOfOther, Ending ending, boolean toServer, SeededRandom random) {
        return switch (ending) {
            case REFUSED -> new Counts(1, bytes);
            case UNANSWERED -> new Counts(toServer ? bytes / 60 : 0, bytes);
            case DATAGRAMS, DATAGRAMS_UNANSWERED -> new Counts(bytes == 0 ? 0 : Math.max(1, bytes / 900), bytes);
            case CLOSED, ABORTED, IDLE -> {
                long bare = 4 + bytesOfOther / 2_900 + random.below(3);
                yield new Counts(bare + (bytes + 1_399) / 1_400, bytes + 60 * bare);
            }
        };
    }

    /** Of one direction. */
    record Counts(long packets, long bytes) {}
}
