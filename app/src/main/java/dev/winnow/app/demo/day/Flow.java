package dev.winnow.app.demo.day;

/**
 * A conversation between two addresses, as a sensor sees it when it is over.
 *
 * @param startMicros first packet, microseconds since 1970
 * @param durationMicros first to last packet
 * @param app application protocol by Suricata's name; {@code failed} where it recognises none
 * @param bytesOut client to server, with headers; bare acknowledgements, handshake and end of TCP come on top
 * @param bytesIn server to client, likewise
 */
record Flow(
        long startMicros,
        long durationMicros,
        String source,
        int sourcePort,
        String destination,
        int destinationPort,
        String app,
        long bytesOut,
        long bytesIn,
        Ending ending) {
    /** How a conversation ends on the network. */
    enum Ending {
        /** TCP, closed in order. */
        CLOSED,
        /** TCP, reset by either side after data. */
        ABORTED,
        /** TCP to a closed port: a SYN and a reset. */
        REFUSED,
        /** TCP to nobody: SYNs only. */
        UNANSWERED,
        /** TCP, idle until the sensor gave up on it. */
        IDLE,
        /** UDP in both directions. */
        DATAGRAMS,
        /** UDP without an answer. */
        DATAGRAMS_UNANSWERED;

        boolean isUdp() {
            return this == DATAGRAMS || this == DATAGRAMS_UNANSWERED;
        }
    }

    Flow {
        if (durationMicros < 0 || bytesOut < 0 || bytesIn < 0) {
            throw new IllegalArgumentException("duration and bytes must be at least 0, were " + durationMicros + ", "
                    + bytesOut + " and " + bytesIn);
        }
    }

    static Flow tcp(long start, double seconds, String from, int port, String to, int toPort, String app) {
        return new Flow(start, (long) (seconds * 1e6), from, port, to, toPort, app, 0, 0, Ending.CLOSED);
    }

    static Flow udp(long start, double seconds, String from, int port, String to, int toPort, String app) {
        return new Flow(start, (long) (seconds * 1e6), from, port, to, toPort, app, 0, 0, Ending.DATAGRAMS);
    }

    /** A probe of a closed port. */
    static Flow refused(long start, double seconds, String from, int port, String to, int toPort) {
        return tcp(start, seconds, from, port, to, toPort, "failed")
                .bytes(60, 54)
                .ending(Ending.REFUSED);
    }

    /** A probe that nobody answers, with the usual repetitions. */
    static Flow unanswered(long start, String from, int port, String to, int toPort, int packets) {
        double seconds = packets == 1 ? 0 : packets == 2 ? 1.02 : 3.05;
        return tcp(start, seconds, from, port, to, toPort, "failed")
                .bytes(60L * packets, 0)
                .ending(Ending.UNANSWERED);
    }

    Flow bytes(double out, double in) {
        return new Flow(
                startMicros,
                durationMicros,
                source,
                sourcePort,
                destination,
                destinationPort,
                app,
                (long) out,
                (long) in,
                ending);
    }

    Flow ending(Ending how) {
        return new Flow(
                startMicros,
                durationMicros,
                source,
                sourcePort,
                destination,
                destinationPort,
                app,
                bytesOut,
                bytesIn,
                how);
    }

    long endMicros() {
        return startMicros + durationMicros;
    }

    String proto() {
        return ending.isUdp() ? "UDP" : "TCP";
    }
}
