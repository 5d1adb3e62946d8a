package dev.winnow.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/** Lines as Suricata writes them. */
public final class Eve {
    public static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();

    private Eve() {}

    public static byte[] flow(String source, String destination, int port, long out, long in, long timeMillis) {
        return bytes("{\"timestamp\":\"" + Instant.ofEpochMilli(timeMillis) + "\",\"event_type\":\"flow\",\"src_ip\":\""
                + source + "\",\"src_port\":50000,\"dest_ip\":\"" + destination + "\",\"dest_port\":" + port
                + ",\"proto\":\"TCP\",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":10,\"pkts_toclient\":12,"
                + "\"bytes_toserver\":" + out + ",\"bytes_toclient\":" + in + ",\"start\":\""
                + Instant.ofEpochMilli(timeMillis - 1000) + "\",\"end\":\"" + Instant.ofEpochMilli(timeMillis)
                + "\",\"age\":1,\"state\":\"closed\",\"reason\":\"timeout\"}}");
    }

    /** An everyday flow of one of eight hosts. */
    public static byte[] ordinaryFlow(SplittableRandom random, long timeMillis) {
        return flow(
                "10.0.0." + (1 + random.nextInt(8)),
                "192.0.2." + (1 + random.nextInt(4)),
                443,
                1500 + random.nextInt(1000),
                20_000 + random.nextInt(9000),
                timeMillis);
    }

    public static byte[] alert(String source, String signature, int severity, long timeMillis) {
        return bytes("{\"timestamp\":\"" + Instant.ofEpochMilli(timeMillis)
                + "\",\"event_type\":\"alert\",\"src_ip\":\""
                + source + "\",\"dest_ip\":\"10.1.0.5\",\"dest_port\":22,\"proto\":\"TCP\",\"alert\":{\"gid\":1,"
                + "\"signature_id\":" + (2_000_000 + Math.floorMod(signature.hashCode(), 100_000))
                + ",\"signature\":\"" + signature + "\",\"category\":\"Misc\",\"severity\":" + severity + "}}");
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
