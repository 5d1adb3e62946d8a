package dev.winnow.app.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Flow records of Suricata's shape, the same for the same seed. */
final class Flows {
    private Flows() {}

    /** Flows of some hosts of each customer; one in two hundred sends far more than the others. */
    static List<String> lines(int count, long seed, int customers) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>(count);
        long millis = 1_767_225_600_000L;
        for (int i = 0; i < count; i++) {
            millis += 200 + random.nextInt(1500);
            boolean isLarge = random.nextInt(200) == 0;
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"timestamp\":\"%s\",\"flow_id\":%d,\"event_type\":\"flow\",\"customer\":\"c%d\",\"src_ip\":\"10.0.0.%d\","
                            + "\"src_port\":%d,\"dest_ip\":\"192.168.1.%d\",\"dest_port\":%d,\"proto\":\"TCP\","
                            + "\"flow\":{\"pkts_toserver\":%d,\"pkts_toclient\":%d,\"bytes_toserver\":%d,"
                            + "\"bytes_toclient\":%d,\"age\":%d,\"state\":\"closed\",\"reason\":\"timeout\"}}",
                    Instant.ofEpochMilli(millis).toString().replace("Z", "+0000"),
                    i,
                    random.nextInt(customers),
                    1 + random.nextInt(12),
                    1024 + random.nextInt(60_000),
                    1 + random.nextInt(30),
                    new int[] {22, 53, 80, 443}[random.nextInt(4)],
                    1 + random.nextInt(20),
                    1 + random.nextInt(30),
                    (long) Math.exp(6 + random.nextGaussian()) * (isLarge ? 5000 : 1),
                    (long) Math.exp(8 + random.nextGaussian()),
                    random.nextInt(30)));
        }
        return lines;
    }
}
