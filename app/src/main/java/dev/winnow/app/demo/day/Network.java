package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.Flow.Ending;
import dev.winnow.app.demo.day.Office.Client;

/** What hosts do on the network: lookups, web connections, logins. Both sensors see it. Mutable, one owner. */
final class Network {
    private static final String OPENSSH = "SSH-2.0-OpenSSH_9.6";

    private final long dayMicros;
    private final DayRecording recording;
    private final EveSensor eve;
    private final ZeekSensor zeek;

    Network(long dayMicros, DayRecording recording, SeededRandom random) {
        this.dayMicros = dayMicros;
        this.recording = recording;
        this.eve = new EveSensor(recording, random.fork("suricata"));
        this.zeek = new ZeekSensor(recording, random.fork("zeek"));
    }

    long dayMicros() {
        return dayMicros;
    }

    EveSensor eve() {
        return eve;
    }

    DayRecording recording() {
        return recording;
    }

    void flow(Flow flow, Activity activity) {
        eve.flow(flow, activity);
    }

    /** A query to the office's name server with its answer and its own flow. */
    void lookup(long micros, String client, String server, Lookup lookup, SeededRandom random, Activity activity) {
        boolean outside = !Office.isInside(server);
        double latency = outside
                ? random.logNormal(0.02, 0.5)
                : random.chance(0.7) ? random.uniform(0.0003, 0.001) : random.logNormal(0.02, 0.6);
        int asked = 60 + Office.wireLength(lookup.name());
        int answered = asked + 16 * Math.max(1, lookup.answers().size());
        Flow flow = Flow.udp(micros, latency, client, Office.ephemeralPort(random), server, 53, "dns")
                .bytes(asked, answered);
        long flowId = eve.flowId();
        eve.lookup(flow, flowId, lookup, latency, activity);
        eve.flow(flow, flowId, activity, false);
    }

    /** A question for the time and its answer. */
    void time(long micros, String client, String server, SeededRandom random) {
        Flow flow = Flow.udp(micros, random.uniform(0.0004, 0.02), client, 123, server, 123, "ntp")
                .bytes(90, 90);
        eve.flow(flow, Activity.ROUTINE);
    }

    /** A TLS connection with its handshake event. */
    void tls(Flow flow, String name, Client client, Activity activity) {
        long flowId = eve.flow(flow, activity);
        eve.tls(flow, flowId, name, client, activity);
    }

    /** An SSH connection: a flow for Suricata and a line in Zeek's ssh.log. */
    void ssh(Flow flow, boolean success, int attempts, String client, Activity activity) {
        ssh(flow, eve.flowId(), false, success, attempts, client, activity);
    }

    /** The same for a flow on which Suricata may have raised an alert. */
    void ssh(Flow flow, long flowId, boolean alerted, boolean success, int attempts, String client, Activity activity) {
        eve.flow(flow, flowId, activity, alerted);
        zeek.ssh(flow, success, attempts, client, OPENSSH, activity);
    }

    /** The shape of a finished SSH login that failed: key exchange, some refused passwords. */
    static Flow failedLogin(long micros, String from, String to, int attempts, SeededRandom random) {
        double seconds = 0.4 + attempts * random.logNormal(0.9, 0.25);
        return Flow.tcp(micros, seconds, from, Office.ephemeralPort(random), to, 22, "ssh")
                .bytes(2_400 + 180.0 * attempts + random.below(220), 2_900 + 120.0 * attempts + random.below(180))
                .ending(random.chance(0.85) ? Ending.CLOSED : Ending.ABORTED);
    }
}
